"""From an empty database to the present one, on both kinds."""

import asyncio
import os
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import db.models  # noqa: F401  (fills the metadata)
from db import migrations
from db.base import Base
from db.session import create_engine

ROOT = Path(__file__).parents[2]


def test_the_migrations_have_one_head() -> None:
    assert len(ScriptDirectory.from_config(migrations.config()).get_heads()) == 1


async def test_an_upgrade_from_nothing_gives_the_tables_of_the_models(database_url: str) -> None:
    engine = create_engine(database_url)
    assert not await migrations.is_current(engine)
    await migrations.upgrade(engine)
    assert await migrations.is_current(engine)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    engine = create_engine(database_url)
    await migrations.upgrade(engine)
    await migrations.upgrade(engine)
    assert await migrations.is_current(engine)
    await engine.dispose()


async def test_processes_that_start_at_once_migrate_once(postgresql_url: str) -> None:
    environment = os.environ | {"DATABASE_URL": postgresql_url, "PYTHONPATH": str(ROOT)}
    starting = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "db", "upgrade", env=environment)
        for _ in range(3)
    ]
    assert [await process.wait() for process in starting] == [0, 0, 0]
    engine = create_engine(postgresql_url)
    assert await migrations.is_current(engine)
    await engine.dispose()
