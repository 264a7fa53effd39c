"""The way from an empty database to the present one; and whether a database has gone it."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from db.errors import translated


def config() -> Config:
    """Alembic's settings, the same as in pyproject.toml, found wherever the package is installed."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    return settings


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to the newest version. Raises Unreachable."""

    def run(connection: Connection) -> None:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")

    with translated():
        async with engine.begin() as connection:
            await connection.run_sync(run)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database is at the version that this code knows. Raises Unreachable."""
    newest = await asyncio.to_thread(lambda: ScriptDirectory.from_config(config()).get_current_head())
    with translated():
        async with engine.connect() as connection:
            present = await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    return present == newest
