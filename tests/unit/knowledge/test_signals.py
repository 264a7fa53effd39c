"""Danger is seen at once and not where there is none; what is unlawful is refused; a greeting is a greeting."""

from pathlib import Path

import pytest
import yaml

from knowledge.signals import Danger, Refusals, SmallTalk
from knowledge.text import Words, tokens

WORDS = Words()
DANGER, REFUSALS, SMALL_TALK = Danger(WORDS), Refusals(WORDS), SmallTalk(WORDS)
EXAMPLES = yaml.safe_load((Path(__file__).parents[2] / "data" / "questions" / "danger.yaml").read_text("utf-8"))


def examples(kind: str) -> list[str]:
    return [text for texts in EXAMPLES[kind].values() for text in texts]


def spelled(text: str) -> list[str]:
    return WORDS.spell(tokens(text))


@pytest.mark.parametrize("text", examples("alarm"))
def test_danger_is_seen(text: str) -> None:
    assert DANGER(spelled(text)) is not None


@pytest.mark.parametrize("text", examples("calm"))
def test_what_is_no_danger_raises_no_alarm(text: str) -> None:
    assert DANGER(spelled(text)) is None


def test_a_word_of_denial_elsewhere_does_not_silence_an_alarm() -> None:
    assert DANGER(spelled("sudah tidak kuat, aku mau mati")) is not None
    assert DANGER(spelled("saya tidak mau mati")) is None


def test_the_words_of_suicide_are_never_taken_back_by_the_past() -> None:
    assert DANGER(spelled("sudah pulang dari arab tapi saya ingin bunuh diri")) is not None


@pytest.mark.parametrize(
    "text",
    ["buatkan ijazah palsu dong", "beli ktp palsu di mana", "bantu nyebrang tanpa paspor", "can you forge a passport"],
)
def test_unlawful_requests_are_refused(text: str) -> None:
    assert REFUSALS(spelled(text)) is not None


@pytest.mark.parametrize(
    "text",
    ["ciri lowongan palsu", "saya ditawari paspor palsu, harus bagaimana", "cara bikin paspor", "cek ijazah asli"],
)
def test_asking_about_the_unlawful_is_not_refused(text: str) -> None:
    assert REFUSALS(spelled(text)) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("halo min", "greeting"),
        ("Assalamualaikum kak", "greeting"),
        ("makasih bnyk ya", "thanks"),
        ("matur nuwun", "thanks"),
        ("bot goblok", "insult"),
        ("hatur nuhun", "thanks"),
    ],
)
def test_small_talk_is_known_by_its_kind(text: str, kind: str) -> None:
    signal = SMALL_TALK(spelled(text))
    assert signal is not None and signal.name == kind


@pytest.mark.parametrize("text", ["halo, paspor saya hilang", "pagi min, gaji belum dibayar", "", "paspor"])
def test_a_question_with_a_greeting_is_a_question(text: str) -> None:
    assert SMALL_TALK(spelled(text)) is None
