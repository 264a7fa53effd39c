"""The bots that are measured: ours in its four ways, and the peers."""

import contextlib
import sys
from asyncio import create_subprocess_exec, subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from tests.soak.processes import TOKEN, Bot, database, end, environment, temporary_folder

PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True, slots=True)
class Entry:
    """A bot of the table. `start` gives the number of its process, as a context: afterwards it is ended."""

    name: str
    start: Callable[[str], AbstractAsyncContextManager[int]]
    is_ours: bool = False


def peer(script: str, *options: str) -> Callable[[str], AbstractAsyncContextManager[int]]:
    @contextlib.asynccontextmanager
    async def start(api_url: str) -> AsyncIterator[int]:
        process = await create_subprocess_exec(
            sys.executable, str(PEERS / script), api_url, TOKEN, *options,
            env=environment(), stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            yield process.pid
        finally:
            await end(process)

    return start


@contextlib.asynccontextmanager
async def our_bot(api_url: str, kind: str, by_webhook: bool) -> AsyncIterator[Bot]:
    """`python -m bot run` on an empty database, not started yet; ended afterwards."""
    async with temporary_folder() as folder, database(kind, folder) as address:
        bot = Bot(folder, api_url, address, Fernet.generate_key().decode(), by_webhook)
        try:
            yield bot
        finally:
            if bot.process is not None:
                await bot.kill()


def ours(kind: str, by_webhook: bool) -> Callable[[str], AbstractAsyncContextManager[int]]:
    @contextlib.asynccontextmanager
    async def start(api_url: str) -> AsyncIterator[int]:
        async with our_bot(api_url, kind, by_webhook) as bot:
            await bot.start()
            await bot.at_work()
            assert bot.process is not None
            yield bot.process.pid
            bot.check()

    return start


CONCURRENT = Entry("python-telegram-bot echo, concurrent_updates=True", peer("telegram_echo.py", "concurrent"))
ENTRIES = (
    Entry("python-telegram-bot echo", peer("telegram_echo.py")),
    CONCURRENT,
    Entry("aiogram echo", peer("aiogram_echo.py")),
    Entry("this bot, SQLite, polling", ours("sqlite", False), True),
    Entry("this bot, SQLite, webhook", ours("sqlite", True), True),
    Entry("this bot, PostgreSQL, polling", ours("postgresql", False), True),
    Entry("this bot, PostgreSQL, webhook", ours("postgresql", True), True),
)
