"""Strengths beside the one that was read: "OxyContin 20 mg, 40 mg #60" is two prescriptions in one title."""

from __future__ import annotations

import re

from kg.link.drugs.checks import StrengthBook, milligrams
from kg.link.drugs.dosage import Dosage, Region
from kg.link.drugs.products import Product
from kg.link.drugs.strengths import NUMBER, Measure, Strength, measures, strength_of

__all__ = ["SEVERAL_STRENGTHS", "other_number", "tells_other_strengths"]

SEVERAL_STRENGTHS = "several strengths are told, and it is open which the quantity and the doses are of"
"""Doubt that leaves the quantity and the dose open."""

_MASSES = frozenset({"mg", "mcg", "g", ""})
_BOUND = re.compile(
    r"""
    (?:max(?:imum)?|exceed\w*|limit\w*|up\sto|more\sthan|nte|med|mme|equivalents?)   # "max 600 mg"
    \W{0,3}(?:of\s|is\s|dose\s)?$
    """,
    re.VERBOSE,
)
_BOUNDED = re.compile(
    r"""
    \s?-?\s?
    (?:max|(?:/|per|a|in\sa|each)\s?-?(?:day|24)       # "60 mg a day"
    |daily\s(?:max|limit)|med\b|mme|morphine|equiv)
    """,
    re.VERBOSE,
)
_JOINT = r"(?:,?\s?(?:and|&|\+|plus|then|or|to)\s?|\s?[&+]\s?)"
_SINGLE = r"\d{1,4}(?:\.\d+)?"
_AHEAD = re.compile(rf"(?<![\d.,/\#])(?P<n>{_SINGLE})(?:{_JOINT}|\s?[,;]\s?)$")
_AFTER = re.compile(
    rf"""
    \s?\)?(?:{_JOINT})(?P<n>{_SINGLE})                                       # "10 mg & 20 #60"
    (?=\s*(?:$|[\#,;()]|qty|quantity|er\b|ir\b|q|[bt]id\b|am\b|pm\b|po\b))
    """,
    re.VERBOSE,
)
_LISTED = re.compile(rf"(?:\s?[,;]\s?|\s+)(?P<n>{_SINGLE})(?=\s?(?:\#|,|qty|quantity|and\b|&))")
_NUMBERED = re.compile(
    r"(?:\#|\bno\.?)\s?(?P<one>[1-4])\s?(?:(?:,|/|&|\+|-|\band\b|\bor\b|\bto\b)\s?){1,2}(?:tylenol\s?)?(?:\#|no\.?)\s?(?P<other>[1-4])\b"
)
_REACH = 24
_MOST = 40
"""No mention of one product tells more measures; further ones are not read."""


def tells_other_strengths(
    low: str, product: Product, region: Region, dosage: Dosage, ingredients: tuple[str, ...], book: StrengthBook
) -> bool:
    """Whether the words of a product in `region` tell a strength that differs from that of `dosage`.

    Limits of a day ("max 600 mg per day") are no strengths, nor are the parts of the strength itself.
    """
    strength = dosage.strength
    if strength is None or not ingredients or product.compound or strength.unit not in _MASSES:
        return False
    if len(strength.values) == 1 and _beside(low, product, region, dosage, ingredients, book):
        return True
    told = set(milligrams(strength))
    spans = {(used.start, used.end) for used in dosage.used}
    ends = [hit.end for hit in product.hits]
    for measure in measures(low, product.hits[0].end, region[1], ends)[:_MOST]:
        if (measure.start, measure.end) in spans or _is_bound(low, measure):
            continue
        other = _other(measure, ingredients, book)
        if other is None or other.per != strength.per or set(milligrams(other)) <= told:
            continue
        whole = (*strength.values, *other.values)
        if not book.is_sold(ingredients, whole):
            return True
    return False


def other_number(low: str, product: Product, ingredients: tuple[str, ...]) -> int | None:
    """Where a second number of codeine ends ("Tylenol #3 and #4"), ``None`` where there is none."""
    match = _NUMBERED.search(low, product.start, product.end + _REACH) if "codeine" in ingredients else None
    return match.end() if match and match["one"] != match["other"] else None


def _other(measure: Measure, ingredients: tuple[str, ...], book: StrengthBook) -> Strength | None:
    """The measure as a strength, ``None`` where it is none of a unit that is swallowed or worn."""
    if measure.unit:
        return strength_of(measure, len(measure.values)) if measure.unit in ("mg", "mcg") else None
    if book.is_sold(ingredients, tuple(map(float, measure.values))):
        return strength_of(measure, len(ingredients))
    return None


def _is_bound(low: str, measure: Measure) -> bool:
    """Whether the measure is a limit of a day."""
    ahead = low[max(0, measure.start - _REACH) : measure.start]
    return bool(_BOUND.search(ahead) or _BOUNDED.match(low, measure.end))


def _beside(
    low: str, product: Product, region: Region, dosage: Dosage, ingredients: tuple[str, ...], book: StrengthBook
) -> bool:
    """Whether a number without a unit stands beside the strength and is one too ("5 and 10 mg", "10 mg & 20 #60")."""
    first, last = dosage.used[0], dosage.used[-1]
    written = low[first.start : last.end]
    after = [_AFTER.match(low, last.end, region[1])]
    if re.fullmatch(NUMBER, written.strip(), re.VERBOSE):
        after.append(_LISTED.match(low, last.end, region[1]))
    ahead = low[max(product.hits[0].end, first.start - _REACH) : first.start]
    for match in (_AHEAD.search(ahead), *after):
        if match and float(match["n"]) != float(first.values[0]) and book.unit(ingredients, (float(match["n"]),)):
            return True
    return False
