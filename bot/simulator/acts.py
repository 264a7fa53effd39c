"""What people do in their chats, and the updates that the bot gets from it."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from typing import Any

from . import messages, texts
from .entities import utf16_length
from .files import Stored, picture_size
from .people import Visitor
from .script import step_of
from .state import Chat, InlineQuery, Tap, World

Json = dict[str, Any]

# A white dot of one pixel: what a photo is when the test does not care.
_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


class Refused(Exception):
    """What somebody cannot do, in one sentence."""


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


def _message(world: World, person: Visitor, chat: Chat, content: Json, order: Json) -> Json:
    message: Json = {
        "message_id": world.next_message_id(),
        "from": person.user(),
        "chat": chat.describe(),
        "date": int(order.get("date") or world.now()),
        **content,
    }
    if (number := order.get("reply_to")) is not None:
        answered = chat.messages.get(int(number))
        if answered is None:
            raise Refused("the message to be answered is not there")
        message["reply_to_message"] = messages.quoted(answered)
    if order.get("forwarded"):
        message["forward_origin"] = {
            "type": "hidden_user",
            "sender_user_name": str(order.get("forwarded_from") or "Seseorang"),
            "date": message["date"] - 60,
        }
    return message


def _post(world: World, person: Visitor, chat: Chat, content: Json, order: Json) -> Json:
    """Puts a person's message into the chat and hands it to the bot."""
    if chat.is_private and chat.blocked:
        unblock(world, person, chat, order)
    message = _message(world, person, chat, content, order)
    if chat.keyboard and (chat.keyboard.get("one_time_keyboard") or chat.keyboard.get("force_reply")):
        chat.keyboard = None
    chat.put(message)
    return {"message_id": message["message_id"], "update_id": _tell(world, chat, "message", message)}


def _tell(world: World, chat: Chat, kind: str, message: Json) -> int | None:
    if chat.is_private:
        return world.updates.add(kind, message)
    if chat.members.get(world.bot["id"]) in (None, "left", "kicked"):
        return None
    if world.settings.group_privacy and not _addressed(world, message):
        return None
    return world.updates.add(kind, message)


def _addressed(world: World, message: Json) -> bool:
    """Whether a bot in privacy mode gets to see a message of a group."""
    replied = message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]
    text = message.get("text", "")
    return replied or text.startswith("/") or f"@{world.bot['username']}".lower() in text.lower()


