"""Amounts, terms and dates as a reader of each language expects them (Babel, and a table where CLDR has none)."""

from datetime import date

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, list_currencies
from babel.units import format_unit

from knowledge.article import PartialDate

PLAIN_UNITS = ("percent", "age", "count")
TIME_UNITS = ("year", "month", "week", "day", "hour")

# What people write on paper money and payslips; CLDR gives "MYR 500" where everybody says RM500.
SYMBOLS = {"IDR": "Rp", "MYR": "RM", "SGD": "S$", "BND": "B$", "TWD": "NT$", "HKD": "HK$", "USD": "US$", "JPY": "¥"}
# CLDR has no names of time units in these two languages.
OWN_UNITS = {
    "jv": {"year": "taun", "month": "wulan", "week": "minggu", "day": "dina", "hour": "jam"},
    "su": {"year": "taun", "month": "bulan", "week": "minggu", "day": "poé", "hour": "jam"},
}
AGE_UNITS = {"id": "tahun", "en": "years", "jv": "taun", "su": "taun"}


def is_unit(unit: str) -> bool:
    return unit in PLAIN_UNITS or unit in TIME_UNITS or unit in list_currencies()


def say_amount(low: float, high: float | None, unit: str, locale: str) -> str:
    """`low` (to `high`) of a unit: "Rp350.000", "Rp500.000–Rp800.000", "5 tahun", "2–3 tahun", "5%", "30"."""
    known = _known(locale)
    number = format_decimal(low, locale=known)
    span = number if high is None else f"{number}–{format_decimal(high, locale=known)}"
    if unit == "count":
        return span
    if unit == "percent":
        return f"{span}%"
    if unit == "age":
        return f"{span} {AGE_UNITS.get(locale, AGE_UNITS['id'])}"
    if unit in TIME_UNITS:
        if own := OWN_UNITS.get(known):
            return f"{span} {own[unit]}"
        last = low if high is None else high
        return format_unit(last, f"duration-{unit}", locale=known).replace(format_decimal(last, locale=known), span, 1)
    return "–".join(_money(value, unit, known) for value in (low, high) if value is not None)


def say_date(day: date | PartialDate, locale: str) -> str:
    """A day, a month or a year in words: "21 November 2026", "Juni 2025", "2025"."""
    known = _known(locale)
    if isinstance(day, PartialDate):
        if day.month is None:
            return str(day.year)
        if day.day is None:
            return format_date(day.first_day(), "MMMM y", locale=known)
        day = day.first_day()
    return format_date(day, "d MMMM y", locale=known)


def _money(value: float, currency: str, locale: str) -> str:
    whole = float(value).is_integer()
    text = format_currency(value, currency, "¤#,##0" if whole else "¤#,##0.00", locale=locale, currency_digits=False)
    digits = text[next(index for index, letter in enumerate(text) if letter.isdigit()) :]
    symbol = SYMBOLS.get(currency) or text[: -len(digits)].strip()
    # A three-letter code glued to a number is hard to read: "SAR 1.000", but "Rp1.000".
    return f"{symbol} {digits}" if symbol == currency else f"{symbol}{digits}"


def _known(locale: str) -> str:
    """The locale where Babel has it, else Indonesian."""
    try:
        return str(Locale.parse(locale))
    except (UnknownLocaleError, ValueError):
        return "id"
