"""The menu, the language, the commands."""

from tests.conftest import House
from tests.journeys.test_asking import make


async def test_any_article_is_two_taps_from_the_menu_and_the_way_back_is_there(light_house: House) -> None:
    talk = light_house.talk(1001)
    library = light_house.bot.library
    await talk.say("/menu")
    menu = await talk.sees("Mau membaca tentang apa")
    groups = [group for group in library.groups if library.topics(group.id)]
    assert len(menu.buttons) == len(groups)
    for group in groups:
        await talk.tap(group.title_in("id"))
        await talk.sees("artikel")
        listed = await _all_pages(talk)
        assert listed == [library.label(topic, "id") for topic in library.topics(group.id)]
        await talk.tap(listed[-1])
        await talk.sees("Dicek")
        await talk.tap("« Menu")
        await talk.sees("artikel")
        await talk.tap("« Semua topik")
        assert (await talk.sees("Mau membaca")).id == menu.id


async def _all_pages(talk) -> list[str]:  # type: ignore[no-untyped-def]
    labels: list[str] = []
    while True:
        message = (await talk.wait_for(lambda: talk.fresh))[-1]
        labels += [label for label in message.buttons if label not in ("‹ Kembali", "Lanjut ›", "« Semua topik")]
        if "Lanjut ›" not in message.buttons:
            return labels
        await talk.tap("Lanjut ›")


async def test_the_language_follows_telegram_until_it_is_chosen(house: House) -> None:
    talk = house.talk(1003)
    await talk.say("/start")
    await talk.sees("Hello! I am the helper")
    await talk.say("/bahasa")
    choice = await talk.sees("Which language")
    assert choice.buttons == ["Bahasa Indonesia", "English"]
    await talk.tap("Bahasa Indonesia")
    await talk.sees("Mulai sekarang saya menulis dalam bahasa Indonesia")
    await talk.say("/start")
    await talk.sees("Halo! Saya teman tanya")


async def test_javanese_speakers_get_indonesian_until_javanese_is_there(light_house: House) -> None:
    talk = light_house.talk(1002)
    await talk.say("/start")
    await talk.sees("Halo! Saya teman tanya")


async def test_the_menu_of_commands_fits_role_and_language(house: House) -> None:
    await make(house, 1004, "officer")
    villager, officer, english = house.talk(1001), house.talk(1004), house.talk(1003)
    await villager.say("/start")
    await villager.sees("Halo")
    await officer.say("/start")
    await officer.sees("Halo")
    await english.say("/start")
    await english.sees("Hello")
    seen = {talk.person: await _commands(talk) for talk in (villager, officer, english)}
    assert "pertanyaan" not in seen[1001]
    assert seen[1004]["pertanyaan"] == "Pertanyaan belum dijawab"
    assert seen[1003]["menu"] == "All topics"
    assert seen[1001]["menu"] == "Semua topik"


async def _commands(talk) -> dict[str, str]:  # type: ignore[no-untyped-def]
    async def shown() -> dict[str, str]:
        view = await talk.client.chat(talk.person)
        return {command["command"]: command["description"] for command in view["commands"]}

    await talk.sync()
    for _ in range(40):
        found = await shown()
        if found and (talk.person != 1004 or "pertanyaan" in found):
            return found
        await talk.sync(wait=0.1)
    return await shown()


async def test_help_names_the_commands_that_the_person_has(light_house: House) -> None:
    await make(light_house, 1004, "officer")
    for person, has in ((1001, False), (1004, True)):
        talk = light_house.talk(person)
        await talk.say("/bantuan")
        assert ("/pertanyaan" in (await talk.sees("/menu")).text) is has


async def test_a_shared_link_opens_the_article(light_house: House) -> None:
    talk = light_house.talk(1001)
    await talk.say("/start a_passport")
    await talk.sees("Paspor")


async def test_the_admin_sees_the_state_of_the_bot_and_nobody_else(light_house: House) -> None:
    await make(light_house, 1005, "admin")
    admin, villager = light_house.talk(1005), light_house.talk(1001)
    await villager.say("/status")
    await villager.sees("hanya untuk petugas")
    await admin.say("/status")
    assert "2 orang" in (await admin.sees("pesan menunggu")).text
