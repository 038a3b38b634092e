"""Counts that are made while a release is written: how many resources have each combination of values.

A rate over a hundred million triples takes minutes to scan for, so the numbers that pages and rates need are counted
in the one pass that writes the release, as RDF Data Cube observations (https://www.w3.org/TR/vocab-data-cube/). A cube
is a list of dimensions, each of which tells the values of one property of the counted class. An observation never has
the property itself, so that a query for what has the property finds no observation. Where a resource lacks the
property, the dimension has the value "not stated"; a resource of several values is counted once in each combination.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path

from kg.namespaces import QB, RDF, RDFS, SKOS, XSD
from kg.ntriples import integer, iri, line, text
from kg.store.census import Cell, Census, Values
from kg.store.integrity import damaged

__all__ = ["CUBES", "Cube", "Cubes", "Dimension", "cube_lines", "keep_cubes", "restore_cubes"]

CUBES = "cubes.json"
"""The file of a release that holds the counts."""

_TYPE = iri(f"{RDF}type")
_ABSENT = (b"",)
_NOT_STATED = "The value of a dimension of a cube where what is counted lacks the property that the dimension tells."


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension by its IRI, the property of the counted class whose values it tells, and what people call that."""

    iri: str
    property: str
    label: str


@dataclass(frozen=True, slots=True)
class Cube:
    """A cube by its IRI, title and dimensions, in order."""

    iri: str
    title: str
    dimensions: tuple[Dimension, ...]


class Cubes:
    """Counts resources of the class `counted` by each cube's dimensions; `measure` is the property of the count.

    `not_stated` is the concept that stands for the value of a property that a resource lacks.
    """

    def __init__(self, cubes: Sequence[Cube], counted: str, measure: str, not_stated: str) -> None:
        self._cubes = tuple(cubes)
        self._counted = f"<{counted}>".encode()
        self._measure = measure
        self._not_stated = not_stated
        self._names = [tuple(f"<{each.property}>".encode() for each in cube.dimensions) for cube in cubes]
        self._counts: list[Counter[Cell]] = [Counter() for _ in cubes]

    @property
    def counted(self) -> bytes:
        """The class of the resources that are counted, as a term."""
        return self._counted

    def count(self, lines: Sequence[bytes], sign: int) -> None:
        """Add (`sign` 1) or take away (-1) all `lines` of one subject, if it is of the counted class."""
        Census([self]).count_all(lines, sign)

    def observe(self, values: Values, sign: int) -> None:
        """Add or take away a resource of the counted class."""
        for names, counts in zip(self._names, self._counts, strict=True):
            for cell in product(*[values.get(name, _ABSENT) for name in names]):
                counts[cell] += sign

    def take(self) -> list[Counter[Cell]]:
        """The counts so far; counting starts from nothing again."""
        taken, self._counts = self._counts, [Counter() for _ in self._cubes]
        return taken

    def add(self, counts: Sequence[Counter[Cell]]) -> None:
        """Count in what other cubes of the same definition took."""
        for own, taken in zip(self._counts, counts, strict=True):
            for cell, number in taken.items():
                own[cell] += number

    def lines(self) -> Iterator[str]:
        """The cubes as N-Triples lines: data sets with their structure, and an observation for each cell."""
        yield line(iri(self._not_stated), _TYPE, iri(f"{SKOS}Concept"))
        yield line(iri(self._not_stated), iri(f"{SKOS}prefLabel"), text("not stated"))
        yield line(iri(self._not_stated), iri(f"{SKOS}definition"), text(_NOT_STATED))
        for cube, counts in zip(self._cubes, self._counts, strict=True):
            yield from self._structure(cube)
            for cell, number in sorted(counts.items()):
                if number > 0:
                    yield from self._observation(cube, cell, number)

    def values(self) -> Iterator[tuple[Dimension, set[str]]]:
        """The values, as terms, that each dimension of each cube has in some observation."""
        for cube, counts in zip(self._cubes, self._counts, strict=True):
            cells = [cell for cell, number in counts.items() if number > 0]
            for place, dimension in enumerate(cube.dimensions):
                yield dimension, {self._value(value) for value in {cell[place] for cell in cells}}

    def _value(self, counted: bytes) -> str:
        return counted.decode() if counted else iri(self._not_stated)

    def _structure(self, cube: Cube) -> Iterator[str]:
        node, structure = iri(cube.iri), iri(f"{cube.iri}/structure")
        yield line(node, _TYPE, iri(f"{QB}DataSet"))
        yield line(node, iri(f"{RDFS}label"), text(cube.title))
        yield line(node, iri(f"{QB}structure"), structure)
        yield line(structure, _TYPE, iri(f"{QB}DataStructureDefinition"))
        components = [*(("dimension", each.iri) for each in cube.dimensions), ("measure", self._measure)]
        for number, (kind, name) in enumerate(components, 1):
            component = iri(f"{cube.iri}/structure/{number}")
            yield line(structure, iri(f"{QB}component"), component)
            yield line(component, _TYPE, iri(f"{QB}ComponentSpecification"))
            yield line(component, iri(f"{QB}{kind}"), iri(name))
            yield line(component, iri(f"{QB}componentProperty"), iri(name))

    def _observation(self, cube: Cube, cell: Cell, number: int) -> Iterator[str]:
        node = iri(f"{cube.iri}/{sha256(b' '.join(cell)).hexdigest()[:16]}")
        yield line(node, _TYPE, iri(f"{QB}Observation"))
        yield line(node, iri(f"{QB}dataSet"), iri(cube.iri))
        yield line(node, iri(self._measure), integer(number))
        for dimension, value in zip(cube.dimensions, cell, strict=True):
            yield line(node, iri(dimension.iri), self._value(value))

    def as_json(self) -> dict[str, list[list[object]]]:
        """The counts, for a later release that changes some of them; `restore` reads it back."""
        return {
            _key(cube): [
                [*(value.decode() for value in cell), number] for cell, number in sorted(counts.items()) if number
            ]
            for cube, counts in zip(self._cubes, self._counts, strict=True)
        }

    def knows(self, kept: Collection[str]) -> bool:
        """Whether all cubes are among what was kept, counted by the same dimensions."""
        return all(_key(cube) in kept for cube in self._cubes)

    def restore(self, kept: Mapping[str, Iterable[Sequence[object]]]) -> bool:
        """Start from the counts that `as_json` wrote; whether it could: not where a cube is new or was changed."""
        if not self.knows(kept):
            return False
        for cube, counts in zip(self._cubes, self._counts, strict=True):
            for *cell, number in kept[_key(cube)]:
                counts[tuple(str(value).encode() for value in cell)] = int(str(number))
        return True


