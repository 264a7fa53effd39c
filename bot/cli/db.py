"""db: the database's version, and copies of it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot import settings
from bot.errors import OperatorError, database_needed
from db import migrations
from db.session import backup as copy
from db.session import create_engine

app = typer.Typer(help="The database: migrations and backups.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to the newest version. `run` does this too.

    Example:

        python -m bot db upgrade
    """

    async def work() -> None:
        engine = create_engine(settings.read().database_url.get_secret_value())
        try:
            await migrations.upgrade(engine)
        finally:
            await engine.dispose()

    _told(work())
    typer.echo("The database is at the newest version.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes; must not exist yet.")],
) -> None:
    """Copy a SQLite database while the bot goes on. For PostgreSQL it tells how to use pg_dump.

    Example:

        python -m bot db backup /backup/desmigratif-monday.db
    """
    if file.exists():
        raise OperatorError(f"{file}: is there already. Name a new file.")

    async def work() -> None:
        engine = create_engine(settings.read().database_url.get_secret_value())
        try:
            await copy(engine, file)
        except ValueError as error:
            raise OperatorError(str(error)) from None
        except OSError as error:
            raise OperatorError(f"{file}: cannot be written ({error}).") from None
        finally:
            await engine.dispose()

    _told(work())
    typer.echo(f"Copied to {file}. Keep data/field.key (or FIELD_KEY) too: without it personal fields cannot be read.")


def _told(work: object) -> None:
    with database_needed():
        asyncio.run(work)  # type: ignore[arg-type]
