"""A database that is there, but not as it should be: such as while a migration goes wrong."""

import asyncio
import sqlite3

import pytest
from structlog.testing import capture_logs

from tests.conftest import House, house_at
from tests.journeys.test_asking import PASSPORT


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_an_update_that_cannot_even_be_apologised_for_comes_again(sqlite_url, known, by_webhook) -> None:  # type: ignore[no-untyped-def]
    async with house_at(sqlite_url, known, by_webhook=by_webhook) as house:
        with capture_logs() as logs:
            await change(house, "ALTER TABLE outbox RENAME TO outbox_gone")
            talk = house.talk(1001)
            await talk.say(PASSPORT)
            async with asyncio.timeout(20):
                while not [entry for entry in logs if entry["event"] == "handler failed"]:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            await change(house, "ALTER TABLE outbox_gone RENAME TO outbox")
            await talk.sees("Sumber: ", seconds=20)


async def change(house: House, statement: str) -> None:
    def run() -> None:
        database = sqlite3.connect(str(house.bot.database.url.database), timeout=20)
        database.execute(statement)
        database.close()

    await asyncio.to_thread(run)
