"""What an importer makes of the rows of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["AttributeRecord", "BadRow", "FilePlace", "LinkRecord", "NameRecord", "Record", "Row", "Rows"]


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A line of a file, or of a member of an archive; lines count from 1."""

    member: str
    line: int


@dataclass(frozen=True, slots=True)
class NameRecord:
    """A name of a concept: its term type, the restriction of its source (0: none), whether it is an obsolete atom."""

    source: str
    code: str
    kind: str
    text: str
    level: int = 0
    old: bool = False


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """`code` stands in relation `kind` to `other`."""

    source: str
    code: str
    kind: str
    other: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class AttributeRecord:
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


Record: TypeAlias = NameRecord | LinkRecord | AttributeRecord
Row: TypeAlias = tuple[FilePlace, tuple[Record, ...] | BadRow]
Rows: TypeAlias = Iterator[Row]
