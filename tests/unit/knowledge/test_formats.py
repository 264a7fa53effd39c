"""Amounts, terms and dates as each reader expects them; and the skeleton of an article."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.article import PartialDate
from knowledge.check import check
from knowledge.formats import say_amount, say_date
from knowledge.load import load, read
from knowledge.skeleton import file_name, new_original, new_translation, new_variants


@pytest.mark.parametrize(
    ("low", "high", "unit", "locale", "said"),
    [
        (350000, None, "IDR", "id", "Rp350.000"),
        (350000, None, "IDR", "en", "Rp350,000"),
        (500000, 800000, "IDR", "su", "Rp500.000–Rp800.000"),
        (20000, None, "TWD", "id", "NT$20.000"),
        (1000, None, "SAR", "id", "SAR 1.000"),
        (12.5, None, "MYR", "id", "RM12,50"),
        (5, None, "year", "id", "5 tahun"),
        (1, None, "year", "en", "1 year"),
        (2, 3, "year", "en", "2–3 years"),
        (2, None, "week", "jv", "2 minggu"),
        (3, None, "day", "su", "3 poé"),
        (5.7, None, "percent", "id", "5,7%"),
        (18, None, "age", "id", "18 tahun"),
        (1200, None, "count", "id", "1.200"),
        (5, None, "year", "no-such-locale", "5 tahun"),
    ],
)
def test_an_amount_is_said_as_people_write_it(
    low: float, high: float | None, unit: str, locale: str, said: str
) -> None:
    assert say_amount(low, high, unit, locale) == said


def test_a_date_is_said_as_far_as_it_is_known() -> None:
    assert say_date(date(2026, 11, 21), "id") == "21 November 2026"
    assert say_date(PartialDate(2025, 6), "id") == "Juni 2025"
    assert say_date(PartialDate(2025), "en") == "2025"


def test_a_partial_date_covers_all_its_days() -> None:
    assert (PartialDate(2024, 2).first_day(), PartialDate(2024, 2).last_day()) == (date(2024, 2, 1), date(2024, 2, 29))


def test_a_skeleton_can_be_read_and_says_what_is_missing(base: Path) -> None:
    folder = base / "articles/documents"
    (folder / file_name("new-topic", "id")).write_text(new_original("new-topic", date(2026, 11, 21)))
    (folder / "new-topic.variants.yaml").write_text(new_variants())
    complaints = [
        complaint.message for complaint in check(base, date(2026, 11, 21)) if "new-topic" in complaint.path.name
    ]
    assert "`title` has no value" in complaints and "has no question variants (new-topic.variants.yaml)" in complaints


def test_a_skeleton_of_a_translation_loads_as_one(base: Path) -> None:
    text = new_translation(load(base).originals["passport"])
    (base / "articles/documents" / file_name("passport", "en")).write_text(text)
    library, complaints = read(base)
    assert not complaints and library.article("passport", "en", date(2026, 11, 21)).original == date(2026, 11, 21)
