"""Conversations saved as scripts, and replayed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator.script import ScriptError, read, replay

TALK = """
as: {id: 1001, first_name: Sri, language_code: id}
steps:
- say: /start
- sees: Selamat datang! … lihat /bantuan.
  buttons: [[Selengkapnya, Membantu], [Peringatan, Situs]]
- tap: Membantu
- toast: Terima kasih!
- tap: Peringatan
- alert: Terima kasih!
- tap: Selengkapnya
- sees: |-
    Paspor
    1. KTP
- forge: admin
- toast: Terima
- say: "123"
- sees: "Anda menulis: 123"
- send: location
- quiet: 0.2
- say: /berkas
- sees: Peta desa
  with: photo
- sees: ''
  with: document
"""


async def test_a_script_is_replayed_against_the_bot(echo: Any) -> None:
    await replay(TALK, echo.url, 5)


async def test_a_saved_conversation_can_be_replayed(echo: Any, tmp_path: Path) -> None:
    talk = echo.client.talk(1003)
    await talk.say("/start")
    await talk.sees("Selamat")
    await talk.tap("Membantu")
    await talk.toast("Terima")
    await talk.say("ya")
    await talk.sees("ya")
    saved = await echo.client.script(1003)
    values = yaml.safe_load(saved)
    assert values["as"] == {"id": 1003, "first_name": "Yanto Saputra", "language_code": "id"}
    assert [next(iter(step)) for step in values["steps"]] == ["say", "sees", "tap", "toast", "say", "sees"]
    assert values["steps"][4] == {"say": "ya"}
    file = tmp_path / "talk.yaml"
    file.write_text(saved, encoding="utf-8")
    await replay(file, echo.url, 5)
    await replay(read(file), echo.url, 5, person=4242)


async def test_a_saved_conversation_reads_like_one(served: Any) -> None:
    async with served.bot() as bot:
        await served.client.say(1001, "ya")
        keys = InlineKeyboardMarkup.from_row(
            [InlineKeyboardButton("Ya", callback_data="y"), InlineKeyboardButton("No", callback_data="n")]
        )
        await bot.send_message(1001, "<b>Paspor</b> 😀  \n1. “KTP”", parse_mode="HTML", reply_markup=keys)
        await served.client.talk(1001).tap("No")
    assert (await served.client.script(1001)).splitlines() == [
        "as: {id: 1001, first_name: Sri Wahyuni, language_code: id}",
        "steps:",
        "- say: ya",
        "- sees: |-",
        "    Paspor 😀",
        "    1. “KTP”",
        "  buttons:",
        "  - [Ya, 'No']",
        "- tap: 'No'",
    ]


async def test_what_differs_is_shown_line_by_line(echo: Any) -> None:
    wrong = "as: {id: 1001}\nsteps:\n- say: halo\n- sees: |-\n    Anda menulis: hola\n"
    with pytest.raises(ScriptError) as failed:
        await replay(wrong, echo.url, 0.5)
    assert "step 2" in str(failed.value)
    assert "-Anda menulis: hola\n+Anda menulis: halo" in str(failed.value)


async def test_silence_is_told_as_such(echo: Any) -> None:
    with pytest.raises(ScriptError, match="step 2: nothing came within"):
        await replay("as: {id: 1001}\nsteps:\n- send: sticker\n- sees: apa saja\n", echo.url, 0.3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("steps: []", "needs 'as'"),
        ("as: {id: x}\nsteps: []", "whole number"),
        ("as: {id: 1}\nsteps: [{dance: 1}]", "step 1: begins with one of"),
        ("[", "needs 'as'"),
    ],
)
def test_a_script_that_cannot_be_read_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        read(text)
