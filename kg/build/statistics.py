"""The statistics that every release carries, as `ontology/statistics.tsv` lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby

from kg.namespaces import DEFAULT_BASE, Iris
from kg.resources import read_resource
from kg.schemes.table import listed, rows
from kg.store.cubes import Cube, Cubes, Dimension

__all__ = ["COLUMNS", "load_cubes", "read_cubes"]

COLUMNS = ("id", "class", "measure", "title", "dimensions", "note")
_NAME = "statistics.tsv"


def read_cubes(text: str, base: str = DEFAULT_BASE) -> list[Cubes]:
    """The cubes of a table, those of one class and measure together. Raises `TableError` naming file and line."""
    iris = Iris(base)
    table = sorted((row for _, row in rows(text, COLUMNS, _NAME)), key=_counted)
    return [
        Cubes([_cube(row, iris) for row in group], iris.term(counted), iris.term(measure), iris.not_stated)
        for (counted, measure), group in groupby(table, key=_counted)
    ]


def _counted(row: Mapping[str, str]) -> tuple[str, str]:
    return row["class"], row["measure"]


def _cube(row: Mapping[str, str], iris: Iris) -> Cube:
    dimensions = tuple(_dimension(name, iris) for name in listed(row["dimensions"]))
    return Cube(iris.cube(row["id"]), row["title"], dimensions)


def _dimension(name: str, iris: Iris) -> Dimension:
    return Dimension(iris.dimension(name), iris.term(name), _in_words(name))


def _in_words(name: str) -> str:
    """The words of a property's name: those of ``reviewerCites`` are "reviewer cites"."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower()


def load_cubes(base: str = DEFAULT_BASE) -> list[Cubes]:
    """The installation's cubes, under `base`."""
    return read_cubes(read_resource(f"ontology/{_NAME}"), base)
