"""Who is this, and what language do they want."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.people import Person, Role
from db.operations.dialect import insert


async def recognise(session: AsyncSession, telegram_id: int, now: datetime) -> Person:
    """The person behind a Telegram account; made on first sight. Who writes has not blocked the bot any more."""
    person = (await session.execute(select(Person).where(Person.telegram_id == telegram_id))).scalar()
    if person is None:
        await session.execute(
            insert(session, Person)
            .values(telegram_id=telegram_id, role=Role.PERSON, created_at=now)
            .on_conflict_do_nothing(index_elements=[Person.telegram_id])
        )
        person = (await session.execute(select(Person).where(Person.telegram_id == telegram_id))).scalar_one()
    elif person.blocked_at is not None:
        person.blocked_at = None
    return person


async def choose_locale(session: AsyncSession, person: Person, locale: str) -> None:
    person.locale = locale


async def mark_blocked(session: AsyncSession, telegram_id: int, now: datetime) -> None:
    await session.execute(update(Person).where(Person.telegram_id == telegram_id).values(blocked_at=now))


async def count_by_role(session: AsyncSession) -> dict[Role, int]:
    rows = await session.execute(select(Person.role, func.count()).group_by(Person.role))
    return dict(rows.all())


async def is_empty(session: AsyncSession) -> bool:
    return (await session.execute(select(Person.id).limit(1))).scalar() is None


async def enter(session: AsyncSession, telegram_id: int, role: Role, locale: str | None, now: datetime) -> Person:
    """A person with a role, as the demo needs them."""
    person = await recognise(session, telegram_id, now)
    person.role = role
    person.locale = locale
    return person
