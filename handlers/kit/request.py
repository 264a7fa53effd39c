"""What a handler gets: one update, in plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.models.people import Person, Role
from handlers.kit.text import Language
from knowledge.library import Library
from knowledge.search import Engine

WIB = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot, as help shows it."""

    name: str
    role: Role
    help: str


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same from update to update."""

    library: Library
    engine: Engine
    languages: Sequence[Language]
    commands: Sequence[Command]
    bot_username: str


@dataclass(frozen=True, slots=True)
class Request:
    """One update."""

    house: House
    session: AsyncSession
    """In a transaction that the shell commits."""
    person: Person
    chat_id: int
    is_private: bool
    language: Language
    now: datetime
    text: str = ""
    """What was written: after a command what follows it, else all of it. Empty for a tap."""
    args: tuple[str, ...] = ()
    """Of a tap, or of a reply to a question of ours: the arguments in its data. Input like any other."""
    quoted: str | None = None
    """Of a tap: the person's message that the tapped one replied to, if it is still there."""
    kind: str = "text"
    """Of a message without text: what it is instead, such as "sticker" or "voice"."""

    def gettext(self, message: str, /, **values: object) -> str:
        return self.language.gettext(message, **values)

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        return self.language.ngettext(singular, plural, number, **values)

    @property
    def today(self) -> date:
        """The day in western Indonesia, where most of the villages are."""
        return self.now.astimezone(WIB).date()
