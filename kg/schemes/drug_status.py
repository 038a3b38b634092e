"""What the words of prose say of a drug that they name: taken, tried, asked for, an allergy ...

Tables: `ontology/schemes/drug_statuses.tsv` (the statuses), `ontology/rules/drug_status.tsv` (the words).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.errors import TableError
from kg.resources import read_resource
from kg.schemes import concepts
from kg.schemes.table import listed, rows

__all__ = ["COLUMNS", "Position", "StatusRule", "Weight", "load", "rules_from_tsv"]

COLUMNS = ("status", "position", "weight", "words", "pattern", "example")


class Weight(StrEnum):
    """How much words weigh: *firm* ones decide, *sure* ones go before those that are *open* to another reading."""

    FIRM = "firm"
    SURE = "sure"
    OPEN = "open"


class Position(StrEnum):
    """Where words stand that tell the status of a drug: before it, after it, or anywhere in its clause."""

    BEFORE = "before"
    AFTER = "after"
    AROUND = "around"


@dataclass(frozen=True, slots=True)
class StatusRule:
    """Words and the status that they tell.

    The clause must hold one of `words` for `pattern` to be tried. `example` is a sentence with the drugs in brackets.
    """

    status: str
    position: Position
    weight: Weight
    words: frozenset[str]
    pattern: re.Pattern[str]
    example: str


def rules_from_tsv(text: str, statuses: Collection[str], name: str = "drug_status.tsv") -> tuple[StatusRule, ...]:
    """The rules in the order of the table. Raises `TableError` naming file, line and cell that is not known."""
    found = []
    for number, row in rows(text, COLUMNS, name):
        where = f"{name}:{number}"
        if row["status"] not in statuses:
            raise TableError(f"{where}: status {row['status']!r} is not a notation of drug_statuses.tsv")
        try:
            position, weight, pattern = Position(row["position"]), Weight(row["weight"]), re.compile(row["pattern"])
        except (ValueError, re.error) as error:
            raise TableError(f"{where}: {error}") from error
        words = frozenset(listed(row["words"]))
        found.append(StatusRule(row["status"], position, weight, words, pattern, row["example"]))
    return tuple(found)


@cache
def load() -> tuple[StatusRule, ...]:
    """The rules of this installation."""
    scheme = concepts.load("drug_statuses")
    statuses = [concept.notation for concept in scheme if concept.notation]
    return rules_from_tsv(read_resource("ontology/rules/drug_status.tsv"), statuses)