def cube_lines(cubes: Sequence[Cubes]) -> Iterator[str]:
    """All `cubes` as N-Triples lines, with what describes their dimensions and the values of these."""
    found: dict[Dimension, set[str]] = {}
    for each in cubes:
        yield from each.lines()
        for dimension, values in each.values():
            found.setdefault(dimension, set()).update(values)
    for dimension, values in found.items():
        yield from _described(dimension, values)


def _described(dimension: Dimension, values: Collection[str]) -> Iterator[str]:
    """A dimension with its range: concepts of a code list, or literals; where both occur, any resource."""
    node = iri(dimension.iri)
    for kind in (f"{QB}DimensionProperty", f"{RDF}Property"):
        yield line(node, _TYPE, iri(kind))
    yield line(node, iri(f"{RDFS}label"), text(dimension.label))
    yield line(node, iri(f"{QB}concept"), iri(dimension.property))
    literals = {_datatype(value) for value in values if not value.startswith("<")}
    if not literals:
        yield line(node, iri(f"{RDFS}range"), iri(f"{SKOS}Concept"))
        yield from _codes(dimension, values)
    elif len(literals) == 1 and all(not value.startswith("<") for value in values):
        yield line(node, iri(f"{RDFS}range"), *literals)
    else:
        yield line(node, iri(f"{RDFS}range"), iri(f"{RDFS}Resource"))


def _codes(dimension: Dimension, values: Iterable[str]) -> Iterator[str]:
    """The code list of a dimension: a collection, because its values can be of several schemes or of none."""
    codes = iri(f"{dimension.iri}/codes")
    yield line(iri(dimension.iri), _TYPE, iri(f"{QB}CodedProperty"))
    yield line(iri(dimension.iri), iri(f"{QB}codeList"), codes)
    yield line(codes, _TYPE, iri(f"{SKOS}Collection"))
    yield line(codes, iri(f"{SKOS}prefLabel"), text(f"Values of the dimension: {dimension.label}"))
    for value in sorted(values):
        yield line(codes, iri(f"{SKOS}member"), value)


def _datatype(literal: str) -> str:
    """The datatype of a literal, both as N-Triples terms."""
    _, _, tail = literal.rpartition('"')
    return tail[2:] if tail.startswith("^^") else iri(f"{RDF}langString" if tail else f"{XSD}string")


def keep_cubes(cubes: Sequence[Cubes], path: Path) -> None:
    """Write the counts of all `cubes` to the file `path`."""
    counts = {key: rows for each in cubes for key, rows in each.as_json().items()}
    path.write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")


def restore_cubes(cubes: Sequence[Cubes], path: Path) -> bool:
    """Start `cubes` from what `keep_cubes` wrote; ``False`` (and untouched) where a cube is missing there.

    Raises `StoreDamaged` where the file can't be read.
    """
    if not path.exists():
        return not cubes
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return all(each.knows(kept) for each in cubes) and all(each.restore(kept) for each in cubes)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(path, f"can't be read ({error})") from error


def _key(cube: Cube) -> str:
    """Identifies a cube and its dimensions: if either changes, older counts can't be used."""
    return " ".join((cube.iri, *(each.property for each in cube.dimensions)))
