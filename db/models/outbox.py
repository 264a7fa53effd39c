"""What people are to see: written with the work that caused it, sent after, marked when sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.types import BigId, Moment, SecretJson, word_of


class State(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    BLOCKED = "blocked"
    """The person blocked the bot, or is gone."""
    FAILED = "failed"
    """Telegram will never take it; `error` says why."""


class OutboxMessage(Base):
    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_pending",
            "chat_id",
            "id",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(32))
    """The Bot API's method, such as sendMessage."""
    params: Mapped[dict[str, Any] | None] = mapped_column(SecretJson)
    """Its parameters but chat_id; emptied when it is settled: nothing personal stays here."""
    state: Mapped[State] = mapped_column(word_of(State), default=State.PENDING)
    lease_owner: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until when the process that owns it is trusted to be sending it."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    """Telegram's number of what was sent."""
    error: Mapped[str | None] = mapped_column(String(200))
