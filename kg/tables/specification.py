"""Which tables a release gives, as ``ontology/tables.tsv`` tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.errors import TableError
from kg.resources import read_resource
from kg.schemes.table import rows

__all__ = ["TYPES", "VALUE", "Column", "Path", "TableSpecification", "load_tables", "read_tables"]

NAME = "ontology/tables.tsv"
_COLUMNS = ("table", "column", "path", "type", "absent", "meaning")

TYPES = ("boolean", "date", "decimal", "id", "integer", "iri", "key", "text", "words")
"""What a column holds. ``id``: the id of a concept; ``key``: a part of a letter, by what follows ``id/case/`` in its
IRI; ``iri``: an IRI whole; ``words``: the words of the letter at a place; the rest are the literals of the graph."""

Path = tuple[str, ...]
"""Steps from a node: names of properties, ``^`` before one that is followed backward; none (``.``): the node itself."""

VALUE = "*"
"""As the first step of a column's path: begin at the value that the row is for, not at the node that has it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the value at the end of the first of its `paths` that leads anywhere.

    `absent` is the value where none does; empty for a null. `meaning` is for the data dictionary.
    """

    name: str
    paths: tuple[Path, ...]
    type: str
    absent: str
    meaning: str


@dataclass(frozen=True, slots=True)
class TableSpecification:
    """A table: a row for each instance of the class `of`, or for each value at the end of `each` from there."""

    name: str
    of: str
    each: Path
    meaning: str
    columns: tuple[Column, ...]

    @property
    def partitioned(self) -> bool:
        """Whether it is divided by the year of decision."""
        return any(column.name == "year" for column in self.columns)


def load_tables() -> tuple[TableSpecification, ...]:
    """The tables of this installation. Raises `TableError` for a bad row, naming its line."""
    return read_tables(read_resource(NAME), NAME)


def read_tables(text: str, name: str) -> tuple[TableSpecification, ...]:
    """The tables that `text` tells; a table's own row comes first and names no column."""
    numbered = rows(text, _COLUMNS, name)
    return tuple(_table(list(group), name) for _, group in groupby(numbered, key=lambda row: row[1]["table"]))


def _table(group: Sequence[tuple[int, Mapping[str, str]]], name: str) -> TableSpecification:
    (number, head), *others = group
    if head["column"] or not head["path"]:
        raise TableError(f"{name}:{number}: the first row of table {head['table']!r} names its class, and no column")
    of, *each = _path(head["path"])
    columns = tuple(_columns(others, name))
    if len({column.name for column in columns}) < len(columns):
        raise TableError(f"{name}:{number}: table {head['table']!r} has two columns of one name")
    return TableSpecification(head["table"], of, tuple(each), head["meaning"], columns)


def _columns(numbered: Sequence[tuple[int, Mapping[str, str]]], name: str) -> Iterator[Column]:
    for number, row in numbered:
        if row["type"] not in TYPES:
            raise TableError(f"{name}:{number}: type {row['type']!r} is none of {', '.join(TYPES)}")
        if not row["column"] or not row["path"]:
            raise TableError(f"{name}:{number}: a column needs a name and a path")
        paths = tuple(_path(path) for path in row["path"].split("|"))
        yield Column(row["column"], paths, row["type"], row["absent"], row["meaning"])


def _path(text: str) -> Path:
    return () if text == "." else tuple(text.split("/"))
