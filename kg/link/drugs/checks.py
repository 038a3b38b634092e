"""Whether a strength exists: "Percocet 3/325mg" was never made, and the reader should know."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.link.drugs.strengths import Strength
from kg.schemes.drugs import DrugName, DrugVocabulary

__all__ = ["StrengthBook"]

_NUMBER = re.compile(r"[\d.]+")
_TO_MG = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}
_SKIPPED = frozenset({"units", "meq", "IU"})


class StrengthBook:
    """The strengths that exist, ready to be asked."""

    def __init__(self, vocabulary: DrugVocabulary) -> None:
        self._of: dict[frozenset[str], dict[str, set[tuple[float, ...]]]] = {}
        for row in vocabulary.strengths:
            self._add(frozenset(row.ingredients), row.strengths)
        for name in vocabulary.names.values():
            self._add(frozenset(name.ingredients), name.strengths)

    def _add(self, key: frozenset[str], strengths: Iterable[str]) -> None:
        for text in strengths:
            unit, values = _canonical(text)
            if unit:
                self._of.setdefault(key, {}).setdefault(unit, set()).add(tuple(sorted(values)))

    def exists(self, ingredients: tuple[str, ...], strength: Strength, per: str = "") -> bool | None:
        """Whether the strength is one of those of these ingredients; ``None`` where the book does not say."""
        key = frozenset(ingredients)
        unit = strength.unit + per
        if unit in _SKIPPED or per not in ("", "/hr"):
            return None
        scale = _TO_MG.get(unit)
        known = self._of.get(key, {}).get("mg" if scale else unit)
        if not known:
            return None
        values = tuple(sorted(round(value * (scale or 1.0), 6) for value in strength.values))
        if len(values) == len(key):
            return values in known
        return len(values) > 1 or any(values[0] in row for row in known)

    def has_part(self, ingredients: tuple[str, ...], value: float) -> bool:
        """Whether a strength of these ingredients has this number of milligrams (or percent) in it."""
        known = self._of.get(frozenset(ingredients), {})
        return any(value in row for unit in ("mg", "%") for row in known.get(unit, ()))


def strength_message(name: DrugName | None, labels: str, strength: str) -> str:
    """What to tell the reader about a strength that does not exist."""
    return (
        f"{strength} is no strength of {name.name if name else labels} that RxNorm or the NDC lists; check the letter"
    )


def _canonical(text: str) -> tuple[str, list[float]]:
    """Unit and values of a strength of the tables, masses in mg."""
    values = [float(value) for value in _NUMBER.findall(text.split(" mg/", maxsplit=1)[0])]
    if "%" in text:
        return "%", values
    unit = text.rpartition(" ")[2]
    scale = _TO_MG.get(unit)
    if scale and " / " not in text:
        return "mg", [round(value * scale, 6) for value in values]
    if " / " in text:
        return _mixed(text)
    return unit, values


def _mixed(text: str) -> tuple[str, list[float]]:
    values = []
    for part in text.split(" / "):
        number, _, unit = part.partition(" ")
        if unit not in _TO_MG:
            return "", []
        values.append(round(float(number) * _TO_MG[unit], 6))
    return "mg", values
