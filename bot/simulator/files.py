"""Files that people and the bot send each other, kept in memory."""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from .errors import bad_request

MAX_PHOTO = 10 * 1024 * 1024
MAX_FILE = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file and the names that Telegram gives it."""

    data: bytes
    name: str
    mime: str
    id: str = field(default_factory=lambda: f"SIM{secrets.token_urlsafe(24)}")
    unique: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    def describe(self) -> dict[str, Any]:
        """What every kind of file has in the Bot API."""
        return {"file_id": self.id, "file_unique_id": self.unique, "file_size": len(self.data)}


class Files:
    """All files by their id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Stored] = {}

    def add(self, data: bytes, name: str, mime: str) -> Stored:
        """Keeps a file; refuses an empty or too large one."""
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > MAX_FILE:
            raise bad_request("file is too big")
        stored = Stored(data, name, mime)
        self._by_id[stored.id] = stored
        return stored

    def get(self, file_id: str) -> Stored:
        """The file, or Telegram's words for a wrong id."""
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG or GIF; None when it is no picture."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data[:2] == b"\xff\xd8":
        at = 2
        while at + 9 < len(data) and data[at] == 0xFF:
            marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                height, width = struct.unpack(">HH", data[at + 5 : at + 9])
                return width, height
            at += 2 + length
    return None


def photo_sizes(stored: Stored) -> list[dict[str, Any]]:
    """The Bot API's PhotoSize list: here always one size, the original."""
    size = picture_size(stored.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if len(stored.data) > MAX_PHOTO:
        raise bad_request("too big for a photo")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return [{**stored.describe(), "width": width, "height": height}]
