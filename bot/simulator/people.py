"""The people who talk to the bot in the simulator."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a chat of their own: what Telegram knows, and what the page tells about them."""

    id: int
    first_name: str
    language_code: str
    blurb: str
    role: str

    def user(self) -> dict[str, Any]:
        """The Bot API's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def to_dict(self) -> dict[str, Any]:
        """As the control API lists people."""
        return asdict(self)


def visitor(values: dict[str, Any]) -> Visitor:
    """A Visitor from JSON; only id is needed. Raises ValueError with one readable sentence."""
    try:
        number = int(values["id"])
    except (KeyError, TypeError, ValueError):
        raise ValueError("a person needs an id that is a whole number") from None
    if number <= 0:
        raise ValueError("a person's id is above zero; numbers below zero are groups")
    return Visitor(
        id=number,
        first_name=str(values.get("first_name") or f"Orang {number}"),
        language_code=str(values.get("language_code") or "id"),
        blurb=str(values.get("blurb") or ""),
        role=str(values.get("role") or ""),
    )


def load(path: Path) -> tuple[Visitor, ...]:
    """Reads a JSON list of people."""
    values = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(values, list):
        raise ValueError("the file of people holds a JSON list")
    return tuple(visitor(value) for value in values)


PEOPLE: Sequence[Visitor] = (
    Visitor(1001, "Sri Wahyuni", "id", "Ingin bekerja di Taiwan", "Calon pekerja migran"),
    Visitor(1002, "Mbah Suminah", "jv", "Merawat dua cucu; ibu mereka di Hong Kong", "Nenek pengasuh"),
    Visitor(1003, "Yanto Saputra", "id", "Pulang dari Malaysia, ingin membuka usaha", "Purna pekerja migran"),
    Visitor(1004, "Dewi Lestari", "id", "Mendampingi keluarga migran di desanya", "Petugas desa"),
    Visitor(1005, "Bambang Hartono", "en", "Membawahi beberapa desa", "Koordinator"),
)
"""Who the demo shows. The bot's demo database has records of these same people, by these ids."""
