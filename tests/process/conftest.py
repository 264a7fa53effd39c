"""The bot as an operator meets it: real processes, with nothing of ours inside them but their environment."""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import ENGINE_CACHE
from bot.simulator.client import Client
from tests.conftest import FIELD_KEY, free_port

ROOT = Path(__file__).parents[2]
TOKEN = "1:x"
QUIET = {"LOG_LEVEL": "ERROR", "FIELD_KEY": FIELD_KEY}
"""Settings with which nothing is logged but what is wrong."""
LONG = 60.0
"""Seconds after which a test gives up; nothing here depends on how fast a machine is."""


def environment(**settings: str) -> dict[str, str]:
    """What a process gets: no setting but these; its code is the code under test."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "120", **settings}


def run(
    *arguments: str, cwd: Path, settings: Mapping[str, str] = QUIET, code: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """`python -m bot …`, until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment(**settings) | {"PYTHONPATH": str(code)},
        capture_output=True,
        encoding="utf-8",
        timeout=LONG,
        check=False,
    )


def one_line(ended: subprocess.CompletedProcess[str]) -> str:
    """The one line of an operator's mistake."""
    assert ended.returncode == 2, ended
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr.strip()


@pytest.fixture(scope="session")
def _learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the search has been learned once; that takes seconds."""
    # The folder above is the same for all workers of a test run: the first learns, the others wait for it.
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "learned"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ENGINE_CACHE).exists():
            assert run("ask", "paspor", "--json", cwd=folder).returncode == 0
    return folder / ENGINE_CACHE


@pytest.fixture
def here(_learned: Path, tmp_path: Path) -> Path:
    """An operator's folder: empty, but for what the search has learned."""
    (tmp_path / ENGINE_CACHE).parent.mkdir(exist_ok=True)
    if _learned.exists():
        shutil.copy(_learned, tmp_path / ENGINE_CACHE)
    return tmp_path


@dataclass
class Running:
    """A process at work; what it says goes to a file."""

    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    async def says(self, words: str) -> None:
        """Returns when it has logged these words."""
        await until(lambda: words in self.log or self.process.poll() is not None)
        assert words in self.log, self.log

    def tell(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)

    async def ends(self) -> int:
        """Its exit code, when it has ended."""
        await until(lambda: self.process.poll() is not None)
        return int(self.process.returncode)

    async def ends_cleanly(self) -> None:
        """Told to stop, it ends within ten seconds, with code 0 and without a traceback."""
        told = time.monotonic()
        self.tell()
        assert await self.ends() == 0, self.log
        assert time.monotonic() - told < 10
        assert "Traceback" not in self.log


@contextlib.contextmanager
def started(arguments: Sequence[str], cwd: Path, settings: Mapping[str, str], name: str = "log") -> Iterator[Running]:
    """A process in the background; killed at the end if it is still there."""
    log_file = cwd / f"{name}.txt"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", *arguments], cwd=cwd, env=environment(**settings), stdout=log, stderr=log
        )
        try:
            yield Running(process, log_file)
        finally:
            process.kill()
            process.wait()


async def until(condition: Callable[[], Any], seconds: float = LONG) -> Any:
    """What the condition gives, when that is something true."""
    async with asyncio.timeout(seconds):
        while True:
            result = condition()
            if isinstance(result, Awaitable):
                result = await result
            if result:
                return result
            await asyncio.sleep(0.05)


@dataclass
class Telegram:
    """A simulator in a process of its own."""

    url: str
    client: Client

    def settings(self, **more: str) -> dict[str, str]:
        """Of a bot that talks to it."""
        return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": self.url, "FIELD_KEY": FIELD_KEY, **more}


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[Telegram]:
    command = ["bot.simulator", "--port", "0", "--token", TOKEN]
    with started(command, tmp_path, {}, "simulator") as process:
        await process.says("ready http://")
        url = process.log.split("ready ")[1].split()[0]
        async with Client(url) as client:
            yield Telegram(url, client)


@pytest.fixture
def address() -> str:
    """A free address to listen on."""
    return f"127.0.0.1:{free_port()}"
