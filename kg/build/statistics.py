"""The statistics that every release carries, as `ontology/statistics.tsv` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType

import pyoxigraph as ox

from kg.namespaces import DEFAULT_BASE, RDFS, Iris
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
    return Dimension(iris.dimension(name), iris.term(name), _labels().get(Iris().term(name), name))


@lru_cache(maxsize=1)
def _labels() -> Mapping[str, str]:
    """What the ontology calls its terms."""
    quads = ox.parse(read_resource("ontology/imr.ttl").encode(), format=ox.RdfFormat.TURTLE)
    label = ox.NamedNode(f"{RDFS}label")
    found = {quad.subject.value: quad.object for quad in quads if quad.predicate == label}
    return MappingProxyType({term: text.value for term, text in found.items() if isinstance(text, ox.Literal)})


def load_cubes(base: str = DEFAULT_BASE) -> list[Cubes]:
    """The installation's cubes, under `base`."""
    return read_cubes(read_resource(f"ontology/{_NAME}"), base)
