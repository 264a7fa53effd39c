"""Which updates were handled: written in the transaction of their work, so that a second delivery does nothing."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.types import Moment


class HandledUpdate(Base):
    __tablename__ = "updates"

    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    handled_at: Mapped[datetime] = mapped_column(Moment, index=True)
