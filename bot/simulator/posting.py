"""How something that a person does becomes a message in the chat and an update for the bot."""

from __future__ import annotations

from typing import Any

from . import messages, texts
from .entities import utf16_length
from .people import Visitor
from .state import Chat, World

Json = dict[str, Any]


class Refused(Exception):
    """What somebody cannot do, in one sentence."""


def compose(world: World, person: Visitor, chat: Chat, content: Json, order: Json) -> Json:
    """A person's message, with the one that it answers or the name of its first sender."""
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


def post(world: World, person: Visitor, chat: Chat, content: Json, order: Json) -> Json:
    """Puts a person's message into the chat and hands it to the bot."""
    if chat.is_private and chat.blocked:
        unblock(world, person, chat, order)
    message = compose(world, person, chat, content, order)
    if chat.keyboard and (chat.keyboard.get("one_time_keyboard") or chat.keyboard.get("force_reply")):
        chat.keyboard = None
    chat.put(message)
    return {"message_id": message["message_id"], "update_id": tell(world, chat, "message", message)}


def tell(world: World, chat: Chat, kind: str, message: Json) -> int | None:
    """Queues the update, unless the bot is not there to get it; returns its id."""
    if chat.is_private:
        return world.updates.add(kind, message)
    if chat.members.get(world.bot["id"]) in (None, "left", "kicked"):
        return None
    if world.settings.group_privacy and not _is_addressed(world, message):
        return None
    return world.updates.add(kind, message)


def _is_addressed(world: World, message: Json) -> bool:
    """Whether a bot in privacy mode gets to see a message of a group."""
    replied = message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]
    text = message.get("text", "")
    return replied or text.startswith("/") or f"@{world.bot['username']}".lower() in text.lower()


def written(order: Json) -> Json:
    """A text as Telegram's apps let people send it."""
    text = str(order.get("text", ""))
    if not order.get("raw"):
        text = text.strip()
    if not text:
        raise Refused("nobody can send an empty text")
    if utf16_length(text) > messages.MAX_TEXT:
        raise Refused("nobody can send more than 4096 characters at once")
    entities = order["entities"] if "entities" in order else texts.find_entities(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def unblock(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """Wants to hear from the bot again."""
    return membership(world, person, chat, "kicked", "member")


def membership(world: World, person: Visitor, chat: Chat, before: str, after: str) -> Json:
    """Blocks the bot or takes that back."""
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
