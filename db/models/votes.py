"""Was this helpful? One vote for a person and an answer, which can be changed."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.types import Moment


class Vote(Base):
    __tablename__ = "votes"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(64), primary_key=True)
    locale: Mapped[str] = mapped_column(String(8), primary_key=True)
    helpful: Mapped[bool] = mapped_column(Boolean)
    checked: Mapped[date] = mapped_column(Date)
    """Which state of the article was voted on: the day its facts were last checked."""
    voted_at: Mapped[datetime] = mapped_column(Moment)
