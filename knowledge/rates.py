"""Amounts, terms, limits: each stands once, with its history and its source, and is referred to from articles."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.article import PartialDate, Source
from knowledge.complaint import Complaint
from knowledge.fields import ID, Fields, read_source
from knowledge.formats import is_unit, say_amount
from knowledge.yamlfile import Items, parse_block, read_text


@dataclass(frozen=True, slots=True)
class RateValue:
    """What held from `since` to `until`, both included; open where None. `high` makes it "from … to"."""

    low: float
    high: float | None
    since: PartialDate | None
    until: PartialDate | None
    checked: date
    source: Source
    line: int

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since.first_day() <= on) and (
            self.until is None or on <= self.until.last_day()
        )


@dataclass(frozen=True, slots=True)
class Rate:
    """One number that a rule may change. `key` is `<file>.<name>`; `values` are newest first."""

    key: str
    what: str
    unit: str
    values: tuple[RateValue, ...]
    path: Path
    line: int

    def value(self, on: date) -> RateValue | None:
        """The first value whose time holds on that day."""
        return next((value for value in self.values if value.holds(on)), None)

    def say(self, locale: str, on: date) -> str | None:
        """The value of that day in words of the language, or None where none holds."""
        value = self.value(on)
        return say_amount(value.low, value.high, self.unit, locale) if value else None


def read_rates(path: Path, complaints: list[Complaint]) -> dict[str, Rate]:
    """All rates of one file by their key."""
    text = read_text(path, complaints)
    block = parse_block(text, path, complaints) if text is not None else None
    if block is None:
        return {}
    file = Fields(block, path, complaints)
    rates = {}
    for name in block:
        if not ID.fullmatch(name):
            file.complain(name, f"`{name}` must be small letters, digits and hyphens")
        if (fields := file.inner(name)) and (rate := _rate(f"{path.stem}.{name}", fields, file.line(name))):
            rates[rate.key] = rate
    return rates


def _rate(key: str, fields: Fields, line: int) -> Rate | None:
    what, unit = fields.text("what"), fields.text("unit")
    if unit and not is_unit(unit):
        fields.complain("unit", f"`{unit}` is no unit: a currency such as IDR, or year, month, week, day, hour, …")
    values = tuple(value for inner in fields.blocks("values") if (value := _value(inner)))
    fields.done()
    return Rate(key, what, unit, values, fields.path, line) if what and is_unit(unit) and values else None


def _value(fields: Fields) -> RateValue | None:
    low, high = _numbers(fields)
    since, until = fields.partial_date("since"), fields.partial_date("until")
    if since and until and until.last_day() < since.first_day():
        fields.complain("until", "`until` is before `since`")
    checked = fields.day("checked")
    source = read_source(inner) if (inner := fields.inner("source")) else None
    fields.done()
    if low is None or checked is None or source is None:
        return None
    return RateValue(low, high, since, until, checked, source, fields.block.line)


def _numbers(fields: Fields) -> tuple[float | None, float | None]:
    fields.known.add("value")
    value = fields.block.get("value")
    numbers = value if isinstance(value, Items) else [value]
    if len(numbers) not in (1, 2) or not all(
        isinstance(number, (int, float)) and not isinstance(number, bool) for number in numbers
    ):
        fields.complain("value", "`value` must be a number, or two as [500000, 800000]")
        return None, None
    low, high = float(str(numbers[0])), float(str(numbers[1])) if len(numbers) == 2 else None
    if high is not None and high <= low:
        fields.complain("value", "the second number of `value` must be the larger one")
        return None, None
    return low, high
