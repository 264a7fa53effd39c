"""Whole conversations: every file in tests/data/talks is one, saved from the chat page or written by hand."""

from pathlib import Path

import pytest

from bot.simulator.script import read, replay
from tests.conftest import House

TALKS = sorted((Path(__file__).parents[1] / "data" / "talks").glob("*.yaml"))


def test_there_are_talks_to_replay() -> None:
    assert TALKS


@pytest.mark.parametrize("path", TALKS, ids=lambda path: path.stem)
async def test_the_bot_keeps_to_a_saved_talk(light_house: House, path: Path) -> None:
    script = read(path)
    assert any("sees" in step for step in script.steps)
    await replay(script, light_house.client.base_url)
