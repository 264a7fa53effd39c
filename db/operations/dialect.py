"""What the two databases say differently, in one place."""

from typing import Any

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


def is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def insert(session: AsyncSession, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT; both databases have it, under the same names."""
    return postgresql.insert(table) if is_postgresql(session) else sqlite.insert(table)


async def lock(session: AsyncSession, key: int) -> None:
    """Wait for, and hold until the end of the transaction, a lock of that number. SQLite's one writer needs none."""
    if is_postgresql(session):
        # Said to be 64 bits wide: Telegram's numbers do not fit into what SQLAlchemy takes an int for.
        await session.execute(select(func.pg_advisory_xact_lock(literal(key, BigInteger))))
