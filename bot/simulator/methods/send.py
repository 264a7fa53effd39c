"""Methods that bring a new message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import messages
from ..call import Call
from ..errors import bad_request
from ..files import Stored, photo_sizes
from ..state import Chat, World
from . import method

if TYPE_CHECKING:
    from ..server import Simulator

Json = dict[str, Any]

_ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
# What makes up a message, apart from who sent it when and where.
CONTENT = (
    "text", "entities", "caption", "caption_entities", "photo", "document", "voice", "sticker", "location", "contact",
)  # fmt: skip


@method("sendMessage")
def send_message(sim: Simulator, call: Call) -> Json:
    """A text."""
    content = messages.message_text(call)
    return messages.deliver(sim.world, call, call.chat(sim.world), content)


@method("sendPhoto")
def send_photo(sim: Simulator, call: Call) -> Json:
    """A picture, with or without words."""
    chat, words = call.chat(sim.world), messages.caption(call)
    return messages.deliver(sim.world, call, chat, {"photo": photo_sizes(_file(sim.world, call, "photo")), **words})


@method("sendDocument")
def send_document(sim: Simulator, call: Call) -> Json:
    """A file to keep."""
    chat, words = call.chat(sim.world), messages.caption(call)
    stored = _file(sim.world, call, "document")
    return messages.deliver(sim.world, call, chat, {"document": document(stored), **words})


@method("sendVoice")
def send_voice(sim: Simulator, call: Call) -> Json:
    """A voice note."""
    chat, words = call.chat(sim.world), messages.caption(call)
    stored = _file(sim.world, call, "voice")
    voice = {**stored.describe(), "duration": call.integer("duration"), "mime_type": stored.mime}
    return messages.deliver(sim.world, call, chat, {"voice": voice, **words})


@method("sendLocation")
def send_location(sim: Simulator, call: Call) -> Json:
    """A point on the map."""
    chat = call.chat(sim.world)
    try:
        place = {name: float(call.text(name)) for name in ("latitude", "longitude")}
    except ValueError:
        raise bad_request("latitude must be non-empty" if not call.has("latitude") else "wrong location") from None
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("wrong location")
    return messages.deliver(sim.world, call, chat, {"location": place})


@method("sendContact")
def send_contact(sim: Simulator, call: Call) -> Json:
    """A name with a phone number."""
    chat = call.chat(sim.world)
    for name in ("phone_number", "first_name"):
        if not call.has(name):
            raise bad_request(f"{name.replace('_', ' ')} must be non-empty")
    contact = {name: call.text(name) for name in ("phone_number", "first_name", "last_name") if call.has(name)}
    return messages.deliver(sim.world, call, chat, {"contact": contact})


@method("copyMessage")
def copy_message(sim: Simulator, call: Call) -> Json:
    """The same content once more, without a word on where it came from."""
    chat, original = call.chat(sim.world), _original(sim.world, call, "copied")
    content = {key: original[key] for key in CONTENT if key in original}
    if call.has("caption") and "text" not in content:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content.update(messages.caption(call))
    return {"message_id": messages.deliver(sim.world, call, chat, content)["message_id"]}


@method("forwardMessage")
def forward_message(sim: Simulator, call: Call) -> Json:
    """The same content once more, with the name of its first sender."""
    chat, original = call.chat(sim.world), _original(sim.world, call, "forwarded")
    content = {key: original[key] for key in CONTENT if key in original}
    origin = {"type": "user", "sender_user": original["from"], "date": original["date"]}
    content["forward_origin"] = original.get("forward_origin", origin)
    return messages.deliver(sim.world, call, chat, content)


@method("sendChatAction")
def send_chat_action(sim: Simulator, call: Call) -> bool:
    """ "Typing…", for five seconds or until the next message."""
    chat, action = call.chat(sim.world), call.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    messages.may_write(sim.world, chat)
    messages.typing(chat, action)
    return True


@method("setMessageReaction")
def set_message_reaction(sim: Simulator, call: Call) -> bool:
    """A small face on a message."""
    chat = call.chat(sim.world)
    number = call.integer("message_id")
    if number not in chat.messages:
        raise bad_request("message to react not found")
    messages.may_write(sim.world, chat)
    chat.reactions[number] = call.json("reaction") or []
    chat.note_change(number)
    return True


def document(stored: Stored) -> Json:
    """The Bot API's Document."""
    return {**stored.describe(), "file_name": stored.name, "mime_type": stored.mime}


def _file(world: World, call: Call, name: str) -> Stored:
    stored = call.file(world, name)
    if stored is None:
        raise bad_request(f"there is no {name} in the request")
    return stored


def _original(world: World, call: Call, act: str) -> Json:
    try:
        source: Chat | None = world.chats.get(int(call.text("from_chat_id")))
    except ValueError:
        source = None
    if source is None:
        raise bad_request("chat not found")
    original = source.messages.get(call.integer("message_id"))
    if original is None:
        raise bad_request(f"message to {'copy' if act == 'copied' else 'forward'} not found")
    return original
