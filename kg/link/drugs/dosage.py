"""Which of the measures around a product's name are its strength, and which part of it is whose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.link.drugs.checks import StrengthBook
from kg.link.drugs.products import Product
from kg.link.drugs.strengths import Measure, Strength, measures, number, strength_of, written

__all__ = ["Dosage", "dosage_of", "shared", "single"]

_BARE = re.compile(r"(?:\s+(?:er|xr|sr|xl|cr|ir|dr|la))?\s+(?P<n>\d+(?:\.\d+)?)(?=\s|$|,|\))")
_TOPICAL = ("cream", "gel", "ointment", "lotion", "foam", "solution", "spray", "patch")
_BEFORE = re.compile(r"\s*(?:of\s+)?$")
_MAX_GRAMS = 20.0


@dataclass(frozen=True, slots=True)
class Dosage:
    """A product's strength, each ingredient's part of it by id, and the measures that say so."""

    strength: Strength | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    used: tuple[Measure, ...] = ()


_NONE = Dosage()


def dosage_of(
    low: str, product: Product, region: tuple[int, int], ingredients: tuple[str, ...], book: StrengthBook
) -> Dosage:
    """The strength of a product whose words stand in `region` of a lower-case text."""
    found = measures(low, region[0], region[1])
    if not found:
        return _bare(low, product, ingredients, book)
    if len(ingredients) > 1 and len(product.hits) > 1:
        apart = _each(low, product, found, ingredients)
        if apart:
            return apart
    count = max(1, len(ingredients))
    first = product.hits[0].end
    for measure in found:
        if measure.start >= first:
            strength = strength_of(measure, count) or _unmeasured(low, measure, first, count)
            if strength and not _amount(measure, found, low[region[0] : region[1]]):
                return Dosage(strength, shared(strength, ingredients, book), (measure,))
    for measure in found:
        if measure.unit and measure.end <= product.start and _BEFORE.fullmatch(low, measure.end, product.start):
            strength = strength_of(measure, count)
            if strength:
                return Dosage(strength, shared(strength, ingredients, book), (measure,))
    return _bare(low, product, ingredients, book)


def _unmeasured(low: str, measure: Measure, after: int, count: int) -> Strength | None:
    """Numbers without a unit right after one ingredient's name: they may betray a combination ("oxycodone 10-325")."""
    if measure.unit or count != 1 or low[after : measure.start].strip():
        return None
    return strength_of(measure, len(measure.values))


def single(dosage: Dosage, ingredient: str) -> Dosage:
    """The dosage of one ingredient whose strength has two numbers: a range, or nothing where no unit is written."""
    strength = dosage.strength
    if strength is None or len(strength.values) < 2:
        return dosage
    if not dosage.used[0].unit:
        return _NONE
    text = strength.text.replace("/", "-", len(strength.values) - 1)
    return Dosage(Strength(text, (text,), strength.values, strength.unit), {ingredient: text}, dosage.used)


def _bare(low: str, product: Product, ingredients: tuple[str, ...], book: StrengthBook) -> Dosage:
    """A number right after the name, without a unit, if a strength of this drug has it ("Norco 10 #90")."""
    match = _BARE.match(low, product.end)
    if not match or not book.has_part(ingredients, float(match["n"])):
        return _NONE
    value = number(match["n"])
    strength = Strength(f"{value} mg", (f"{value} mg",), (float(value),), "mg")
    measure = Measure(match.start("n"), match.end("n"), (value,), "mg")
    return Dosage(strength, shared(strength, ingredients, book), (measure,))


def _each(low: str, product: Product, found: list[Measure], ingredients: tuple[str, ...]) -> Dosage | None:
    """Strengths that stand one beside each ingredient ("flurbiprofen 20%/lidocaine 5%")."""
    named = [hit for hit in product.hits if hit.entry.plain and len(hit.entry.ingredients) == 1]
    if {hit.entry.ingredients[0] for hit in named} != set(ingredients):
        return None
    single = [measure for measure in found if len(measure.values) == 1 and measure.unit and measure.unit != "ml"]
    before = [m for m in single if m.end <= named[0].start and _BEFORE.fullmatch(low, m.end, named[0].start)]
    between = [m for m in single if named[0].end <= m.start < named[-1].start]
    if not between:
        return None
    taken: dict[str, Measure] = {}
    for at, hit in enumerate(named):
        start = named[at - 1].end if at else 0
        end = named[at + 1].start if at + 1 < len(named) else hit.end + 25
        span = (start, hit.start) if before else (hit.end, end)
        near = [m for m in single if span[0] <= m.start and m.end <= span[1]]
        if near:
            taken.setdefault(hit.entry.ingredients[0], near[-1] if before else near[0])
    parts = {each: written(m.values, m.unit, m.per) for each, m in taken.items()}
    used = list(taken.values())
    if not used:
        return None
    units = {m.unit + m.per for m in used}
    values = tuple(m.values[0] for m in used)
    text = written(values, used[0].unit, used[0].per) if len(units) == 1 else " / ".join(parts.values())
    strength = Strength(text, tuple(parts.values()), tuple(map(float, values)), used[0].unit)
    return Dosage(strength, parts, tuple(used))


def shared(strength: Strength | None, ingredients: tuple[str, ...], book: StrengthBook) -> dict[str, str]:
    """Each ingredient's part: in the order of the words, turned round where only that way the parts exist."""
    if strength is None:
        return {}
    if len(strength.parts) != len(ingredients):
        single = len(strength.parts) == 1 and ingredients
        return {ingredients[0]: strength.parts[0]} if single else {}
    if len(ingredients) == 2 and _turned(strength, ingredients, book):
        return dict(zip(ingredients, reversed(strength.parts), strict=True))
    return dict(zip(ingredients, strength.parts, strict=True))


def _turned(strength: Strength, ingredients: tuple[str, ...], book: StrengthBook) -> bool:
    """Whether the larger number, written first, must be the second ingredient's ("hydrocodone/APAP 325/10")."""
    acetaminophen = [at for at, each in enumerate(ingredients) if each in ("acetaminophen", "aspirin", "ibuprofen")]
    if len(acetaminophen) != 1 or book.exists(ingredients, strength) is not True:
        return False
    at = acetaminophen[0]
    return strength.values[at] < strength.values[1 - at]


def _amount(measure: Measure, found: list[Measure], around: str) -> bool:
    """Whether grams are an amount of cream, not a strength."""
    if measure.unit != "g" or measure.per:
        return False
    topical = any(other.unit == "%" for other in found) or any(form in around for form in _TOPICAL)
    return topical or float(measure.values[0]) > _MAX_GRAMS
