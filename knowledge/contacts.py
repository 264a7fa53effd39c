"""Numbers to call: each stands once, with the sources that carry it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.article import ORIGINAL, Source
from knowledge.complaint import Complaint
from knowledge.fields import ID, Fields, read_source
from knowledge.yamlfile import parse_block, read_text


@dataclass(frozen=True, slots=True)
class Contact:
    """An office and its numbers. `country` is an ISO code (ID, TW, …), `province` empty where it serves all of it."""

    key: str
    name: Mapping[str, str]
    numbers: tuple[str, ...]
    kind: str
    country: str
    province: str
    free_of_charge: bool
    hours: Mapping[str, str]
    checked: date
    sources: tuple[Source, ...]
    path: Path
    line: int

    def say(self, locale: str) -> str:
        """ "name: number, number" in the language, or in Indonesian where there is no name in it."""
        return f"{self.name.get(locale) or self.name[ORIGINAL]}: {', '.join(self.numbers)}"


def read_contacts(path: Path, complaints: list[Complaint]) -> dict[str, Contact]:
    """All contacts of one file by their key."""
    text = read_text(path, complaints)
    block = parse_block(text, path, complaints) if text is not None else None
    if block is None:
        return {}
    file = Fields(block, path, complaints)
    contacts = {}
    for key in block:
        if not ID.fullmatch(key):
            file.complain(key, f"`{key}` must be small letters, digits and hyphens")
        if (fields := file.inner(key)) and (contact := _contact(key, fields, file.line(key))):
            contacts[key] = contact
    return contacts


def _contact(key: str, fields: Fields, line: int) -> Contact | None:
    name, numbers = fields.by_locale("name"), fields.texts("numbers")
    kind, country = fields.text("kind"), fields.text("country")
    province = fields.text("province", required=False)
    free_of_charge, hours = fields.flag("free_of_charge"), fields.by_locale("hours", required=False)
    checked = fields.day("checked")
    sources = tuple(read_source(inner) for inner in fields.blocks("sources"))
    fields.done()
    if ORIGINAL not in name or not numbers or checked is None:
        return None
    return Contact(
        key, name, numbers, kind, country, province, free_of_charge, hours, checked, sources, fields.path, line
    )
