"""The queue of updates: numbered, kept until the bot confirms them, taken by long polling or pushed by a webhook."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from itertools import islice
from typing import Any

from .errors import conflict

Json = dict[str, Any]

# Telegram sends these only to a bot that asks for them by name.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_POLLED_ELSEWHERE = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


def _first_id() -> int:
    # A bot remembers which updates it has seen, also over a restart of the simulator, so numbers must not begin
    # again. Ten a second since 2025 stay below 2**31 until 2031.
    return int((time.time() - 1_735_689_600) * 10)


class UpdateQueue:
    """What the bot has not confirmed yet."""

    def __init__(self) -> None:
        self.next_id = _first_id()
        self.created = 0
        self.confirmed = 0
        self.pending: OrderedDict[int, Json] = OrderedDict()
        self.allowed: tuple[str, ...] = ()
        self.webhook_url = ""
        self.given_again = 0
        self._given: set[int] = set()
        self._poller: asyncio.Future[None] | None = None
        self.on_new: Callable[[Json], None] | None = None

    def add(self, kind: str, content: Json) -> int | None:
        """Queues an update and returns its id; None when the bot does not want this kind."""
        if self.allowed:
            if kind not in self.allowed:
                return None
        elif kind in _ON_REQUEST:
            return None
        update_id = self.next_id
        self.next_id += 1
        self.created += 1
        update = {"update_id": update_id, kind: content}
        self.pending[update_id] = update
        if self.on_new is not None:
            self.on_new(update)
        self.release()
        return update_id

    def confirm(self, offset: int) -> None:
        """Forgets everything below `offset`; below zero, everything but the last -offset updates."""
        if offset < 0:
            while len(self.pending) > -offset:
                self._forget(next(iter(self.pending)))
            return
        while self.pending and (first := next(iter(self.pending))) < offset:
            self._forget(first)

    def done(self, update_id: int) -> None:
        """Forgets one update: the webhook took it."""
        if update_id in self.pending:
            self._forget(update_id)

    def _forget(self, update_id: int) -> None:
        del self.pending[update_id]
        self._given.discard(update_id)
        self.confirmed += 1

    def drop(self) -> None:
        """Forgets everything: `drop_pending_updates`."""
        self.pending.clear()
        self._given.clear()

    async def poll(self, offset: int, limit: int, wait: float) -> list[Json]:
        """getUpdates. Raises ApiError when a webhook is set or another poller comes."""
        if self.webhook_url:
            raise conflict(_WEBHOOK_ACTIVE)
        self.end_polling(_POLLED_ELSEWHERE)
        self.confirm(offset)
        if not self.pending and wait > 0:
            poller = self._poller = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(wait):
                    await poller
            except TimeoutError:
                pass
            finally:
                if self._poller is poller:
                    self._poller = None
        batch = list(islice(self.pending.values(), limit))
        for update in batch:
            self.note_given(update["update_id"])
        return batch

    def note_given(self, update_id: int) -> None:
        """Counts what the bot is given more than once."""
        if update_id in self._given:
            self.given_again += 1
        self._given.add(update_id)

    def release(self) -> None:
        """The request that waits now is answered with what there is."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def end_polling(self, reason: str) -> None:
        """The request that waits now is told that somebody else has taken over."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(reason))
        self._poller = None
