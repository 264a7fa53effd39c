"""What people send besides words: stickers, voice notes, photos, files, places, phone numbers."""

from __future__ import annotations

import base64
from typing import Any

from . import texts
from .files import Stored, picture_size
from .people import Visitor
from .posting import Refused, post
from .state import Chat, World

Json = dict[str, Any]

# A white dot of one pixel: what a photo is when the test does not care.
_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


def sticker(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A sticker."""
    stored = world.files.add(b"RIFF", "sticker.webp", "image/webp")
    content = {
        **stored.describe(), "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False,
        "emoji": str(order.get("emoji") or "🙂"), "set_name": "Simulator",
    }  # fmt: skip
    return post(world, person, chat, {"sticker": content}, order)


def voice(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A voice note."""
    stored = _stored(world, order, b"OggS", "voice.ogg", "audio/ogg")
    content = {**stored.describe(), "duration": int(order.get("duration") or 3), "mime_type": stored.mime}
    return post(world, person, chat, {"voice": content, **_caption(order)}, order)


def photo(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A photo: `data` in base64, or a dot."""
    stored = _stored(world, order, _DOT, "photo.png", "image/png")
    size = picture_size(stored.data)
    if size is None:
        raise Refused("that is no picture")
    sizes = [{**stored.describe(), "width": size[0], "height": size[1]}]
    return post(world, person, chat, {"photo": sizes, **_caption(order)}, order)


def document(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A file: `data` in base64, `name`, `mime`."""
    stored = _stored(world, order, b"isi\n", "berkas.txt", "text/plain")
    content = {**stored.describe(), "file_name": stored.name, "mime_type": stored.mime}
    return post(world, person, chat, {"document": content, **_caption(order)}, order)


def location(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A place; without numbers, the square before Jakarta's Monas."""
    place = {"latitude": float(order.get("latitude", -6.1754)), "longitude": float(order.get("longitude", 106.8272))}
    return post(world, person, chat, {"location": place}, order)


def contact(world: World, person: Visitor, chat: Chat, order: Json) -> Json:
    """A phone number; without one given, the person's own, as a keyboard's button sends it."""
    own = "phone_number" not in order
    content: Json = {
        "phone_number": str(order.get("phone_number") or f"+62811000{person.id}"),
        "first_name": str(order.get("first_name") or person.first_name),
    }
    if own:
        content["user_id"] = person.id
    return post(world, person, chat, {"contact": content}, order)


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
