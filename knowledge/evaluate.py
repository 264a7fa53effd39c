"""How often the engine is right, on labelled questions: figures by language and kind, and the worst misses."""

import json
import math
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.complaint import Complaint, KnowledgeError
from knowledge.search import Answer, Engine

NOT_TOPICS = ("none", "refuse", "emergency")
"""Kinds of question with figures of their own; all others ask for a topic."""
KEPT_BACK = ("handoff", "smalltalk", "refuse")
DANGER_IS_NEAR = frozenset({"abuse-at-work", "child-protection", "child-wellbeing", "trafficking"})
"""An alarm on an ordinary question about one of these is no false one: some of them do tell of danger."""
SHOWN_MISSES = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A labelled question: `topics` are acceptable answers, best first; none where nothing answers it."""

    text: str
    lang: str
    kind: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `of`."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """0..1; not a number where there was nothing to count."""
        return self.hits / self.of if self.of else math.nan

    def __str__(self) -> str:
        return f"{100 * self.share:.0f}% ({self.hits}/{self.of})" if self.of else "–"


@dataclass(frozen=True, slots=True)
class Line:
    """Figures over the questions that ask for a topic, of one language, one kind, or all.

    `reached`: the right topic was shown or among those offered. `right_when_shown`: of those answered at once.
    """

    name: str
    top1: Rate
    top3: Rate
    reached: Rate
    right_when_shown: Rate


@dataclass(frozen=True, slots=True)
class Miss:
    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Report:
    """`lines` begin with all questions. Times are in microseconds per question."""

    lines: tuple[Line, ...]
    by_topic: Rate
    """Macro-average of top-1: every topic counts alike, however many questions ask for it."""
    kept_back: Rate
    refused: Rate
    alarms: Rate
    false_alarms: Rate
    missed_alarms: tuple[Miss, ...]
    wrong_alarms: tuple[Miss, ...]
    misses: tuple[Miss, ...]
    language_told: Rate
    micros_p50: float
    micros_p95: float


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON-lines file. Raises KnowledgeError naming each line that cannot be read."""
    complaints: list[Complaint] = []
    questions = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError([Complaint(path, 1, f"cannot be read: {error}")]) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            topics = entry.get("topics", [])
            if not isinstance(entry["q"], str) or not isinstance(topics, list):
                raise TypeError
            kind = str(entry.get("kind", "plain"))
            questions.append(Question(entry["q"], str(entry.get("lang", "")), kind, tuple(map(str, topics))))
        except (ValueError, KeyError, TypeError, AttributeError):
            complaints.append(Complaint(path, number, 'must be a JSON object with "q", "lang", "kind" and "topics"'))
    if complaints:
        raise KnowledgeError(complaints)
    return questions


def evaluate(
    engine: Engine,
    questions: Iterable[Question],
    only: Collection[str] | None = None,
    clock: Callable[[], int] = time.perf_counter_ns,
) -> Report:
    """Asks every question. `only`: of the questions for a topic, those whose best topic is one of these."""
    asked: list[Miss] = []
    micros: list[float] = []
    for question in questions:
        if question.topics and question.kind not in NOT_TOPICS and only is not None and question.topics[0] not in only:
            continue
        start = clock()
        answer = engine.ask(question.text)
        micros.append((clock() - start) / 1000)
        asked.append(Miss(question, answer))
    for_topic = [each for each in asked if each.question.topics and each.question.kind not in NOT_TOPICS]
    names = [("all", for_topic)]
    names += [
        (value, [each for each in for_topic if getattr(each.question, key) == value])
        for key in ("lang", "kind")
        for value in dict.fromkeys(getattr(each.question, key) for each in for_topic)
    ]
    none = [each for each in asked if not each.question.topics and each.question.kind not in ("refuse", "emergency")]
    danger = [each for each in asked if each.question.kind == "emergency"]
    calm = [each for each in asked if each.question.kind != "emergency"]
    wrong = [each for each in calm if _alarmed(each) and DANGER_IS_NEAR.isdisjoint(each.question.topics)]
    told = [each for each in for_topic if each.question.lang in ("id", "en", "jv", "su")]
    return Report(
        lines=tuple(_line(name, group) for name, group in names),
        by_topic=_macro(for_topic),
        kept_back=_count(none, lambda each: each.answer.outcome in KEPT_BACK),
        refused=_count(
            [each for each in asked if each.question.kind == "refuse"], lambda each: each.answer.outcome == "refuse"
        ),
        alarms=_count(danger, _alarmed),
        false_alarms=Rate(len(wrong), len(calm)),
        missed_alarms=tuple(each for each in danger if not _alarmed(each)),
        wrong_alarms=tuple(wrong),
        misses=tuple(sorted((each for each in for_topic if not _top(each, 1)), key=_badness)[:SHOWN_MISSES]),
        language_told=_count(told, lambda each: each.answer.lang == each.question.lang),
        micros_p50=_quantile(micros, 0.5),
        micros_p95=_quantile(micros, 0.95),
    )


def _line(name: str, group: Sequence[Miss]) -> Line:
    return Line(
        name,
        _count(group, lambda each: _top(each, 1)),
        _count(group, lambda each: _top(each, 3)),
        _count(group, _reached),
        _count([each for each in group if each.answer.outcome == "answer"], lambda each: _top(each, 1)),
    )


def _count(group: Sequence[Miss], is_hit: Callable[[Miss], bool]) -> Rate:
    return Rate(sum(map(is_hit, group)), len(group))


def _top(each: Miss, places: int) -> bool:
    return any(hit.id in each.question.topics for hit in each.answer.topics[:places])


def _reached(each: Miss) -> bool:
    """The help card of an alarm names topics as buttons, too."""
    if each.answer.outcome == "answer":
        return _top(each, 1)
    return each.answer.outcome in ("choose", "emergency") and _top(each, each.answer.offered)


def _alarmed(each: Miss) -> bool:
    return each.answer.outcome == "emergency"


def _badness(each: Miss) -> tuple[bool, float]:
    """The surest wrong answers come first."""
    return each.answer.outcome != "answer", -each.answer.topics[0].score if each.answer.topics else 0.0


def _macro(group: Sequence[Miss]) -> Rate:
    """Top-1 averaged over topics, in per mille so that it stays a count."""
    topics = dict.fromkeys(each.question.topics[0] for each in group)
    shares = [
        _count([each for each in group if each.question.topics[0] == topic], lambda each: _top(each, 1)).share
        for topic in topics
    ]
    return Rate(round(1000 * sum(shares) / len(shares)), 1000) if shares else Rate(0, 0)


def _quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else math.nan
