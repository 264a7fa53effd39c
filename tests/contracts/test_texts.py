"""Everything that can be reached by tapping, in every language, as Telegram itself reads it."""

import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import tdjson
from babel.messages.pofile import read_po

from bot import languages, render, routing
from db import migrations
from db.models.people import Person, Role
from db.operations import people
from db.session import create_engine, create_sessions, transaction
from db.types import use_keys
from handlers.kit import card
from handlers.kit.help import help_card
from handlers.kit.reply import Document, Edit, Markdown, Reply, Text, Toast
from handlers.kit.request import House, Request
from knowledge.library import Library
from knowledge.search import Engine
from tests.conftest import FIELD_KEY, Clock

LANGUAGES = languages.load("id")
LABEL = 24
LEAD = 600


def telegram_reads(html: str) -> str:
    """The words that Telegram shows for a text. Fails with its own reason when it refuses."""
    order = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(tdjson.td_execute(json.dumps(order).encode()) or b"{}")
    assert answer["@type"] == "formattedText", (answer, html)
    return str(answer["text"])


@dataclass
class Seen:
    """All that was reached from the commands by tapping."""

    texts: dict[str, str] = field(default_factory=dict)
    """The words of each message, by how it was reached."""
    keyboards: dict[str, list[list[dict[str, Any]]]] = field(default_factory=dict)
    toasts: set[str] = field(default_factory=set)
    taps: set[str] = field(default_factory=set)


async def walk(request: Request) -> Seen:
    """Taps every button there is, each data once, beginning at the commands, and renders what comes."""
    routes = {route.name: route for route in routing.routes()}
    seen = Seen()
    waiting: deque[str] = deque()
    last: deque[str] = deque()

    def take(way: str, reply: Reply) -> None:
        if isinstance(reply, Toast):
            assert 0 < len(reply.text) <= 200, reply.text
            seen.toasts.add(reply.text)
            return
        if isinstance(reply, Document):
            assert reply.name
            assert reply.content
            return
        assert isinstance(reply, Text | Edit)
        calls = render.outgoing(reply, request.chat_id, tapped=9, answers=8)
        assert len(calls) == 1, f"{way} is too long for one message"
        params = calls[0].params
        seen.texts[way] = telegram_reads(params["text"])
        rows = params.get("reply_markup", {}).get("inline_keyboard", [])
        seen.keyboards[way] = rows
        for data in (button["callback_data"] for row in rows for button in row if "callback_data" in button):
            if data not in seen.taps:
                seen.taps.add(data)
                # Who is deleted can do nothing more.
                (last if data.startswith("hapus") else waiting).append(data)

    for route in routes.values():
        if "command" in route.handlers and request.person.role.includes(route.role):
            for reply in await route.handlers["command"](request):
                take(f"/{route.name}", reply)
    while waiting or last:
        data = (waiting or last).popleft()
        name, *args = data.split(":")
        for reply in await routes[name].handlers["tap"](replace(request, args=tuple(args), quoted="kata orang")):
            take(data, reply)
    return seen


@pytest.fixture
async def request_of(sqlite_url: str, known: tuple[Library, Engine]) -> AsyncIterator[Request]:
    """An admin's request in Indonesian, in a database of its own."""
    library, engine = known
    routes = routing.routes()
    house = House(library, engine, LANGUAGES.all, routing.commands(routes), "desmigratif_bot")
    use_keys([FIELD_KEY])
    database = create_engine(sqlite_url)
    await migrations.upgrade(database)
    now = Clock().now
    async with transaction(create_sessions(database)) as session:
        person = await people.enter(session, 1001, Role.ADMIN, None, now)
        await session.flush()
        yield Request(house, session, person, 1001, True, LANGUAGES.default, now)
    await database.dispose()


