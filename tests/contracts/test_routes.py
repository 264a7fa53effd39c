"""Every route of the house: named as Telegram wants it, helped, and closed to whoever may not."""

import re

import pytest

from bot import languages, routing
from db.models.people import Role
from handlers.kit.help import AT_HOME, FROM_ABROAD
from handlers.kit.route import KINDS, Route
from knowledge.library import Library
from tests.conftest import House
from tests.journeys.test_asking import PASSPORT, UNKNOWN, make

ROUTES = routing.routes()
LANGUAGES = languages.load("id").all
HELPED = [route for route in ROUTES if route.help]
CLOSED = [route for route in ROUTES if route.role is not Role.PERSON]


def named(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_a_route_has_a_name_that_telegram_takes_and_something_to_do(route: Route) -> None:
    assert re.fullmatch(r"[a-z0-9_]{1,32}", route.name)
    assert route.handlers
    assert set(route.handlers) <= set(KINDS)


@pytest.mark.parametrize("route", HELPED, ids=named)
def test_what_a_command_does_is_said_in_every_language_briefly(route: Route) -> None:
    assert route.help
    assert "command" in route.handlers
    for language in LANGUAGES:
        said = language.gettext(route.help)
        assert 1 <= len(said) <= 60
        assert language.locale == "en" or said != route.help


def test_the_house_answers_to_everything_that_a_person_can_do() -> None:
    answered = {kind for route in ROUTES for kind in route.handlers}
    assert answered == set(KINDS)


def test_there_are_routes_that_are_closed() -> None:
    assert {route.role for route in CLOSED} >= {Role.OFFICER, Role.ADMIN}


@pytest.mark.parametrize("role", list(Role))
async def test_a_closed_route_is_closed_by_command_and_by_forged_tap(light_house: House, role: Role) -> None:
    closed = [route for route in CLOSED if not role.includes(route.role)]
    for number, route in enumerate(closed):
        person = 3000 + number
        await light_house.client.add_people([{"id": person}])
        await make(light_house, person, role.value)
        talk = light_house.talk(person)
        await talk.say(PASSPORT)
        shown = await talk.sees("Sumber: ")
        if "command" in route.handlers:
            await talk.say(f"/{route.name}")
            await talk.sees("hanya untuk petugas")
        for data in (route.name, f"{route.name}:list:0", f"{route.name}:open:1"):
            await talk.act("tap", message_id=shown.id, data=data)
            toast = await talk.toast()
            assert toast["alert"]
            assert "hanya untuk petugas" in toast["text"] or "tap" not in route.handlers
    assert closed or role is Role.ADMIN


async def test_who_is_no_officer_any_more_cannot_answer_what_they_opened_before(light_house: House) -> None:
    asker, officer = light_house.talk(1001), light_house.talk(1004)
    await make(light_house, 1004, "officer")
    await asker.say(UNKNOWN)
    await asker.sees("tidak punya jawabannya")
    await asker.tap("Ya, titipkan")
    await asker.sees("sudah dicatat")
    await officer.say("/pertanyaan")
    await officer.sees("1 pertanyaan menunggu")
    await officer.tap("Jawab nomor")
    prompt = await officer.sees("sebagai balasan pesan ini")
    await light_house.everything_sent()
    await make(light_house, 1004, "person")
    await officer.say("Jawaban gelap", reply_to=prompt.id)
    await officer.sees("hanya untuk petugas")
    await light_house.everything_sent()
    assert not [m for m in await light_house.client.messages(1001) if "gelap" in m.text]


def test_the_help_card_names_numbers_that_are_there(known: tuple[Library, object]) -> None:
    assert {*AT_HOME, *FROM_ABROAD} <= set(known[0].contacts)
