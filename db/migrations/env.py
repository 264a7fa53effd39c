"""Alembic's environment: the connection comes from db.migrations.upgrade, or is opened here for `alembic` itself."""

import asyncio
import os
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, text

import db.models  # noqa: F401  (fills the metadata)
from db.base import Base
from db.session import create_engine
from db.types import Moment, Secret, SecretJson

_ONE_AT_A_TIME = 7_346_000


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as what they are in the database: a migration must not change when they do."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Secret | SecretJson):
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Several processes may start at once: the first migrates, the others wait and find nothing to do.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_run() -> None:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///data/desmigratif.db"))
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is None:
    asyncio.run(connect_and_run())
else:
    run(given)
