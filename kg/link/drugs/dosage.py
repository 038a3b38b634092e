"""Which of the measures around a product's name are its strength, and which part of it is whose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kg.link.drugs.checks import StrengthBook
from kg.link.drugs.products import Product
from kg.link.drugs.strengths import NUMBER, Measure, Strength, measures, number, strength_of, written
from kg.schemes.drugs import DrugName

__all__ = ["Dosage", "Region", "dosage_of", "lacks_units", "numbered", "shared", "single"]

_RELEASE = r"(?:er|xr|sr|xl|cr|ir|dr|la)"
_FORM = r"(?:tablets?|tabs?|capsules?|caps?|hcl)"
_BARE = re.compile(
    rf"""
    (?:\s+{_RELEASE})?\s*
    (?P<n>\d{{1,3}}(?:,\d{{3}})+                    # "Percocet 10,325": no strength, and its end is no quantity
        |\d+(?:\.\d+)?)                             # "Soma 250", "Opana ER 10", "Norco10"
    (?=\s|$|,(?!\d{{3}})|\)|\#)(?!\s?(?:tab|cap|pill|patch|count|ct\b|day|week|month|refill|x\b|box|tube|bottle|vial
        |gm?s?\b|grams?|cc\b|mls?\b|oz\b|ounce|units?\b|iu\b|meq|kit|syringe|pen\b|puff|spray|drop|jar|pack|dose|pump|film|%
        |lit(?:er|re)s?\b|l\b|inch|amp(?:ule)?s?\b|shot|injection|bag|can(?:ister)?s?\b|strip|lozenge|suppositor|percent))
    """,
    re.VERBOSE,
)
_ROW = re.compile(
    rf"""
    [\s,(:]*(?:{_RELEASE}\s+)?(?:{_FORM}\s+)?          # between name and numbers: "Vicodin 5 500", "Norco (10 325)"
    (?P<row>{NUMBER}(?:mg)?
        (?:(?:\s?[/&+\-]\s?|\s?,\s|(?<=\.\d),|\s(?:and\s)?){NUMBER}(?:\s?mg)?){{1,3}})
    (?![\w%.]|\s?(?:/|per\b)\s?\d*\.?\d*\s?ml|\s?(?:patch|ml\b|mcg|gm?\b|day|week|month|refill))
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(NUMBER, re.VERBOSE)
_UNIT_AFTER = re.compile(r"\s?(?:mgs?|mcg)\b")
_BESIDE = re.compile(rf"[\s,(:]*(?:{_RELEASE}\b)?[\s,(:]*(?:{_FORM}\b)?[\s,(:]*")
_TAKING = re.compile(
    r"\s*(?:po\b|by mouth|every|q\s?\d|q[a-z]{1,2}\b|[bt]\.?i\.?d|daily|times|x\b|prn|per\b|hour|hr|week|day)"
)
_LARGE = 100.0
_TOPICAL = ("cream", "gel", "ointment", "lotion", "foam", "solution", "spray", "patch")
_FIGURE = re.compile(r"\s*\(?\d{1,3}(?:\.\d+)?\s?\)?\s*(?:(?:[/,;+&-]|and\b)\s*|$)")
_SLASH = re.compile(r"(?:\s?mg)?\s?/\s?")
_BEFORE = re.compile(r"\s*(?:of\s+)?$")
_CLOSING = re.compile(r"[\s(:]*")
_MAX_GRAMS = 20.0
_LAST = 25
_MOST_NAMES = 40
"""No product has more; a longer row of names is no product's."""

Region = tuple[int, int]
"""Where the words about a product begin and end."""


@dataclass(frozen=True, slots=True)
class Dosage:
    """A product's strength, each ingredient's part of it by id, and the measures that say so."""

    strength: Strength | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    used: tuple[Measure, ...] = ()
    apart: bool = False
    """Whether each strength stands beside its own ingredient."""


_NONE = Dosage()


def dosage_of(low: str, product: Product, region: Region, ingredients: tuple[str, ...], book: StrengthBook) -> Dosage:
    """The strength of a product whose words stand in `region` of a lower-case text."""
    row = _row(low, product, region, ingredients, book)
    if row:
        return row
    found = measures(low, region[0], region[1], [hit.end for hit in product.hits])
    if not found:
        return _bare(low, product, region, ingredients, book)
    if len(ingredients) > 1 and len(product.hits) > 1:
        apart = _each(product, region, found, ingredients, low)
        if apart:
            return apart
    return (
        _after(low, product, region, ingredients, book, found)
        or _before(low, product, ingredients, book, found)
        or _bare(low, product, region, ingredients, book)
    )


def _row(low: str, product: Product, region: Region, ingredients: tuple[str, ...], book: StrengthBook) -> Dosage | None:
    """Numbers in a row after the name, whatever stands between them, if they are a strength that is sold."""
    match = _ROW.match(low, product.end, region[1])
    if not match or product.compound:
        return None
    start = match.start("row")
    numbers = list(_NUMBER.finditer(low, start, match.end("row")))
    for count in (len(ingredients),) if len(ingredients) > 1 else (3, 2):
        texts = tuple(number(each.group()) for each in numbers[:count])
        values = tuple(map(float, texts))
        unit = book.row_unit(ingredients, values) if len(values) == count else None
        if unit:
            whole = numbers if _goes_on(low, numbers, count) else numbers[:count]
            last = _UNIT_AFTER.match(low, whole[-1].end())
            texts = tuple(number(each.group()) for each in whole)
            return _taken(Measure(start, (last or whole[-1]).end(), texts, unit), ingredients, book)
    return None


def _goes_on(low: str, numbers: list[re.Match[str]], count: int) -> bool:
    """Whether a slash adds a part that the ingredients do not have ("Percocet 5/325/200mg")."""
    if len(numbers) <= count:
        return False
    return _SLASH.fullmatch(low, numbers[count - 1].end(), numbers[count].start()) is not None


def _taken(measure: Measure, ingredients: tuple[str, ...], book: StrengthBook) -> Dosage | None:
    strength = strength_of(measure, len(measure.values))
    return Dosage(strength, shared(strength, ingredients, book), (measure,)) if strength else None


def _after(
    low: str,
    product: Product,
    region: Region,
    ingredients: tuple[str, ...],
    book: StrengthBook,
    found: list[Measure],
) -> Dosage | None:
    """The first measure after the name that can be a strength."""
    around = low[region[0] : region[1]]
    first = product.hits[0].end
    for measure in found:
        if measure.start < first or _amount(measure, found, around):
            continue
        if measure.unit or _meant(low, product, measure, ingredients, book):
            unit = _untold(ingredients, measure, book, around)
            strength = strength_of(measure, len(measure.values), unit)
            if strength:
                return Dosage(strength, shared(strength, ingredients, book), (measure,))
    return None


def _untold(ingredients: tuple[str, ...], measure: Measure, book: StrengthBook, around: str) -> str:
    """The unit of numbers that have none: that in which they are sold, milligrams of what is swallowed, else none."""
    known = book.unit(ingredients, tuple(map(float, measure.values)))
    topical = any(form in around for form in _TOPICAL)
    return known or ("mg" if book.in_milligrams(ingredients) and not topical else "")


def _meant(low: str, product: Product, measure: Measure, ingredients: tuple[str, ...], book: StrengthBook) -> bool:
    """Whether numbers in a row without a unit are a strength, and not tablets ("1-2 po") or a level of pain."""
    values = tuple(map(float, measure.values))
    if _TAKING.match(low, measure.end):
        return False
    if len(ingredients) == 1:
        return not low[product.hits[0].end : measure.start].strip() and book.combined(ingredients, values) != []
    if len(values) != len(ingredients):
        return False
    if book.is_sold(ingredients, values):
        return True
    beside = any(_BESIDE.fullmatch(low, hit.end, measure.start) for hit in product.hits if hit.end <= measure.start)
    return beside and ("/" in low[measure.start : measure.end] or max(values) >= _LARGE)


def _before(
    low: str, product: Product, ingredients: tuple[str, ...], book: StrengthBook, found: list[Measure]
) -> Dosage | None:
    """A strength right before the name ("15% ketoprofen", "10 mg of Flexeril")."""
    for measure in found:
        if measure.unit and measure.end <= product.start and _BEFORE.fullmatch(low, measure.end, product.start):
            strength = strength_of(measure, max(1, len(ingredients)))
            if strength:
                return Dosage(strength, shared(strength, ingredients, book), (measure,))
    return None


def single(dosage: Dosage, ingredient: str) -> Dosage:
    """The dosage of one ingredient whose strength has two numbers: a range, or nothing where no unit is written."""
    strength = dosage.strength
    if strength is None or len(strength.values) < 2:
        return dosage
    if not dosage.used[0].unit or not strength.unit:
        return _NONE
    text = strength.text.replace("/", "-", len(strength.values) - 1)
    return replace(dosage, strength=replace(strength, text=text, parts=(text,)), parts={ingredient: text})


def _bare(low: str, product: Product, region: Region, ingredients: tuple[str, ...], book: StrengthBook) -> Dosage:
    """A number right after the name, without a unit, if a strength of this drug has it ("Norco 10 #90")."""
    match = _BARE.match(low, product.end, region[1])
    if not match or not ingredients:
        return _NONE
    value = number(match["n"])
    unit = book.unit(ingredients, (float(value),))
    if not unit and "," in match["n"] and len(ingredients) > 1 and book.in_milligrams(ingredients):
        unit = "mg"
    if not unit:
        return _NONE
    text = written((value,), unit)
    strength = Strength(text, (text,), (float(value),), unit)
    if unit == "mcg/hr":
        strength = replace(strength, unit="mcg", per="/hr")
    measure = Measure(match.start("n"), match.end("n"), (value,), strength.unit, strength.per)
    return Dosage(strength, shared(strength, ingredients, book), (measure,))


def _each(
    product: Product, region: Region, found: list[Measure], ingredients: tuple[str, ...], low: str
) -> Dosage | None:
    """Strengths that stand one beside each ingredient ("flurbiprofen 20%/lidocaine 5%")."""
    named = [hit for hit in product.hits if hit.entry.plain and len(hit.entry.ingredients) == 1]
    if len(named) > _MOST_NAMES or {hit.entry.ingredients[0] for hit in named} != set(ingredients):
        return None
    single = [measure for measure in found if len(measure.values) == 1 and measure.unit and measure.unit != "ml"]
    before = [m for m in single if m.end <= named[0].start and _BEFORE.fullmatch(low, m.end, named[0].start)]
    closing = _CLOSING.match(low, named[-1].end, region[1])
    if closing and any(closing.end() == m.start and m.unit == "%" for m in single):
        before = []  # "x 3% cyclo 2% gaba 6%": the first number is an ingredient's ahead of these
    between = [m for m in single if named[0].end <= m.start < named[-1].start]
    if not between:
        return None
    taken: dict[str, Measure] = {}
    for at, hit in enumerate(named):
        start = named[at - 1].end if at else 0
        end = named[at + 1].start if at + 1 < len(named) else min(hit.end + _LAST, region[1])
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
    unit = used[0].unit if len(units) == 1 else ""
    strength = Strength(text, tuple(parts.values()), tuple(map(float, values)), unit, used[0].per if unit else "")
    return Dosage(strength, parts, tuple(used), apart=True)


def shared(strength: Strength | None, ingredients: tuple[str, ...], book: StrengthBook) -> dict[str, str]:
    """Each ingredient's part: in the order of the words, in another where only that one is sold ("APAP 325/10")."""
    if strength is None:
        return {}
    if len(strength.parts) != len(ingredients):
        owner = book.owner(ingredients, strength)
        return {owner: strength.parts[0]} if owner else {}
    order = book.shares(ingredients, strength) or range(len(ingredients))
    return {each: strength.parts[at] for each, at in zip(ingredients, order, strict=True)}


def numbered(dosage: Dosage, name: DrugName | None, book: StrengthBook) -> Dosage:
    """The dosage, or where none is printed that which a product's number tells ("Tylenol #3": codeine 30 mg)."""
    if dosage.strength or name is None or "#" not in name.name or len(name.strengths) != 1:
        return dosage
    values, _, unit = name.strengths[0].partition(" ")
    measure = Measure(0, 0, tuple(values.split("/")), unit)
    return _taken(measure, name.ingredients, book) or dosage


def lacks_units(low: str, product: Product, dosage: Dosage) -> bool:
    """Whether figures of a mixture have no unit: "ketoprofen/lidocaine 10/5", "Flurb 15 / Lido 5"."""
    strength = dosage.strength
    if strength is not None and not strength.unit and len(strength.values) > 1:
        return not any(" " in part for part in strength.parts)
    gaps = zip(product.hits[:_MOST_NAMES], product.hits[1:], strict=False)
    return any(_FIGURE.fullmatch(low, one.end, other.start) for one, other in gaps)


def _amount(measure: Measure, found: list[Measure], around: str) -> bool:
    """Whether grams are an amount of cream, not a strength."""
    if measure.unit != "g" or measure.per:
        return False
    topical = any(other.unit == "%" for other in found) or any(form in around for form in _TOPICAL)
    return topical or float(measure.values[0]) > _MAX_GRAMS
