"""A small knowledge base to break, and the real one to ask."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.load import load
from knowledge.search import Engine

TODAY = date(2026, 11, 21)
LEAD = "Paspor dibuat di kantor imigrasi. " * 9

GROUP = "pillar: 1\norder: 10\ntitle: {id: Dokumen}\n"
ARTICLE = f"""---
title: Paspor untuk bekerja
label: Paspor
owner: pilar-1
checked: 2026-11-21
expires: 2027-05-21
related: [visa, police-record]
sources:
  - title: UU 18/2017
    clause: pasal 13
    date: 2017-11
    url: https://example.org/uu
---
{LEAD}

## Biaya

Tarif: {{rate:passport.ordinary}}.

## Tanya petugas

- Telepon {{contact:office}}
"""
VARIANTS = "id:\n- bikin paspor di mana\nen:\n- how to make a passport\n"
RATES = """ordinary:
  what: Paspor biasa
  unit: IDR
  values:
    - {value: 350000, since: 2024-12-17, checked: 2026-11-21, source: {title: PP 45/2024}}
    - {value: [300000, 325000], until: 2024-12-16, checked: 2026-11-21, source: {title: PP lama}}
"""
CONTACTS = """office:
  name: {id: Kantor, en: Office}
  numbers: [0-800-1000, "129"]
  kind: complaint
  country: ID
  checked: 2026-11-21
  sources: [{title: Satu, url: "https://a.example"}, {title: Dua, url: "https://b.example"}]
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A knowledge base without a mistake: three articles in one group, one rate, one contact."""
    folder = tmp_path / "articles" / "documents"
    folder.mkdir(parents=True)
    (folder / "_group.yaml").write_text(GROUP)
    for topic, others in (
        ("passport", "visa, police-record"),
        ("visa", "passport, police-record"),
        ("police-record", "passport, visa"),
    ):
        (folder / f"{topic}.md").write_text(ARTICLE.replace("visa, police-record", others))
        (folder / f"{topic}.variants.yaml").write_text(VARIANTS.replace("paspor", topic).replace("passport", topic))
    for name, file, text in (("rates", "passport", RATES), ("contacts", "national", CONTACTS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{file}.yaml").write_text(text)
    return tmp_path


@pytest.fixture
def change(base: Path) -> Callable[[str, str, str], Path]:
    """Replaces a text in a file of the base, which must be there."""

    def replace(file: str, old: str, new: str) -> Path:
        path = base / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return path

    return replace


@pytest.fixture(scope="session")
def library() -> Library:
    """What the repository ships."""
    return load()


@pytest.fixture(scope="session")
def engine(library: Library) -> Engine:
    return Engine(library)
