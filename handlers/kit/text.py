"""The marks of texts that a person reads."""

from datetime import date, datetime
from typing import Protocol


def N_(message: str) -> str:
    """Mark a text for the catalogues where no person is known yet; it is translated when it is shown."""
    return message


class Language(Protocol):
    """A language of the interface, as a handler sees it."""

    @property
    def locale(self) -> str:
        """Such as "id"."""

    @property
    def name(self) -> str:
        """What this language calls itself."""

    def gettext(self, message: str, /, **values: object) -> str:
        """The message in this language, its {names} filled in."""

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """The form that the number asks for; {number} is filled in, written as this language writes numbers."""

    def date(self, day: date) -> str:
        """A day as people write it: 21 November 2026."""

    def moment(self, moment: datetime) -> str:
        """A day and an hour in western Indonesia, short."""
