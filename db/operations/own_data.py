"""Everything that is kept about a person, to be shown or erased. A new table cannot be forgotten: all are walked."""

from typing import Any

from sqlalchemy import Column, Table, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

import db.models  # noqa: F401  (fills the metadata)
from db.base import Base
from db.models.people import Person

CHAT = "chat_id"
"""A column of this name says whose chat a row belongs to: in a private chat that is the person's Telegram number."""


def columns_of_person(table: Table) -> list[Column[Any]]:
    """The columns that make a row a person's own: a reference that goes with them, or their chat."""
    return [
        column
        for column in table.columns
        if column.name == CHAT
        or any(key.column.table is Person.__table__ and key.ondelete == "CASCADE" for key in column.foreign_keys)
    ]


async def export(session: AsyncSession, person: Person) -> dict[str, list[dict[str, Any]]]:
    """By table, the rows about a person as they are kept, secrets readable; tables without any are left out."""
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = await session.execute(select(table).where(_own(table, person)))
        if listed := [dict(row._mapping) for row in rows]:
            found[table.name] = listed
    return found


async def erase(session: AsyncSession, person: Person) -> None:
    """Delete every row about a person, and the person. What others did keeps its place, without their name on it."""
    for table in reversed(Base.metadata.sorted_tables):
        await session.execute(delete(table).where(_own(table, person)))
    session.expunge(person)


def _own(table: Table, person: Person) -> Any:
    if table is Person.__table__:
        return table.c.id == person.id
    return or_(
        False,
        *(column == (person.telegram_id if column.name == CHAT else person.id) for column in columns_of_person(table)),
    )
