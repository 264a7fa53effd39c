"""Replies to Telegram's HTML: checked against Telegram's own parser, as the wheel tdjson carries it."""

import json
from typing import Any

import pytest
import tdjson
from hypothesis import given
from hypothesis import strategies as st

from bot.render import length, outgoing, plain, to_html
from handlers.kit.reply import Button, Edit, Markdown, Text


def parsed(html: str) -> dict[str, Any]:
    """What Telegram reads in the text. Raises AssertionError with its words when it cannot."""
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
    assert answer["@type"] == "formattedText", answer
    return dict(answer)


def kinds(html: str) -> list[str]:
    return [entity["type"]["@type"].removeprefix("textEntityType") for entity in parsed(html)["entities"]]


def test_headings_lists_and_paragraphs_become_lines() -> None:
    source = Markdown(
        "Para satu\nbaris dua\n\n1. satu\n2. **dua**\n\n- titik\n- [tautan](https://a.id/?x=1&y=2)\n\nAkhir"
    )
    html = to_html([source])
    assert parsed(html)["text"] == "Para satu\nbaris dua\n\n1. satu\n2. dua\n\n• titik\n• tautan\n\nAkhir"
    assert kinds(html) == ["Bold", "TextUrl"]
    assert parsed(html)["entities"][1]["type"]["url"] == "https://a.id/?x=1&y=2"


def test_a_list_that_begins_later_keeps_its_numbers() -> None:
    assert parsed(to_html([Markdown("3. tiga\n4. empat")]))["text"] == "3. tiga\n4. empat"


def test_plain_text_is_shown_with_all_its_signs_and_means_nothing() -> None:
    words = '<b>tebal</b> & "kutip" *bintang* _garis_ [x](https://y.id) `kode`'
    html = to_html([words])
    assert parsed(html)["text"] == words
    assert kinds(html) == []


def test_html_in_markdown_is_text_too() -> None:
    assert parsed(to_html([Markdown("a <b>b</b> <script>c</script>")]))["text"] == "a <b>b</b> <script>c</script>"


@given(st.text(max_size=300))
def test_any_plain_text_comes_back_as_it_was(words: str) -> None:
    shown = words.encode("utf-8", "replace").decode().replace("\0", "").strip()
    html = to_html([words, "akhir"])
    assert plain(html) == (f"{shown}\n\nakhir" if shown else "akhir")
    assert parsed(html)["text"].endswith("akhir")


@given(st.text(alphabet="ab *_[]()`#>-1.\n<&!\\|~", max_size=120))
def test_any_markdown_is_something_telegram_can_read(source: str) -> None:
    assert parsed(to_html([Markdown(source), "akhir"]))["text"].endswith("akhir")


@pytest.mark.parametrize("unit", ["a", "😀", "kata ", "baris\n"])
def test_a_text_too_long_for_one_message_becomes_several_without_losing_a_word(unit: str) -> None:
    words = unit * (9000 // len(unit))
    calls = outgoing(Text([words], [[Button("Menu", "menu")]]), 1, tapped=None, answers=9)
    texts = [parsed(call.params["text"])["text"] for call in calls]
    assert all(0 < length(text) <= 4096 for text in texts)
    assert "".join("".join(texts).split()) == "".join(words.split())
    assert ["reply_markup" in call.params for call in calls] == [False] * (len(calls) - 1) + [True]


def test_an_edit_too_long_is_cut_since_it_has_only_one_message() -> None:
    (call,) = outgoing(Edit(["a" * 5000]), 1, tapped=7, answers=None)
    assert call.method == "editMessageText"
    assert length(call.params["text"]) == 4096
    assert call.params["text"].endswith("…")


def test_an_edit_without_a_tapped_message_is_sent_as_a_new_one() -> None:
    (call,) = outgoing(Edit(["halo"]), 1, tapped=None, answers=None)
    assert (call.method, call.params["text"]) == ("sendMessage", "halo")


def test_a_text_for_another_chat_quotes_nothing_there() -> None:
    (call,) = outgoing(Text(["halo"], to=2, quotes=True), 1, tapped=None, answers=9)
    assert (call.chat_id, call.params) == (2, {"chat_id": 2, "text": "halo"})


def test_data_too_long_for_a_button_is_a_programmers_mistake_told_at_once() -> None:
    with pytest.raises(ValueError, match="too long"):
        outgoing(Text(["x"], [[Button("x", "article:" + "y" * 60)]]), 1, tapped=None, answers=None)
