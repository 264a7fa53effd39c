"""In groups the bot answers only when addressed and shows nothing personal; inline mode shares articles."""

from typing import Any

from bot.simulator.client import Talk
from tests.conftest import House


async def test_in_a_group_the_bot_is_silent_until_it_is_addressed(light_house: House) -> None:
    client = light_house.client
    group = await client.add_group("RT 03", [1001, 1002])
    await client.settings(group_privacy=False)
    talk = light_house.talk(1001, group)
    await talk.say("syarat paspor apa saja ya")
    await talk.say("@desmigratif_bot syarat paspor apa saja ya")
    answer = await talk.sees("Paspor")
    assert "Tanya petugas" not in answer.buttons
    assert [message.text for message in talk.messages.values() if message.by_bot].count(answer.text) == 1


async def test_officers_commands_are_refused_in_a_group(light_house: House) -> None:
    from tests.journeys.test_asking import make

    await make(light_house, 1004, "officer")
    group = await light_house.client.add_group("RT 03", [1004, 1002])
    talk = light_house.talk(1004, group)
    await talk.say("/pertanyaan@desmigratif_bot")
    await talk.sees("chat pribadi")


async def test_inline_mode_offers_articles_that_carry_source_and_link(light_house: House) -> None:
    talk = light_house.talk(1001)
    offered = await _offered(talk, "paspor")
    assert any("Paspor" in result["title"] for result in offered)
    await talk.act("choose", query_id=next(iter(talk.view["inline"]))["query_id"], result_id=offered[0]["id"])
    shared = (await talk.wait_for(lambda: [m for m in talk.messages.values() if "Sumber: " in m.text]))[0]
    assert "start=a_" in str(shared.rows)
    assert await _offered(talk, "")


async def _offered(talk: Talk, words: str) -> list[dict[str, Any]]:
    """What inline mode offers for the words."""
    query = await talk.act("inline", query=words)

    def answered() -> list[dict[str, Any]] | None:
        return next((q["results"] for q in talk.view["inline"] if q["query_id"] == query["query_id"]), None)

    found: list[dict[str, Any]] = await talk.wait_for(answered)
    return found
