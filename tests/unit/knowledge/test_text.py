"""How people type, and what is read from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import LEXICONS, Words, clean, lexicon, plain, stem, tokens
from knowledge.typos import Typos

WORDS = Words()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("anak2", ["anak"]),
        ("anak-anak", ["anak"]),
        ("anak²nya", ["anaknya"]),
        ("besar2an", ["besaran"]),
        ("BANGEEEETTT!!!", ["banget"]),
        ("PASPOR😂\u200b\u202esaya\x00", ["paspor", "saya"]),
        ("teu dibéré dahar", ["teu", "dibere", "dahar"]),
        ("lihat https://x.org/a?b dong @bot", ["lihat", "dong"]),
        ("umur 17 th", ["umur", "17", "th"]),
        ("😂😂 ...", []),
    ],
)
def test_words_are_found_in_what_is_typed(typed: str, words: list[str]) -> None:
    assert tokens(typed) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gmn cara bkin pasport utk krja di LN", "bagaimana cara bikin paspor untuk bekerja di luar negeri"),
        ("duite dikirim piye", "uang dikirim bagaimana"),
        ("gajih teu dibayar ku dunungan", "gaji tidak dibayar ku majikan"),
        ("syarat jadi TKW", "persyaratan jadi pekerja migran"),
        ("how much is the fee", "berapa biaya"),
        ("sdh 3 bln ga ada kabar", "sudah 3 bulan tanpa kabar"),
    ],
)
def test_two_ways_to_say_the_same_are_read_alike(one: str, other: str) -> None:
    assert WORDS(tokens(one)) == WORDS(tokens(other))


@pytest.mark.parametrize(("one", "other"), [("skck", "polisi"), ("calo", "pmi"), ("hutang", "kur"), ("makan", "ibu")])
def test_words_that_lead_to_different_articles_stay_apart(one: str, other: str) -> None:
    assert WORDS(tokens(one)) != WORDS(tokens(other))


def test_texts_that_differ_in_marks_alone_are_the_same() -> None:
    assert plain("Paspor saya HILANG?!") == plain("paspor   saya, hilang")


def test_a_long_message_is_read_at_both_ends() -> None:
    text = clean("awal " + "tengah " * 2000 + "akhir")
    assert text.startswith("awal") and text.endswith("akhir") and len(text) < 2000


@given(st.text(max_size=4096))
def test_any_text_can_be_read(text: str) -> None:
    assert all(word and len(word) <= 40 for word in tokens(text))


@given(st.text(min_size=1, max_size=40))
def test_any_word_has_a_stem(word: str) -> None:
    assert isinstance(stem(word), str)


def test_mistyped_words_are_put_right_and_known_ones_left() -> None:
    typos = Typos({"paspor": 9, "majikan": 9, "syarat": 5, "rumah": 3, "kapal": 2, "ibunya": 1, "bahaya": 1})
    assert typos(["pspor", "majkan", "mjkn", "syrat", "pasopr"]) == ["paspor", "majikan", "majikan", "syarat", "paspor"]
    assert typos(["dirumah"]) == ["rumah"]
    assert typos(["bibinya", "bahayanya", "kanal", "ini", "x1y"]) == ["bibinya", "bahayanya", "kanal", "ini", "x1y"]


def test_a_message_of_unknown_words_is_not_put_right_without_end() -> None:
    assert Typos({"paspor": 1})(["pasporr"] * 40).count("paspor") == 12


@pytest.mark.parametrize("file", ["spellings.yaml", "meanings.yaml"])
def test_no_word_of_a_lexicon_means_two_things(file: str) -> None:
    table = lexicon(LEXICONS / file, [])
    meant: dict[str, str] = {}
    for word, listed in table.items():
        lists = listed.values() if isinstance(listed, dict) else [listed]
        for other in {plain(str(text)) for texts in lists if isinstance(texts, list) for text in texts}:
            assert meant.setdefault(other, word) == word, f"{other!r} stands under {meant[other]!r} and {word!r}"


def test_a_small_word_of_one_language_is_no_country_of_another() -> None:
    assert WORDS(tokens("sing endi paspor kalau hilang")) == WORDS(tokens("yang mana paspor kalau hilang"))
