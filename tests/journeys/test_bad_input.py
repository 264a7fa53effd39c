"""Whatever a person sends gets a fitting kind reply or is passed over on purpose; nothing raises."""

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.simulator.client import Message, Talk
from db.operations import people, questions
from tests.conftest import House, house_at
from tests.journeys.test_asking import PASSPORT, UNKNOWN, make

MARKUP = '<b>tebal</b> & "kutip" *a* _b_ [x](https://y.id) `c` </i> &lt; \\*'
RIGHT_TO_LEFT = "كيف أحصل على جواز سفر؟ \u202eterbalik\u202c \u200f"
LONE_SURROGATE = "paspor \ud83d hilang"
GROUP_WORDS = "syarat paspor apa saja"
_numbers = count(50_001)


@pytest.fixture(autouse=True)
def nothing_raised() -> Iterator[None]:
    """No handler failed, and nothing was logged as an error, in any test of this file."""
    before = _failed()
    with capture_logs() as logs:
        yield
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == []
    assert _failed() == before


def _failed() -> float | None:
    return REGISTRY.get_sample_value("desmigratif_handlers_failed_total")


async def newcomer(house: House) -> Talk:
    """Somebody whom the bot has never met: so no case waits for the pace of another."""
    number = next(_numbers)
    await house.client.add_people([{"id": number}])
    return house.talk(number)


async def is_answered(talk: Talk) -> Message:
    """The next ordinary question finds its article."""
    await talk.say(PASSPORT)
    return await talk.sees("Sumber: ")


async def heard(house: House, talk: Talk) -> list[str]:
    """All that the bot has said in the chat."""
    return [said["text"] for said in await house.client.deliveries(talk.chat or talk.person)]


def tells(house: House, kind: str, **content: Any) -> int:
    """An update just as Telegram would give it, also of a kind that the bot never asked for."""
    updates = house.simulator.world.updates
    updates.allowed = ()
    number = updates.add(kind, content)
    assert number is not None
    return number


def message(talk: Talk, text: str, **fields: Any) -> dict[str, Any]:
    """A message of this person in their own chat, with other fields as wanted."""
    return {
        "message_id": next(_numbers),
        "date": 1_795_000_000,
        "chat": {"id": talk.person, "type": "private", "first_name": "Sri"},
        "from": {"id": talk.person, "is_bot": False, "first_name": "Sri", "language_code": "id"},
        "text": text,
    } | fields


WORDLESS = {
    "a space": " ",
    "blank lines": "\n \n\t\n",
    "invisible signs": "\u200b\u2060\ufeff",
    "emoji": "😀👍🏽👨‍👩‍👧",
    "emoji, as many as fit": "😀" * 2048,
    "signs": "?!… ...",
    "markup": "**__``[]()**",
    "a null byte": "\0",
    "direction marks": "\u202e\u200f\u202c",
    "half an emoji": "\ud83d",
}


@pytest.mark.parametrize("text", WORDLESS.values(), ids=WORDLESS)
async def test_a_message_without_words_is_asked_for_words(light_house: House, text: str) -> None:
    talk = await newcomer(light_house)
    tells(light_house, "message", **message(talk, text))
    await talk.sees("dengan kata-kata")
    await is_answered(talk)


