"""What may be shown to people, and what must be put right first."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.check import check, due
from knowledge.load import load

Change = Callable[[str, str, str], Path]
TODAY = date(2026, 11, 21)
PASSPORT = "articles/documents/passport.md"


def messages(base: Path, today: date = TODAY, severity: str = "error") -> list[str]:
    return [
        f"{complaint.path.name}:{complaint.line}: {complaint.message}"
        for complaint in check(base, today)
        if complaint.severity == severity
    ]


def test_a_knowledge_base_in_order_has_no_complaints(base: Path) -> None:
    assert messages(base) == []


def test_the_knowledge_base_of_the_repository_can_be_loaded() -> None:
    assert load().topics()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("label: Paspor", "label: Paspor untuk bekerja di luar", "`label` has 28 characters, 24 are allowed"),
        ("[visa, police-record]", "[visa, nowhere]", "`related` names `nowhere`, which is no article"),
        ("[visa, police-record]", "[visa]", "`related` must name two to four"),
        ("expires: 2027-05-21\n", "", "refers to a rate, so it needs `expires`"),
        ("expires: 2027-05-21", "expires: 2026-11-20", "`expires` must be after `checked`"),
        ("checked: 2026-11-21", "checked: 2026-11-22", "`checked` lies in the future"),
        ("Tarif:", "Tarif Rp350.000:", "an amount of money stands in the text (Rp350.000)"),
        ("Tarif:", "Tarif 20 juta rupiah:", "an amount of money stands in the text"),
        ("- Telepon", "- Telepon 0812-3456-7890", "a phone number stands in the text"),
        ("- Telepon", "- Telepon +62 21 555 1234", "a phone number stands in the text"),
        ("- Telepon", "- Telepon 110,", "a phone number stands in the text"),
        ("Tarif:", "> Tarif:", "a quote cannot be used"),
        ("Tarif:", "![x](https://x.org/a.png)", "an image cannot be used"),
        ("Tarif:", "<b>Tarif</b>:", "HTML cannot be used"),
        ("Tarif:", "[di sini](http://x.org)", "a link that does not begin with https://"),
        ("- Telepon", "- satu\n  - dua\n- Telepon", "a list within a list"),
        ("## Tanya petugas", "## Lain", "the last section must be"),
        ("Tarif:", "kata " * 200, "characters, 900 are allowed"),
    ],
)
def test_a_mistake_of_content_is_named(base: Path, change: Change, old: str, new: str, complaint: str) -> None:
    change(PASSPORT, old, new)
    assert any(complaint in message for message in messages(base)), messages(base)


def test_a_year_and_a_law_are_no_phone_numbers(base: Path, change: Change) -> None:
    change(PASSPORT, "Tarif:", "UU 18/2017 pasal 5, tahun 2024-2026, jam 08.00-15.00, 2000 orang. Tarif:")
    assert messages(base) == []


def test_an_expired_article_is_a_complaint_from_the_day_after(base: Path) -> None:
    assert not any("expired" in message for message in messages(base, date(2027, 5, 21)))
    assert any("expired on 2027-05-21" in message for message in messages(base, date(2027, 5, 22)))


def test_a_rate_without_a_value_today_is_a_complaint(base: Path, change: Change) -> None:
    change("rates/passport.yaml", "since: 2024-12-17", "since: 2026-12")
    assert any("no value of `passport.ordinary` holds on 2026-11-21" in message for message in messages(base))


def test_a_contact_needs_two_sources(base: Path, change: Change) -> None:
    change("contacts/national.yaml", ', {title: Dua, url: "https://b.example"}', "")
    assert any("`office` needs two independent sources" in message for message in messages(base))


def test_the_same_question_for_two_topics_is_a_complaint(base: Path, change: Change) -> None:
    change("articles/documents/visa.variants.yaml", "bikin visa di mana", "BIKIN police-record di mana?!")
    assert any("police-record.variants.yaml:2 already" in message for message in messages(base))


def test_an_article_without_variants_is_a_complaint(base: Path) -> None:
    (base / "articles/documents/visa.variants.yaml").unlink()
    assert "visa.md:1: has no question variants (visa.variants.yaml)" in messages(base)


def test_a_translation_older_than_its_original_is_a_complaint(base: Path) -> None:
    text = f"---\ntitle: Passport\nlabel: Passport\noriginal: 2026-10-01\n---\n{'Text. ' * 50}\n\n## Ask\n\n- x\n"
    (base / "articles/documents/passport.en.md").write_text(text)
    assert any("was made from the original of 2026-10-01" in message for message in messages(base))


def test_a_long_sentence_is_a_warning_only(base: Path, change: Change) -> None:
    change(PASSPORT, "Tarif:", "kata " * 30 + ". Tarif:")
    assert messages(base) == []
    assert any("a sentence of 31 words" in message for message in messages(base, severity="warning"))


def test_what_is_due_comes_in_time_and_the_most_urgent_first(base: Path, change: Change) -> None:
    change("articles/documents/visa.md", "expires: 2027-05-21", "expires: 2027-03-01")
    found = due(load(base), date(2027, 3, 25), timedelta(days=60))
    assert [(item.topic, item.is_overdue(date(2027, 3, 25))) for item in found] == [
        ("visa", True),
        ("passport", False),
        ("police-record", False),
    ]
    assert due(load(base), date(2026, 12, 1)) == []
