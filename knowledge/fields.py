"""Taking typed values out of a YAML block, with a complaint for each that is missing, wrong or unknown."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from knowledge.article import PartialDate, Source
from knowledge.complaint import Complaint
from knowledge.yamlfile import Block, Items

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LOCALE = re.compile(r"[a-z]{2,3}")
PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Fields:
    """One block being read. Every key asked for is known; `done()` complains of the others."""

    def __init__(self, block: Block, path: Path, complaints: list[Complaint]) -> None:
        self.block, self.path, self.complaints = block, path, complaints
        self.known: set[str] = set()

    def line(self, key: str) -> int:
        return self.block.lines.get(key, self.block.line)

    def complain(self, key: str, message: str) -> None:
        self.complaints.append(Complaint(self.path, self.line(key), message))

    def _take(self, key: str, required: bool) -> object:
        self.known.add(key)
        value = self.block.get(key)
        if value is None and required:
            self.complain(key, f"`{key}` is missing" if key not in self.block else f"`{key}` has no value")
        return value

    def text(self, key: str, required: bool = True) -> str:
        """A text without the spaces around it; empty where it is missing or of another type."""
        value = self._take(key, required)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            self.complain(key, f"`{key}` must be a text")
            return ""
        text = str(value).strip()
        if not text and required:
            self.complain(key, f"`{key}` is empty")
        return text

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._take(key, required=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.complain(key, f"`{key}` must be true or false")
            return default
        return value

    def whole_number(self, key: str) -> int:
        value = self._take(key, required=True)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int):
            self.complain(key, f"`{key}` must be a whole number")
            return 0
        return value

    def day(self, key: str, required: bool = True) -> date | None:
        """A full date as 2026-11-21."""
        value = self._take(key, required)
        if value is None or type(value) is date:
            return value
        self.complain(key, f"`{key}` must be a day such as 2026-11-21")
        return None

    def partial_date(self, key: str) -> PartialDate | None:
        """A date as far as the source gives it: 2025, 2025-06 or 2025-06-30. Never required."""
        value = self._take(key, required=False)
        if value is None:
            return None
        if type(value) is date:
            return PartialDate(value.year, value.month, value.day)
        match = PARTIAL_DATE.fullmatch(str(value).strip())
        if match and not isinstance(value, (bool, float)):
            year, month, day = (int(part) if part else None for part in match.groups())
            partial = PartialDate(year or 0, month, day)
            if partial.exists:
                return partial
        self.complain(key, f"`{key}` must be a date as the source gives it: 2025, 2025-06 or 2025-06-30")
        return None

    def texts(self, key: str, required: bool = True) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, required)
        if value is None:
            return ()
        if not isinstance(value, Items):
            self.complain(key, f"`{key}` must be a list")
            return ()
        texts = []
        for item, line in zip(value, value.lines, strict=True):
            if isinstance(item, (str, int, float)) and not isinstance(item, bool) and str(item).strip():
                texts.append(str(item).strip())
            else:
                self.complaints.append(Complaint(self.path, line, f"`{key}` must be a list of texts"))
        return tuple(texts)

    def by_locale(self, key: str, required: bool = True) -> Mapping[str, str]:
        """Texts by language, of which the Indonesian one must be there."""
        found: dict[str, str] = {}
        inner = self.inner(key, required)
        if inner:
            for locale in inner.block:
                if not LOCALE.fullmatch(locale):
                    inner.complain(locale, f"`{locale}` is no language code")
                found[locale] = inner.text(locale)
            if "id" not in found:
                self.complain(key, f"`{key}` has no Indonesian text (`id`)")
        return MappingProxyType(found)

    def inner(self, key: str, required: bool = True) -> "Fields | None":
        """The block under `key`."""
        value = self._take(key, required)
        if value is None:
            return None
        if not isinstance(value, Block):
            self.complain(key, f"`{key}` must be made of `key: value` lines")
            return None
        return Fields(value, self.path, self.complaints)

    def blocks(self, key: str, required: bool = True) -> "list[Fields]":
        """The blocks of the list under `key`."""
        value = self._take(key, required)
        if value is None:
            return []
        if not isinstance(value, Items) or not value:
            self.complain(key, f"`{key}` must be a list")
            return []
        blocks = []
        for item, line in zip(value, value.lines, strict=True):
            if isinstance(item, Block):
                blocks.append(Fields(item, self.path, self.complaints))
            else:
                self.complaints.append(Complaint(self.path, line, f"`{key}` must be a list of `key: value` blocks"))
        return blocks

    def done(self) -> None:
        """Complains of every key that nobody asked for: a misspelt key must not be lost in silence."""
        for key in self.block:
            if key not in self.known:
                self.complain(key, f"`{key}` is not known here (known: {', '.join(sorted(self.known))})")


def read_source(fields: Fields) -> Source:
    """One source: a title is needed, clause, date and url where there are any."""
    source = Source(
        title=fields.text("title"),
        clause=fields.text("clause", required=False),
        date=fields.partial_date("date"),
        url=fields.text("url", required=False),
    )
    if source.url and not source.url.startswith(("https://", "http://")):
        fields.complain("url", "`url` must begin with https:// or http://")
    fields.done()
    return source
