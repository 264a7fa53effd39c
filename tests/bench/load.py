"""Telegram and its people in this process: the simulator answers, and a closed loop of questions waits for it.

In one process with the simulator, a question costs the machine next to nothing beside the bot that is measured.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from time import perf_counter

from bot import web
from bot.simulator import Simulator, Visitor
from bot.simulator.acts import act
from tests.soak.processes import TOKEN

CHATS_EACH = 10
"""A bot may send one message a second to a chat, so whoever waits for one answer asks the next in another chat."""
FIRST = 100_000


@contextlib.asynccontextmanager
async def telegram(latency_ms: float, people: int) -> AsyncIterator[tuple[Simulator, str]]:
    """A fresh simulator and its address."""
    visitors = [Visitor(FIRST + number, f"Orang {number}", "id", "", "") for number in range(people * CHATS_EACH)]
    simulator = Simulator(visitors, token=TOKEN, latency_ms=latency_ms)
    listening = web.listen(("127.0.0.1", 0))
    server = web.Server(simulator.app(), listening)
    serving = asyncio.create_task(server.answer())
    try:
        yield simulator, f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await simulator.close()
        server.stop()
        server.force_exit = True
        await serving


@dataclass
class Measured:
    """What a loop saw: seconds from the making of each update to the delivery of its answer."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        if len(self.latencies) < 2:
            return 0.0
        return quantiles(self.latencies, n=100)[percent - 1] * 1000


class Loop:
    """`people` questions are on their way at any moment; each answer brings the next question."""

    def __init__(self, simulator: Simulator, people: int, questions: Sequence[str]) -> None:
        self._world = simulator.world
        self._people = people
        self._questions = questions
        self._asked = count()
        self._measured: Measured | None = None
        self._answers = 0

    async def first_answer(self, seconds: float = 60) -> None:
        """Returns when the bot answers at all."""
        async with asyncio.timeout(seconds):
            await self._ask(FIRST)

    async def measure(self, warm_up: float, seconds: float) -> Measured:
        """Asks for so long, the first seconds unmeasured."""
        asking = [asyncio.create_task(self._keep_asking(number)) for number in range(self._people)]
        try:
            await asyncio.sleep(warm_up)
            began, measured = perf_counter(), Measured()
            self._measured = measured
            await asyncio.sleep(seconds)
            self._measured = None
            measured.seconds = perf_counter() - began
            return measured
        finally:
            await _end(asking)

    async def ask_in_all(self, questions: int) -> None:
        """Asks that many, and returns when all are answered."""
        asking = [asyncio.create_task(self._keep_asking(number)) for number in range(self._people)]
        try:
            while self._answers < questions:  # noqa: ASYNC110  (a tenth of a second more or less is nothing here)
                await asyncio.sleep(0.05)
        finally:
            await _end(asking)

    async def _keep_asking(self, number: int) -> None:
        for turn in count():
            took = await self._ask(FIRST + number * CHATS_EACH + turn % CHATS_EACH)
            self._answers += 1
            if self._measured is not None:
                self._measured.latencies.append(took)

    async def _ask(self, person: int) -> float:
        chat = self._world.chats[person]
        before, began = chat.arrived, perf_counter()
        text = self._questions[next(self._asked) % len(self._questions)]
        act(self._world, {"do": "say", "as": person, "text": text})
        while chat.arrived == before:
            await chat.wait(chat.revision, 60)
        return perf_counter() - began


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
