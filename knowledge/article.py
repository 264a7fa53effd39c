"""The shape of what the bot knows: groups, articles, sources, question variants."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ORIGINAL = "id"
"""The language that every article is written in first."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as a source gives it: a year, a month of a year, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def exists(self) -> bool:
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return True

    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        return "-".join(
            [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part is not None],
        )


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. `clause` and `url` are empty, `date` is None where the source gives none."""

    title: str
    clause: str = ""
    date: PartialDate | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A `##` part of an article: one page behind the button "more". `body` is Markdown, `line` where it begins."""

    title: str
    body: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """One topic in one language. `lead` and section bodies are Markdown.

    From `Library.article` they are ready to be shown: amounts and numbers to call stand in them. As loaded
    (`Library.originals`, `Library.translations`) they still hold `{rate:…}` and `{contact:…}`.
    A translation takes everything but title, label and texts from its original.
    """

    id: str
    locale: str
    group: str
    title: str
    label: str
    lead: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    checked: date
    expires: date | None
    related: tuple[str, ...]
    owner: str
    path: Path
    lead_line: int = 1
    original: date | None = None
    """Of a translation: the day its original had been checked when the translation was made."""
    reviewed: bool = True
    """Of a translation: whether a native speaker has read it."""

    def is_expired(self, on: date) -> bool:
        return self.expires is not None and on > self.expires


@dataclass(frozen=True, slots=True)
class Group:
    """A shelf of the menu. Its folder's name is its id."""

    id: str
    pillar: int | None
    order: int
    icon: str
    title: Mapping[str, str]

    def title_in(self, locale: str) -> str:
        return self.title.get(locale) or self.title[ORIGINAL]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way people ask for a topic, and where it stands."""

    text: str
    locale: str
    path: Path
    line: int
