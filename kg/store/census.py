"""Counts a graph from its sorted lines: what VoID calls class and property partitions.

https://www.w3.org/TR/void/#class-property-partitions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

__all__ = ["Census", "Counts", "Described", "Observer", "Values"]

Cell = tuple[bytes, ...]
Values = Mapping[bytes, Sequence[bytes]]
"""What is said of one subject: objects by property, all as N-Triples terms."""

_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


Lines = Sequence[Sequence[bytes]]
"""All lines of one subject, each as subject, predicate and the rest."""


class Described:
    """What is said of some subjects (of one case, say), so that one can be followed to another. All are terms."""

    def __init__(self, described: Mapping[bytes, Lines]) -> None:
        self._described = described
        self._values: dict[bytes, Values] = {}
        self._leading: dict[bytes, dict[bytes, list[bytes]]] = {}

    def values(self, subject: bytes) -> Values | None:
        """What is said of `subject`; ``None`` where nothing is."""
        known = self._values.get(subject)
        if known is None and subject in self._described:
            known = self._values[subject] = _values(self._described[subject])
        return known

    def leading_to(self, target: bytes, predicate: bytes) -> Sequence[bytes]:
        """The subjects that have `target` as a value of `predicate`."""
        if predicate not in self._leading:
            self._leading[predicate] = self._turned(predicate)
        return self._leading[predicate].get(target, ())

    def _turned(self, predicate: bytes) -> dict[bytes, list[bytes]]:
        turned: dict[bytes, list[bytes]] = {}
        for subject, lines in self._described.items():
            for _, name, rest in lines:
                if name == predicate:
                    turned.setdefault(_object(rest), []).append(subject)
        return turned


class Observer(Protocol):
    """Sees every subject of the class `counted`, a term."""

    @property
    def counted(self) -> bytes:
        """The class."""

    def observe(self, subject: bytes, block: Described, sign: int) -> None:
        """One subject of `block` comes (`sign` 1) or goes (-1)."""

    def take(self) -> list[Counter[Cell]]:
        """What was counted so far; counting starts from nothing again."""

    def add(self, counts: Sequence[Counter[Cell]]) -> None:
        """Count in what another one of the same kind took."""


@dataclass(slots=True)
class Counts:
    """What a census counted in one process, to be added to another's: subjects by what is said of them, and what each
    observer counted."""

    subjects: Counter[tuple[Cell, Cell]] = field(default_factory=Counter)
    observed: list[list[Counter[Cell]]] = field(default_factory=list)


class Census:
    """Numbers of triples, subjects, instances of each class, triples of each property, and both together."""

    def __init__(self, observers: Sequence[Observer] = ()) -> None:
        self._observers = tuple(observers)
        # A graph has few different sets of properties: subjects are counted by theirs, summed up when asked for.
        self._subjects: Counter[tuple[Cell, Cell]] = Counter()
        self._triples = 0
        self._all = 0
        self._classes: Counter[str] = Counter()
        self._properties: Counter[str] = Counter()
        self._by_class: Counter[tuple[str, str]] = Counter()

    @property
    def triples(self) -> int:
        """How many triples."""
        self._sum_up()
        return self._triples

    @property
    def subjects(self) -> int:
        """How many subjects."""
        self._sum_up()
        return self._all

    @property
    def classes(self) -> Counter[str]:
        """Instances by class."""
        self._sum_up()
        return self._classes

    @property
    def properties(self) -> Counter[str]:
        """Triples by property."""
        self._sum_up()
        return self._properties

    @property
    def by_class(self) -> Counter[tuple[str, str]]:
        """Triples by the subject's class and property."""
        self._sum_up()
        return self._by_class

    def passing(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield `lines` (sorted N-Triples) again, counted. With observers they are kept until all have passed."""
        block: dict[bytes, Lines] = {}
        for _, group in groupby(lines, key=_subject):
            described = list(group)
            parts = [line.split(b" ", 2) for line in described]
            self._count(parts)
            if self._observers:
                block[parts[0][0]] = parts
            yield from described
        self._observe(block, 1)

    def count_all(self, lines: Iterable[bytes], sign: int) -> None:
        """Add (`sign` 1) or take away (-1) sorted `lines`, which hold all that is said of their subjects.

        What observers follow from one subject to another is in the same `lines`: they are of whole cases.
        """
        block: dict[bytes, list[list[bytes]]] = {}
        for line in lines:
            parts = line.split(b" ", 2)
            described = block.get(parts[0])
            if described is None:
                block[parts[0]] = [parts]
            else:
                described.append(parts)
        for described in block.values():
            self._count(described, sign)
        self._observe(block, sign)

    def _count(self, described: Lines, sign: int = 1) -> None:
        properties = tuple([predicate for _, predicate, _ in described])
        self._subjects[properties, _kinds(described) if _TYPE in properties else ()] += sign

    def _observe(self, described: Mapping[bytes, Lines], sign: int) -> None:
        observing: dict[bytes, list[Observer]] = {}
        for observer in self._observers:
            observing.setdefault(observer.counted, []).append(observer)
        block = Described(described)
        for subject, lines in described.items() if observing else ():
            for kind in _kinds(lines):
                for observer in observing.get(kind, ()):
                    observer.observe(subject, block, sign)

    def take(self) -> Counts:
        """What was counted so far, to be sent to another process; counting starts from nothing again."""
        counts = Counts(self._subjects, [observer.take() for observer in self._observers])
        self._subjects = Counter()
        return counts

    def add(self, counts: Counts) -> None:
        """Count in what a census with the same observers took."""
        for subject, number in counts.subjects.items():
            self._subjects[subject] += number
        for observer, counted in zip(self._observers, counts.observed, strict=True):
            observer.add(counted)

    def _sum_up(self) -> None:
        for (properties, kinds), number in self._subjects.items():
            self._all += number
            self._triples += number * len(properties)
            classes = {_name(kind) for kind in kinds}
            self._classes.update(dict.fromkeys(classes, number))
            for predicate, times in Counter(properties).items():
                name = _name(predicate)
                self._properties[name] += number * times
                for each in classes:
                    self._by_class[each, name] += number * times
        self._subjects.clear()

    def plus(self, other: Census) -> Census:
        """The counts of both, which tell of different subjects."""
        both = Census()
        both._triples, both._all = self.triples + other.triples, self.subjects + other.subjects
        both._classes = self.classes + other.classes
        both._properties = self.properties + other.properties
        both._by_class = self.by_class + other.by_class
        return both

    @classmethod
    def of(cls, lines: Iterable[str]) -> Census:
        """The counts of `lines` of N-Triples, each of them once."""
        census = cls()
        census.count_all(sorted(f"{line}\n".encode() for line in set(lines)), 1)
        return census

    def as_json(self) -> dict[str, object]:
        """For the manifest; `from_json` reads it back."""
        by_class: dict[str, dict[str, int]] = {}
        for (each, name), number in sorted((+self.by_class).items()):
            by_class.setdefault(each, {})[name] = number
        return {
            "triples": self.triples,
            "subjects": self.subjects,
            "classes": dict(sorted((+self.classes).items())),
            "properties": dict(sorted((+self.properties).items())),
            "class_properties": by_class,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, object], observers: Sequence[Observer] = ()) -> Census:
        """The census that `as_json` wrote; what is missing counts as none."""
        census = cls(observers)
        census._triples = _number(kept.get("triples"))
        census._all = _number(kept.get("subjects"))
        census._classes.update(_numbers(kept.get("classes")))
        census._properties.update(_numbers(kept.get("properties")))
        by_class = kept.get("class_properties")
        for each, numbers in by_class.items() if isinstance(by_class, Mapping) else ():
            census._by_class.update({(each, name): number for name, number in _numbers(numbers).items()})
        return census


def _kinds(described: Lines) -> Cell:
    return tuple([_object(rest) for _, predicate, rest in described if predicate == _TYPE])


def _values(described: Lines) -> dict[bytes, list[bytes]]:
    values: dict[bytes, list[bytes]] = {}
    for _, predicate, rest in described:
        values.setdefault(predicate, []).append(_object(rest))
    return values


def _object(rest: bytes) -> bytes:
    """The object at the start of a line's rest, with or without a line end."""
    return rest[: rest.rindex(b" ")]


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def _name(term: bytes) -> str:
    return term[1:-1].decode()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _numbers(value: object) -> dict[str, int]:
    return {str(name): _number(each) for name, each in value.items()} if isinstance(value, Mapping) else {}
