"""Whether a strength exists: "Percocet 3/325mg" was never made, and the reader should know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kg.link.drugs.strengths import Strength
from kg.schemes.drugs import DrugName, DrugVocabulary

__all__ = [
    "MOST_PERCENT",
    "StrengthBook",
    "incomplete_message",
    "percent_message",
    "strength_message",
    "surplus_message",
    "unitless_message",
]

_NUMBER = re.compile(r"[\d.]+")
_TO_MG = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}
_SKIPPED = frozenset({"meq", "IU", "mmol"})
_UNWRITTEN = ("mg", "mcg", "%", "units")
_HOURLY = "mcg/hr"
_REMEMBERED = 4096
MOST_PERCENT = 100.0
"""What all ingredients of a mixture together can be of it."""

_Values = tuple[float, ...]


class StrengthBook:
    """The strengths that exist, ready to be asked. Masses are kept in milligrams.

    Letters ask for the same few strengths over and over, so answers are remembered.
    """

    def __init__(self, vocabulary: DrugVocabulary) -> None:
        self._of: dict[frozenset[str], dict[str, set[_Values]]] = {}
        self._shares: dict[frozenset[str], list[dict[str, float]]] = {}
        for row in vocabulary.strengths:
            self._add(row.ingredients, row.strengths)
        for name in vocabulary.names.values():
            self._add(name.ingredients, name.strengths)
        self._parts = _parts_of(self._shares)
        self._combinations: dict[str, list[DrugName]] = {}
        for combination in vocabulary.combinations.values():
            for each in combination.ingredients:
                self._combinations.setdefault(each, []).append(combination)
        remembered = lru_cache(maxsize=_REMEMBERED)
        self.exists = remembered(self._exists)
        self.unit = remembered(self._unit)
        self.row_unit = remembered(self._row_unit)
        self.shares = remembered(self._shared)

    def _add(self, ingredients: tuple[str, ...], strengths: Iterable[str]) -> None:
        key = frozenset(ingredients)
        for text in strengths:
            unit, values = _canonical(text)
            if not unit:
                continue
            self._of.setdefault(key, {}).setdefault(unit, set()).add(tuple(sorted(values)))
            if unit == "mg" and len(values) == len(ingredients) > 1:
                self._shares.setdefault(key, []).append(dict(zip(ingredients, values, strict=True)))

    def _exists(self, ingredients: tuple[str, ...], strength: Strength) -> bool | None:
        """Whether the strength, of all or of one of these ingredients, is sold; ``None`` where the book can't say.

        One ingredient may have the strength that it has in a combination (oxycodone 2.5 mg).
        """
        key = frozenset(ingredients)
        unit = strength.unit + strength.per
        if strength.unit in _SKIPPED or strength.per not in ("", "/hr"):
            return None
        known = self._of.get(key, {}).get("mg" if unit in _TO_MG or not unit else unit)
        if not known:
            return None
        values = tuple(sorted(milligrams(strength)))
        if len(values) == len(key):
            return values in known or (unit in ("mg", "mcg") and values[0] in self._parts.get(ingredients, ()))
        return len(values) > 1 or any(values[0] in row for row in known)

    def is_sold(self, ingredients: tuple[str, ...], values: tuple[float, ...]) -> bool:
        """Whether numbers without a unit are a strength of all these ingredients ("10 325" of oxycodone and APAP)."""
        return len(values) == len(ingredients) and self.unit(ingredients, values) is not None

    def in_milligrams(self, ingredients: tuple[str, ...]) -> bool:
        """Whether these ingredients are sold together by weight."""
        return "mg" in self._of.get(frozenset(ingredients), {})

    def combined(self, ingredients: tuple[str, ...], values: tuple[float, ...]) -> list[DrugName]:
        """The combinations of one ingredient that are sold in these numbers ("hydrocodone 10/325": with APAP)."""
        if len(ingredients) != 1 or len(values) < 2:
            return []
        return [name for name in self._combinations.get(ingredients[0], ()) if self.is_sold(name.ingredients, values)]

    def _unit(self, ingredients: tuple[str, ...], values: tuple[float, ...]) -> str | None:
        """The unit in which numbers without one are a strength: "mcg" for "Advair 250/50".

        One number may be that of one of several ingredients ("Norco 10").
        """
        known = self._of.get(frozenset(ingredients), {})
        for unit in _UNWRITTEN:
            rows = known.get("mg" if unit in _TO_MG else unit)
            wanted = tuple(sorted(round(value * _TO_MG.get(unit, 1.0), 6) for value in values))
            if rows and (wanted in rows or (len(wanted) == 1 and any(wanted[0] in row for row in rows))):
                return unit
        return _HOURLY if tuple(values) in known.get(_HOURLY, ()) else None

    def _row_unit(self, ingredients: tuple[str, ...], values: tuple[float, ...]) -> str | None:
        """The unit in which a row of numbers is a strength of all these ingredients, or of a combination of the one."""
        if len(ingredients) > 1:
            return self.unit(ingredients, values) if len(values) == len(ingredients) else None
        combinations = self.combined(ingredients, values)
        return self.unit(combinations[0].ingredients, values) if combinations else None

    def owner(self, ingredients: tuple[str, ...], strength: Strength) -> str | None:
        """Of several ingredients the one that is sold in this single number."""
        if len(ingredients) == 1:
            return ingredients[0]
        value = milligrams(strength)[0]
        rows = self._shares.get(frozenset(ingredients), ())
        owners = {each for row in rows for each, amount in row.items() if amount == value}
        return owners.pop() if len(owners) == 1 and len(strength.values) == 1 else None

    def _shared(self, ingredients: tuple[str, ...], strength: Strength) -> tuple[int, ...] | None:
        """Which part of the strength is each ingredient's, by place, where the numbers can tell it in one way only."""
        values = milligrams(strength)
        if strength.unit == "%" or len(values) != len(ingredients):
            return None
        rows = [row for row in self._shares.get(frozenset(ingredients), ()) if sorted(row.values()) == sorted(values)]
        orders = {tuple(values.index(row[each]) for each in ingredients) for row in rows}
        return orders.pop() if len(orders) == 1 and len(set(values)) == len(values) else None


