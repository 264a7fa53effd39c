"""SQLite without a trip to a thread for every call.

aiosqlite hands each call to its thread and back, some twenty times an update, and that was half of an update's cost
(measured: 59 to 151 updates a second without). Here only what may wait goes there: taking the write lock, the fsync of
a commit. A single statement on a village's database takes microseconds, and is done at once.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

BEGIN = "BEGIN IMMEDIATE"
_MAY_WAIT = ("commit", "rollback", "close")


class Connection(aiosqlite.Connection):
    """One that is used by one task at a time, as SQLAlchemy's pool gives it."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if fn.__name__ in _MAY_WAIT or args[:1] == (BEGIN,):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


def connect(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`."""
    options["check_same_thread"] = False
    made = Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    made._thread.daemon = True
    return made
