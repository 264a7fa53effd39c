"""Telegram's HTML: text in, text and entities out, refused where Telegram refuses.

The words of every refusal and the reading of odd input follow Telegram's own parser, which the tests run beside this
one. Offsets and lengths are in UTF-16 units, as everywhere in the Bot API.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from . import links
from .errors import ApiError, bad_request

Entity = dict[str, Any]

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip

# Of two entities with the same range Telegram lists the one with the smaller number first.
_ORDER = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 10, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip

_SPACE = " \t\r\n\0\v"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")


def utf16_length(text: str) -> int:
    """How long Telegram finds a text: characters beyond the first plane count twice."""
    return len(text) + sum(1 for character in text if character > "\uffff")


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    characters: int
    value: str = ""
    expandable: bool = False


@dataclass(slots=True)
class _Tag:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)


class _Parser:
    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0
        self.text: list[str] = []
        self.characters = 0
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        html = self.html
        while self.at < len(html):
            character = html[self.at]
            if character == "<":
                if html.startswith("</", self.at):
                    self._end_tag()
                else:
                    self._start_tag()
                continue
            if character == "&" and (reference := self._reference()):
                character = reference
            else:
                self.at += 1
            self.text.append(character)
            self.characters += 1
            self.offset += 2 if character > "\uffff" else 1
        if self.open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=lambda e: (e["offset"], -e["length"], _ORDER[e["type"]]))
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return "".join(self.text), self.entities

    def _bytes(self, at: int) -> int:
        return len(self.html[:at].encode("utf-8", "surrogatepass"))

    def _peek(self) -> str:
        return self.html[self.at] if self.at < len(self.html) else ""

    def _skip_space(self) -> None:
        while (here := self._peek()) and here in _SPACE:
            self.at += 1

    def _reference(self) -> str:
        """The character that `&…` stands for, and moves on; empty when it stands for nothing."""
        found = _REFERENCE.match(self.html, self.at)
        if not found:
            return ""
        hexadecimal, decimal, name = found.groups()
        if name:
            character = _NAMED.get(name, "")
        else:
            number = int(hexadecimal, 16) if hexadecimal else int(decimal)
            short = found.end() - found.start() - found[0].endswith(";") < 10
            character = chr(number) if 0 < number < 0x10FFFF and short else ""
            if "\ud800" <= character <= "\udfff":
                raise _refusal("Text contains invalid Unicode characters after decoding HTML entities, "
                               "check for unmatched surrogate code units")  # fmt: skip
        if character:
            self.at = found.end()
        return character

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        while (here := self._peek()) and here not in _SPACE and here != ">":
            self.at += 1
        if not self._peek():
            raise _refusal(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag = _Tag(_lower(self.html[begin + 1 : self.at]))
        if tag.name not in _TYPES:
            raise _refusal(f'Unsupported start tag "{tag.name}" at byte offset {self._bytes(begin)}')
        while self._peek() != ">":
            self._skip_space()
            if self._peek() == ">":
                break
            self._attribute(tag, begin)
        self.at += 1
        self.open.append(self._opened(tag, begin))

    def _attribute(self, tag: _Tag, begin: int) -> None:
        name_at = self.at
        while (here := self._peek()) and here not in _SPACE and here not in "=>/\"'":
            self.at += 1
        name = self.html[name_at : self.at]
        if not name:
            raise _refusal(f'Empty attribute name in the tag "{tag.name}" at byte offset {self._bytes(begin)}')
        self._skip_space()
        if self._peek() != "=":
            tag.attributes[_lower(name)] = ""
            if not self._peek():
                raise _refusal(f'Unclosed start tag "{tag.name}" at byte offset {self._bytes(begin)}')
            return
        self.at += 1
        self._skip_space()
        if not self._peek():
            raise _refusal(f'Unclosed start tag "{tag.name}" at byte offset {self._bytes(begin)}')
        value = self._quoted() if self._peek() in "'\"" else self._token()
        if not self._peek():
            raise _refusal(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        tag.attributes[_lower(name)] = value

    def _token(self) -> str:
        begin = self.at
        found = _TOKEN.match(self.html, self.at)
        assert found  # the pattern also matches nothing
        self.at = found.end()
        here = self._peek()
        if here and here not in _SPACE and here != ">":
            raise _refusal(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
        return _lower(found[0])

    def _quoted(self) -> str:
        quote = self._peek()
        self.at += 1
        value: list[str] = []
        while (here := self._peek()) and here != quote:
            if here == "&" and (reference := self._reference()):
                value.append(reference)
                continue
            value.append(here)
            self.at += 1
        self.at += 1
        return "".join(value)

    def _opened(self, tag: _Tag, begin: int) -> _Open:
        value = ""
        attributes = tag.attributes
        if tag.name == "a":
            value = attributes.get("href", "")
        elif tag.name == "code":
            value = attributes.get("class", "").removeprefix("language-") if _is(attributes, "language-") else ""
        elif tag.name == "span":
            if attributes.get("class") != "tg-spoiler":
                raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}')
        elif tag.name == "tg-emoji":
            value = attributes.get("emoji-id", "")
        return _Open(tag.name, self.offset, self.characters, value, "expandable" in attributes)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _refusal(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.at += 2
        while (here := self._peek()) and here not in _SPACE and here != ">":
            self.at += 1
        name = _lower(self.html[begin + 2 : self.at])
        self._skip_space()
        if self._peek() != ">":
            raise _refusal(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        expected = self.open[-1]
        if name and name != expected.tag:
            raise _refusal(
                f"Unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{expected.tag}>", found "</{name}>"'
            )
        self.open.pop()
        if self.offset > expected.offset:
            self._close(expected)

    def _close(self, opened: _Open) -> None:
        kind = _TYPES[opened.tag]
        entity: Entity = {"type": kind, "offset": opened.offset, "length": self.offset - opened.offset}
        if kind == "text_link":
            url = opened.value or "".join(self.text[opened.characters :])
            if (person := links.user_id(url)) is not None:
                entity["type"], entity["user"] = "text_mention", {"id": person}
            elif address := links.checked(url):
                entity["url"] = address
            else:
                return  # Telegram drops a link that leads nowhere and keeps its words
        elif kind == "custom_emoji":
            if not opened.value.isdigit() or int(opened.value) == 0:
                raise _refusal("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.value
        elif kind == "blockquote" and opened.expandable:
            entity["type"] = "expandable_blockquote"
        elif kind in ("code", "pre"):
            if self._joined(kind, opened.value, entity):
                return
            if opened.value:
                entity["language"] = opened.value
        self.entities.append(entity)

    def _joined(self, kind: str, language: str, entity: Entity) -> bool:
        """`<pre><code class="language-…">` over the same text is one block of code with a language."""
        if not self.entities:
            return False
        last = self.entities[-1]
        same = (last["offset"], last["length"]) == (entity["offset"], entity["length"])
        if same and kind == "pre" and last["type"] == "code" and last.get("language"):
            last["type"] = "pre"
            return True
        if same and kind == "code" and last["type"] == "pre" and language:
            last["language"] = language
            return True
        return False


def _is(attributes: dict[str, str], prefix: str) -> bool:
    return attributes.get("class", "").startswith(prefix)


def _lower(text: str) -> str:
    """Small letters, in ASCII only, like Telegram."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def _refusal(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The text that people see and its entities. Raises ApiError with Telegram's `can't parse entities: …`."""
    if "<" not in html and "&" not in html:
        return html, []
    return _Parser(html).parse()
