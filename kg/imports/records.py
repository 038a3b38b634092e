"""What an importer makes of the rows of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Attribute", "BadRow", "Link", "Name", "Place", "Record", "Row", "Rows"]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, or of a member of an archive; lines count from 1."""

    member: str
    line: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a concept: its term type, the restriction of its source (0: none), whether it is an obsolete atom."""

    source: str
    code: str
    kind: str
    text: str
    level: int = 0
    old: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """`code` stands in relation `kind` to `other`."""

    source: str
    code: str
    kind: str
    other: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Attribute:
    """A fact about a concept."""

    source: str
    code: str
    kind: str
    value: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be read, and why."""

    reason: str


Record: TypeAlias = Name | Link | Attribute
Row: TypeAlias = tuple[Place, tuple[Record, ...] | BadRow]
Rows: TypeAlias = Iterator[Row]
