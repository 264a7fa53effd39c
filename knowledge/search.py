"""From a question to topics: the engine that the bot asks.

First danger, then what is refused, then small talk (lexicons decide). Otherwise two rankings are added up: a linear
classifier learned from the question variants, and BM25 over titles, variants and articles.
"Not ours" is a class of its own beside the topics, learned from lexicons/elsewhere.yaml; unknown words speak for it.
The sum becomes a probability, and thresholds on that decide between answering, offering topics, and the officer.

Everything is built in memory from the library and frozen after, so threads may share it; the same library gives the
same answers. `ask` and `search` raise for no text, and read a bounded part of a long one.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from knowledge.classify import Classifier
from knowledge.countries import Countries
from knowledge.language import FIRST, LANGUAGES, Languages
from knowledge.library import Library
from knowledge.markdown import paragraphs
from knowledge.rank import Bm25
from knowledge.signals import Danger, Refusals, SmallTalk
from knowledge.text import LEXICONS, Words, lexicon, tokens
from knowledge.typos import Typos, skeleton

Outcome = Literal["answer", "choose", "handoff", "smalltalk", "refuse", "emergency"]

FIELDS = {"title": 3.0, "questions": 1.0, "body": 0.5}
"""What a word of each field counts in BM25."""
NO_PARTS: Mapping[str, Mapping[str, float]] = MappingProxyType({})
MOST_TOPICS = 5
MOST_OFFERED = 4
LEAST = 0.001
"""A topic less likely than this is not in a list of search results."""
MOST_WORDS = 120
"""Words of a question that are weighed: the first and the last ones of a longer one."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Every number that was chosen by measuring: `python -m knowledge.tune tests/data/questions/dev.jsonl`.

    As they stand they were chosen with all 101 topics, the collected facts standing in for articles yet to be written.
    """

    articles: float = 0.6
    """Weight of BM25 beside the classifier's 1."""
    elsewhere: float = 0.1
    """Added to "not ours" for every question."""
    unknown: float = 0.5
    """Added to "not ours" in proportion to the words that the knowledge base does not know."""
    sharpness: float = 14.0
    """How a lead in the sum becomes a probability."""
    answer: float = 0.6
    """From this probability on the first topic is shown at once."""
    choose: float = 0.4
    """From this probability on that it is one of the offered topics, they are offered."""
    offer: float = 0.05
    """A topic less likely than this is not offered, but for the first two."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A topic and the probability, 0..1, that it answers the question."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why: the words as they were read, the sign that was seen, and what each ranking gave the first topics."""

    words: tuple[str, ...] = ()
    repaired: Mapping[str, str] = field(default_factory=dict)
    sign: str = ""
    also_in: str | None = None
    elsewhere: float = 0.0
    parts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do with a message. `topics` are the best five; `offered` of them are worth a button."""

    outcome: Outcome
    topics: tuple[Hit, ...]
    lang: str
    explain: Explanation = Explanation()
    offered: int = 0
    countries: tuple[str, ...] = ()
    """ISO codes of the countries that the message names."""


class Engine:
    """Finds topics for questions. Building learns from all variants: about 4 s for 101 topics of 48 variants."""

    def __init__(self, library: Library, tuning: Tuning = Tuning(), lexicons: Path = LEXICONS) -> None:
        self.tuning = tuning
        self.topics = library.topics()
        self.words = Words(lexicons)
        self.danger, self.refusals = Danger(self.words, lexicons), Refusals(self.words, lexicons)
        self.small_talk = SmallTalk(self.words, lexicons)
        self.countries = Countries(lexicons)
        elsewhere = lexicon(lexicons / "elsewhere.yaml", [])
        examples: dict[str, list[list[str]]] = {language: [] for language in LANGUAGES}
        questions: list[tuple[list[str], int]] = []
        documents: list[dict[str, list[str]]] = []
        frequency: Counter[str] = Counter()

        def read(text: str) -> list[str]:
            frequency.update(words := tokens(text))
            return self.words(words)

        # A topic whose article is not written yet is learned too, so that its questions do not go to a neighbour.
        unwritten = tuple(topic for topic in library.variants if topic not in library.originals)
        for number, topic in enumerate(self.topics + unwritten):
            document: dict[str, list[str]] = {name: [] for name in FIELDS}
            articles = [library.originals[topic]] if topic in library.originals else []
            articles += [article for (id, _), article in library.translations.items() if id == topic]
            for article in articles:
                document["title"] += (title := read(f"{article.title} {article.label}"))
                questions.append((title, number))
                for text in [article.lead, *(f"{part.title}. {part.body}" for part in article.sections)]:
                    for paragraph in paragraphs(text):
                        document["body"] += read(paragraph.text)
            for variant in library.variants.get(topic, ()):
                examples.setdefault(variant.locale, []).append(tokens(variant.text))
                document["questions"] += (words := read(variant.text))
                questions.append((words, number))
            documents.append(document)
        self.none = len(documents)
        for language, texts in elsewhere.items():
            for text in texts if isinstance(texts, list) else ():
                examples.setdefault(language, []).append(tokens(str(text)))
                questions.append((read(str(text)), self.none))
        self.known = frozenset(word for words, _ in questions for word in words) | frozenset(
            word for document in documents for words in document.values() for word in words
        )
        documents.append({"questions": [word for words, number in questions if number == self.none for word in words]})
        self.bm25 = Bm25(documents, FIELDS)
        samples = [(_features(words), number) for words, number in questions]
        samples += [(_features(document.get("body", [])), number) for number, document in enumerate(documents)]
        self.classifier = Classifier(samples, self.none + 1)
        self.languages = Languages(examples)
        for name in ("smalltalk", "danger", "refuse"):
            frequency.update(_all_words(lexicon(lexicons / f"{name}.yaml", [])))
        self.typos = Typos(frequency + Counter(self.words.vocabulary))

    def ask(self, text: str, locale: str | None = None) -> Answer:
        """What to do with a message. `locale`: the person's language, which decides where the message does not tell."""
        typed = tokens(text)
        if len(typed) > MOST_WORDS:
            typed = typed[: MOST_WORDS // 2] + typed[-MOST_WORDS // 2 :]
        told = self.languages(typed)
        lang = told.language if told.certainty >= 0.5 else (locale if locale in LANGUAGES else FIRST)
        repaired = self.typos(typed)
        changed = MappingProxyType({was: now for was, now in zip(typed, repaired, strict=True) if was != now})
        spelled = self.words.spell(repaired)
        read = self.words(repaired)

        def explain(
            sign: str, elsewhere: float = 0.0, parts: Mapping[str, Mapping[str, float]] = NO_PARTS
        ) -> Explanation:
            return Explanation(tuple(read), changed, sign, told.also, elsewhere, parts)

        for outcome, signal in (
            ("emergency", self.danger(spelled)),
            ("refuse", self.refusals(spelled)),
            ("smalltalk", self.small_talk(spelled)),
        ):
            if signal is not None:
                hits = tuple(Hit(topic, 1.0) for topic in signal.topics if topic in self.topics)[:MOST_TOPICS]
                countries = self.countries(typed)
                return Answer(outcome, hits, lang, explain(signal.name), len(hits), countries)  # type: ignore[arg-type]
        if not read:
            return Answer("handoff", (), lang, explain("nothing to search for"))
        parts = self.rank(read)
        chances = self.weigh(read, parts, self.tuning)
        hits = self.hits(chances)
        outcome, offered = self.decide(hits, self.tuning)
        by_topic = {
            hit.id: {name: round(scores[number], 3) for name, scores in parts.items()}
            for hit, number in zip(hits, self.best(chances), strict=True)
        }
        return Answer(
            outcome, hits, lang, explain("", round(chances[self.none], 4), by_topic), offered, self.countries(typed)
        )

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Topics that have to do with the text, best first: for lists, where a guess does no harm."""
        read = self.words(self.typos(tokens(text)[:MOST_WORDS]))
        if not any(word in self.known for word in read):
            return []
        chances = self.weigh(read, self.rank(read), self.tuning)
        return [hit for hit in self.hits(chances, max(0, limit)) if hit.score > LEAST]

    # The steps of `ask`, by themselves for tuning and explaining.

    def rank(self, read: Sequence[str]) -> dict[str, list[float]]:
        """What each ranking says of every topic and, last, of "not ours"."""
        return {"classifier": self.classifier.scores(_features(read)), "articles": self.bm25.scores(read)}

    def weigh(self, read: Sequence[str], parts: Mapping[str, Sequence[float]], tuning: Tuning) -> list[float]:
        """The rankings as one probability for every topic and, last, for "not ours"."""
        sums = [
            classifier + tuning.articles * articles
            for classifier, articles in zip(parts["classifier"], parts["articles"], strict=True)
        ]
        unknown = sum(word not in self.known for word in read) / max(1, len(read))
        sums[self.none] += tuning.elsewhere + tuning.unknown * unknown
        top = max(sums)
        powers = [math.exp(tuning.sharpness * (value - top)) for value in sums]
        whole = sum(powers)
        return [power / whole for power in powers]

    def best(self, chances: Sequence[float], limit: int = MOST_TOPICS) -> list[int]:
        """Numbers of the likeliest topics."""
        return sorted(range(len(self.topics)), key=lambda number: (-chances[number], number))[:limit]

    def hits(self, chances: Sequence[float], limit: int = MOST_TOPICS) -> tuple[Hit, ...]:
        return tuple(Hit(self.topics[number], round(chances[number], 4)) for number in self.best(chances, limit))

    def decide(self, hits: Sequence[Hit], tuning: Tuning) -> tuple[Outcome, int]:
        """Answer, choose or handoff; and how many of the topics are worth a button."""
        offered = sum(hit.score >= tuning.offer or place < 2 for place, hit in enumerate(hits[:MOST_OFFERED]))
        if hits and hits[0].score >= tuning.answer:
            return "answer", offered
        if len(hits) > 1 and sum(hit.score for hit in hits[:offered]) >= tuning.choose:
            return "choose", offered
        return "handoff", 0


def _all_words(value: object) -> Iterator[str]:
    """The words of every text in a lexicon: none of them is a slip."""
    if isinstance(value, str):
        yield from tokens(value)
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _all_words(part)


def _features(words: Sequence[str]) -> list[str]:
    """What the classifier learns from: words, neighbouring pairs, and consonants alone (for vowels left out)."""
    found = [f"w {word}" for word in words]
    found += [f"p {first} {second}" for first, second in pairwise(words)]
    found += [f"c {skeleton(word)}" for word in words if len(word) > 3]
    return list(dict.fromkeys(found))
