"""The bot at work as a process: the simulator's page, polling, webhook, the end, and what stands in the log."""

import asyncio
import json
import re
import signal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.simulator.client import Client
from tests.conftest import FIELD_KEY
from tests.process.conftest import TOKEN, Telegram, started, until

PASSPORT = "sy mau bikin paspor utk kerja di taiwan syaratnya apa aja ya"
MARKER = "KATARAHASIAXYZ"


async def get(address: str, path: str) -> tuple[int, str]:
    """Status and body; (0, "") while nobody answers."""
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://{address}{path}") as answer:
            return answer.status, await answer.text()
    except aiohttp.ClientError:
        return 0, ""


async def test_without_a_token_the_simulator_opens_with_everything_in_it(here: Path, address: str) -> None:
    with started(["bot", "run"], here, {"LISTEN": address, "FIELD_KEY": FIELD_KEY}) as bot:
        await bot.says("The simulator is open")
        assert await get(address, "/healthz") == (200, "ok")
        assert (await get(address, "/readyz"))[0] == 200
        status, page = await get(address, "/")
        assert status == 200
        assert "<html" in page
        assert not re.search(r"""(src|href)=["'](https?:)?//""", page)
        async with Client(f"http://{address}") as client:
            talk = client.talk(1001)
            await talk.say(PASSPORT)
            answer = await talk.sees("Sumber: ", seconds=30)
            assert "Paspor" in answer.text
            assert "Dicek " in answer.text
            officer = client.talk(1004)
            await officer.say("/pertanyaan")
            await officer.sees("2 pertanyaan menunggu", seconds=30)
        status, numbers = await get(address, "/metrics")
        assert status == 200
        assert 'desmigratif_updates_total{kind="text"} 1.0' in numbers
        assert "Paspor" not in numbers
        await bot.ends_cleanly()
    with started(["bot", "run"], here, {"LISTEN": address, "FIELD_KEY": FIELD_KEY}) as bot:
        await bot.says("The simulator is open")
        await bot.ends_cleanly()


@pytest.mark.parametrize("by", ["polling", "webhook"])
@pytest.mark.parametrize("database", ["sqlite", "postgresql", "asyncpg"])
async def test_against_any_bot_api_the_bot_answers_and_ends_with_nothing_lost(
    here: Path, telegram: Telegram, address: str, by: str, database: str, request: pytest.FixtureRequest
) -> None:
    settings = telegram.settings(LISTEN=address)
    if by == "webhook":
        settings["WEBHOOK_URL"] = f"http://{address}"
    if database != "sqlite":
        settings["DATABASE_URL"] = request.getfixturevalue("postgresql_url").replace(
            "psycopg", "psycopg" if database == "postgresql" else "asyncpg"
        )
    people = list(range(5001, 5031))
    await telegram.client.add_people([{"id": person} for person in people])
    with started(["bot", "run"], here, settings) as bot:
        await bot.says("running")
        assert (await get(address, "/readyz"))[0] == 200
        await telegram.client.acts([{"do": "say", "as": person, "text": PASSPORT} for person in people])
        await until(lambda: telegram.client.deliveries(people[0]))
        await bot.ends_cleanly()
    # Asked before the end and after it: everybody gets an answer from the next process, nobody two.
    await telegram.client.say(people[0], "syarat skck apa saja")
    with started(["bot", "run"], here, settings) as bot:
        await bot.says("running")
        for person in people:
            wanted = 2 if person == people[0] else 1
            await until(lambda person=person, wanted=wanted: has(telegram, person, wanted))  # type: ignore[misc]
        await bot.ends_cleanly()
        assert "handler failed" not in bot.log
    for person in people[1:]:
        assert len(await telegram.client.deliveries(person)) == 1


