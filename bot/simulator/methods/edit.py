"""Methods that change or take away what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import markup, messages
from ..call import Call
from ..errors import NOT_MODIFIED, bad_request
from ..files import photo_sizes
from ..state import Chat
from . import method
from .send import document

if TYPE_CHECKING:
    from ..server import Simulator

Json = dict[str, Any]
_CAPTION = ("caption", "caption_entities")
_MEDIA = ("photo", "document", "voice", *_CAPTION)


@method("editMessageText")
def edit_text(sim: Simulator, call: Call) -> Json | bool:
    """Other words in the same message."""
    content = messages.message_text(call)
    chat, message = _found(sim, call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _change(sim, call, chat, message, ("text", "entities"), content)


@method("editMessageCaption")
def edit_caption(sim: Simulator, call: Call) -> Json | bool:
    """Other words under the same picture or file."""
    content = messages.caption(call)
    chat, message = _found(sim, call)
    if not any(kind in message for kind in ("photo", "document", "voice")):
        raise bad_request("there is no caption in the message to edit")
    return _change(sim, call, chat, message, _CAPTION, content)


@method("editMessageReplyMarkup")
def edit_reply_markup(sim: Simulator, call: Call) -> Json | bool:
    """Other buttons under the same message."""
    chat, message = _found(sim, call)
    return _change(sim, call, chat, message, (), {})


@method("editMessageMedia")
def edit_media(sim: Simulator, call: Call) -> Json | bool:
    """Another picture or file in the same message."""
    media = call.json("media")
    if not isinstance(media, dict) or media.get("type") not in ("photo", "document"):
        raise bad_request("can't parse media JSON object")
    chat, message = _found(sim, call)
    stored = call.file(sim.world, "media", media.get("media"))
    if stored is None:
        raise bad_request("media not found")
    content: Json = {"photo": photo_sizes(stored)} if media["type"] == "photo" else {"document": document(stored)}
    text, found = messages.format_text(
        str(media.get("caption") or ""), str(media.get("parse_mode") or ""), media.get("caption_entities")
    )
    content.update(messages.checked_caption(text, found))
    return _change(sim, call, chat, message, (*_MEDIA, "text", "entities"), content)


@method("deleteMessage")
def delete_message(sim: Simulator, call: Call) -> bool:
    """Takes a message away: the bot's own, and in a private chat also the person's."""
    chat = call.chat(sim.world)
    number = call.integer("message_id")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to delete not found")
    if message["from"]["id"] != sim.world.bot["id"] and not chat.is_private:
        raise bad_request("message can't be deleted for everyone")
    chat.remove(number)
    return True


def _found(sim: Simulator, call: Call) -> tuple[Chat, Json]:
    """The message to be edited: there, and the bot's own."""
    world = sim.world
    if call.has("inline_message_id"):
        place = world.inline_messages.get(call.text("inline_message_id"))
        if place is None or place[1] not in world.chats[place[0]].messages:
            raise bad_request("MESSAGE_ID_INVALID")
        chat = world.chats[place[0]]
        return chat, chat.messages[place[1]]
    chat = call.chat(world)
    if not call.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    messages.may_write(world, chat)
    return chat, message


def _change(
    sim: Simulator, call: Call, chat: Chat, message: Json, replaced: tuple[str, ...], content: Json
) -> Json | bool:
    """Puts the new form in place; a message that stays the same is refused, as with Telegram."""
    keyboard = markup.inline_only(messages.reply_markup(call))
    changed = {key: value for key, value in message.items() if key not in replaced and key != "reply_markup"}
    changed.update(content)
    messages.name_people(sim.world, changed)
    if keyboard is not None:
        changed["reply_markup"] = keyboard
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    changed["edit_date"] = sim.world.now()
    chat.put(changed)
    messages.note(chat, changed)
    return True if call.has("inline_message_id") else changed
