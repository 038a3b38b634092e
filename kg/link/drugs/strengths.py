"""Strengths in the words after a drug's name: "10/325mg", "7.5-325 mg", "0.5 MG", "20%", "50mcg/hr"."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Measure", "Strength", "measures", "number", "written"]

_NUM = r"(?:\d[\d,]*(?:\.\d+)?|\.\d+)"
_UNIT = (
    r"(?:mgs?|milligrams?|mcgs?|micrograms?|ug|µg|μg|gms?|grams?|g|%|percent|units?|iu|meq|mls?|cc|oz)(?:m?\.(?=\s))?"
)
_PER = r"(?:\s?(?:/|per)\s?(?:\d+\s?)?(?:hours?|hrs?|h|ml|mls|actuation|spray|puff|actuat|dose)(?![a-z]))"
_MEASURE = re.compile(
    rf"(?<![\w#.,])(?P<first>{_NUM})\s?-?\s?(?P<unit>{_UNIT})?(?P<more>(?:\s?[/\-–]\s?(?!\d*\s?(?:ml|hours?|hrs?|h)\b){_NUM}\s?(?:{_UNIT})?)*)"
    rf"(?P<per>{_PER})?(?![a-z0-9])"
)
_PART = re.compile(rf"({_NUM})\s?-?\s?({_UNIT})?")
_PER_PART = re.compile(r"(?P<count>\d*)\s?(?P<unit>[a-z]+)$")
YEAR = 4
_UNITS = {
    "mgs": "mg",
    "milligram": "mg",
    "milligrams": "mg",
    "mcgs": "mcg",
    "microgram": "mcg",
    "micrograms": "mcg",
    "ug": "mcg",
    "µg": "mcg",
    "μg": "mcg",
    "gm": "g",
    "gms": "g",
    "gram": "g",
    "grams": "g",
    "percent": "%",
    "iu": "IU",
    "unit": "units",
    "u": "units",
    "mls": "ml",
    "cc": "ml",
}
_VOLUME = frozenset({"ml", "oz"})
_MASSES = {"mg", "mcg"}


@dataclass(frozen=True, slots=True)
class Measure:
    """Numbers with their unit, from `start` to `end` of the text; `unit` is empty where none is written.

    `units` are those of the numbers one by one, where they differ ("75mg/200mcg").
    """

    start: int
    end: int
    values: tuple[str, ...]
    unit: str
    per: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strength:
    """A strength as the vocabulary writes it, and each ingredient's part of it in the order of the text."""

    text: str
    parts: tuple[str, ...]
    values: tuple[float, ...]
    unit: str


def number(text: str) -> str:
    """A number without thousands separators, leading dots and idle zeros ("1,000" "1000"; ".50" "0.5")."""
    plain = text.replace(",", "")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = plain.lstrip("0") or "0"
    return "0" + plain if plain.startswith(".") else plain


def measures(low: str, start: int, end: int) -> list[Measure]:
    """All numbers of a lower-case text that have a unit or stand in a row ("10/325")."""
    found = []
    for match in _MEASURE.finditer(low, start, end):
        parts = _PART.findall(match["first"] + (match["unit"] or "") + match["more"])
        units = [_unit(unit) for _, unit in parts if unit]
        unit = units[-1] if units else ""
        values = tuple(number(value) for value, _ in parts)
        if not unit and (len(parts) < 2 or any(len(value) == YEAR and value.isdigit() for value in values)):
            continue
        end = match.start() + len(match.group().rstrip())
        mixed = tuple(units) if set(units) == _MASSES and len(units) == len(parts) else ()
        found.append(Measure(match.start(), end, values, unit, _per(match["per"]), mixed))
    return found


def _unit(text: str) -> str:
    plain = text.rstrip(".")
    return _UNITS.get(plain, plain)


def _per(text: str | None) -> str:
    """What a strength is counted by: "/hr", "/ml", "/5ml", or nothing."""
    match = _PER_PART.search(text) if text else None
    if not match:
        return ""
    unit = "hr" if match["unit"].startswith("h") else match["unit"].rstrip("s")
    return "/" + (match["count"] if match["count"] != "1" else "") + unit


def written(values: tuple[str, ...], unit: str, per: str = "") -> str:
    """A strength as one text: "10/325 mg", "20%/10%", "50 mcg/hr"."""
    if unit == "%":
        return "/".join(value + "%" for value in values)
    return "/".join(values) + (f" {unit}{per}" if unit else "")


def strength_of(measure: Measure, count: int) -> Strength | None:
    """The measure as the strength of a product of `count` ingredients, ``None`` where it is no strength."""
    unit = measure.unit
    if unit in _VOLUME or (not unit and len(measure.values) != count):
        return None
    if measure.units:
        parts = tuple(f"{value} {each}" for value, each in zip(measure.values, measure.units, strict=True))
        return Strength("/".join(parts), parts, tuple(float(v) for v in measure.values), "")
    unit = unit or "mg"
    parts = tuple(written((value,), unit, measure.per) for value in measure.values)
    return Strength(written(measure.values, unit, measure.per), parts, tuple(float(v) for v in measure.values), unit)
