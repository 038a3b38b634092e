"""Counting a graph while its sorted lines pass by: what VoID calls class and property partitions.

https://www.w3.org/TR/void/#class-property-partitions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

__all__ = ["Census", "Observer"]

Observer = Callable[[Sequence[bytes], int], None]

_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


class Census:
    """Numbers of triples, subjects, instances of each class, triples of each property, and both together.

    Each of `observers` sees the same subjects: all lines of one, and 1 where they come or -1 where they go.
    """

    def __init__(self, observers: Sequence[Observer] = ()) -> None:
        self._observers = observers
        self.triples = 0
        self.subjects = 0
        self.classes: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self.by_class: Counter[tuple[str, str]] = Counter()

    def passing(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield `lines` (sorted N-Triples) again, counted."""
        for _, group in groupby(lines, key=_subject):
            described = list(group)
            self.count(described, 1)
            yield from described

    def count(self, lines: list[bytes], sign: int) -> None:
        """Add (`sign` 1) or take away (-1) all `lines` of one subject."""
        properties: Counter[bytes] = Counter()
        types = set()
        for line in lines:
            _, predicate, rest = line.split(b" ", 2)
            properties[predicate] += sign
            if predicate == _TYPE:
                types.add(_name(rest[: rest.rindex(b" ")]))
        self.triples += sign * len(lines)
        self.subjects += sign
        for predicate, number in properties.items():
            name = _name(predicate)
            self.properties[name] += number
            for each in types:
                self.by_class[each, name] += number
        for each in types:
            self.classes[each] += sign
        for observe in self._observers:
            observe(lines, sign)

    def count_all(self, lines: Iterable[bytes], sign: int) -> None:
        """Add or take away sorted `lines` of any number of subjects."""
        for _, group in groupby(lines, key=_subject):
            self.count(list(group), sign)

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
        census.triples = _number(kept.get("triples"))
        census.subjects = _number(kept.get("subjects"))
        census.classes.update(_numbers(kept.get("classes")))
        census.properties.update(_numbers(kept.get("properties")))
        by_class = kept.get("class_properties")
        for each, numbers in by_class.items() if isinstance(by_class, Mapping) else ():
            census.by_class.update({(each, name): number for name, number in _numbers(numbers).items()})
        return census


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def _name(term: bytes) -> str:
    return term[1:-1].decode()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _numbers(value: object) -> dict[str, int]:
    return {str(name): _number(each) for name, each in value.items()} if isinstance(value, Mapping) else {}
