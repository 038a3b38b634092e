"""The statistics that every release carries, as `ontology/statistics.tsv` lists them.

A dimension is written as the property that it tells, or as ``name=path``: properties from the counted resource to the
one that is told, with ``/`` between them and ``^`` before one that is followed backwards; ``.year`` at the end makes a
date its year, ``.given`` tells only whether there is a value, ``.lacking`` which resources have none (they
should be few).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby

from kg.namespaces import DEFAULT_BASE, Iris
from kg.resources import read_resource
from kg.schemes.table import listed, rows
from kg.schemes.triples import vocabulary_lines
from kg.store.census import Values
from kg.store.cubes import Cube, Cubes, Dimension, Step

__all__ = ["COLUMNS", "load_cubes", "named_terms", "read_cubes"]

COLUMNS = ("id", "class", "measure", "title", "dimensions", "note")
_NAME = "statistics.tsv"
_OF_CONCEPTS = (
    "guideline",
    "citedBy",
    "place",
    "resolution",
    "confidence",
    "withinMTUS",
    "linkMethod",
    "linkConfidence",
    "drugStatus",
)


def read_cubes(text: str, base: str = DEFAULT_BASE) -> list[Cubes]:
    """The cubes of a table, those of one class and measure together. Raises `TableError` naming file and line."""
    iris = Iris(base)
    table = sorted((row for _, row in rows(text, COLUMNS, _NAME)), key=_counted)
    concepts = _concepts(base)
    return [
        Cubes([_cube(row, iris) for row in group], iris.term(counted), iris.term(measure), iris.not_stated, concepts)
        for (counted, measure), group in groupby(table, key=_counted)
    ]


def _counted(row: Mapping[str, str]) -> tuple[str, str]:
    return row["class"], row["measure"]


def _cube(row: Mapping[str, str], iris: Iris) -> Cube:
    dimensions = tuple(_dimension(written, iris) for written in listed(row["dimensions"]))
    return Cube(iris.cube(row["id"]), row["title"], dimensions)


def _dimension(written: str, iris: Iris) -> Dimension:
    name, _, way = written.rpartition("=")
    *path, last = way.split("/")
    told, _, part = last.partition(".")
    steps = tuple(Step(iris.term(each.removeprefix("^")), each.startswith("^")) for each in path)
    name = name or told
    return Dimension(iris.dimension(name), iris.term(told), _in_words(name), steps, part)


def named_terms(written: str) -> set[str]:
    """The properties that a dimension of the table names."""
    way = written.rpartition("=")[2].partition(".")[0]
    return {each.removeprefix("^") for each in way.split("/")}


@lru_cache(maxsize=2)
def _concepts(base: str) -> Mapping[bytes, Values]:
    """What the vocabularies say of concepts that paths lead to: the guideline of a section, what a reading tells."""
    iris = Iris(base)
    wanted = {f"<{iris.term(name)}>".encode() for name in _OF_CONCEPTS}
    found: dict[bytes, dict[bytes, list[bytes]]] = {}
    for line in vocabulary_lines(base):
        subject, predicate, rest = line.split(b" ", 2)
        if predicate in wanted:
            found.setdefault(subject, {}).setdefault(predicate, []).append(rest[: rest.rindex(b" ")])
    return found


def _in_words(name: str) -> str:
    """The words of a property's name: those of ``reviewerCites`` are "reviewer cites"."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower()


def load_cubes(base: str = DEFAULT_BASE) -> list[Cubes]:
    """The installation's cubes, under `base`."""
    return read_cubes(read_resource(f"ontology/{_NAME}"), base)
