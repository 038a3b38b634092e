"""Strengths in the words around a drug's name: "10/325mg", "7.5- 325 mg", "0.5 MG", "20%", "50mcg/hr", "40mg/0.4mL".

A strength is written with blanks, slashes, hyphens or line breaks between its parts, with or without units, and glued
to the name before it. What is read here are numbers and units only; which of them is the strength of which product is
`kg.link.drugs.dosage`'s question.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["NUMBER", "Measure", "Strength", "measures", "number", "written"]

NUMBER = r"""(?:
    \d{1,3}(?:,\d{3})+(?:\.\d+)?     # a comma before three digits separates thousands ("1,000 mg")
    |\d+,\d{1,2}(?![\d,])            # before one or two digits it is a decimal comma ("2,5 mg")
    |\d+(?:\.\d+)?                   # "10", "7.5"
    |\.\d+                           # ".5mg"
)"""
_UNIT = r"""(?:
    (?:mgs?|milligrams?|mgms?        # "10mg", "10 mgs"
    |mcgs?|micrograms?|ug|µg|mikg    # "25 mcg"
    |gms?|grams?|g                   # "17 g", "100 gm"
    |%|percent|per\ cent             # "5%", "1percent"
    |units?|iu|u|meq|mmol            # "100 units", "50,000 IU", "20 meq"
    |mls?|cc|oz)                     # an amount, never a strength
    (?![a-z])
    (?:m?\.(?=\s))?                  # "10 mg. twice daily"
)"""
_WHOLE = r"""(?:
    hours?|hrs?|h|day|d              # patches: "25 mcg/hr", "21 mg/day", "0.1 mg/24hr"
    |mls?|cc|l                       # liquids and injections: "5mg/5mL", "40mg/0.4mL"
    |gm?|grams?|kg|m2                # creams and doses by weight: "10 mg/g", "5 mg/kg"
    |actuations?|act|sprays?|puffs?|inhalations?|inh|doses?   # inhalers: "90 mcg/puff"
)(?![a-z0-9])"""
_PER = rf"(?:\s?(?:/|\bper\b)\s?(?P<count>\d*\.?\d+)?\s?-?(?P<whole>{_WHOLE}))"
_PACK = r"\s?(?:tab|cap|pill|patch|count|ct\b|film|refill|day)"
_NEXT = rf"(?!\d*\.?\d*\s?{_WHOLE}){NUMBER}(?!{_PACK})"
_MORE = rf"""(?:
    (?<![a-z%])\s?[/\-]\s?{_NEXT}(?:\s?{_UNIT})?     # "10/325", "5- 325 mg"
    |(?<=[a-z%])\s?/\s?{_NEXT}(?:\s?{_UNIT})?        # "5mg/325", "50mg/200mcg"
    |(?<=[a-z%])\s?-\s?{_NEXT}\s?{_UNIT}             # "10mg-325mg", but "350mg - 60" is a quantity
)*"""
_MEASURE = re.compile(
    rf"""
    (?<!\d)(?<!\d[.,])(?<!\#)(?<!\#\s)          # no number's second half, no quantity
    (?P<first>{NUMBER})(?:\s?-?\s?(?P<unit>{_UNIT}))?
    (?P<more>{_MORE})
    {_PER}?
    (?![a-z0-9])
    """,
    re.VERBOSE,
)
_PART = re.compile(rf"({NUMBER})\s?-?\s?({_UNIT})?", re.VERBOSE)
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
YEAR = 4
_UNITS = {
    **dict.fromkeys(("mgs", "milligram", "milligrams", "mgm", "mgms"), "mg"),
    **dict.fromkeys(("mcgs", "microgram", "micrograms", "ug", "µg", "mikg"), "mcg"),
    **dict.fromkeys(("gm", "gms", "gram", "grams"), "g"),
    **dict.fromkeys(("percent", "per cent"), "%"),
    **dict.fromkeys(("unit", "u"), "units"),
    **dict.fromkeys(("mls", "cc"), "ml"),
    "iu": "IU",
}
_WHOLES = {
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), "hr"),
    **dict.fromkeys(("ml", "mls", "cc"), "ml"),
    **dict.fromkeys(("g", "gm", "gram", "grams"), "g"),
    **dict.fromkeys(("actuation", "actuations", "act"), "actuation"),
    **dict.fromkeys(("inhalation", "inhalations", "inh"), "inhalation"),
    "d": "day",
}
_VOLUME = frozenset({"ml", "oz"})
_MASSES = {"mg", "mcg", "g"}


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
    per: str = ""


def number(text: str) -> str:
    """A number without separators of thousands, leading dots and idle zeros.

    >>> [number(text) for text in ("1,000", ".50", "2,5", "007")]
    ['1000', '0.5', '2.5', '7']
    """
    plain = text.replace(",", "." if _DECIMAL_COMMA.fullmatch(text) else "")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = plain.lstrip("0") or "0"
    return "0" + plain if plain.startswith(".") else plain


def measures(low: str, start: int, end: int, glued: Collection[int] = ()) -> list[Measure]:
    """All numbers of a lower-case text that have a unit or stand in a row ("10/325").

    A number that touches the letter before it is part of a word ("b12"), but not at one of the places `glued`, where
    names end ("norco10/325mg").
    """
    found = []
    for match in _MEASURE.finditer(low, start, end):
        first = match.start()
        if first and low[first - 1].isalpha() and first not in glued:
            continue
        measure = _measure(match)
        if measure:
            found.append(measure)
    return found


def _measure(match: re.Match[str]) -> Measure | None:
    parts = _PART.findall(match["first"] + (match["unit"] or "") + match["more"])
    units = [_unit(unit) for _, unit in parts if unit]
    unit = units[-1] if units else ""
    values = tuple(number(value) for value, _ in parts)
    if not unit and (len(parts) < 2 or any(len(value) == YEAR and value.isdigit() for value in values)):
        return None
    stop = match.start() + len(match.group().rstrip())
    mixed = tuple(units) if len(set(units)) > 1 and len(units) == len(parts) and set(units) <= _MASSES else ()
    return Measure(match.start(), stop, values, unit, _per(match), mixed)


def _unit(text: str) -> str:
    plain = text.rstrip(".")
    return _UNITS.get(plain, plain)


def _per(match: re.Match[str]) -> str:
    """What a strength is counted by: "/hr", "/ml", "/0.4ml", or nothing."""
    whole = match["whole"]
    if not whole:
        return ""
    count = number(match["count"]) if match["count"] else "1"
    return "/" + (count if count != "1" else "") + _WHOLES.get(whole, whole.rstrip("s"))


def written(values: tuple[str, ...], unit: str, per: str = "") -> str:
    """A strength as one text: "10/325 mg", "20%/10%", "50 mcg/hr"."""
    if unit == "%":
        return "/".join(value + "%" for value in values)
    return "/".join(values) + (f" {unit}{per}" if unit else "")


def strength_of(measure: Measure, count: int, unit: str = "mg") -> Strength | None:
    """The measure as the strength of a product of `count` ingredients, ``None`` where it is no strength.

    `unit` is what numbers without a unit are taken for.
    """
    if measure.unit in _VOLUME or (not measure.unit and len(measure.values) != count):
        return None
    return _strength(measure.values, measure.unit or unit, measure.per, measure.units)


@lru_cache(maxsize=4096)
def _strength(numbers: tuple[str, ...], unit: str, per: str, units: tuple[str, ...]) -> Strength:
    values = tuple(map(float, numbers))
    if units:
        parts = tuple(f"{value} {each}" for value, each in zip(numbers, units, strict=True))
        return Strength("/".join(parts), parts, values, "", per)
    parts = tuple(written((value,), unit, per) for value in numbers)
    return Strength(written(numbers, unit, per), parts, values, unit, per)
