"""What befalls the bot while people use it: kill -9 at any moment, then polite requests to end."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from statistics import median
from time import monotonic, time

from .processes import Bot

AT_WORK = 0.05, 2.0
"""Seconds that it is left at work before the next blow."""


@dataclass
class Blows:
    """What was done to it, and how it took it."""

    kills: int = 0
    kills_at_start: int = 0
    starts: list[float] = field(default_factory=list)
    """Seconds from start to work."""
    ends: list[tuple[float, int]] = field(default_factory=list)
    """Seconds from SIGTERM to the end, and the exit code."""
    last_kill: float = 0.0


async def strike(bot: Bot, kills: int, terms: int, random: Random, enough: asyncio.Event) -> Blows:
    """Kills and ends it that many times, leaves it running, and then says that it is enough."""
    blows = Blows()
    for number in range(kills):
        if number % 4 == 3:
            # Some of the moments are while it starts: its database is open then, and messages are left over.
            await bot.start()
            await asyncio.sleep(random.uniform(0.0, 1.0) * median(blows.starts))
            blows.kills_at_start += not bot.running.is_set()
        else:
            await _at_work(bot, blows)
            await asyncio.sleep(random.uniform(*AT_WORK))
        await bot.kill()
        blows.kills += 1
        blows.last_kill = time()
    for _ in range(terms):
        await _at_work(bot, blows)
        await asyncio.sleep(random.uniform(*AT_WORK))
        blows.ends.append(await bot.terminate())
    await _at_work(bot, blows)
    await asyncio.sleep(AT_WORK[1])
    enough.set()
    return blows


async def _at_work(bot: Bot, blows: Blows) -> None:
    began = monotonic()
    await bot.start()
    await bot.at_work()
    blows.starts.append(monotonic() - began)
