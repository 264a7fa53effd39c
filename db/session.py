"""Engine and sessions. One transaction is one `async with transaction(...)`: it commits at its end, or rolls back."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from db import sqlite
from db.errors import Unreachable, translated

Sessions = async_sessionmaker[AsyncSession]
POOL = 10
"""Connections that are kept to PostgreSQL; as many again may come for a moment."""


def database_url(text: str) -> URL:
    """The address with an async driver named. Raises ValueError for one that is neither SQLite nor PostgreSQL."""
    try:
        url = make_url(text)
    except Exception as error:
        raise ValueError("not a database address") from error
    if url.drivername == "sqlite":
        url = url.set(drivername="sqlite+aiosqlite")
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite+aiosqlite", "postgresql+psycopg", "postgresql+asyncpg"):
        raise ValueError("needs sqlite+aiosqlite://, postgresql+psycopg:// or postgresql+asyncpg://")
    return url


def create_engine(address: str) -> AsyncEngine:
    """An engine for the address. Makes the folder of a SQLite file. Connects to nothing yet. Raises Unreachable."""
    url = database_url(address)
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            _have_file(Path(url.database))
        # SQLite has one writer. One connection, whose waiters queue in order, beats several that block each other:
        # with more, each loser sleeps in SQLite's busy handler, in a thread.
        # Our transactions end by themselves; a rollback more, at each return to the pool, costs a trip to the thread.
        engine = create_async_engine(
            url,
            pool_size=1,
            max_overflow=0,
            pool_timeout=60,
            pool_reset_on_return=None,
            hide_parameters=True,
            connect_args={"async_creator_fn": sqlite.connect},
        )
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
        return engine
    return create_async_engine(url, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True, hide_parameters=True)


def _have_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.open("ab").close()
    except OSError as error:
        raise Unreachable from error


@contextmanager
def alone(engine: AsyncEngine) -> Iterator[None]:
    """While inside, no other process serves from this SQLite file. Raises BlockingIOError when one does.

    The operating system gives the lock back however a process ends. PostgreSQL is made for many, and needs none.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database or sys.platform == "win32":
        yield
        return
    import fcntl

    with open(f"{engine.url.database}.lock", "w") as file:  # noqa: PTH123
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own: _begin_immediate does
    cursor = connection.cursor()
    # WAL: a backup may read while we write. FULL: a village loses power, and what was acknowledged must stay.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql(sqlite.BEGIN)


def connections(engine: AsyncEngine) -> int:
    """How many transactions may run at once."""
    return 1 if engine.dialect.name == "sqlite" else POOL


def create_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def transaction(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """A session in a transaction: committed at the end, rolled back on any error. Raises the errors of db.errors."""
    with translated():
        async with sessions() as session, session.begin():
            yield session


async def backup(engine: AsyncEngine, target: Path) -> None:
    """A consistent copy of a SQLite database, made while others go on writing.

    Raises ValueError for PostgreSQL, Unreachable for what is no database, OSError when the copy cannot be written.
    """
    if engine.dialect.name != "sqlite":
        raise ValueError("this copies SQLite; for PostgreSQL use: pg_dump --format=custom --file=FILE DATABASE")
    import sqlite3

    def copy() -> None:
        try:
            source = sqlite3.connect(f"{Path(engine.url.database or '').absolute().as_uri()}?mode=ro", uri=True)
        except sqlite3.Error as error:
            raise Unreachable from error
        with closing(source):
            try:
                source.execute("PRAGMA schema_version")
            except sqlite3.Error as error:
                raise Unreachable from error
            try:
                with closing(sqlite3.connect(target)) as copy:
                    source.backup(copy, pages=256)
            except sqlite3.Error as error:
                target.unlink(missing_ok=True)  # half a copy is worse than none
                raise OSError(str(error)) from error

    await asyncio.to_thread(copy)
