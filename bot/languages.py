"""The languages of the interface: each folder of locales/ with a catalogue is one."""

import gettext
import io
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from handlers.kit.request import WIB
from handlers.kit.text import N_

FOLDER = Path(__file__).parent.parent / "locales"
NAME = N_("the name of this language, in this language")


class Catalogue:
    """One language: its texts, its plurals, its dates and numbers."""

    def __init__(self, locale: str, translations: gettext.NullTranslations) -> None:
        self.locale = locale
        self._translations = translations

    @cached_property
    def _babel(self) -> Locale:
        return Locale.parse(self.locale)

    @property
    def name(self) -> str:
        return self.gettext(NAME)

    def gettext(self, message: str, /, **values: object) -> str:
        text = self._translations.gettext(message)
        return text.format(**values) if values else text

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        text = self._translations.ngettext(singular, plural, number)
        return text.format(number=format_decimal(number, locale=self._babel), **values)

    def date(self, day: date) -> str:
        return format_date(day, "d MMMM y", locale=self._babel)

    def moment(self, moment: datetime) -> str:
        return format_datetime(moment, "d MMM y, HH.mm", tzinfo=WIB, locale=self._babel)


class Languages:
    """All catalogues, by locale."""

    def __init__(self, catalogues: dict[str, Catalogue], default: str) -> None:
        self._catalogues = catalogues
        self.default = catalogues[default]

    @property
    def all(self) -> list[Catalogue]:
        return list(self._catalogues.values())

    def best(self, *wanted: str | None) -> Catalogue:
        """The first of the wanted that is there ("en-GB" finds "en"), else the default."""
        for locale in wanted:
            found = self._catalogues.get((locale or "").lower().replace("_", "-").split("-")[0])
            if found:
                return found
        return self.default


def load(default: str, folder: Path = FOLDER) -> Languages:
    """Read every catalogue. Raises KeyError when the default is not among them."""
    catalogues = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        locale = path.parent.parent.name
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale, abort_invalid=True)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)  # in memory: a compiled file beside the catalogue could be older than it
        compiled.seek(0)
        catalogues[locale] = Catalogue(locale, gettext.GNUTranslations(compiled))
    if default not in catalogues:
        raise KeyError(default)
    return Languages({default: catalogues[default], **catalogues}, default)