async def has(telegram: Telegram, person: int, number: int) -> bool:
    return len(await telegram.client.deliveries(person)) >= number


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
async def test_while_telegram_hangs_the_bot_still_ends_in_time(
    here: Path, telegram: Telegram, number: signal.Signals
) -> None:
    with started(["bot", "run"], here, telegram.settings()) as bot:
        await bot.says("running")
        await telegram.client.fault("hang", method="sendMessage", seconds=600)
        await telegram.client.say(1001, PASSPORT)
        await until(lambda: _calls(telegram, "sendMessage"))
        began = asyncio.get_running_loop().time()
        bot.tell(number)
        assert await bot.ends() == 0
        assert asyncio.get_running_loop().time() - began < 10
        assert "Traceback" not in bot.log
    await telegram.client.clear_faults()
    with started(["bot", "run"], here, telegram.settings()) as bot:
        await until(lambda: telegram.client.deliveries(1001))
        await bot.ends_cleanly()


async def _calls(telegram: Telegram, method: str) -> int:
    count: int = (await telegram.client.statistics())["calls"].get(method, 0)
    return count


async def test_told_to_stop_before_it_has_begun_it_ends_too(here: Path, telegram: Telegram) -> None:
    await telegram.client.fault("hang", method="getMe", seconds=600)
    with started(["bot", "run"], here, telegram.settings()) as bot:
        await until(lambda: _calls(telegram, "getMe"))
        await bot.ends_cleanly()


@pytest.mark.parametrize("kind", ["text", "json"])
@pytest.mark.parametrize("by", ["polling", "webhook"])
async def test_the_log_never_holds_what_a_person_wrote_nor_a_secret(
    here: Path, telegram: Telegram, address: str, kind: str, by: str
) -> None:
    settings = telegram.settings(LISTEN=address, LOG_LEVEL="DEBUG", LOG_FORMAT=kind)
    if by == "webhook":
        settings["WEBHOOK_URL"] = f"http://{address}"
    client = telegram.client
    with started(["bot", "run"], here, settings) as bot:
        await bot.says("running")
        talk = client.talk(1001)
        await talk.say(f"paspor {MARKER} hilang")
        await talk.sees(seconds=30)
        await talk.say(f"/cari {MARKER}")
        await talk.sees(seconds=30)
        await talk.say(f"/{MARKER}")
        await talk.sees(seconds=30)
        await talk.act("photo", caption=MARKER)
        shown = await talk.sees(seconds=30)
        await talk.act("tap", message_id=shown.id, data=f"article:{MARKER}:{MARKER}")
        await talk.toast(seconds=30)
        await talk.act("inline", query=MARKER)
        # Refused by Telegram with all its words, cut off, and unreadable markup.
        await client.fault("400", method="sendMessage", text="Bad Request: simulated", times=1)
        await client.fault("500", method="sendMessage", times=1)
        await client.fault("drop", method="sendMessage", times=1)
        for _ in range(2):
            await client.say(1002, f"berapa skor {MARKER} kemarin")
        other = client.talk(1002)
        await until(lambda: has(telegram, 1002, 1))
        await other.sync()
        # A handler that fails: the tables of the questions are gone.
        await _drop_questions(here)
        (offered,) = [m for m in await client.messages(1002) if "Ya, titipkan" in m.buttons][-1:]
        await client.tap(1002, offered.id, "question:send:")
        await bot.says("handler failed")
        await bot.ends_cleanly()
        assert MARKER.lower() not in bot.log.lower()
        assert FIELD_KEY not in bot.log
        assert TOKEN not in bot.log
        if kind == "json":
            for line in bot.log.splitlines():
                entry: dict[str, Any] = json.loads(line)
                assert {"event", "level", "timestamp"} <= set(entry)


async def _drop_questions(here: Path) -> None:
    import sqlite3

    def drop() -> None:
        database = sqlite3.connect(here / "data" / "desmigratif.db", timeout=30)
        database.execute("ALTER TABLE questions RENAME TO questions_gone")
        database.commit()
        database.close()

    await asyncio.to_thread(drop)
