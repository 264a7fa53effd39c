"""What becomes of a text on its way into a message: cleaned, trimmed, its addresses and commands found, measured."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .entities import Entity, utf16_length
from .errors import bad_request

_CONTROL = {code: " " for code in range(32) if code not in (10, 13)} | {13: None}
# Telegram knows every top-level domain; these are the ones a village meets.
_DOMAINS = (
    "com|org|net|id|go|gov|int|edu|info|io|dev|app|me|my|sg|tw|hk|jp|kr|sa|ae|qa|kw|bn|th|vn|ph|cn|in|"
    "au|nl|de|uk|us|eu|co|tv|xyz|site|online|link|news|asia|biz"
)
_FOUND = re.compile(
    rf"(?P<url>(?:https?://[^\s<>\"]+|(?<![\w@.\-/])(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+(?:{_DOMAINS})(?![\w@\-])"
    r"(?:[/?#][^\s<>\"]*)?))"
    r"|(?P<email>(?<![\w.+\-])[\w.+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}\b)"
    r"|(?P<mention>(?<![\w@])@[a-z0-9_]{3,32}(?!\w))"
    r"|(?P<bot_command>(?<![\w/<>])/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?![\w#]))",
    re.IGNORECASE,
)
_WORTH_A_LOOK = re.compile(r"[/@#.]")
# Inside these nothing else is shown, so nothing else is looked for.
_CLOSED = ("code", "pre", "text_link", "text_mention")
_MERGED = ("bold", "italic", "underline", "strikethrough", "spoiler")


def clean(text: str) -> str:
    """Without the control characters that Telegram takes out."""
    return text.translate(_CONTROL)


def find_entities(text: str) -> list[Entity]:
    """Commands, mentions, addresses and hashtags, as Telegram finds them by itself."""
    if not _WORTH_A_LOOK.search(text):
        return []
    found = []
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        words = match[0].rstrip(".,:;!?)'»") if kind == "url" else match[0]
        if kind == "email" or words:
            found.append({"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(words)})
    return found


def finish(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    """The text as it is delivered: trimmed at both ends, entities moved along, addresses and commands added."""
    head = len(text) - len(text.lstrip(" \n"))
    trimmed = text.strip(" \n")
    length = utf16_length(trimmed)
    kept: list[Entity] = []
    for entity in entities:
        begin = max(entity["offset"] - head, 0)
        end = min(entity["offset"] + entity["length"] - head, length)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    kept = _merge([e for e in kept if not _inside(e, kept)])
    closed = [(e["offset"], e["offset"] + e["length"]) for e in kept if e["type"] in _CLOSED]
    for entity in find_entities(trimmed):
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        if all(end <= other_begin or begin >= other_end for other_begin, other_end in closed):
            kept.append(entity)
    kept.sort(key=lambda e: (e["offset"], -e["length"]))
    return trimmed, kept


def _inside(entity: Entity, others: list[Entity]) -> bool:
    """Whether code around it keeps an entity from being shown."""
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return any(
        other is not entity
        and other["type"] in ("code", "pre")
        and other["offset"] <= begin
        and end <= other["offset"] + other["length"]
        for other in others
    )


def _merge(entities: list[Entity]) -> list[Entity]:
    """Bold within bold, or directly after it, is one bold."""
    merged: list[Entity] = []
    last: dict[str, Entity] = {}
    for entity in entities:
        kind = entity["type"]
        before = last.get(kind)
        if kind in _MERGED and before and entity["offset"] <= before["offset"] + before["length"]:
            end = max(before["offset"] + before["length"], entity["offset"] + entity["length"])
            before["length"] = end - before["offset"]
            continue
        last[kind] = entity
        merged.append(entity)
    return merged


def within(text: str, limit: int, reason: str) -> None:
    """Refuses what is longer than Telegram takes."""
    if len(text) > limit // 2 and utf16_length(text) > limit:
        raise bad_request(reason)
