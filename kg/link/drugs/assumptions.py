"""Which kinds of assumptions a dose rests on, by the words that tell them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from kg.link.drugs.morphine import MorphineDose
from kg.model import Assumption, DrugMention

__all__ = ["dosed", "kinds"]

_KINDS = tuple(
    (re.compile(words), kind)
    for words, kind in (
        ("the larger dose of the range", Assumption.LARGER_DOSE),
        ("the shorter interval of the range", Assumption.SHORTER_INTERVAL),
        ("one unit a dose", Assumption.ONE_UNIT),
        ("taken as often as allowed", Assumption.AS_OFTEN_AS_ALLOWED),
        (r"\S+ units taken to last 30 days", Assumption.MONTH),
        (r"\S+ (?:units|patches) in \d+ days", Assumption.DAYS_OF_SUPPLY),
        (r"factor .*, one patch at a time", Assumption.ONE_PATCH),
        (r"\S+ patches of 3 days each", Assumption.PATCH_DAYS),
        (r"\S+ mcg of a patch are \S+ mcg/hr", Assumption.PATCH_HOURLY),
    )
)


def kinds(assumptions: Iterable[str]) -> tuple[Assumption, ...]:
    """The kinds of `assumptions`, each once; a factor alone is none: it is a number of the dose."""
    return tuple(dict.fromkeys(kind for said in assumptions for pattern, kind in _KINDS if pattern.fullmatch(said)))


def dosed(mention: DrugMention, assumed: Iterable[str], dose: MorphineDose | None) -> DrugMention:
    """`mention` with its morphine equivalent, if it has one, and all that this and its daily dose rest on."""
    assumptions = tuple(dict.fromkeys((*assumed, *(dose.assumptions if dose else ()))))
    factor = dose.factor if dose else None
    return replace(
        mention,
        mme=dose.mme if dose else None,
        assumptions=assumptions,
        basis=kinds(assumptions),
        mme_factor=factor.factor if factor else None,
        mme_vintage=factor.vintage if factor else "",
    )
