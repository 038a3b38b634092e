"""The rows of the tables: what stands at the end of each column's path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from kg.namespaces import Iris
from kg.tables.case_graph import CaseGraph, literal
from kg.tables.specification import VALUE, Column, TableSpecification

__all__ = ["Cell", "Row", "table_rows"]

Cell: TypeAlias = str | int | Decimal | bool | dt.date | None
Row: TypeAlias = Mapping[str, Cell]

SEPARATOR = "; "
"""Between several values of one cell."""

_JOINED = frozenset({"id", "iri", "key", "text", "words"})


def table_rows(table: TableSpecification, graph: CaseGraph, iris: Iris) -> Iterator[Row]:
    """The rows of `table` that `graph` gives, in the order of its nodes."""
    for node in graph.instances(table.of):
        for value in graph.follow(node, table.each):
            yield {column.name: _cell(column, node, value, graph, iris) for column in table.columns}


def _cell(column: Column, node: str, value: str, graph: CaseGraph, iris: Iris) -> Cell:
    for path in column.paths:
        of_value = path[:1] == (VALUE,)
        ends = graph.follow(value if of_value else node, path[1:] if of_value else path)
        found = [words for end in ends if (words := _value(column.type, end, graph, iris))]
        if len(found) == 1:
            return _typed(column.type, found[0])
        if found:  # a number or a day that is not one has no place in a column of them
            return SEPARATOR.join(found) if column.type in _JOINED else None
    return _typed(column.type, column.absent) if column.absent else None


def _value(kind: str, term: str, graph: CaseGraph, iris: Iris) -> str:
    if not term.startswith("<"):
        return literal(term)
    name = term[1:-1]
    if kind == "words":
        return _words(name, graph, iris)
    if kind == "id":
        thing = iris.parse(name)
        return thing.id if thing else name
    return name.removeprefix(f"{iris.base}id/case/") if kind == "key" else name


def _words(place: str, graph: CaseGraph, iris: Iris) -> str:
    found = iris.place(place)
    if found is None:
        return ""
    determination, start, end = found
    text = graph.follow(f"<{determination}>", ("text",))
    return " ".join(_text(text[0])[start:end].split()) if text else ""


@lru_cache(maxsize=4)
def _text(term: str) -> str:
    # Of one letter many places are asked for in a row.
    return literal(term)


def _typed(kind: str, value: str) -> Cell:
    if kind == "integer":
        return int(value)
    if kind == "decimal":
        return Decimal(value)
    if kind == "boolean":
        return value == "true"
    return dt.date.fromisoformat(value) if kind == "date" else value
