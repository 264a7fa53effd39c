"""A person asks, reads, turns pages, votes, and leaves what the bot does not know for an officer."""

import pytest

from db.operations import questions, votes
from tests.conftest import House

PASSPORT = "sy mau bikin paspor utk kerja di taiwan syaratnya apa aja ya"
UNKNOWN = "berapa skor pertandingan persib kemarin malam"


async def test_a_question_in_ones_own_words_gets_the_article_with_source_and_day(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(PASSPORT)
    answer = await talk.sees("Paspor")
    assert "Sumber: " in answer.text
    assert "Dicek 21 November 2026" in answer.text
    assert answer.buttons == ["Selengkapnya", "Terkait", "👍 Membantu", "👎 Tidak", "Tanya petugas"]
    assert answer.raw["reply_to_message"]["text"] == PASSPORT


async def test_accounts_and_groups_with_numbers_beyond_32_bits_are_answered(house: House) -> None:
    await house.client.add_people([{"id": 7_123_456_789}])
    talk = house.talk(7_123_456_789)
    await talk.say(PASSPORT)
    await talk.sees("Paspor")
    await talk.tap("Tanya petugas")
    await talk.sees("Mau saya titipkan")
    await talk.tap("Ya, titipkan")
    await talk.sees("sudah dicatat")


async def test_the_pages_of_an_article_turn_in_the_same_message(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(PASSPORT)
    answer = await talk.sees("Paspor")
    await talk.tap("Selengkapnya")
    first = await talk.sees("(1/")
    assert first.id == answer.id
    last = int(first.text.partition("(1/")[2].partition(")")[0])
    for number in range(2, last + 1):
        await talk.tap("Lanjut ›")
        page = await talk.sees(f"({number}/{last})")
        assert page.id == answer.id
    assert "Lanjut ›" not in page.buttons
    await talk.tap("« Jawaban singkat")
    assert (await talk.sees("Dicek 21 November 2026")).text == answer.text


async def test_related_topics_open_in_place_and_lead_back(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say(PASSPORT)
    answer = await talk.sees("Paspor")
    await talk.tap("Terkait")
    listed = await talk.sees("biasanya juga perlu")
    assert listed.id == answer.id
    await talk.tap("« Kembali")
    assert (await talk.sees("Dicek")).text == answer.text


async def test_a_vote_counts_once_for_a_person_and_an_answer_and_can_be_changed(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(PASSPORT)
    await talk.sees("Paspor")
    await talk.tap("👍 Membantu")
    await talk.toast("Terima kasih")
    await talk.tap("👍 Membantu")
    await talk.toast("Terima kasih")
    async with house.database() as session:
        assert await votes.count(session) == {True: 1, False: 0}
    await talk.tap("👎 Tidak")
    assert (await talk.toast("Tanya petugas"))["alert"]
    async with house.database() as session:
        assert await votes.count(session) == {True: 0, False: 1}


async def test_what_nothing_answers_is_kept_for_an_officer_only_with_the_persons_leave(house: House) -> None:
    talk = house.talk(1001)
    await talk.say(UNKNOWN)
    await talk.sees("tidak punya jawabannya")
    async with house.database() as session:
        assert await questions.count_open(session) == 0
    await talk.tap("Ya, titipkan")
    await talk.sees("sudah dicatat untuk petugas")
    async with house.database() as session:
        kept = await questions.open_ones(session, 10)
    assert [question.text for question in kept] == [UNKNOWN]


async def test_who_says_no_has_nothing_kept(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say(UNKNOWN)
    await talk.sees("tidak punya jawabannya")
    await talk.tap("Tidak usah")
    await talk.sees("tidak ada yang saya catat")
    async with light_house.database() as session:
        assert await questions.count_open(session) == 0


async def test_the_question_under_an_answer_reaches_the_officer_after_one_more_yes(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say(PASSPORT)
    await talk.sees("Paspor")
    await talk.tap("Tanya petugas")
    await talk.sees("Mau saya titipkan")
    await talk.tap("Ya, titipkan")
    await talk.sees("sudah dicatat")
    async with light_house.database() as session:
        (kept,) = await questions.open_ones(session, 10)
    assert (kept.text, kept.topic) == (PASSPORT, "passport")


async def test_another_question_for_the_officer_is_written_as_a_reply(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say(PASSPORT)
    await talk.sees("Paspor")
    await talk.tap("Tanya petugas")
    await talk.sees("Mau saya titipkan")
    await talk.tap("Tanya hal lain")
    asked = await talk.sees("Tulis sebagai balasan")
    assert talk.view["keyboard"]["force_reply"]
    await talk.say("Kapan Bu Petugas ada di kantor?", reply_to=asked.id)
    await talk.sees("sudah dicatat")
    async with light_house.database() as session:
        (kept,) = await questions.open_ones(session, 10)
    assert kept.text == "Kapan Bu Petugas ada di kantor?"


async def test_an_officer_answers_by_replying_and_the_asker_reads_it(house: House) -> None:
    asker, officer = house.talk(1001), house.talk(1004)
    await make(house, 1004, "officer")
    await asker.say(UNKNOWN)
    await asker.sees("tidak punya jawabannya")
    await asker.tap("Ya, titipkan")
    await asker.sees("sudah dicatat")
    await officer.say("/pertanyaan")
    listed = await officer.sees("1 pertanyaan menunggu")
    assert UNKNOWN in listed.text
    await officer.tap("Jawab nomor")
    prompt = await officer.sees("sebagai balasan pesan ini")
    await officer.say("Persib menang dua-nol.", reply_to=prompt.id)
    await officer.sees("Terkirim")
    got = await asker.sees("Petugas menjawab")
    assert "Persib menang dua-nol." in got.text
    assert "jawaban petugas sendiri" in got.text
    await officer.say("Sekali lagi.", reply_to=prompt.id)
    await officer.sees("Petugas lain sudah menjawab")
    await officer.say("/pertanyaan")
    await officer.sees("Tidak ada pertanyaan")


@pytest.mark.parametrize("words", ["halo min", "makasih banyak ya", "assalamualaikum"])
async def test_a_greeting_gets_one_friendly_line(light_house: House, words: str) -> None:
    talk = light_house.talk(1001)
    await talk.say(words)
    assert "Silakan tanya" in (await talk.sees()).text


async def test_danger_brings_the_help_card_with_checked_numbers(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say("tolong saya dikurung majikan, paspor diambil, dipukuli tiap hari")
    card = await talk.sees("dalam bahaya sekarang")
    assert "110" in card.text
    assert "129" in card.text
    assert "0-800-1000" in card.text


async def test_who_wants_forged_papers_hears_no_and_the_lawful_way(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say("bisa bikinin ktp palsu umur dituain biar bisa berangkat ga")
    refusal = await talk.sees("tidak bisa saya bantu")
    assert refusal.buttons


async def test_english_speakers_are_answered_in_english_and_told_what_is_not_translated(light_house: House) -> None:
    talk = light_house.talk(1003)
    await talk.say("how do I get a passport to work in Taiwan?")
    answer = await talk.sees("Checked on 21 November 2026")
    assert "not translated yet" in answer.text
    assert "More" in answer.buttons


async def test_search_lists_articles_to_choose_from(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say("/cari paspor hilang")
    listed = await talk.sees("paling cocok")
    assert any("hilang" in label.lower() for label in listed.buttons)
    await talk.say("/cari")
    prompt = await talk.sees("Kata apa yang dicari")
    await talk.say("skck", reply_to=prompt.id)
    assert "SKCK" in " ".join((await talk.sees("paling cocok")).buttons)


async def make(house: House, telegram_id: int, role: str) -> None:
    """Give somebody a role, as an invitation will."""
    from db.models.people import Role
    from db.operations import people

    async with house.database() as session:
        await people.enter(session, telegram_id, Role(role), None, house.clock())


async def test_between_several_topics_the_person_chooses_and_can_choose_again(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say("/cari paspor")
    offered = await talk.sees("paling cocok")
    await talk.tap(offered.buttons[0])
    first = await talk.sees("Dicek")
    await talk.tap(offered.buttons[1])
    second = await talk.sees("Dicek")
    assert len({offered.id, first.id, second.id}) == 3
    assert second.raw["reply_to_message"]["text"] == "/cari paspor"


async def test_the_help_card_shows_whom_to_call_in_the_country_that_was_named(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say("tolong, anak saya dikurung majikan di taiwan")
    card = await talk.sees("dalam bahaya sekarang")
    assert "Polisi (hanya di Taiwan): 110" in card.text
    assert "1955" in card.text
    assert "129" not in card.text
    await talk.say("tolong, anak saya dikurung majikan")
    card = await talk.sees("dalam bahaya sekarang")
    assert "Polisi di Indonesia, gratis 24 jam: 110" in card.text
    assert "Taiwan" not in card.text


async def test_a_prompt_that_came_twice_can_be_answered_on_either(light_house: House) -> None:
    """A kill between sending and marking leaves two copies; the first one's number stands in no table."""
    talk = light_house.talk(1001)
    await talk.say(PASSPORT)
    await talk.sees("Paspor")
    await talk.tap("Tanya petugas")
    await talk.sees("Mau saya titipkan")
    await light_house.client.fault("drop", method="sendMessage", after=True)
    await talk.tap("Tanya hal lain")
    await talk.wait_for(lambda: len([m for m in talk.fresh if "Tulis sebagai balasan" in m.text]) == 2)
    first = min((m for m in talk.fresh if "Tulis sebagai balasan" in m.text), key=lambda m: m.id)
    await talk.say("Kapan ada petugas?", reply_to=first.id)
    await talk.sees("sudah dicatat")
    async with light_house.database() as session:
        assert [question.text for question in await questions.open_ones(session, 9)] == ["Kapan ada petugas?"]
