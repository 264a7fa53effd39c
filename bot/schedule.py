"""APScheduler's ticks, and nothing else: what is due stands in the database."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.log import get_logger, where
from db.errors import DatabaseError

Tick = Callable[[], Awaitable[None]]
log = get_logger(__name__)


def scheduler(ticks: dict[str, tuple[float, Tick]]) -> AsyncIOScheduler:
    """Runs each tick every so many seconds: never twice at once, never dropped for being late."""
    made = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, (seconds, tick) in ticks.items():
        made.add_job(_guarded(name, tick), IntervalTrigger(seconds=seconds), id=name)
    return made


def _guarded(name: str, tick: Tick) -> Tick:
    async def run() -> None:
        try:
            await tick()
        except DatabaseError as error:
            log.warning("tick failed; the next one tries again", tick=name, error=where(error))
        except Exception as error:
            log.error("tick failed; the next one tries again", tick=name, error=where(error))

    return run
