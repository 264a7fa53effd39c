"""Whether the knowledge base may be shown to people today: every mistake by file and line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from knowledge.article import ORIGINAL, Article, Variant
from knowledge.complaint import Complaint, Severity
from knowledge.library import Library, references
from knowledge.load import read
from knowledge.markdown import paragraphs, unwanted, visible_length
from knowledge.text import plain

LONGEST = {"title": 48, "label": 24, "lead": 600, "section": 900, "article": 4000, "sentence": 25}
"""Characters of each, as a reader sees them; words of a sentence."""
SHORTEST_LEAD = 250
RELATED = range(2, 5)
LAST_SECTION = "Tanya petugas"
REVIEW_EVERY = timedelta(days=365)
"""An article without `expires` is compared with its sources once a year."""

# Amounts and numbers to call stand in their tables; these shapes in a text mean that one was typed.
MONEY = re.compile(
    r"(?:\bRp|\bIDR|\bRM|\bS\$|\bNT\$?|\bHK\$|\bUS\$|\$|\bMYR|\bSGD|\bTWD|\bHKD|₩|¥|€)\s?\d[\d.,]*"
    r"|\b\d[\d.,]*\s?(?:(?:ribu|juta|miliar)\s)?(?:rupiah|ringgit|dolar|won|yen|riyal|dirham)\b",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"\+\d[\d ().-]{6,}\d"
    r"|\b0\d{2,3}[ -]?\d{3,4}[ -]?\d{2,}"
    r"|\(0\d{2,3}\) ?\d{3}"
    r"|(?:telepon|hubungi|call|WhatsApp|WA|hotline)(?: ke| nomor| number)? \d{3,}",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n")


def check(root: Path, today: date) -> list[Complaint]:
    """All that is wrong with the knowledge base under `root` on that day, in the order of the files."""
    library, complaints = read(root)
    for article in library.originals.values():
        complaints.extend(_original(article, library, today))
    for article in library.translations.values():
        complaints.extend(_translation(article, library))
    for article in [*library.originals.values(), *library.translations.values()]:
        complaints.extend(_texts(article, library, today))
    complaints.extend(_tables(library, today))
    complaints.extend(_variants(library))
    return sorted(set(complaints))


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """An article whose facts must be compared with their sources again by `day`."""

    day: date
    topic: str
    owner: str
    path: Path

    def is_overdue(self, today: date) -> bool:
        return self.day < today


def due(library: Library, today: date, within: timedelta = timedelta(days=60)) -> list[Due]:
    """What expires, or is due for its yearly review, within that time or is overdue already; the most urgent first."""
    all_due = (
        Due(article.expires or article.checked + REVIEW_EVERY, article.id, article.owner, article.path)
        for article in library.originals.values()
    )
    return sorted(item for item in all_due if item.day <= today + within)


def _original(article: Article, library: Library, today: date) -> Iterable[Complaint]:
    def complain(message: str, severity: Severity = "error") -> Complaint:
        return Complaint(article.path, 1, message, severity)

    if article.checked > today:
        yield complain(f"`checked` lies in the future ({article.checked})")
    if article.expires and article.expires <= article.checked:
        yield complain("`expires` must be after `checked`")
    elif article.is_expired(today):
        yield complain(f"expired on {article.expires}: compare it with its sources, then set `checked` and `expires`")
    if article.expires is None and any(kind == "rate" for kind, _, _ in references(article)):
        yield complain("refers to a rate, so it needs `expires`")
    if len(article.related) not in RELATED or len(set(article.related)) != len(article.related):
        yield complain("`related` must name two to four different topics")
    for topic in article.related:
        if topic == article.id:
            yield complain("`related` names the article itself")
        elif topic not in library.originals:
            yield complain(f"`related` names `{topic}`, which is no article")
    if article.sections and article.sections[-1].title != LAST_SECTION:
        yield complain(f"the last section must be `## {LAST_SECTION}`")
    if not library.variants.get(article.id):
        yield complain(f"has no question variants ({article.id}.variants.yaml)")


def _translation(article: Article, library: Library) -> Iterable[Complaint]:
    checked = library.originals[article.id].checked
    if article.original is None:
        return  # said by the loader
    if article.original < checked:
        message = f"was made from the original of {article.original}, which was changed on {checked}: compare them"
        yield Complaint(article.path, 1, message)
    elif article.original > checked:
        yield Complaint(article.path, 1, f"`original` is later than the original's `checked` ({checked})")


def _texts(article: Article, library: Library, today: date) -> Iterable[Complaint]:
    for field, text in (("title", article.title), ("label", article.label)):
        if len(text) > LONGEST[field]:
            message = f"`{field}` has {len(text)} characters, {LONGEST[field]} are allowed"
            yield Complaint(article.path, 1, message)
    shown = library.article(article.id, article.locale, today)
    whole = 0
    parts = [("lead", "", article.lead_line, article.lead, shown.lead)]
    for written, seen in zip(article.sections, shown.sections, strict=True):
        parts.append(("section", f" `{written.title}`", written.line, written.body, seen.body))
    for kind, name, line, written_text, seen_text in parts:
        length = visible_length(seen_text)
        whole += length + len(name)
        if length == 0:
            yield Complaint(article.path, line, f"the {kind}{name} is empty")
        elif length > LONGEST[kind]:
            yield Complaint(
                article.path, line, f"the {kind}{name} has {length} characters, {LONGEST[kind]} are allowed"
            )
        elif kind == "lead" and length < SHORTEST_LEAD:
            yield Complaint(article.path, line, f"the lead has only {length} characters", "warning")
        yield from _writing(article.path, line, written_text)
    if not article.sections:
        yield Complaint(article.path, article.lead_line, "has no section")
    if whole > LONGEST["article"]:
        message = f"the article has {whole} characters, {LONGEST['article']} are allowed"
        yield Complaint(article.path, article.lead_line, message)


def _writing(path: Path, first_line: int, markdown: str) -> Iterable[Complaint]:
    """Markdown that is not allowed, numbers that belong into a table, sentences that are long."""
    for line, what in unwanted(markdown):
        yield Complaint(path, first_line + line, f"{what} cannot be used in an article")
    for paragraph in paragraphs(markdown):
        line = first_line + paragraph.line
        if match := MONEY.search(paragraph.text):
            yield Complaint(path, line, f"an amount of money stands in the text ({match[0]}); use {{rate:…}}")
        if match := PHONE.search(paragraph.text):
            yield Complaint(path, line, f"a phone number stands in the text ({match[0]}); use {{contact:…}}")
        for sentence in SENTENCE_END.split(paragraph.text):
            if (words := len(sentence.split())) > LONGEST["sentence"]:
                yield Complaint(path, line, f"a sentence of {words} words: “{sentence[:40]}…”", "warning")


def _tables(library: Library, today: date) -> Iterable[Complaint]:
    articles = [*library.originals.values(), *library.translations.values()]
    used = {(kind, key) for article in articles for kind, key, _ in references(article)}
    for rate in library.rates.values():
        if ("rate", rate.key) in used and rate.value(today) is None:
            yield Complaint(rate.path, rate.line, f"no value of `{rate.key}` holds on {today}")
        for value in rate.values:
            if value.checked > today:
                yield Complaint(rate.path, value.line, f"`checked` lies in the future ({value.checked})")
    for contact in library.contacts.values():
        if len({source.url or source.title for source in contact.sources}) < 2:
            yield Complaint(contact.path, contact.line, f"`{contact.key}` needs two independent sources")
        if contact.checked > today:
            yield Complaint(contact.path, contact.line, f"`checked` lies in the future ({contact.checked})")


def _variants(library: Library) -> Iterable[Complaint]:
    """A question that leads to two articles leads to none; the same one twice teaches nothing."""
    first: dict[str, Variant] = {}
    for topic, variants in library.variants.items():
        if not variants:
            continue  # said by the loader
        if topic not in library.originals:
            message = f"`{topic}` has no article yet: who asks this is handed to an officer"
            yield Complaint(variants[0].path, 1, message, "warning")
        if not any(variant.locale == ORIGINAL for variant in variants):
            yield Complaint(variants[0].path, 1, "has no Indonesian variants (`id`)")
        for variant in variants:
            other = first.setdefault(plain(variant.text), variant)
            if other is not variant:
                place = f"line {other.line}" if other.path == variant.path else f"{other.path.name}:{other.line}"
                message = f"“{variant.text[:50]}” stands in {place} already"
                yield Complaint(variant.path, variant.line, message)
