"""What comes before any search: danger, requests that are refused, small talk. All words are in lexicons/*.yaml."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.complaint import Complaint, KnowledgeError
from knowledge.patterns import Patterns
from knowledge.text import LEXICONS, Words, lexicon, tokens

NOT_BEFORE = 4
"""Words looked at before a sign for one that takes it back: "majikan saya tidak pernah mau pukul"."""
SHORT = 8
"""Words of a message that an insult to the bot makes small talk of; a longer one may have a question in it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What was seen, and the topics that help, best first."""

    name: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    name: str
    topics: tuple[str, ...]
    whatever: bool
    alarm: Patterns
    harm: Patterns
    unless: Patterns


class Danger:
    """Whether a message tells of danger that is near. Frozen after building."""

    def __init__(self, words: Words, folder: Path = LEXICONS) -> None:
        table = _table(folder / "danger.yaml")
        self.urgent, self.past = Patterns(_phrases(table, "urgent"), words), Patterns(_phrases(table, "past"), words)
        self.general, self.safe = Patterns(_phrases(table, "general"), words), Patterns(_phrases(table, "safe"), words)
        self.negations = _words(table, "not", words)
        self.still_not = _words(table, "still_not", words)
        signs = table.get("signs")
        self.signs = tuple(
            Sign(
                name,
                tuple(_phrases(sign, "topics")),
                sign.get("whatever") is True,
                Patterns(_phrases(sign, "alarm"), words),
                Patterns(_phrases(sign, "harm"), words),
                Patterns(_phrases(sign, "unless"), words),
            )
            for name, sign in (signs.items() if isinstance(signs, Mapping) else ())
            if isinstance(sign, Mapping)
        )

    def __call__(self, message: Sequence[str]) -> Signal | None:
        """The first sign of near danger in the spelled words of a message."""
        urgent = self.urgent.find(message) is not None
        calm = self.safe.find(message) is not None or (
            not urgent and (self.past.find(message) is not None or self.general.find(message) is not None)
        )
        for sign in self.signs:
            if calm and not sign.whatever:
                continue
            if sign.unless.find(message) is None and (
                self._said(sign.alarm, message) or (urgent and self._said(sign.harm, message))
            ):
                return Signal(sign.name, sign.topics)
        return None

    def _said(self, patterns: Patterns, message: Sequence[str]) -> bool:
        """Whether one of the phrases is there and is not taken back."""
        at = patterns.find(message)
        while at is not None:
            if not self._taken_back(message, at):
                return True
            at = patterns.find(message, at + 1)
        return False

    def _taken_back(self, message: Sequence[str], at: int) -> bool:
        for before in reversed(message[max(0, at - NOT_BEFORE) : at]):
            if before in self.negations:
                return True
            if before not in self.still_not:
                return False
        return False


class Refusals:
    """What the bot does not help with. Frozen after building."""

    def __init__(self, words: Words, folder: Path = LEXICONS) -> None:
        table = _table(folder / "refuse.yaml")
        requests = table.get("requests")
        self.unless = Patterns(_phrases(table, "unless"), words)
        self.requests = tuple(
            (Signal(name, tuple(_phrases(request, "topics"))), Patterns(_phrases(request, "ask"), words))
            for name, request in (requests.items() if isinstance(requests, Mapping) else ())
            if isinstance(request, Mapping)
        )

    def __call__(self, message: Sequence[str]) -> Signal | None:
        if self.unless.find(message) is not None:
            return None
        return next((signal for signal, patterns in self.requests if patterns.find(message) is not None), None)


class SmallTalk:
    """Whether nothing is left of a message without its greetings, thanks and insults. Frozen after building."""

    def __init__(self, words: Words, folder: Path = LEXICONS) -> None:
        self.words = words
        self.kinds: dict[tuple[str, ...], str] = {}
        for kind, phrases in _table(folder / "smalltalk.yaml").items():
            for phrase in phrases if isinstance(phrases, list) else ():
                self.kinds.setdefault(tuple(words.spell(tokens(str(phrase)))), kind)
        self.longest = max((len(key) for key in self.kinds), default=0)

    def __call__(self, message: Sequence[str]) -> Signal | None:
        kinds: list[str] = []
        at = 0
        if len(message) <= SHORT and "bot" in message and any(self.kinds.get((word,)) == "insult" for word in message):
            return Signal("insult", ())
        while at < len(message):
            for length in range(self.longest, 0, -1):
                if kind := self.kinds.get(tuple(message[at : at + length])):
                    kinds.append(kind)
                    at += length
                    break
            else:
                if message[at] not in self.words.stopwords:
                    return None
                at += 1
        return Signal("insult" if "insult" in kinds else kinds[0], ()) if kinds else None


def _table(path: Path) -> Mapping[str, object]:
    complaints: list[Complaint] = []
    table = lexicon(path, complaints)
    if complaints:
        raise KnowledgeError(complaints)
    return table


def _words(table: Mapping[str, object], key: str, words: Words) -> frozenset[str]:
    return frozenset(word for phrase in _phrases(table, key) for word in words.spell(tokens(phrase)))


def _phrases(table: Mapping[str, object], key: str) -> Iterator[str]:
    """The texts under a key, whether they stand in one list or in a list for each language."""
    found = table.get(key)
    for value in found.values() if isinstance(found, Mapping) else [found]:
        if isinstance(value, list):
            yield from map(str, value)
