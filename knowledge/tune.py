"""Choosing the numbers of `search.Tuning` on labelled questions: `python -m knowledge.tune FILE.jsonl`.

Two steps, so that few numbers see the questions. How scores become probabilities is chosen by likelihood (a question
that nothing answers counts three times: there are few). Then the two thresholds, each the lowest that keeps
`RIGHT_WHEN_SHOWN` and `KEPT_BACK`: a lower one reaches more people. The rankings learn from the variants alone.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from knowledge.evaluate import Question, read_questions
from knowledge.load import load
from knowledge.search import Engine, Tuning

RIGHT_WHEN_SHOWN = 0.92
KEPT_BACK = 0.94
NONE_COUNTS = 3
GRID = {
    "articles": (0.3, 0.6, 1.0),
    "elsewhere": (0.0, 0.1, 0.2, 0.3),
    "unknown": (0.2, 0.5, 0.8),
    "sharpness": (8.0, 11.0, 14.0, 18.0),
}
THRESHOLDS = [number / 100 for number in range(30, 86, 5)]


@dataclass(frozen=True, slots=True)
class Case:
    """A question that reached the rankings, as the engine read it. `right`: the numbers of acceptable topics."""

    read: tuple[str, ...]
    right: frozenset[int]


def tune(engine: Engine, questions: Iterable[Question]) -> Tuning:
    """The best numbers of the grid for these questions and the engine's topics."""
    place = {topic: number for number, topic in enumerate(engine.topics)}
    cases, kept_already = [], 0
    for question in questions:
        if question.kind in ("refuse", "emergency") or (question.topics and question.topics[0] not in place):
            continue
        answer = engine.ask(question.text)
        if answer.outcome in ("smalltalk", "refuse", "emergency") or not answer.explain.words:
            kept_already += not question.topics
            continue
        cases.append(Case(answer.explain.words, frozenset(place[id] for id in question.topics if id in place)))
    scored = [(case, engine.rank(case.read)) for case in cases]
    shapes = [replace(Tuning(), **dict(zip(GRID, values, strict=True))) for values in product(*GRID.values())]
    shape = max(shapes, key=lambda tuning: _likelihood(engine, scored, tuning))
    chances = [(case, engine.weigh(case.read, ranks, shape)) for case, ranks in scored]
    best = shape
    for threshold in THRESHOLDS:
        best = replace(best, answer=threshold)
        if _rates(engine, chances, best, kept_already)[0] >= RIGHT_WHEN_SHOWN:
            break
    for threshold in THRESHOLDS:
        best = replace(best, choose=threshold)
        if _rates(engine, chances, best, kept_already)[1] >= KEPT_BACK:
            break
    return best


def _likelihood(engine: Engine, scored: Sequence[tuple[Case, dict[str, list[float]]]], tuning: Tuning) -> float:
    total = 0.0
    for case, ranks in scored:
        chances = engine.weigh(case.read, ranks, tuning)
        right = sum(chances[number] for number in case.right) if case.right else chances[engine.none]
        total += math.log(max(right, 1e-9)) * (1 if case.right else NONE_COUNTS)
    return total


def _rates(
    engine: Engine, chances: Sequence[tuple[Case, list[float]]], tuning: Tuning, kept_already: int
) -> tuple[float, float]:
    """Shares: right when shown, and kept back of what nothing answers."""
    shown = right = kept = none = 0
    for case, each in chances:
        outcome, _ = engine.decide(engine.hits(each), tuning)
        if not case.right:
            none += 1
            kept += outcome == "handoff"
        elif outcome == "answer":
            shown += 1
            right += engine.best(each)[0] in case.right
    return right / max(1, shown), (kept + kept_already) / max(1, none + kept_already)


if __name__ == "__main__":
    asked = [question for file in sys.argv[1:] for question in read_questions(Path(file))]
    sys.stdout.write(f"{tune(Engine(load()), asked)}\n")
