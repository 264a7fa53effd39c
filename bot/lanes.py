"""One chat in order, many chats side by side. python-telegram-bot's concurrent_updates keeps no order within a chat."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 256
WAITING_IN_A_LANE = 50


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes(BaseUpdateProcessor):
    """At most AT_ONCE updates are in hand; those of one chat take turns, in the order in which they were given."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(at_once)
        self._lanes: dict[int, _Lane] = {}

    def is_full(self, update: Update) -> bool:
        """Whether more may not wait here: the sender is to come again later."""
        lane = self._lanes.get(chat_of(update))
        return self._semaphore.locked() or (lane is not None and lane.users >= WAITING_IN_A_LANE)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = chat_of(update) if isinstance(update, Update) else 0
        lane = self._lanes.setdefault(key, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                await coroutine
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass


def chat_of(update: Update) -> int:
    """The chat whose order counts; for an inline query the person; 0 for what belongs to nobody."""
    chat, user = update.effective_chat, update.effective_user
    return chat.id if chat else user.id if user else 0
