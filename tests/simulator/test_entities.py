"""Our HTML parser beside Telegram's own, which the wheel tdjson carries."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import tdjson

from bot.simulator.entities import parse_html, utf16_length
from bot.simulator.errors import ApiError
from bot.simulator.texts import find_entities, finish

NAMES = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre", "TextUrl": "text_link",
    "MentionName": "text_mention", "BlockQuote": "blockquote", "ExpandableBlockQuote": "expandable_blockquote",
    "CustomEmoji": "custom_emoji", "BotCommand": "bot_command", "Mention": "mention", "Url": "url",
    "EmailAddress": "email", "Hashtag": "hashtag",
}  # fmt: skip

PIECES = (
    "<b>", "</b>", "<i>", "</i>", "<code>", "</code>", "<pre>", "</pre>", '<code class="language-py">',
    '<a href="https://x.id/q?a=1&amp;b=2">', "</a>", "<a>", "x.id", " ", "\n", "x", "😀", "é", "&amp;", "&lt;", "&",
    "&#65;", "&#x1F600;", "&nbsp;", "<", "</>", ">", "<u", "<blockquote>", "</blockquote>", "<blockquote expandable>",
    "<span class='tg-spoiler'>", "</span>", "<span>", "<tg-emoji emoji-id='12'>", "</tg-emoji>", "<s >", "</s >",
    "<B>", "<br>", "<a href=x.id>", "<a href='", "'>", "=", '"', "<i a=b c='d'>", "<tg-spoiler>", "</tg-spoiler>",
    "<a href='tg://user?id=7'>", "/", "<b x>", "<pre language='c'>",
)  # fmt: skip


def td(kind: str, **values: Any) -> Any:
    return json.loads(tdjson.td_execute(json.dumps({"@type": kind, **values}).encode()))


def theirs(html: str) -> Any:
    """What Telegram makes of it: text and entities in the Bot API's words, or the reason for refusing."""
    result = td("parseTextEntities", text=html, parse_mode={"@type": "textParseModeHTML"})
    if result["@type"] == "error":
        return result["message"][0].lower() + result["message"][1:]
    return result["text"], [_entity(entity) for entity in result["entities"]]


def _entity(entity: Any) -> dict[str, Any]:
    kind = entity["type"]
    name = kind["@type"].removeprefix("textEntityType")
    found = {"type": NAMES.get(name, name), "offset": entity["offset"], "length": entity["length"]}
    if "url" in kind:
        found["url"] = kind["url"]
    if kind.get("language"):
        found["language"] = kind["language"]
    if "user_id" in kind:
        found["user"] = {"id": kind["user_id"]}
    if "custom_emoji_id" in kind:
        found["custom_emoji_id"] = kind["custom_emoji_id"]
    return found


def ours(html: str) -> Any:
    try:
        return parse_html(html)
    except ApiError as error:
        return error.description.removeprefix("Bad Request: ")


@pytest.mark.parametrize(
    "html",
    [
        "<b>tebal</b> biasa <i>miring</i>",
        "<b>😀 dua</b> satuan",
        "<b>luar <i>dalam</i></b>",
        '<a href="https://bp2mi.go.id/a?b=1&amp;c=2#d">situs</a>',
        "<a href='tg://user?id=1001'>Sri</a>",
        "<a href='bukan alamat'>kata saja</a>",
        "<blockquote expandable>Sumber</blockquote>",
        '<pre><code class="language-py">x = 1</code></pre>',
        "a &lt; b &amp;&amp; c &quot;d&quot; &nbsp; &#8364;",
        "<b>tidak ditutup",
        "</b>",
        "<b>silang <i>di sini</b></i>",
        "1 < 2",
        "baris<br>baru",
        "<p>alinea</p>",
        "<span>polos</span>",
        "",
    ],
)
def test_a_text_is_read_or_refused_as_telegram_does(html: str) -> None:
    assert ours(html) == theirs(html)


@pytest.mark.parametrize("seed", range(8))
def test_random_markup_is_read_or_refused_as_telegram_does(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(500):
        html = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 9)))
        if chance.random() < 0.5:
            tag = chance.choice(("b", "i", "code", "pre", "a href='x.id'", "blockquote"))
            html = f"<{tag}>{html}</{tag.split()[0]}>"
        assert ours(html) == theirs(html), html


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "/start@desmigratif_bot paspor",
        "coba /cari lalu /menu.",
        "lihat https://bp2mi.go.id/syarat?x=1, ya",
        "situs imigrasi.go.id dan www.kemnaker.go.id",
        "kirim ke info@bp2mi.go.id",
        "hai @desmigratif_bot apa kabar",
        "#paspor dan #1 dan a#b",
        "1/2 porsi, a/b, dan //x",
        "harga Rp1.500.000 per 12.30 WIB",
        "biasa saja",
        "😀 /menu",
    ],
)
def test_commands_mentions_and_addresses_are_found_as_telegram_finds_them(text: str) -> None:
    assert find_entities(text) == [_entity(entity) for entity in td("getTextEntities", text=text)["entities"]]


def test_length_is_counted_in_utf16_units() -> None:
    assert [utf16_length(text) for text in ("", "abc", "é", "😀", "👨‍👩‍👧")] == [0, 3, 1, 2, 8]


def test_a_message_is_trimmed_and_its_entities_move_along() -> None:
    text, entities = parse_html("\n <b>halo</b> \n")
    assert finish(text, entities) == ("halo", [{"type": "bold", "offset": 0, "length": 4}])


def test_code_shows_no_other_format_and_no_commands_inside() -> None:
    text, entities = parse_html("<code>/start <b>x</b></code> /menu")
    assert [entity["type"] for entity in finish(text, entities)[1]] == ["code", "bot_command"]