def _written(order: Json) -> Json:
    text = str(order.get("text", ""))
    if not order.get("raw"):
        text = text.strip()
    if not text:
        raise Refused("nobody can send an empty text")
    if utf16_length(text) > messages.MAX_TEXT:
        raise Refused("nobody can send more than 4096 characters at once")
    entities = order["entities"] if "entities" in order else texts.find_entities(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def say(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A text, also a command; `reply_to`, `forwarded` and `raw` (not trimmed) as wanted."""
    return _post(world, person, chat, _written(order), order)


def edit(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Other words for a message sent before."""
    message = chat.messages.get(int(order.get("message_id") or 0))
    if message is None or message["from"]["id"] != person.id or "text" not in message:
        raise Refused("only one's own text can be edited")
    changed = {key: value for key, value in message.items() if key not in ("text", "entities")}
    changed.update(_written(order), edit_date=world.now())
    chat.put(changed)
    return {"message_id": changed["message_id"], "update_id": _tell(world, chat, "edited_message", changed)}


def sticker(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A sticker."""
    stored = world.files.add(b"RIFF", "sticker.webp", "image/webp")
    content = {
        **stored.describe(), "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False,
        "emoji": str(order.get("emoji") or "🙂"), "set_name": "Simulator",
    }  # fmt: skip
    return _post(world, person, chat, {"sticker": content}, order)


def voice(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A voice note."""
    stored = _stored(world, order, b"OggS", "voice.ogg", "audio/ogg")
    content = {**stored.describe(), "duration": int(order.get("duration") or 3), "mime_type": stored.mime}
    return _post(world, person, chat, {"voice": content, **_caption(order)}, order)


def photo(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A photo: `data` in base64, or a dot."""
    stored = _stored(world, order, _DOT, "photo.png", "image/png")
    size = picture_size(stored.data)
    if size is None:
        raise Refused("that is no picture")
    sizes = [{**stored.describe(), "width": size[0], "height": size[1]}]
    return _post(world, person, chat, {"photo": sizes, **_caption(order)}, order)


def document(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A file: `data` in base64, `name`, `mime`."""
    stored = _stored(world, order, b"isi\n", "berkas.txt", "text/plain")
    content = {**stored.describe(), "file_name": stored.name, "mime_type": stored.mime}
    return _post(world, person, chat, {"document": content, **_caption(order)}, order)


def location(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A place; without numbers, the square before Jakarta's Monas."""
    place = {"latitude": float(order.get("latitude", -6.1754)), "longitude": float(order.get("longitude", 106.8272))}
    return _post(world, person, chat, {"location": place}, order)


def contact(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A phone number; without one given, the person's own, as a keyboard's button sends it."""
    own = "phone_number" not in order
    content: Json = {
        "phone_number": str(order.get("phone_number") or f"+62811000{person.id}"),
        "first_name": str(order.get("first_name") or person.first_name),
    }
    if own:
        content["user_id"] = person.id
    return _post(world, person, chat, {"contact": content}, order)


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
    message = _message(world, person, chat, {**result["message"], "via_bot": world.bot_user()}, order)
    messages.name_people(world, message)
    chat.put(message)
    chosen = {"result_id": result["id"], "from": person.user(), "query": query.query}
    if "reply_markup" in message:
        chosen["inline_message_id"] = inline_id = f"INLINE{world.new_query_id()}"
        world.inline_messages[inline_id] = (chat.id, message["message_id"])
    _tell(world, chat, "message", message)
    return {"message_id": message["message_id"], "update_id": world.updates.add("chosen_inline_result", chosen)}


def block(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Wants to hear no more from the bot."""
    return _membership(world, person, chat, "member", "kicked")


def unblock(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Wants to hear from the bot again."""
    return _membership(world, person, chat, "kicked", "member")


def _membership(world: World, person: Visitor, chat: Chat, before: str, after: str) -> Json:
    if not chat.is_private:
        raise Refused("only in one's own chat")
    if chat.blocked == (after == "kicked"):
        raise Refused("that is so already")
    chat.blocked = after == "kicked"
    chat.touch()

    def status(name: str) -> Json:
        known: Json = {"status": name, "user": world.bot_user()}
        return {**known, "until_date": 0} if name == "kicked" else known

    change = {
        "chat": chat.describe(),
        "from": person.user(),
        "date": world.now(),
        "old_chat_member": status(before),
        "new_chat_member": status(after),
    }
    return {"update_id": world.updates.add("my_chat_member", change)}


def clear(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Empties the chat; the bot hears nothing of it, as on Telegram."""
    chat.clear()
    return {}


def _caption(order: Json) -> Json:
    text = str(order.get("caption") or "")
    entities = texts.find_entities(text)
    return {"caption": text, **({"caption_entities": entities} if entities else {})} if text else {}


def _stored(world: World, order: Json, default: bytes, name: str, mime: str) -> Stored:
    try:
        data = base64.b64decode(order["data"], validate=True) if order.get("data") else default
    except ValueError:
        raise Refused("data is a file in base64") from None
    return world.files.add(data, str(order.get("name") or name), str(order.get("mime") or mime))


_ACTS: dict[str, Callable[[World, Visitor, Chat, Json], Json]] = {
    act.__name__: act
    for act in (
        say, edit, sticker, voice, photo, document, location, contact, tap, inline, choose, block, unblock, clear,
    )
}  # fmt: skip
