"""Questions a second, and how long an answer takes, of the whole bot beside bots that only echo."""

from collections.abc import Sequence
from dataclasses import dataclass

import psutil
from rich.console import Console
from rich.table import Table

from .bots import CONCURRENT, ENTRIES, Entry
from .load import Loop, Measured, telegram

TARGET = 3.0
"""At 50 ms this bot is to do that many times what the concurrent echo bot does."""
TARGET_MS = 50


@dataclass(frozen=True, slots=True)
class Run:
    """What was seen of one bot: its answers, the milliseconds of processor that each cost it, its megabytes."""

    loop: Measured
    cpu: float
    memory: float


async def compare(
    console: Console, questions: Sequence[str], *, people: int, seconds: float, rounds: int, only: str = ""
) -> None:
    """A table for each latency of Telegram's answers; of several rounds the best counts, in which least disturbed."""
    entries = [entry for entry in ENTRIES if only in entry.name or entry is CONCURRENT]
    for latency in (0, TARGET_MS):
        best: dict[str, Run] = {}
        for _ in range(rounds):
            for entry in entries:
                with console.status(f"{entry.name}, API answers after {latency} ms"):
                    run = await _measure(entry, latency, people, seconds, questions)
                if entry.name not in best or run.loop.rate > best[entry.name].loop.rate:
                    best[entry.name] = run
        _show(console, entries, best, latency, people, rounds)


async def _measure(entry: Entry, latency: float, people: int, seconds: float, questions: Sequence[str]) -> Run:
    async with telegram(latency, people) as (simulator, address), entry.start(address) as process:
        loop = Loop(simulator, people, questions)
        await loop.first_answer()
        await loop.measure(0, seconds / 4)
        measured_process = psutil.Process(process)
        before = measured_process.cpu_times()
        measured = await loop.measure(0, seconds)
        after = measured_process.cpu_times()
        spent = after.user + after.system - before.user - before.system
        cpu = spent / max(1, len(measured.latencies)) * 1000
        return Run(measured, cpu, measured_process.memory_info().rss / 1e6)


def _show(
    console: Console,
    entries: Sequence[Entry],
    best: dict[str, Run],
    latency: float,
    people: int,
    rounds: int,
) -> None:
    table = Table(
        title=f"API answers after {latency} ms; {people} people wait at any time; best of {rounds}",
        title_justify="left",
    )
    table.add_column("")
    for head in ("questions/s", "times (b)", "p50 ms", "p95 ms", "p99 ms", "CPU ms each", "memory MB"):
        table.add_column(head, justify="right")
    base = best[CONCURRENT.name].loop.rate
    for letter, entry in zip("abcdefg", entries, strict=False):
        run = best[entry.name]
        table.add_row(
            f"({letter}) {entry.name}" if len(entries) == len(ENTRIES) else entry.name,
            f"{run.loop.rate:.0f}",
            f"{run.loop.rate / base:.1f}" if base else "–",
            *(f"{run.loop.percentile(percent):.0f}" for percent in (50, 95, 99)),
            f"{run.cpu:.1f}",
            f"{run.memory:.0f}",
            style="bold" if entry.is_ours else "",
        )
    console.print(table)
    if latency != TARGET_MS or not base:
        return
    ratios = {entry.name: best[entry.name].loop.rate / base for entry in entries if entry.is_ours}
    for name, ratio in ratios.items():
        if ratio < TARGET:
            console.print(f"TARGET MISSED: {name}: {ratio:.1f} times (b), not {TARGET:.0f}", style="bold red")
    if all(ratio >= TARGET for ratio in ratios.values()):
        least = min(ratios.values(), default=0)
        console.print(f"Target met: at least {least:.1f} times (b); wanted {TARGET:.0f}.", style="bold green")
