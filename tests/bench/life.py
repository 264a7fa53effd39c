"""Start-up, memory, and the end: what an operator waits for and pays for."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import psutil
from rich.console import Console
from rich.table import Table

from .bots import our_bot
from .load import Loop, telegram

PEOPLE = 50
SETTLED = 3.0
"""Seconds after start until memory is called idle."""


@dataclass(frozen=True, slots=True)
class Life:
    """Seconds and megabytes."""

    first_start: float
    start: float
    to_work: float
    idle: float
    used: float
    end_idle: float
    end_busy: float


async def compare(console: Console, questions: Sequence[str], *, number: int, rounds: int) -> None:
    """A table, a column for each database."""
    lives: dict[str, Life] = {}
    for kind in ("sqlite", "postgresql"):
        with console.status(f"start, {number} questions, end: {kind}"):
            lives[kind] = await _life(kind, questions, number, rounds)
    table = Table(title=f"Start-up, memory, end (starts: median of {rounds})", title_justify="left")
    table.add_column("")
    for kind in lives:
        table.add_column(kind, justify="right")
    for label, values in (
        ("first start to /readyz 200, empty database, s", [f"{life.first_start:.2f}" for life in lives.values()]),
        ("start to /readyz 200, s", [f"{life.start:.2f}" for life in lives.values()]),
        ("start to taking updates, s", [f"{life.to_work:.2f}" for life in lives.values()]),
        ("idle memory, MB", [f"{life.idle:.0f}" for life in lives.values()]),
        (f"memory after {number} questions, MB", [f"{life.used:.0f}" for life in lives.values()]),
        ("SIGTERM to end, idle, s", [f"{life.end_idle:.2f}" for life in lives.values()]),
        ("SIGTERM to end, under load, s", [f"{life.end_busy:.2f}" for life in lives.values()]),
    ):
        table.add_row(label, *values)
    console.print(table)


async def _life(kind: str, questions: Sequence[str], number: int, rounds: int) -> Life:
    async with telegram(0, PEOPLE) as (simulator, address), our_bot(address, kind, by_webhook=False) as bot:
        ready, work, ends = [], [], []

        async def start() -> psutil.Process:
            began = perf_counter()
            await bot.start()
            await bot.ready()
            ready.append(perf_counter() - began)
            await bot.at_work()
            work.append(perf_counter() - began)
            assert bot.process is not None
            return psutil.Process(bot.process.pid)

        for _ in range(rounds):
            await start()
            ends.append((await bot.terminate())[0])
        process = await start()
        await asyncio.sleep(SETTLED)
        idle = process.memory_info().rss / 1e6
        loop = Loop(simulator, PEOPLE, questions)
        await loop.ask_in_all(number)
        used = process.memory_info().rss / 1e6
        asking = asyncio.create_task(loop.measure(0, 60))
        await asyncio.sleep(1)
        busy, _ = await bot.terminate()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        return Life(ready[0], median(ready[1:]), median(work[1:]), idle, used, median(ends), busy)
