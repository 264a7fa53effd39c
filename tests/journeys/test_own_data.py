"""What is kept about a person is theirs to see and to delete."""

from sqlalchemy import select

from db.base import Base
from db.models.people import Person
from db.operations import own_data, questions
from tests.conftest import House
from tests.journeys.test_asking import UNKNOWN

EVERYBODYS = {"updates"}
"""Tables that say nothing of anybody: an update's number alone."""


def test_every_table_is_somebodys_or_is_known_to_be_nobodys() -> None:
    for table in Base.metadata.sorted_tables:
        owned = table is Person.__table__ or own_data.columns_of_person(table)
        assert bool(owned) is (table.name not in EVERYBODYS), table.name


async def leave_traces(house: House, person: int) -> None:
    talk = house.talk(person)
    await talk.say(UNKNOWN)
    await talk.sees("tidak punya jawabannya")
    await talk.tap("Ya, titipkan")
    await talk.sees("sudah dicatat")
    await talk.say("syarat paspor apa saja")
    await talk.sees("Paspor")
    await talk.tap("👍 Membantu")
    await talk.toast("Terima kasih")


async def test_a_person_gets_all_that_is_kept_as_a_file_they_can_read(house: House) -> None:
    await leave_traces(house, 1001)
    talk = house.talk(1001)
    await talk.say("/datasaya")
    await talk.sees("semua yang saya simpan")
    message = await talk.wait_for(lambda: next((m for m in talk.fresh if "document" in m.raw), None))
    assert message.raw["document"]["file_name"] == "data-saya.txt"
    content = await house.file(message.raw["document"]["file_id"])
    text = content.decode("utf-8-sig")
    assert UNKNOWN in text
    assert "== votes ==" in text
    assert "telegram_id: 1001" in text


async def test_deleting_takes_one_confirmation_and_leaves_the_others_alone(house: House) -> None:
    await leave_traces(house, 1001)
    await house.talk(1004).say(UNKNOWN)
    await house.talk(1004).sees("tidak punya jawabannya")
    await house.talk(1004).tap("Ya, titipkan")
    await house.talk(1004).sees("sudah dicatat")
    talk = house.talk(1001)
    await talk.say("/hapus")
    await talk.sees("tidak bisa dibatalkan")
    await talk.tap("Tidak, simpan")
    await talk.sees("tidak ada yang dihapus")
    await talk.say("/hapus")
    await talk.sees("tidak bisa dibatalkan")
    await talk.tap("Ya, hapus")
    await talk.sees("sudah dihapus")
    await house.everything_sent()
    async with house.database() as session:
        people = list((await session.execute(select(Person.telegram_id))).scalars())
        kept = await questions.open_ones(session, 10)
    assert people == [1004]
    assert [question.chat_id for question in kept] == [1004]


async def test_who_writes_again_after_deleting_begins_anew(light_house: House) -> None:
    await leave_traces(light_house, 1001)
    talk = light_house.talk(1001)
    await talk.say("/hapus")
    await talk.sees("tidak bisa dibatalkan")
    await talk.tap("Ya, hapus")
    await talk.sees("sudah dihapus")
    await talk.say("/datasaya")
    message = await talk.wait_for(lambda: next((m for m in talk.fresh if "document" in m.raw), None))
    text = (await light_house.file(message.raw["document"]["file_id"])).decode("utf-8-sig")
    assert UNKNOWN not in text
    assert "== votes ==" not in text