def _parts_of(shares: Mapping[frozenset[str], Iterable[Mapping[str, float]]]) -> dict[tuple[str, ...], set[float]]:
    """Milligrams of each ingredient in any combination."""
    parts: dict[tuple[str, ...], set[float]] = {}
    for rows in shares.values():
        for row in rows:
            for each, value in row.items():
                parts.setdefault((each,), set()).add(value)
    return parts


def milligrams(strength: Strength) -> _Values:
    """The numbers of a strength, masses in milligrams."""
    units = [part.rpartition(" ")[2] for part in strength.parts] if not strength.unit else [strength.unit] * 9
    scaled = zip(strength.values, units, strict=False)
    return tuple(round(value * (1.0 if strength.per else _TO_MG.get(unit, 1.0)), 6) for value, unit in scaled)


def strength_message(name: DrugName | None, labels: str, strength: str) -> str:
    """What to tell the reader about a strength that does not exist."""
    return (
        f"{strength} is no strength of {name.name if name else labels} that RxNorm or the NDC lists; check the letter"
    )


def incomplete_message(labels: str, strength: Strength, count: int) -> str:
    """What to tell the reader about a strength that leaves ingredients out."""
    return f"{strength.text} tells {len(strength.parts)} of the {count} strengths of {labels}; no morphine equivalent"


def surplus_message(labels: str, strength: Strength, count: int) -> str:
    """What to tell the reader about more numbers than ingredients were found."""
    return f"{strength.text} tells {len(strength.parts)} strengths, but only {count} ingredients were found: {labels}"


def unitless_message(labels: str) -> str:
    """What to tell the reader about a mixture whose figures have no unit."""
    return f"figures of {labels} are written without a unit; check the letter"


def percent_message(strength: str) -> str:
    """What to tell the reader about a mixture of more than everything."""
    return f"{strength} is more than {MOST_PERCENT:g}% together; check the letter"


@lru_cache(maxsize=16384)
def _canonical(text: str) -> tuple[str, tuple[float, ...]]:
    """Unit and values of a strength of the tables, masses in mg."""
    values = [float(value) for value in _NUMBER.findall(text.split(" mg/", maxsplit=1)[0])]
    if "%" in text:
        return "%", tuple(values)
    unit = text.rpartition(" ")[2]
    scale = _TO_MG.get(unit)
    if scale and " / " not in text:
        return "mg", tuple(round(value * scale, 6) for value in values)
    if " / " in text:
        return _mixed(text)
    return unit, tuple(values)


def _mixed(text: str) -> tuple[str, tuple[float, ...]]:
    values = []
    for part in text.split(" / "):
        number, _, unit = part.partition(" ")
        if unit not in _TO_MG:
            return "", ()
        values.append(round(float(number) * _TO_MG[unit], 6))
    return "mg", tuple(values)
