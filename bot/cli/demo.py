"""demo: people and questions for an empty database."""

import asyncio

import typer

from bot import demo as content
from bot import keys, settings
from bot.app import utcnow
from bot.errors import OperatorError, database_needed
from db import migrations
from db.session import create_engine, create_sessions, transaction

app = typer.Typer()


@app.command()
def demo() -> None:
    """Fill an empty database with what the simulator shows: people with their roles, and two open questions.

    Example:

        python -m bot demo
    """
    read = settings.read()
    keys.use(read)

    async def work() -> bool:
        engine = create_engine(read.database_url.get_secret_value())
        try:
            await migrations.upgrade(engine)
            async with transaction(create_sessions(engine)) as session:
                return await content.fill(session, utcnow())
        finally:
            await engine.dispose()

    with database_needed():
        filled = asyncio.run(work())
    if not filled:
        raise OperatorError("The database is not empty; the demo is only for an empty one. Nothing was changed.")
    typer.echo("The demo is in the database.")
