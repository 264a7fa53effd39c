"""Reading the files: what is right is found, what is wrong is named by file and line, and nothing raises."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.complaint import KnowledgeError
from knowledge.load import load, read

Change = Callable[[str, str, str], Path]
PASSPORT = "articles/documents/passport.md"


def messages(base: Path) -> list[str]:
    return [f"{complaint.path.name}:{complaint.line}: {complaint.message}" for complaint in read(base)[1]]


def test_a_new_file_is_a_new_article_without_any_list(base: Path) -> None:
    text = (base / PASSPORT).read_text()
    (base / "articles/documents/new-topic.md").write_text(text)
    assert "new-topic" in load(base).topics("documents")


def test_groups_come_in_their_order(base: Path) -> None:
    other = base / "articles" / "abroad"
    other.mkdir()
    (other / "_group.yaml").write_text("order: 5\ntitle: {id: Di luar negeri}\n")
    assert [group.id for group in load(base).groups] == ["abroad", "documents"]


def test_a_rate_shows_the_value_that_holds_on_the_day(base: Path) -> None:
    library = load(base)
    assert "Rp350.000" in library.article("passport", "id", date(2026, 1, 1)).sections[0].body
    assert "Rp300.000–Rp325.000" in library.article("passport", "id", date(2024, 12, 16)).sections[0].body


def test_a_rate_that_does_not_hold_sends_to_the_officer(base: Path, change: Change) -> None:
    change("rates/passport.yaml", "since: 2024-12-17", "since: 2026-12")
    assert "Tarif: tanya petugas." in load(base).article("passport", "id", date(2026, 11, 30)).sections[0].body
    assert "Rp350.000" in load(base).article("passport", "id", date(2026, 12, 1)).sections[0].body


def test_a_contact_prints_its_name_and_numbers(base: Path) -> None:
    assert "Kantor: 0-800-1000, 129" in load(base).article("passport", "id", date(2026, 1, 1)).sections[1].body


def test_a_missing_translation_falls_back_to_indonesian_and_says_so(base: Path) -> None:
    assert load(base).article("passport", "jv", date(2026, 1, 1)).locale == "id"


def test_a_translation_takes_sources_and_dates_from_its_original(base: Path) -> None:
    text = "---\ntitle: Passport\nlabel: Passport\noriginal: 2026-11-21\n---\nCosts {rate:passport.ordinary}.\n"
    (base / "articles/documents/passport.en.md").write_text(text)
    article = load(base).article("passport", "en", date(2026, 11, 21))
    assert (article.locale, article.lead, article.reviewed) == ("en", "Costs Rp350,000.", False)
    assert article.sources[0].title == "UU 18/2017"


def test_an_unknown_topic_is_a_key_error(base: Path) -> None:
    with pytest.raises(KeyError):
        load(base).article("no-such-topic", "id", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (PASSPORT, "title: Paspor untuk bekerja\n", "", "passport.md:2: `title` is missing"),
        (PASSPORT, "owner: pilar-1", "ownr: pilar-1", "passport.md:4: `ownr` is not known here"),
        (PASSPORT, "checked: 2026-11-21", "checked: 2026-13-21", "passport.md:5: `2026-13-21` cannot be read"),
        (PASSPORT, "checked: 2026-11-21", "checked: yesterday", "passport.md:5: `checked` must be a day"),
        (PASSPORT, "label: Paspor", "label: Paspor\nlabel: Lain", "passport.md:4: `label` stands here a second time"),
        (PASSPORT, "related: [visa, police-record]", "related: visa", "passport.md:7: `related` must be a list"),
        (PASSPORT, "date: 2017-11", "date: 2017-13", "passport.md:11: `date` must be a date"),
        (PASSPORT, "url: https", "url: ftp", "passport.md:12: `url` must begin with"),
        (PASSPORT, "title: Paspor untuk", "title: [Paspor untuk", "passport.md:3: is not YAML"),
        (PASSPORT, "---\n", "--\n", "passport.md:1: must begin with front matter"),
        (PASSPORT, "{rate:passport.ordinary}", "{rate:passport.other}", "passport.md:18: there is no rate"),
        (PASSPORT, "{contact:office}", "{contact:nobody}", "passport.md:22: there is no contact `nobody`"),
        ("rates/passport.yaml", "unit: IDR", "unit: rupiahs", "passport.yaml:3: `rupiahs` is no unit"),
        ("rates/passport.yaml", "[300000, 325000]", "[325000, 300000]", "passport.yaml:6: the second number"),
        ("rates/passport.yaml", "350000", "banyak", "passport.yaml:5: `value` must be a number"),
        ("contacts/national.yaml", "id: Kantor, ", "", "national.yaml:2: `name` has no Indonesian text"),
        ("articles/documents/passport.variants.yaml", "- bikin", "- [bikin", "passport.variants.yaml"),
        ("articles/documents/_group.yaml", "order: 10", "order: ten", "_group.yaml:2: `order` must be a whole number"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(
    base: Path, change: Change, file: str, old: str, new: str, complaint: str
) -> None:
    change(file, old, new)
    assert any(message.startswith(complaint) for message in messages(base)), messages(base)
    with pytest.raises(KnowledgeError):
        load(base)


def test_all_mistakes_are_told_at_once(base: Path, change: Change) -> None:
    change(PASSPORT, "owner: pilar-1\n", "")
    change("rates/passport.yaml", "unit: IDR", "unit: x")
    (base / "articles/documents/visa.md").write_bytes(b"---\ntitle: \xff\n---\n")
    with pytest.raises(KnowledgeError) as error:
        load(base)
    assert {complaint.path.name for complaint in error.value.complaints} >= {"passport.md", "passport.yaml", "visa.md"}
    assert "visa.md:2: is not UTF-8" in str(error.value)


def test_an_empty_folder_is_a_complaint(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no articles"):
        load(tmp_path)


def test_yes_and_times_stay_the_words_they_are(base: Path, change: Change) -> None:
    change("contacts/national.yaml", "  kind: complaint", "  hours: {id: 08:30}\n  kind: no")
    contact = load(base).contact("office")
    assert (contact.hours["id"], contact.kind) == ("08:30", "no")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.one_of(st.binary(max_size=300), st.text(alphabet="-:[]{}&*!|>'\"#\n abc012,", max_size=200)))
def test_no_content_of_a_file_raises(base: Path, junk: bytes | str) -> None:
    data = junk.encode() if isinstance(junk, str) else junk
    for file in (PASSPORT, "rates/passport.yaml", "contacts/national.yaml", "articles/documents/_group.yaml"):
        (base / file).write_bytes(data)
        read(base)
    (base / PASSPORT).write_bytes(b"---\n" + data + b"\n---\ntext")
    read(base)
