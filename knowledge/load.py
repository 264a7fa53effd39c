"""Reading the knowledge base from its folder. Everything is found by walking: a new article is one new file."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from knowledge.article import ORIGINAL, Article, Group, Section, Variant
from knowledge.complaint import Complaint, KnowledgeError
from knowledge.contacts import Contact, read_contacts
from knowledge.fields import ID, LOCALE, Fields, read_source
from knowledge.library import Library, references
from knowledge.rates import Rate, read_rates
from knowledge.yamlfile import Items, parse_block, read_text

PACKAGE = Path(__file__).parent
HEADING = re.compile(r"##\s+(.*)")

__all__ = ["Library", "load", "read"]


def load(root: Path = PACKAGE) -> Library:
    """The library under `root` (with articles/, rates/, contacts/). Raises KnowledgeError naming all that is wrong."""
    library, complaints = read(root)
    if errors := [complaint for complaint in complaints if complaint.severity == "error"]:
        raise KnowledgeError(errors)
    return library


def read(root: Path = PACKAGE) -> tuple[Library, list[Complaint]]:
    """As much of the library as can be read, and what is wrong with the rest. Never raises for what a file holds."""
    complaints: list[Complaint] = []
    rates: dict[str, Rate] = {}
    contacts: dict[str, Contact] = {}
    for path in sorted((root / "rates").glob("*.yaml")):
        rates |= read_rates(path, complaints)
    for path in sorted((root / "contacts").glob("*.yaml")):
        for key, contact in read_contacts(path, complaints).items():
            if key in contacts:
                message = f"`{key}` already stands in {contacts[key].path.name}"
                complaints.append(Complaint(path, contact.line, message))
            contacts.setdefault(key, contact)
    groups: list[Group] = []
    originals: dict[str, Article] = {}
    variants: dict[str, tuple[Variant, ...]] = {}
    folders = sorted(path for path in (root / "articles").glob("*") if path.is_dir())
    if not folders:
        complaints.append(Complaint(root / "articles", 1, "there are no articles here"))
    for folder in folders:
        if group := _group(folder, complaints):
            groups.append(group)
        for article in _originals(folder, complaints):
            if article.id in originals:
                complaints.append(Complaint(article.path, 1, f"the topic is already at {originals[article.id].path}"))
            originals.setdefault(article.id, article)
        for path in sorted(folder.glob("*.variants.yaml")):
            variants[path.name.removesuffix(".variants.yaml")] = _variants(path, complaints)
    groups.sort(key=lambda group: (group.order, group.id))
    place = {group.id: number for number, group in enumerate(groups)}
    originals = dict(sorted(originals.items(), key=lambda item: (place.get(item[1].group, len(place)), item[0])))
    translations = {
        (article.id, article.locale): article
        for folder in folders
        for article in _translations(folder, originals, complaints)
    }
    for article in [*originals.values(), *translations.values()]:
        complaints.extend(_dangling(article, rates, contacts))
    library = Library(
        tuple(groups),
        MappingProxyType(originals),
        MappingProxyType(translations),
        MappingProxyType(variants),
        MappingProxyType(rates),
        MappingProxyType(contacts),
    )
    return library, sorted(complaints)


def _group(folder: Path, complaints: list[Complaint]) -> Group | None:
    path = folder / "_group.yaml"
    text = read_text(path, complaints)
    block = parse_block(text, path, complaints) if text is not None else None
    if block is None:
        return None
    fields = Fields(block, path, complaints)
    pillar = fields.whole_number("pillar") if "pillar" in block else None
    order, icon, title = fields.whole_number("order"), fields.text("icon", required=False), fields.by_locale("title")
    fields.done()
    return Group(folder.name, pillar, order, icon, title) if ORIGINAL in title else None


def _originals(folder: Path, complaints: list[Complaint]) -> Iterable[Article]:
    for path in sorted(folder.glob("*.md")):
        if "." in path.stem:
            continue
        if not ID.fullmatch(path.stem):
            complaints.append(Complaint(path, 1, "the name of the file must be small letters, digits and hyphens"))
        elif parts := _parts(path, complaints):
            fields, lead_line, lead, sections = parts
            title, label, owner = fields.text("title"), fields.text("label"), fields.text("owner")
            checked, expires = fields.day("checked"), fields.day("expires", required=False)
            related = fields.texts("related")
            sources = tuple(read_source(inner) for inner in fields.blocks("sources"))
            fields.done()
            if title and label and checked:
                yield Article(
                    path.stem,
                    ORIGINAL,
                    folder.name,
                    title,
                    label,
                    lead,
                    sections,
                    sources,
                    checked,
                    expires,
                    related,
                    owner,
                    path,
                    lead_line,
                )


def _translations(folder: Path, originals: dict[str, Article], complaints: list[Complaint]) -> Iterable[Article]:
    """Of a translation only title, label and texts are its own; what was checked, and where, stands in the original."""
    for path in sorted(folder.glob("*.*.md")):
        topic, _, locale = path.stem.partition(".")
        if not LOCALE.fullmatch(locale) or locale == ORIGINAL:
            complaints.append(Complaint(path, 1, f"`{locale}` is no language code of a translation"))
        elif topic not in originals:
            complaints.append(Complaint(path, 1, f"there is no original {topic}.md that can be read"))
        elif parts := _parts(path, complaints):
            fields, lead_line, lead, sections = parts
            title, label = fields.text("title"), fields.text("label")
            made_from, reviewed = fields.day("original"), fields.flag("reviewed")
            fields.done()
            if title and label:
                yield replace(
                    originals[topic],
                    locale=locale,
                    title=title,
                    label=label,
                    lead=lead,
                    sections=sections,
                    path=path,
                    lead_line=lead_line,
                    original=made_from,
                    reviewed=reviewed,
                )


def _parts(path: Path, complaints: list[Complaint]) -> tuple[Fields, int, str, tuple[Section, ...]] | None:
    """Front matter, line of the lead, lead, sections."""
    text = read_text(path, complaints)
    if text is None:
        return None
    lines = text.split("\n")
    ends = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if lines[0].rstrip() != "---" or ends is None:
        complaints.append(Complaint(path, 1, "must begin with front matter between two lines `---`"))
        return None
    block = parse_block("\n".join(lines[1:ends]), path, complaints, first_line=2)
    if block is None:
        return None
    starts = [number for number in range(ends + 1, len(lines)) if HEADING.match(lines[number])] + [len(lines)]
    lead_line, lead = _trimmed(lines, ends + 1, starts[0])
    sections = []
    for start, end in pairwise(starts):
        line, body = _trimmed(lines, start + 1, end)
        heading = HEADING.match(lines[start])
        sections.append(Section(heading[1].strip() if heading else "", body, line))
    return Fields(block, path, complaints), lead_line, lead, tuple(sections)


def _trimmed(lines: list[str], start: int, end: int) -> tuple[int, str]:
    """The text of these lines without empty ones around it, and the line of the file it begins on."""
    while start < end and not lines[start].strip():
        start += 1
    return start + 1, "\n".join(lines[start:end]).rstrip()


def _variants(path: Path, complaints: list[Complaint]) -> tuple[Variant, ...]:
    text = read_text(path, complaints)
    block = parse_block(text, path, complaints) if text is not None else None
    if block is None:
        return ()
    fields, found = Fields(block, path, complaints), []
    for locale in block:
        if not LOCALE.fullmatch(locale):
            fields.complain(locale, f"`{locale}` is no language code")
        value, texts = block[locale], fields.texts(locale)
        if isinstance(value, Items) and len(texts) == len(value):
            found += [Variant(text, locale, path, line) for text, line in zip(texts, value.lines, strict=True)]
    return tuple(found)


def _dangling(article: Article, rates: dict[str, Rate], contacts: dict[str, Contact]) -> Iterable[Complaint]:
    for kind, key, line in references(article):
        if key not in (rates if kind == "rate" else contacts):
            yield Complaint(article.path, line, f"there is no {kind} `{key}`")
