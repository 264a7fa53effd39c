"""What people do in their chats, and the updates that the bot gets from it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from . import messages
from .media import contact, document, location, photo, sticker, voice
from .people import Visitor
from .posting import Refused, compose, membership, post, tell, unblock, written
from .script import step_of
from .state import Chat, InlineQuery, Tap, World

Json = dict[str, Any]


def act(world: World, order: Json) -> Json:
    """Does one thing as one person: `{"do": "say", "as": 1001, "text": "…"}`. Returns the ids that came of it."""
    do = _ACTS.get(str(order.get("do")))
    if do is None:
        raise Refused(f"do is one of {', '.join(sorted(_ACTS))}")
    person = _person(world, order)
    chat = _chat(world, person, order)
    step = step_of(chat, order)
    done = do(world, person, chat, order)
    if step:
        # Before what the bot may say to it: the answer cannot come while this is running.
        chat.journal.append((person.id, step))
    return done


def _person(world: World, order: Json) -> Visitor:
    try:
        return world.people[int(order["as"])]
    except (KeyError, TypeError, ValueError):
        raise Refused("nobody has that id") from None


def _chat(world: World, person: Visitor, order: Json) -> Chat:
    try:
        chat = world.chats[int(order.get("chat") or person.id)]
    except (KeyError, TypeError, ValueError):
        raise Refused("there is no such chat") from None
    if person.id not in chat.members:
        raise Refused("this person is not in that chat")
    return chat


def say(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A text, also a command; `reply_to`, `forwarded` and `raw` (not trimmed) as wanted."""
    return post(world, person, chat, written(order), order)


def edit(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Other words for a message sent before."""
    message = chat.messages.get(int(order.get("message_id") or 0))
    if message is None or message["from"]["id"] != person.id or "text" not in message:
        raise Refused("only one's own text can be edited")
    changed = {key: value for key, value in message.items() if key not in ("text", "entities")}
    changed.update(written(order), edit_date=world.now())
    chat.put(changed)
    return {"message_id": changed["message_id"], "update_id": tell(world, chat, "edited_message", changed)}


def tap(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Presses an inline button: `message_id` and `data` (any, so a forged tap too) or `button`, its label."""
    number = int(order.get("message_id") or 0)
    message = chat.messages.get(number)
    data = order.get("data")
    if data is None:
        data = _data_of(message, str(order.get("button", "")))
    if message is None:
        # What Telegram gives for a message that is too old to be seen.
        message = {"chat": chat.describe(), "message_id": number, "date": 0}
    query_id = world.new_query_id()
    at = time.monotonic() - (world.settings.tap_lifetime + 1 if order.get("expired") else 0)
    world.taps[query_id] = Tap(person.id, chat.id, number, at)
    query: Json = {"id": query_id, "from": person.user(), "chat_instance": str(chat.id), "data": str(data)}
    inline = None
    if "via_bot" in message:
        inline = next((key for key, place in world.inline_messages.items() if place == (chat.id, number)), None)
    query.update({"inline_message_id": inline} if inline else {"message": message})
    return {"query_id": query_id, "update_id": world.updates.add("callback_query", query)}


def _data_of(message: Json | None, label: str) -> str:
    rows = (message or {}).get("reply_markup", {}).get("inline_keyboard", [])
    for button in (button for row in rows for button in row):
        if button["text"] == label and "callback_data" in button:
            return str(button["callback_data"])
    raise Refused("there is no such button")


def inline(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Types `@bot …` in any chat."""
    query_id = world.new_query_id()
    text = str(order.get("query", ""))
    world.inline_queries[query_id] = InlineQuery(person.id, chat.id, text, time.monotonic(), chat.revision)
    chat.typed[person.id] = query_id
    kind = "sender" if chat.is_private else chat.kind
    content = {
        "id": query_id,
        "from": person.user(),
        "query": text,
        "offset": str(order.get("offset") or ""),
        "chat_type": kind,
    }
    return {"query_id": query_id, "update_id": world.updates.add("inline_query", content)}


def choose(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Takes an inline result: its message appears in the chat, sent via the bot."""
    query = world.inline_queries.get(str(order.get("query_id")))
    result = next((r for r in (query.results or [] if query else []) if r["id"] == order.get("result_id")), None)
    if query is None or result is None:
        raise Refused("there is no such result")
    message = compose(world, person, chat, {**result["message"], "via_bot": world.bot_user()}, order)
    messages.name_people(world, message)
    chat.put(message)
    chosen = {"result_id": result["id"], "from": person.user(), "query": query.query}
    if "reply_markup" in message:
        chosen["inline_message_id"] = inline_id = f"INLINE{world.new_query_id()}"
        world.inline_messages[inline_id] = (chat.id, message["message_id"])
    tell(world, chat, "message", message)
    return {"message_id": message["message_id"], "update_id": world.updates.add("chosen_inline_result", chosen)}


def block(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Wants to hear no more from the bot."""
    return membership(world, person, chat, "member", "kicked")


def clear(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Empties the chat; the bot hears nothing of it, as on Telegram."""
    chat.clear()
    return {}


_ACTS: dict[str, Callable[[World, Visitor, Chat, Json], Json]] = {
    act.__name__: act
    for act in (
        say, edit, sticker, voice, photo, document, location, contact, tap, inline, choose, block, unblock, clear,
    )
}  # fmt: skip
