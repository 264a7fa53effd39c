"""The outbox in this process: rows in, handed to the sender after commit, settled, drained after a restart."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from bot import metrics
from bot.log import get_logger, where
from bot.send import Sender
from db.errors import DatabaseError, Unreachable
from db.models.outbox import State
from db.operations import outbox as rows
from db.operations import people
from db.session import Sessions, transaction

IN_HAND = 10_000
"""Messages that this process holds at most; what is more waits in the database."""
FLOOD = 100
log = get_logger(__name__)


class Outbox:
    """`alone`: no other process sends from this database (SQLite), so leases of others are those of the dead."""

    def __init__(self, sessions: Sessions, sender: Sender, clock: Callable[[], datetime], *, alone: bool) -> None:
        self.owner = secrets.token_hex(8)
        self._sessions = sessions
        self._sender = sender
        self._clock = clock
        self._alone = alone
        self._behind = True  # until the first drain: older messages than those handed over may wait in the database
        self._stopped = False
        self._settled: asyncio.Queue[rows.Settled] = asyncio.Queue()
        self._in_hand: set[int] = set()
        self._marking: asyncio.Task[None] | None = None
        self._direct: set[asyncio.Task[None]] = set()
        sender.on_settled = self._on_settled

    async def start(self) -> None:
        """Take up what was left unsent. Raises Unreachable."""
        self._marking = asyncio.create_task(self._mark())
        await self.drain()

    async def put(self, session: AsyncSession, messages: Sequence[rows.Outgoing], now: datetime) -> list[rows.Leased]:
        """Add rows in the transaction of the update; hand over what this returns when it has committed."""
        owner = None if self._behind else self.owner
        return await rows.put(session, messages, owner, now, alone=self._alone)

    def hand_over(self, leased: Sequence[rows.Leased]) -> None:
        """Send these now. They are committed and leased to this process."""
        if self._stopped:
            return  # given back with the rest, or claimed by another when the lease is over
        for row in leased:
            self._in_hand.add(row.id)
            self._sender.send(row)
        metrics.HELD.set(len(self._in_hand))
        if len(self._in_hand) >= IN_HAND:
            self._behind = True

    async def drain(self) -> None:
        """Claim and send what waits in the database, oldest first: left by the dead, or too much to hold."""
        room = IN_HAND - len(self._in_hand)
        if room <= 0:
            return
        async with transaction(self._sessions) as session:
            claimed = await rows.claim(session, self.owner, self._clock(), room, alone=self._alone)
        self._behind = len(claimed) == room
        self.hand_over(claimed)

    async def renew(self) -> None:
        """Keep the leases of what is in hand. To be called well within rows.LEASE."""
        if self._in_hand:
            async with transaction(self._sessions) as session:
                await rows.renew(session, self.owner, self._clock())

    async def stop(self, seconds: float) -> None:
        """Send what can be sent in that time, mark it, and give back the rest."""
        self._behind = True
        await self._sender.stop(seconds)
        self._stopped = True
        for call in self._direct:
            call.cancel()
        if self._marking:
            try:
                async with asyncio.timeout(1.5):
                    await self._settled.join()
            except TimeoutError:
                log.warning("some sent messages could not be marked: they will be sent again")
            self._marking.cancel()
        try:
            async with transaction(self._sessions) as session:
                await rows.release(session, self.owner)
        except DatabaseError as error:
            log.warning("leases not given back: they end by themselves", error=where(error))

    def is_flooded(self, chat_id: int) -> bool:
        """Whether so many answers wait for this chat that it cannot be a person who asks."""
        return self._sender.waiting(chat_id) >= FLOOD

    def soon(self, call: Awaitable[Any]) -> None:
        """Make a call that may be lost: its worth is over in a moment."""

        async def run() -> None:
            try:
                await call
            except TelegramError as error:
                # Such as a tap that is too old to be answered, or that a repeated update answers again.
                log.debug("direct answer not taken", error=where(error))

        task = asyncio.create_task(run())
        self._direct.add(task)
        task.add_done_callback(self._direct.discard)

    def _on_settled(self, row: rows.Leased, state: State, message_id: int | None, error: str | None) -> None:
        metrics.SENT.labels(state.value).inc()
        self._settled.put_nowait(rows.Settled(row.id, row.chat_id, state, self._clock(), message_id, error))

    async def _mark(self) -> None:
        """Mark in batches: whatever was settled while the batch before was being written."""
        while True:
            batch = [await self._settled.get()]
            while not self._settled.empty() and len(batch) < 500:
                batch.append(self._settled.get_nowait())
            while not await self._marked(batch):  # noqa: ASYNC110  (nothing tells when a database is back)
                await asyncio.sleep(1)
            for result in batch:
                self._in_hand.discard(result.id)
                self._settled.task_done()
            metrics.HELD.set(len(self._in_hand))

    async def _marked(self, batch: Sequence[rows.Settled]) -> bool:
        try:
            async with transaction(self._sessions) as session:
                await rows.settle(session, batch)
                for result in batch:
                    if result.state is State.BLOCKED:
                        await people.mark_blocked(session, result.chat_id, result.settled_at)
        except Unreachable as error:
            log.warning("sent messages not marked yet: the database cannot be reached", error=where(error))
            return False
        return True
