"""Everything that was loaded, to be asked by topic, language and day."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from knowledge.article import ORIGINAL, Article, Group, Section, Variant
from knowledge.contacts import Contact
from knowledge.rates import Rate

REFERENCE = re.compile(r"\{(rate|contact):([^{}\s]*)\}")
ASK_THE_OFFICER = {"id": "tanya petugas", "en": "ask the officer", "jv": "takon petugas", "su": "taros ka patugas"}
"""Stands in an article for a number that does not hold on the day it is shown."""


@dataclass(frozen=True, slots=True)
class Library:
    """The articles by topic, and what they refer to. Frozen: a changed file is a new library."""

    groups: tuple[Group, ...]
    originals: Mapping[str, Article]
    translations: Mapping[tuple[str, str], Article]
    """By topic and language."""
    variants: Mapping[str, tuple[Variant, ...]]
    rates: Mapping[str, Rate]
    contacts: Mapping[str, Contact]

    def topics(self, group: str | None = None) -> tuple[str, ...]:
        """Topic ids in the order of their files; of one group, or of all."""
        return tuple(id for id, article in self.originals.items() if group in (None, article.group))

    def group(self, id: str) -> Group:
        """Raises KeyError for a group that is not there."""
        for group in self.groups:
            if group.id == id:
                return group
        raise KeyError(id)

    def locales(self, topic: str) -> tuple[str, ...]:
        """The languages a topic can be read in, the original's first."""
        return (ORIGINAL, *sorted(locale for id, locale in self.translations if id == topic))

    def article(self, topic: str, locale: str, on: date) -> Article:
        """The article as it is to be shown on that day, in the language or else in Indonesian (see its `locale`).

        Raises KeyError for a topic that is not there.
        """
        article = self.translations.get((topic, locale)) or self.originals[topic]
        return replace(
            article,
            lead=self.fill(article.lead, article.locale, on),
            sections=tuple(
                Section(section.title, self.fill(section.body, article.locale, on), section.line)
                for section in article.sections
            ),
        )

    def title(self, topic: str, locale: str) -> str:
        """Heading of the answer. Raises KeyError for a topic that is not there."""
        return (self.translations.get((topic, locale)) or self.originals[topic]).title

    def label(self, topic: str, locale: str) -> str:
        """Text for a button. Raises KeyError for a topic that is not there."""
        return (self.translations.get((topic, locale)) or self.originals[topic]).label

    def related(self, topic: str) -> tuple[str, ...]:
        """Topics that people need next; only such as are there."""
        return tuple(id for id in self.originals[topic].related if id in self.originals)

    def contact(self, key: str) -> Contact:
        """Raises KeyError for a contact that is not there."""
        return self.contacts[key]

    def fill(self, markdown: str, locale: str, on: date) -> str:
        """Markdown with what `{rate:…}` and `{contact:…}` refer to, in the language, as it holds on that day."""

        def say(match: re.Match[str]) -> str:
            kind, key = match.groups()
            said: str | None = None
            if kind == "rate" and key in self.rates:
                said = self.rates[key].say(locale, on)
            elif kind == "contact" and key in self.contacts:
                said = self.contacts[key].say(locale)
            return re.sub(r"([*_\[\]`])", r"\\\1", said or ASK_THE_OFFICER.get(locale, ASK_THE_OFFICER[ORIGINAL]))

        return REFERENCE.sub(say, markdown)


def references(article: Article) -> Iterable[tuple[str, str, int]]:
    """Kind ("rate" or "contact"), key and line of everything an article refers to."""
    for first_line, text in [(article.lead_line, article.lead)] + [(part.line, part.body) for part in article.sections]:
        for match in REFERENCE.finditer(text):
            yield match[1], match[2], first_line + text.count("\n", 0, match.start())
