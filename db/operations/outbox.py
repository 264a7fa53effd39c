"""The outbox: rows go in with the work, are leased by the process that sends them, and are settled when sent.

Order within a chat holds across processes: nobody leases a row while an older one of the same chat is leased by
somebody else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models.outbox import OutboxMessage, State
from db.operations.dialect import lock

LEASE = timedelta(seconds=15)
"""How long a killed process holds up the messages that it had in hand; a living one renews every few seconds."""
KEPT = timedelta(days=7)
"""How long a settled row is kept, empty of what it said."""
_CLAIM = 7_346_001
"""The lock of those who claim: no chat has so small a number."""
_PENDING = OutboxMessage.state == State.PENDING


_TABLE = cast(Table, OutboxMessage.__table__)
_SETTLE = (
    _TABLE.update()
    .where(_TABLE.c.id == bindparam("row"))
    .values(
        state=bindparam("as"),
        settled_at=bindparam("at"),
        message_id=bindparam("number"),
        error=bindparam("why"),
        params=None,
        lease_owner=None,
        lease_until=None,
    )
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One call of the Bot API that is to be made."""

    chat_id: int
    method: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Leased:
    """A row in the hands of this process."""

    id: int
    chat_id: int
    method: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a row."""

    id: int
    chat_id: int
    state: State
    settled_at: datetime
    message_id: int | None = None
    error: str | None = None


async def put(
    session: AsyncSession, messages: Sequence[Outgoing], owner: str | None, now: datetime, *, alone: bool = False
) -> list[Leased]:
    """Add messages in their order; those returned are leased to `owner`, who sends them once this has committed.

    Without an owner none is leased: whoever claims next sends them.

    A message whose chat has older ones in other hands is not returned: it is claimed when those are gone. `alone`:
    there are no other hands.
    """
    if not messages:
        return []
    waiting = {message.chat_id for message in messages}
    if owner:
        waiting = set() if alone else await _waiting_elsewhere(session, waiting, owner)
    mine = [message.chat_id not in waiting for message in messages]
    # Not through the session: its unit of work costs as much as all the rest of an update's writing.
    added = await (await session.connection()).execute(
        _TABLE.insert().returning(_TABLE.c.id, sort_by_parameter_order=True),
        [
            {
                "chat_id": message.chat_id,
                "method": message.method,
                "params": message.params,
                "state": State.PENDING,
                "lease_owner": owner if is_mine else None,
                "lease_until": now + LEASE if is_mine else None,
                "created_at": now,
            }
            for message, is_mine in zip(messages, mine, strict=True)
        ],
    )
    return [
        Leased(id, message.chat_id, message.method, message.params)
        for id, message, is_mine in zip(added.scalars(), messages, mine, strict=True)
        if is_mine
    ]


async def _waiting_elsewhere(session: AsyncSession, chats: set[int], owner: str) -> set[int]:
    statement = select(OutboxMessage.chat_id).where(
        _PENDING,
        OutboxMessage.chat_id.in_(chats),
        or_(OutboxMessage.lease_owner.is_(None), OutboxMessage.lease_owner != owner),
    )
    return set((await session.execute(statement.distinct())).scalars())


async def claim(session: AsyncSession, owner: str, now: datetime, limit: int, *, alone: bool = False) -> list[Leased]:
    """Lease waiting messages to `owner`, oldest first. `alone`: there is no other process, whatever leases say."""
    await lock(session, _CLAIM)  # two at once could part a chat's messages between them, and so lose their order
    older = aliased(OutboxMessage)
    held_by_other = and_(
        older.chat_id == OutboxMessage.chat_id,
        older.state == State.PENDING,
        older.lease_owner != owner,
        older.lease_until >= now,
    )
    statement = select(OutboxMessage).where(_PENDING).order_by(OutboxMessage.id).limit(limit)
    if alone:
        statement = statement.where(or_(OutboxMessage.lease_owner.is_(None), OutboxMessage.lease_owner != owner))
    else:
        statement = statement.where(
            or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until < now),
            ~select(older.id).where(held_by_other).exists(),
        )
    rows = list((await session.execute(statement)).scalars())
    for row in rows:
        row.lease_owner, row.lease_until = owner, now + LEASE
    return [Leased(row.id, row.chat_id, row.method, row.params or {}) for row in rows]


async def renew(session: AsyncSession, owner: str, now: datetime) -> None:
    await session.execute(
        update(OutboxMessage).where(_PENDING, OutboxMessage.lease_owner == owner).values(lease_until=now + LEASE)
    )


async def release(session: AsyncSession, owner: str) -> None:
    """Give back what was not sent, so that another process need not wait for the lease to end."""
    await session.execute(
        update(OutboxMessage)
        .where(_PENDING, OutboxMessage.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
    )


async def settle(session: AsyncSession, results: Iterable[Settled]) -> None:
    """Mark rows as sent, blocked or failed, and empty them of what they said."""
    await (await session.connection()).execute(
        _SETTLE,
        [
            {"row": row.id, "as": row.state, "at": row.settled_at, "number": row.message_id, "why": row.error}
            for row in results
        ],
    )


async def count_pending(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(OutboxMessage).where(_PENDING))).scalar_one()


async def forget_old(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(OutboxMessage).where(OutboxMessage.settled_at < now - KEPT))
