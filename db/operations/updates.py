"""Each update once."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.updates import HandledUpdate
from db.operations.dialect import insert, lock

KEPT = timedelta(days=7)
"""Telegram delivers an update for 24 hours at most; after a week without any it may count from anywhere."""


async def first_time(session: AsyncSession, update_id: int, chat_id: int, now: datetime) -> bool:
    """Note the update, and whether this is the first that is heard of it.

    Takes turns with other processes that handle updates of the same chat; two that have the same update wait for each
    other here, and the second hears False once the first has committed.
    """
    await lock(session, chat_id)
    statement = (
        insert(session, HandledUpdate)
        .values(update_id=update_id, handled_at=now)
        .on_conflict_do_nothing()
        .returning(HandledUpdate.update_id)
    )
    return (await session.execute(statement)).scalar() is not None


async def forget_old(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(HandledUpdate).where(HandledUpdate.handled_at < now - KEPT))
