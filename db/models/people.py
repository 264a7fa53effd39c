"""Who writes to the bot. Nothing is kept that Telegram did not need for an answer: no name, no phone number."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.types import BigId, Moment, word_of


class Role(StrEnum):
    """What somebody may do. Each includes the ones before it, but for the curator, who only adds the knowledge base."""

    PERSON = "person"
    CURATOR = "curator"
    OFFICER = "officer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"

    def includes(self, needed: "Role") -> bool:
        return needed in _INCLUDED[self]


_INCLUDED = {
    Role.PERSON: {Role.PERSON},
    Role.CURATOR: {Role.PERSON, Role.CURATOR},
    Role.OFFICER: {Role.PERSON, Role.OFFICER},
    Role.COORDINATOR: {Role.PERSON, Role.OFFICER, Role.COORDINATOR},
    Role.ADMIN: set(Role),
}


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    locale: Mapped[str | None] = mapped_column(String(8))
    """Chosen with /bahasa; None: follow what Telegram says of the app's language."""
    role: Mapped[Role] = mapped_column(word_of(Role), default=Role.PERSON)
    menu: Mapped[str | None] = mapped_column(String(16))
    """Which menu of commands this person's chat shows; None: everybody's."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    blocked_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the person blocked the bot; empty again as soon as they write."""