LONG = {
    "letters": "a" * 4096,
    "words": ("paspor hilang di taiwan " * 200)[:4096],
    "different words": " ".join(f"kata{number}" for number in range(600))[:4096],
    "emoji and words": ("😀 ktp " * 600)[:3400],
    "markup": ("<b>*_[" * 700)[:4096],
    "unclosed markup": "<a href='" * 455,
    "entities": "&amp;" * 819,
    "one word a line": ("paspor\n" * 600)[:4096],
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
async def test_the_longest_message_is_answered_in_some_way(light_house: House, text: str) -> None:
    talk = await newcomer(light_house)
    await talk.say(text)
    await talk.sees()
    await is_answered(talk)


async def test_the_longest_question_reaches_the_officer_as_far_as_it_is_kept(light_house: House) -> None:
    talk, officer = await newcomer(light_house), light_house.talk(1004)
    await make(light_house, 1004, "officer")
    text = ("Persib <kemarin> & 'lusa' 😀 " * 200)[:3000]
    await talk.say(UNKNOWN)
    await talk.sees("tidak punya jawabannya")
    tells(
        light_house,
        "callback_query",
        **tap(talk, "question:send:", {**message(talk, text), "message_id": next(_numbers)}),
    )
    await talk.sees("sudah dicatat")
    async with light_house.database() as session:
        (kept,) = await questions.open_ones(session, 10)
    assert kept.text == text[:1000]
    await officer.say("/pertanyaan")
    assert "Persib <kemarin> & 'lusa' 😀" in (await officer.sees("1 pertanyaan menunggu")).text


def tap(talk: Talk, data: str, quoted: dict[str, Any] | None = None) -> dict[str, Any]:
    """A tap as Telegram gives it, on the last message of the bot, which may quote one of the person."""
    shown = max((m for m in talk.messages.values() if m.by_bot), key=lambda m: m.id).raw
    query_id = str(next(_numbers))
    return {
        "id": query_id,
        "from": {"id": talk.person, "is_bot": False, "first_name": "Sri", "language_code": "id"},
        "chat_instance": "1",
        "data": data,
        "message": shown | ({"reply_to_message": quoted} if quoted else {}),
    }


WORDLESS_KINDS = {
    "sticker": "dengan kata-kata",
    "voice": "pesan suara",
    "photo": "membaca gambar",
    "location": "lokasi",
    "contact": "nomor orang",
    "document": "hanya bisa membaca tulisan",
}


@pytest.mark.parametrize("kind", WORDLESS_KINDS)
async def test_what_is_no_text_gets_a_kind_word_of_its_own(light_house: House, kind: str) -> None:
    talk = await newcomer(light_house)
    await talk.act(kind)
    reply = await talk.sees(WORDLESS_KINDS[kind])
    assert "Semua topik" in reply.buttons
    await is_answered(talk)


@pytest.mark.parametrize("kind", ["photo", "document", "voice"])
async def test_words_under_a_picture_do_not_break_it(light_house: House, kind: str) -> None:
    talk = await newcomer(light_house)
    await talk.act(kind, caption=f"/menu {MARKUP}")
    await talk.sees(WORDLESS_KINDS[kind])
    await is_answered(talk)


RARE = {
    "video_note": {"file_id": "a", "file_unique_id": "b", "length": 240, "duration": 3},
    "dice": {"emoji": "🎲", "value": 3},
    "poll": {
        "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
        "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
    },
    "venue": {"location": {"longitude": 110.0, "latitude": -7.0}, "title": "Balai desa", "address": "RT 03"},
    "web_app_data": {"data": "x", "button_text": "y"},
    "something_telegram_adds_next_year": {"a": [1, 2]},
}  # fmt: skip


@pytest.mark.parametrize("kind", RARE)
async def test_kinds_that_hardly_anybody_sends_are_no_trouble(light_house: House, kind: str) -> None:
    talk = await newcomer(light_house)
    sent = message(talk, "", **{kind: RARE[kind]})
    del sent["text"]
    tells(light_house, "message", **sent)
    await is_answered(talk)


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_an_update_that_cannot_be_read_holds_up_nobody_and_its_words_are_not_logged(
    sqlite_url: str, known: Any, by_webhook: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async with house_at(sqlite_url, known, by_webhook=by_webhook) as house:
        talk = await newcomer(house)
        with capture_logs() as logs:
            tells(house, "message", **message(talk, "RAHASIA", chat={"id": talk.person}, date="kemarin"))
            tells(house, "message", **message(talk, "RAHASIA", poll={"id": 1}))
            tells(house, "callback_query", id="1")
            await is_answered(talk)
        assert [entry["event"] for entry in logs].count("an update cannot be read and is passed over") == 3
        assert "RAHASIA" not in f"{logs} {caplog.text}"


async def test_an_edited_message_is_passed_over(light_house: House) -> None:
    talk = await newcomer(light_house)
    await is_answered(talk)
    light_house.simulator.world.updates.allowed = ()
    mine = next(m for m in talk.messages.values() if not m.by_bot)
    assert (await talk.act("edit", message_id=mine.id, text="/menu"))["update_id"]
    answer = await is_answered(talk)
    assert await heard(light_house, talk) == [answer.text] * 2


async def test_a_forwarded_question_is_answered_like_any(light_house: House) -> None:
    talk = await newcomer(light_house)
    await talk.say(PASSPORT, forwarded=True, forwarded_from="Agen <b>Makmur</b>")
    await talk.sees("Sumber: ")


@pytest.mark.parametrize(
    ("typed", "meant"), [("/mneu", "/menu"), ("/bantuann", "/bantuan"), ("/Bahas", "/bahasa"), ("/carii ktp", "/cari")]
)
async def test_a_mistyped_command_is_guessed(light_house: House, typed: str, meant: str) -> None:
    talk = await newcomer(light_house)
    await talk.say(typed)
    await talk.sees(f"Maksudnya {meant}")
    await is_answered(talk)


@pytest.mark.parametrize("typed", ["/xyzzy", "/" + "z" * 64, "/123", "/start@another_bot", "/xyzzy@desmigratif_bot"])
async def test_an_unknown_command_is_told_where_help_is(light_house: House, typed: str) -> None:
    talk = await newcomer(light_house)
    await talk.say(typed)
    await talk.sees("/")
    await is_answered(talk)


@pytest.mark.parametrize("typed", ["/MENU", "/menu  ", "/menu lain-lain", "/menu\nbaris dua", "/menu@Desmigratif_Bot"])
async def test_a_command_may_be_written_with_anything_around_it(light_house: House, typed: str) -> None:
    talk = await newcomer(light_house)
    await talk.say(typed, raw=True)
    await talk.sees("Mau membaca tentang apa")


async def test_words_on_the_next_line_belong_to_the_command_too(light_house: House) -> None:
    talk = await newcomer(light_house)
    await talk.say("/cari\npaspor hilang", raw=True)
    below = (await talk.sees("paling cocok")).buttons
    await talk.say("/cari paspor hilang")
    assert (await talk.sees("paling cocok")).buttons == below


@pytest.mark.parametrize("typed", ["/pertanyaan", "/status", "/pertanyaann"])
async def test_commands_of_officers_are_closed_to_villagers(light_house: House, typed: str) -> None:
    talk = await newcomer(light_house)
    await talk.say(typed)
    refused = await talk.sees()
    assert "hanya untuk petugas" in refused.text or "tidak saya kenal" in refused.text
    await is_answered(talk)


RUBBISH = [
    "",
    ":",
    "::::",
    "nothing",
    "nothing:here",
    "menu:",
    "menu:no-such-group",
    "menu:migration:-1",
    "menu:migration:99999999999999999999999999999999999999999",
    "menu:documents:٣",
    "menu:documents:²",
    "menu:migration:0:0:0:0",
    "article",
    "article:",
    "article:no-such-topic",
    "article:no-such-topic:1",
    "article:passport:-1",
    "article:passport:99999999999999999999999999999999999999999",
    "article:passport:1:nowhere",
    "article:passport:related:nowhere:and:more",
    "article:../../etc/passwd:0",
    "vote",
    "vote:passport",
    "vote:passport:maybe",
    "vote:no-such-topic:yes",
    "bahasa:xx",
    "bahasa:" + "z" * 57,
    "bahasa:\0",
    "question",
    "question:nothing:" + "z" * 47,
    "question:ask:" + "z" * 51,
    "question:send:" + "z" * 50,
    "question:write:" + "z" * 49,
    "question:write:\0",
    "question:write:\ud83d",
    "question:ask:\0",
    "pertanyaan",
    "pertanyaan:open:1",
    "pertanyaan:list:0",
    "status",
    "ask:hello",
    "start",
    "other",
    "\0" * 64,
    "\ud83d" * 16,
    "💥" * 16,
    "z" * 64,
    "<b>&\"'</b>",
    "%s %d {number} {0}",
    "' OR 1=1 --",
]


async def forges(house: House, talk: Talk, data: str) -> None:
    """Taps with that data, on an answer to a question of theirs; the bot answers the next question."""
    await is_answered(talk)
    tells(house, "callback_query", **tap(talk, data, message(talk, PASSPORT)))
    await is_answered(talk)


async def test_forged_taps_do_no_harm_on_either_database(house: House) -> None:
    talks = [await newcomer(house) for _ in RUBBISH]
    for batch in range(0, len(talks), 20):
        pairs = zip(talks[batch : batch + 20], RUBBISH[batch : batch + 20], strict=True)
        await asyncio.gather(*(forges(house, talk, data) for talk, data in pairs))
    await house.everything_sent()
    async with house.database() as session:
        kept = await questions.open_ones(session, 100)
    assert kept
    assert {(question.text, question.topic) for question in kept} == {(PASSPORT, None)}


async def test_forged_taps_of_an_officer_do_no_harm_either(house: House) -> None:
    forms = ("", "pertanyaan:", "pertanyaan:open:", "pertanyaan:list:")
    taps = [(await newcomer(house), f"{form}{data}"[:64]) for form in forms for data in RUBBISH]
    for talk, _ in taps:
        await make(house, talk.person, "officer")
    for batch in range(0, len(taps), 20):
        await asyncio.gather(*(forges(house, talk, data) for talk, data in taps[batch : batch + 20]))
    assert all([(await talk.client.messages(talk.person))[-1].by_bot for talk, _ in taps])


async def test_an_officers_button_forged_by_a_villager_shows_nothing(light_house: House) -> None:
    asker, stranger = await newcomer(light_house), await newcomer(light_house)
    await asker.say(UNKNOWN)
    await asker.sees("tidak punya jawabannya")
    await asker.tap("Ya, titipkan")
    await asker.sees("sudah dicatat")
    async with light_house.database() as session:
        (kept,) = await questions.open_ones(session, 10)
    answer = await is_answered(stranger)
    for data in ("pertanyaan", "pertanyaan:list:0", f"pertanyaan:open:{kept.id}", "status"):
        await stranger.act("tap", message_id=answer.id, data=data)
        assert (await stranger.toast())["alert"]
    await light_house.everything_sent()
    assert all(UNKNOWN not in text for text in await heard(light_house, stranger))


async def test_a_button_of_a_year_ago_still_works_though_its_tap_cannot_be_answered_any_more(
    light_house: House,
) -> None:
    talk = await newcomer(light_house)
    answer = await is_answered(talk)
    light_house.clock.advance(days=365)
    await talk.act("tap", message_id=answer.id, data="article:passport:1", expired=True)
    assert (await talk.sees("(1/")).id == answer.id
    await is_answered(talk)


async def test_a_tap_on_a_message_that_telegram_shows_no_more_gets_a_new_one(light_house: House) -> None:
    talk = await newcomer(light_house)
    await is_answered(talk)
    await talk.act("tap", message_id=999_999, data="article:passport:1")
    await talk.sees("(1/")


async def test_a_button_that_no_part_of_the_bot_knows_any_more_says_so(light_house: House) -> None:
    talk = await newcomer(light_house)
    answer = await is_answered(talk)
    await talk.act("tap", message_id=answer.id, data="removed-last-year:1")
    assert (await talk.toast("sudah terlalu lama"))["alert"]


async def test_a_double_tap_is_done_once_and_answered_twice(house: House) -> None:
    talk = await newcomer(house)
    await talk.say(UNKNOWN)
    offered = await talk.sees("tidak punya jawabannya")
    data = offered.data("Ya, titipkan")
    await house.client.acts(
        [{"do": "tap", "as": talk.person, "message_id": offered.id, "data": data} for _ in range(3)]
    )
    await talk.wait_for(lambda: len(talk.toasts) == 3)
    await is_answered(talk)
    async with house.database() as session:
        assert await questions.count_open(session) == 1


async def test_markup_in_a_question_and_in_the_officers_answer_is_shown_as_it_was_typed(light_house: House) -> None:
    asker, officer = await newcomer(light_house), light_house.talk(1004)
    await make(light_house, 1004, "officer")
    await asker.say(f"{UNKNOWN} {MARKUP}")
    await asker.sees("tidak punya jawabannya")
    await asker.tap("Ya, titipkan")
    await asker.sees("sudah dicatat")
    await officer.say("/pertanyaan")
    assert MARKUP in (await officer.sees("1 pertanyaan menunggu")).text
    await officer.tap("Jawab nomor")
    prompt = await officer.sees("sebagai balasan pesan ini")
    assert MARKUP in prompt.text
    await light_house.everything_sent()
    await officer.say(f"Jawab {MARKUP} {RIGHT_TO_LEFT}".strip(), reply_to=prompt.id)
    got = await asker.sees("Petugas menjawab")
    assert f"Jawab {MARKUP} {RIGHT_TO_LEFT}".strip() in got.text
    assert got.text.count(MARKUP) == 2
    assert not [e for e in got.raw.get("entities", []) if e["type"] not in ("url", "email", "mention", "hashtag")]


@pytest.mark.parametrize("text", [RIGHT_TO_LEFT, "\u202e" + PASSPORT, "שלום עולם"])
async def test_text_from_right_to_left_is_answered_in_some_way(light_house: House, text: str) -> None:
    talk = await newcomer(light_house)
    await talk.say(text)
    await talk.sees()
    await is_answered(talk)


@pytest.mark.parametrize("text", ["pas\0por hilang", LONE_SURROGATE, "\ud83d\ud83d paspor \udc00", "/cari \0\ud83d"])
async def test_null_bytes_and_halves_of_signs_are_no_trouble(house: House, text: str) -> None:
    talk = await newcomer(house)
    tells(house, "message", **message(talk, text))
    await talk.sees()
    await is_answered(talk)


@pytest.mark.parametrize("text", [f"{UNKNOWN} \0 x", f"{UNKNOWN} \ud83d x"], ids=["null", "surrogate"])
async def test_a_question_with_such_signs_can_be_left_for_an_officer_and_answered(house: House, text: str) -> None:
    asker, officer = await newcomer(house), house.talk(1004)
    await make(house, 1004, "officer")
    await asker.say(UNKNOWN)
    await asker.sees("tidak punya jawabannya")
    tells(house, "callback_query", **tap(asker, "question:send:", message(asker, text)))
    await asker.sees("sudah dicatat")
    await officer.say("/pertanyaan")
    assert UNKNOWN in (await officer.sees("1 pertanyaan menunggu")).text
    await officer.tap("Jawab nomor")
    prompt = await officer.sees("sebagai balasan pesan ini")
    await house.everything_sent()
    reply = message(officer, "Dua \0 nol \ud83d!", reply_to_message=prompt.raw)
    tells(house, "message", **reply)
    assert "Dua" in (await asker.sees("Petugas menjawab")).text


async def test_a_person_without_username_or_language_is_answered_in_indonesian(light_house: House) -> None:
    talk = await newcomer(light_house)
    tells(
        light_house,
        "message",
        **message(talk, PASSPORT, **{"from": {"id": talk.person, "is_bot": False, "first_name": ""}}),
    )
    await talk.sees("Sumber: ")


@pytest.mark.parametrize("code", ["", "xx", "zh-hans", "en-GB", "EN_us", "\0", "i-klingon", "-" * 200])
async def test_any_language_code_gets_an_answer(house: House, code: str) -> None:
    talk = await newcomer(house)
    sender = {"id": talk.person, "is_bot": False, "first_name": "Sri", "language_code": code}
    tells(house, "message", **message(talk, "/start", entities=COMMAND, **{"from": sender}))
    seen = await talk.sees()
    assert seen.text.startswith("Hello" if code.lower().startswith("en") else "Halo")


COMMAND = [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_another_bot_gets_no_answer(light_house: House) -> None:
    talk = await newcomer(light_house)
    sender = {"id": talk.person, "is_bot": True, "first_name": "Robot", "username": "robot_bot"}
    tells(light_house, "message", **message(talk, PASSPORT, **{"from": sender}))
    tells(light_house, "message", **message(talk, "/start", entities=COMMAND, **{"from": sender}))
    answer = await is_answered(talk)
    assert await heard(light_house, talk) == [answer.text]


async def test_posts_of_channels_and_kinds_that_were_not_asked_for_are_passed_over(light_house: House) -> None:
    talk = await newcomer(light_house)
    channel = {"id": -1_009_999, "type": "channel", "title": "Kabar"}
    posted = {"message_id": 7, "date": 1_795_000_000, "chat": channel, "text": "/start"}
    tells(light_house, "channel_post", **posted, sender_chat=channel, entities=COMMAND)
    tells(light_house, "edited_channel_post", **posted, edit_date=1_795_000_001)
    tells(light_house, "message", **message(talk, "/start", entities=COMMAND, via_bot={"id": 5, **BOT}))
    tells(light_house, "poll", **RARE["poll"])
    tells(light_house, "chosen_inline_result", result_id="1", query="x", **{"from": {"id": 5, **BOT}})
    tells(light_house, "an_update_of_next_year", anything={"a": 1})
    answer = await is_answered(talk)
    assert await heard(light_house, talk) == [answer.text]


BOT = {"is_bot": True, "first_name": "Gif", "username": "gif"}


async def test_the_news_of_a_group_are_passed_over(light_house: House) -> None:
    one, other = await newcomer(light_house), await newcomer(light_house)
    group = await light_house.client.add_group("RT 03", [one.person, other.person])
    talk = light_house.talk(one.person, group)
    place = {"id": group, "type": "supergroup", "title": "RT 03"}
    for news in (
        {"new_chat_members": [{"id": 77, "is_bot": False, "first_name": "Baru"}]},
        {"left_chat_member": {"id": 77, "is_bot": False, "first_name": "Baru"}},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": place}},
        {"new_chat_title": "RT 04"},
        {"sticker": {**STICKER}},
        {"text": "/xyzzy", "entities": COMMAND},
        {"text": GROUP_WORDS},
        {"text": "@another_bot halo", "entities": [{"type": "mention", "offset": 0, "length": 12}]},
        {"text": GROUP_WORDS, "from": {"id": 1_087_968_824, "is_bot": True, "first_name": "G"}, "sender_chat": place},
    ):  # fmt: skip
        sent = {**message(one, ""), "chat": place, **news}
        if not sent["text"]:
            del sent["text"]
        tells(light_house, "message", **sent)
    await talk.say(f"@desmigratif_bot {GROUP_WORDS}")
    answer = await talk.sees("Sumber: ")
    assert await heard(light_house, talk) == [answer.text]


STICKER = {
    "file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False,
}  # fmt: skip


async def test_a_reply_to_a_message_of_the_bot_that_asked_nothing_is_a_question(light_house: House) -> None:
    talk = await newcomer(light_house)
    answer = await is_answered(talk)
    await talk.say("syarat skck apa saja", reply_to=answer.id)
    assert "SKCK" in (await talk.sees()).text


async def test_who_answers_a_question_of_the_bot_with_a_picture_hears_that_words_are_needed(light_house: House) -> None:
    talk = await newcomer(light_house)
    await talk.say("/cari")
    prompt = await talk.sees("Kata apa yang dicari")
    await light_house.everything_sent()
    await talk.act("photo", caption="skck", reply_to=prompt.id)
    await talk.sees("membaca gambar")
    await talk.say("skck", reply_to=prompt.id)
    await talk.sees("paling cocok")


@pytest.mark.parametrize("text", [" ", "\n", "\0", "\ud83d", "\u200b"])
async def test_nothing_is_kept_for_an_officer_from_a_reply_without_words(house: House, text: str) -> None:
    talk = await newcomer(house)
    await is_answered(talk)
    await talk.tap("Tanya petugas")
    await talk.sees("Mau saya titipkan")
    await talk.tap("Tanya hal lain")
    prompt = await talk.sees("Tulis sebagai balasan")
    await house.everything_sent()
    await talk.sync()
    tells(house, "message", **message(talk, text, reply_to_message=prompt.raw))
    await is_answered(talk)
    async with house.database() as session:
        assert await questions.count_open(session) == 0


@pytest.mark.parametrize("query", ["", " ", "😀", "a" * 256, MARKUP, "\0", "\ud83d", RIGHT_TO_LEFT])
async def test_inline_mode_takes_anything(light_house: House, query: str) -> None:
    talk = await newcomer(light_house)
    tells(
        light_house,
        "inline_query",
        id=str(next(_numbers)),
        query=query,
        offset="",
        **{"from": {"id": talk.person, "is_bot": False, "first_name": "Sri"}},
    )
    await is_answered(talk)
    async with light_house.database() as session:
        assert not await people.is_empty(session)
