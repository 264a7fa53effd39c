"""Votes on answers."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.people import Person
from db.models.votes import Vote
from db.operations.dialect import insert


async def vote(
    session: AsyncSession, person: Person, topic: str, locale: str, *, helpful: bool, checked: date, now: datetime
) -> None:
    """One vote for a person and an answer: a later one takes the place of the earlier."""
    values = {"helpful": helpful, "checked": checked, "voted_at": now}
    statement = insert(session, Vote).values(person_id=person.id, topic=topic, locale=locale, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[Vote.person_id, Vote.topic, Vote.locale], set_=values)
    )


async def count(session: AsyncSession) -> dict[bool, int]:
    """How many found an answer helpful (True) and how many did not (False)."""
    rows = await session.execute(select(Vote.helpful, func.count()).group_by(Vote.helpful))
    return {False: 0, True: 0} | dict(rows.all())
