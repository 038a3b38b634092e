"""Counts that are made while a release is written: how many resources have each combination of values.

A rate over a hundred million triples takes minutes to scan for, so the numbers that pages and rates need are counted
in the one pass that writes the release, as RDF Data Cube observations (https://www.w3.org/TR/vocab-data-cube/). A cube
is a list of dimensions, each of which tells the values of one property of the counted class, or of what is reached
from there over a path of properties: within its case, or in what the release says of concepts. An observation never has
the property itself, so that a query for what has the property finds no observation. Where a resource lacks the
property, the dimension has the value "not stated"; a resource of several values is counted once in each combination.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path
from types import MappingProxyType

from kg.namespaces import QB, RDF, RDFS, SKOS, XSD
from kg.ntriples import integer, iri, line, text
from kg.store.census import Cell, Census, Described, Values
from kg.store.integrity import damaged

__all__ = ["CUBES", "Cube", "Cubes", "Dimension", "Step", "cube_lines", "keep_cubes", "restore_cubes"]

CUBES = "cubes.json"
"""The file of a release that holds the counts."""

_TYPE = iri(f"{RDF}type")
_ABSENT = (b"",)
_GIVEN = f'"true"^^<{XSD}boolean>'.encode()
_DATE = re.compile(rb'"(\d{4})-\d\d-\d\d"\^\^.*')
_NOT_STATED = "The value of a dimension of a cube where what is counted lacks the property that the dimension tells."


@dataclass(frozen=True, slots=True)
class Step:
    """From a resource to the values of the property (an IRI) or, `inverse`, to what has it as a value."""

    property: str
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension by its IRI, the property whose values it tells, what people call that, and the way to the property.

    `path` leads from the counted resource to what has the property, which is the resource itself where it is empty.
    `part` is what is told of a value: ``year`` of a date, ``given`` that there is one, ``lacking`` what has none
    (which should be few), all of it where it is empty.
    """

    iri: str
    property: str
    label: str
    path: tuple[Step, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Cube:
    """A cube by its IRI, title and dimensions, in order."""

    iri: str
    title: str
    dimensions: tuple[Dimension, ...]


class Cubes:
    """Counts resources of the class `counted` by each cube's dimensions; `measure` is the property of the count.

    `not_stated` is the concept that stands for the value of a property that a resource lacks. `concepts` is what the
    release says of concepts, as far as paths lead there.
    """

    def __init__(
        self,
        cubes: Sequence[Cube],
        counted: str,
        measure: str,
        not_stated: str,
        concepts: Mapping[bytes, Values] = MappingProxyType({}),
    ) -> None:
        self._cubes = tuple(cubes)
        self._counted = f"<{counted}>".encode()
        self._measure = measure
        self._not_stated = not_stated
        self._ways = [_Ways.of(cube.dimensions, concepts) for cube in cubes]
        self._counts: list[Counter[Cell]] = [Counter() for _ in cubes]

    @property
    def counted(self) -> bytes:
        """The class of the resources that are counted, as a term."""
        return self._counted

    def count(self, lines: Sequence[bytes], sign: int) -> None:
        """Add (`sign` 1) or take away (-1) all `lines` of one subject, if it is of the counted class."""
        Census([self]).count_all(lines, sign)

    def observe(self, subject: bytes, block: Described, sign: int) -> None:
        """Add or take away a resource of the counted class."""
        for ways, counts in zip(self._ways, self._counts, strict=True):
            for cell in ways.cells(subject, block):
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


def _steps(dimension: Dimension) -> tuple[Step, ...]:
    """The way from the counted resource to the values."""
    return (*dimension.path, Step(dimension.property))


_Following = tuple[bytes, bool]
"""A step as a term, and whether it is an inverse one."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways of a cube's dimensions from a resource, as a tree: what is shared is gone once for all behind it.

    So a citation of two sections is counted under each section with the guideline of that section. `own` are the places
    (among the dimensions) of the properties of the resource itself, `behind` what lies behind a step.
    """

    own: tuple[tuple[int, bytes, str], ...]
    behind: tuple[tuple[_Following, _Ways, tuple[int, ...]], ...]
    concepts: Mapping[bytes, Values]
    size: int

    @classmethod
    def of(cls, dimensions: Sequence[Dimension], concepts: Mapping[bytes, Values]) -> _Ways:
        """The ways of a cube."""
        ways = [(place, _steps(each), each.part) for place, each in enumerate(dimensions)]
        return cls._of(ways, concepts, len(dimensions))

    @classmethod
    def _of(
        cls, ways: Sequence[tuple[int, tuple[Step, ...], str]], concepts: Mapping[bytes, Values], size: int
    ) -> _Ways:
        groups: dict[Step, list[tuple[int, tuple[Step, ...], str]]] = {}
        for place, steps, part in ways:
            groups.setdefault(steps[0], []).append((place, steps[1:], part))
        own, behind = [], []
        for step, group in groups.items():
            term = f"<{step.property}>".encode()
            further = [each for each in group if each[1]]
            if further:
                here = tuple(place for place, steps, _ in group if not steps)
                below = cls._of(further, concepts, size)
                behind.append(((term, step.inverse), below, here))
            else:
                own += [(place, term, part) for place, _, part in group]
        return cls(tuple(own), tuple(behind), concepts, size)

    def cells(self, subject: bytes, block: Described) -> Iterable[Cell]:
        """Each combination of values once."""
        values = self._values(subject, block)
        if not self.behind and len(self.own) == self.size:
            return product(*[_told(values.get(name, _ABSENT), part, subject) for _, name, part in self.own])
        return {tuple(cell[place] for place in range(self.size)) for cell in self._partial(subject, block)}

    def _partial(self, subject: bytes, block: Described) -> Iterator[dict[int, bytes]]:
        values = self._values(subject, block)
        choices: list[list[dict[int, bytes]]] = [
            [{place: value} for value in _told(values.get(name, _ABSENT), part, subject)]
            for place, name, part in self.own
        ]
        for (name, inverse), below, here in self.behind:
            targets = block.leading_to(subject, name) if inverse else values.get(name, ())
            choices.append(
                [
                    {**dict.fromkeys(here, target), **cell}
                    for target in targets or _ABSENT
                    for cell in below._partial(target, block)
                ]
            )
        for chosen in product(*choices):
            yield {place: value for part in chosen for place, value in part.items()}

    def _values(self, subject: bytes, block: Described) -> Values:
        return block.values(subject) or self.concepts.get(subject) or {}


def _told(values: Sequence[bytes], part: str, subject: bytes) -> Sequence[bytes]:
    if part == "lacking":
        return (subject,) if values == _ABSENT else _ABSENT
    if part == "given":
        return (_GIVEN,) if values != _ABSENT else values
    return [_year(value) for value in values] if part == "year" else values


def _year(date: bytes) -> bytes:
    """The year of a date, both as terms; what is no date stays."""
    found = _DATE.fullmatch(date)
    return integer(int(found[1])).encode() if found else date


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
    return " ".join((cube.iri, *(_way(each) for each in cube.dimensions)))


def _way(dimension: Dimension) -> str:
    steps = "/".join(f"{'^' * step.inverse}{step.property}" for step in _steps(dimension))
    return f"{steps}.{dimension.part}" if dimension.part else steps