@pytest.mark.parametrize("locale", [language.locale for language in LANGUAGES.all])
@pytest.mark.parametrize("years", [0, 20], ids=["now", "when all is expired"])
async def test_everything_that_can_be_tapped_is_something_telegram_takes(
    request_of: Request, locale: str, years: int
) -> None:
    language = LANGUAGES.best(locale)
    request = replace(request_of, language=language, now=request_of.now + timedelta(days=366 * years))
    seen = await walk(request)
    topics = request.house.library.topics()
    assert {f"article:{topic}:0:menu" for topic in topics} <= seen.taps
    for way, text in seen.texts.items():
        assert 0 < render.length(text) <= 4096, way
        for rest in ("**", "](", "{rate", "{contact", "{number}", "&amp;", "&lt;"):
            assert rest not in text, (way, rest)
    for way, rows in seen.keyboards.items():
        assert len(rows) <= 12, way
        for row in rows:
            assert 1 <= len(row) <= 2, way
            for button in row:
                assert 0 < len(button["text"]) <= LABEL, (way, button["text"])
                assert len(button.get("callback_data", "").encode()) <= 64
    # Every screen but the first has a way on or back.
    stuck = [way for way, rows in seen.keyboards.items() if not rows and way.startswith(("article", "menu"))]
    assert stuck == []


async def test_the_answer_itself_fits_a_small_phone(request_of: Request) -> None:
    library = request_of.house.library
    long = {}
    for topic in library.topics():
        for locale in library.locales(topic):
            article = library.article(topic, locale, request_of.today)
            shown = telegram_reads(render.to_html([Markdown(article.lead)]))
            if not 0 < len(shown) <= LEAD:
                long[topic, locale] = len(shown)
    assert long == {}


async def test_every_answer_names_its_source_and_its_day(request_of: Request) -> None:
    for topic in request_of.house.library.topics():
        text = telegram_reads(render.to_html(card.answer(request_of, topic).body))
        assert "Sumber: " in text, topic
        assert "Dicek " in text, topic


async def test_what_is_shared_in_other_chats_is_something_telegram_takes(request_of: Request) -> None:
    for topic in request_of.house.library.topics():
        body, buttons = card.shared(request_of, topic)
        text = telegram_reads(render.to_html(body, cut=True))
        assert 0 < render.length(text) <= 4096
        ((button,),) = buttons
        assert button.url
        assert len(button.url.partition("start=")[2]) <= 64


@pytest.mark.parametrize("locale", [language.locale for language in LANGUAGES.all])
@pytest.mark.parametrize(
    "words",
    ["tolong saya dikurung majikan, paspor diambil, dipukuli tiap hari", "saya ingin mati saja", "aku mau bunuh diri"],
)
async def test_the_help_card_fits_one_message_in_every_language(request_of: Request, locale: str, words: str) -> None:
    library = request_of.house.library
    request = replace(request_of, language=LANGUAGES.best(locale))
    countries = sorted({contact.country for contact in library.contacts.values()} - {"ID"})
    found = request.house.engine.ask(words, locale)
    assert found.outcome == "emergency"
    for there in [(), *((country,) for country in countries), tuple(countries)]:
        shown = help_card(request, replace(found, countries=there), library.topics())
        (call,) = render.outgoing(shown, 1001, tapped=None, answers=1)
        text = telegram_reads(call.params["text"])
        assert render.length(text) <= 4096, there
        assert "**" not in text
        numbers = [n for contact in library.contacts.values() for n in contact.numbers]
        assert any(number in text for number in numbers), there


@pytest.mark.parametrize("locale", [language.locale for language in LANGUAGES.all])
def test_every_text_of_the_interface_comes_out_as_it_stands_in_its_catalogue(locale: str) -> None:
    with (languages.FOLDER / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        texts = [message.string or message.id for message in read_po(file, locale=locale) if message.id]
    assert len(texts) > 50
    for text in texts:
        for form in [text] if isinstance(text, str) else text:
            assert telegram_reads(render.to_html([form])) == form


async def test_nothing_that_people_wrote_is_read_as_markup_wherever_it_is_shown(request_of: Request) -> None:
    nasty = "<b>x</b> **y** [z](https://a.id) & `c` _d_ {number} {0} %s"
    now: datetime = request_of.now
    person: Person = request_of.person
    from db.operations import questions

    left = await questions.leave(request_of.session, person, nasty, "id", None, now)
    routes = {route.name: route for route in routing.routes()}
    for handler, args, text in (
        ("command", (), ""),
        ("tap", ("open", str(left.id)), ""),
        ("answer", (str(left.id),), nasty),
    ):
        replies = await routes["pertanyaan"].handlers[handler](replace(request_of, args=args, text=text))
        assert isinstance(replies[0], Text)
        assert nasty in telegram_reads(render.to_html(replies[0].body))
