"""The text of a new article, ready to be filled in; articles/README.md says how."""

from datetime import date, timedelta

from knowledge.article import ORIGINAL, Article
from knowledge.check import LAST_SECTION

HALF_A_YEAR = timedelta(days=182)

ORIGINAL_TEXT = """---
title: {topic}                 # judul jawaban, paling banyak 48 huruf
label: {label}                 # di tombol, paling banyak 24 huruf
owner: pilar-1                 # siapa yang memeriksanya lagi
checked: {today}
expires: {expires}             # dihapus kalau tidak ada isi yang bisa berubah
related: []                    # dua sampai empat topik
sources:
  - title:
    clause:
    date:
    url:
---
Jawabannya, 250 sampai 600 huruf: apa yang boleh atau harus dilakukan, lalu mengapa.

## Langkah

1. …

## Biaya

- …

## Yang dibawa

- …

## Yang sering salah

- …

## {last}

- …
"""

TRANSLATION_TEXT = """---
title: {title}
label: {label}
original: {checked}            # `checked` of the original that this was made from
reviewed: false                # true once a native speaker has read it
---
{lead}
"""

VARIANTS_TEXT = """# How people type the question. Each differs from the others in words, not only in spelling.
id: []
en: []
jv: []
su: []
"""


def new_original(topic: str, today: date) -> str:
    """An Indonesian article to be filled in. It does not pass the check before that, on purpose."""
    label = topic.replace("-", " ").capitalize()[:24].strip()
    return ORIGINAL_TEXT.format(topic=label, label=label, today=today, expires=today + HALF_A_YEAR, last=LAST_SECTION)


def new_translation(article: Article) -> str:
    """The original's texts under the front matter of a translation, to be written over."""
    text = TRANSLATION_TEXT.format(title=article.title, label=article.label, checked=article.checked, lead=article.lead)
    return text + "".join(f"\n## {section.title}\n\n{section.body}\n" for section in article.sections)


def new_variants() -> str:
    """An empty file of question variants."""
    return VARIANTS_TEXT


def file_name(topic: str, locale: str) -> str:
    """`<topic>.md` for the original, `<topic>.<locale>.md` for a translation."""
    return f"{topic}.md" if locale == ORIGINAL else f"{topic}.{locale}.md"
