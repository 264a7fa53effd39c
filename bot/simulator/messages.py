"""How a message of the bot comes about: text, keyboard, reply, and the checks that all kinds of messages share."""

from __future__ import annotations

import time
from typing import Any

from . import markup, methods, texts
from .call import Call
from .entities import Entity, parse_html
from .errors import bad_request, forbidden
from .state import Chat, World

Json = dict[str, Any]

MAX_TEXT = 4096
MAX_CAPTION = 1024


def formatted(call: Call, name: str, mode: str = "parse_mode", entities: str = "entities") -> tuple[str, list[Entity]]:
    """A text parameter, parsed by its mode. Raises ApiError as Telegram does."""
    return format_text(call.text(name), call.text(mode), call.json(entities))


def format_text(raw: str, mode: str, given: Any) -> tuple[str, list[Entity]]:
    """Text and entities as they are delivered."""
    text = texts.clean(raw)
    kind = mode.lower()
    if kind in ("", "none"):
        found = [e for e in given or [] if isinstance(e, dict) and e.get("length", 0) > 0]
    elif kind == "html":
        text, found = parse_html(text)
        text = texts.clean(text)
    elif kind in ("markdown", "markdownv2"):
        # This bot speaks HTML only; a text in Markdown is a mistake that ought to be seen at once.
        raise bad_request("can't parse entities: the simulator reads parse_mode HTML only")
    else:
        raise bad_request("unsupported parse_mode")
    return texts.finish(text, found)


def message_text(call: Call) -> Json:
    """The text of a message: there, and short enough."""
    text, found = formatted(call, "text")
    if not text:
        raise bad_request("message text is empty")
    texts.within(text, MAX_TEXT, "message is too long")
    return {"text": text, "entities": found} if found else {"text": text}


def caption(call: Call) -> Json:
    """The caption of a photo or document: maybe none, and short enough."""
    text, found = formatted(call, "caption", entities="caption_entities")
    return checked_caption(text, found)


def checked_caption(text: str, found: list[Entity]) -> Json:
    """A caption as fields of a message."""
    if not text:
        return {}
    texts.within(text, MAX_CAPTION, "message caption is too long")
    return {"caption": text, "caption_entities": found} if found else {"caption": text}


def reply_markup(call: Call) -> Json | None:
    """The keyboard of a call."""
    return markup.checked(call.json("reply_markup", "reply keyboard markup"))


def may_write(world: World, chat: Chat) -> None:
    """Refuses where the bot is blocked or no longer a member."""
    if chat.is_private:
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
    elif chat.members.get(world.bot["id"]) in (None, "left", "kicked"):
        raise forbidden(f"bot was kicked from the {chat.kind} chat")


def replied(call: Call, chat: Chat) -> Json | None:
    """The message that is answered; None when there is none or it may be missing."""
    parameters = call.json("reply_parameters") or {}
    number = parameters.get("message_id") or call.integer("reply_to_message_id")
    if not number:
        return None
    found = chat.messages.get(int(number))
    if found is None:
        if parameters.get("allow_sending_without_reply") or call.boolean("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return quoted(found)


def quoted(message: Json) -> Json:
    """A message as it stands inside its answer: without the one that it answers itself."""
    return {key: value for key, value in message.items() if key not in ("reply_to_message", "reply_markup")}


def deliver(world: World, call: Call, chat: Chat, content: Json) -> Json:
    """Puts a message of the bot into the chat and returns it as the Bot API does."""
    keyboard = reply_markup(call)
    answers = replied(call, chat)
    may_write(world, chat)
    message: Json = {
        "message_id": world.next_message_id(),
        "from": world.bot_user(),
        "chat": chat.describe(),
        "date": world.now(),
        **content,
    }
    if answers is not None:
        message["reply_to_message"] = answers
    name_people(world, message)
    show_keyboard(chat, message, keyboard)
    chat.typing_until = 0.0
    chat.put(message)
    world.note_delivery(chat, message, methods.written(call.method))
    note(chat, message)
    return message


def note(chat: Chat, message: Json) -> None:
    """Writes into the chat's journal what the bot has shown, for a script."""
    step: Json = {"sees": message.get("text", message.get("caption", ""))}
    for kind in ("photo", "document", "voice", "location", "contact"):
        if kind in message:
            step["with"] = kind
    if rows := message.get("reply_markup", {}).get("inline_keyboard"):
        step["buttons"] = [[button["text"] for button in row] for row in rows]
    chat.journal.append((None, step))


def name_people(world: World, message: Json) -> None:
    """Puts the person into a link to a person; a link to somebody unknown is dropped, as by Telegram."""
    for name in ("entities", "caption_entities"):
        found = message.get(name)
        if not found or all(entity["type"] != "text_mention" for entity in found):
            continue
        message[name] = [
            {**entity, "user": world.people[entity["user"]["id"]].user()}
            if entity["type"] == "text_mention"
            else entity
            for entity in found
            if entity["type"] != "text_mention" or entity["user"]["id"] in world.people
        ]


def show_keyboard(chat: Chat, message: Json, keyboard: Json | None) -> None:
    """An inline keyboard belongs to the message, any other to the chat."""
    if keyboard is None:
        return
    if "inline_keyboard" in keyboard:
        if keyboard["inline_keyboard"]:
            message["reply_markup"] = keyboard
    elif keyboard.get("remove_keyboard"):
        chat.keyboard = None
    else:
        chat.keyboard = {**keyboard, "message_id": message["message_id"]}


def typing(chat: Chat, action: str) -> None:
    """Shows "typing…" for the five seconds that Telegram gives it."""
    chat.typing = action
    chat.typing_until = time.monotonic() + 5
    chat.touch()
