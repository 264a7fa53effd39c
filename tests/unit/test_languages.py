"""The languages of the interface."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import languages


def test_the_first_wanted_language_that_is_there_is_taken_else_the_default() -> None:
    loaded = languages.load("id")
    assert loaded.best("en-GB").locale == "en"
    assert loaded.best("EN_us").locale == "en"
    assert loaded.best(None, "jv", "en").locale == "en"
    assert loaded.best("xx").locale == "id"
    assert loaded.best().locale == "id"
    assert languages.load("en").best("xx").locale == "en"


def test_plurals_numbers_and_dates_are_written_as_the_language_writes_them() -> None:
    loaded = languages.load("id")
    indonesian, english = loaded.best("id"), loaded.best("en")
    assert english.ngettext("{number} article", "{number} articles", 1) == "1 article"
    assert english.ngettext("{number} article", "{number} articles", 1200) == "1,200 articles"
    assert indonesian.ngettext("{number} article", "{number} articles", 1200) == "1.200 artikel"
    assert indonesian.date(date(2026, 8, 17)) == "17 Agustus 2026"
    assert english.date(date(2026, 8, 17)) == "17 August 2026"
    assert "07.30" in indonesian.moment(datetime(2026, 8, 17, 0, 30, tzinfo=UTC))


def test_each_language_names_itself_in_its_own_words() -> None:
    assert [language.name for language in languages.load("id").all] == ["Bahasa Indonesia", "English"]


def test_a_language_is_a_folder_and_what_it_leaves_out_falls_back(tmp_path: Path) -> None:
    for locale in ("id", "su"):
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "More"\nmsgstr "Lajengna"\n'
        (folder / "messages.po").write_text(text, encoding="utf-8")
    loaded = languages.load("id", tmp_path)
    assert {language.locale for language in loaded.all} == {"id", "su"}
    assert loaded.best("su").gettext("More") == "Lajengna"
    assert loaded.best("su").gettext("Related") == "Related"


def test_a_default_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        languages.load("id", tmp_path)
