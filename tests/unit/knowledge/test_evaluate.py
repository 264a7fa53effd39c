"""The figures: what counts as right, reached, kept back, alarmed."""

import itertools
from pathlib import Path

import pytest

from knowledge.complaint import KnowledgeError
from knowledge.evaluate import Question, Rate, evaluate, read_questions
from knowledge.search import Answer, Engine, Hit


class Fixed(Engine):
    """An engine that gives the answers it was made with."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = answers

    def ask(self, text: str, locale: str | None = None) -> Answer:
        return self.answers[text]


def hits(*topics: str) -> tuple[Hit, ...]:
    return tuple(Hit(topic, 0.9 - place / 10) for place, topic in enumerate(topics))


ANSWERS = {
    "right": Answer("answer", hits("visa", "passport"), "id", offered=2),
    "wrong": Answer("answer", hits("passport", "visa"), "id", offered=2),
    "offered": Answer("choose", hits("passport", "visa", "police-record"), "jv", offered=2),
    "not offered": Answer("choose", hits("passport", "police-record", "visa"), "jv", offered=2),
    "given up": Answer("handoff", hits("visa"), "id"),
    "nothing": Answer("handoff", (), "id"),
    "guessed": Answer("answer", hits("visa"), "id", offered=1),
    "alarm": Answer("emergency", hits("visa"), "id", offered=1),
    "refused": Answer("refuse", (), "id"),
}
ENGINE = Fixed(ANSWERS)


def ask(text: str, kind: str = "plain", topics: tuple[str, ...] = ("visa",), lang: str = "id") -> Question:
    return Question(text, lang, kind, topics)


def test_right_reached_and_shown_are_counted_apart() -> None:
    questions = [ask(text) for text in ("right", "wrong", "offered", "not offered", "given up")]
    line = evaluate(ENGINE, questions).lines[0]
    assert (line.top1, line.top3) == (Rate(2, 5), Rate(5, 5))
    assert line.reached == Rate(2, 5)
    assert line.right_when_shown == Rate(1, 2)


def test_each_language_and_kind_has_its_line() -> None:
    report = evaluate(ENGINE, [ask("right", lang="jv"), ask("wrong", kind="slang")])
    assert [line.name for line in report.lines] == ["all", "jv", "id", "plain", "slang"]


def test_a_topic_with_many_questions_counts_as_one_with_few() -> None:
    report = evaluate(ENGINE, [ask("right")] * 3 + [ask("right", topics=("police-record",))])
    assert report.by_topic == Rate(500, 1000)


def test_keeping_back_refusing_and_alarms_have_their_own_figures() -> None:
    report = evaluate(
        ENGINE,
        [
            ask("nothing", "none", ()),
            ask("guessed", "none", ()),
            ask("refused", "refuse", ()),
            ask("alarm", "emergency"),
            ask("right", "emergency"),
            ask("alarm"),
            ask("alarm", topics=("trafficking",)),
        ],
    )
    assert (report.kept_back, report.refused, report.alarms) == (Rate(1, 2), Rate(1, 1), Rate(1, 2))
    assert report.false_alarms == Rate(1, 5)
    assert [miss.question.text for miss in report.missed_alarms] == ["right"]


def test_only_leaves_out_questions_for_articles_not_yet_there() -> None:
    questions = [ask("right"), ask("right", topics=("taiwan",)), ask("nothing", "none", ())]
    report = evaluate(ENGINE, questions, only={"visa"})
    assert report.lines[0].top1 == Rate(1, 1) and report.kept_back == Rate(1, 1)


def test_the_surest_wrong_answer_is_the_first_miss() -> None:
    report = evaluate(ENGINE, [ask("offered"), ask("wrong")])
    assert [miss.question.text for miss in report.misses] == ["wrong", "offered"]


def test_time_is_told_in_microseconds_per_question() -> None:
    ticks = itertools.count(step=2000)
    assert evaluate(ENGINE, [ask("right")] * 4, clock=lambda: next(ticks)).micros_p95 == 2.0


def test_no_questions_give_no_figures() -> None:
    report = evaluate(ENGINE, [])
    assert str(report.lines[0].top1) == "–" and report.by_topic.of == 0


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"q": "x", "topics": []}\nnot json\n{"q": 3}\n')
    with pytest.raises(KnowledgeError) as error:
        read_questions(path)
    assert [complaint.line for complaint in error.value.complaints] == [2, 3]
