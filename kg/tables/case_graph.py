"""The triples of one case (or of the vocabularies) in memory, to walk from node to node."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kg.namespaces import Iris, prefixes
from kg.tables.specification import Path

__all__ = ["CaseGraph", "Names", "literal"]

_NOTHING: Sequence[str] = ()


class Names:
    """The properties and classes that paths name: ``heading`` of the ontology, ``skos:broader`` of another."""

    def __init__(self, iris: Iris) -> None:
        self._prefixes = prefixes(iris.base)
        self.term = lru_cache(maxsize=None)(self._term)

    def _term(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        return f"<{self._prefixes[prefix or 'imr']}{local}>"


class CaseGraph:
    """Triples as written terms; a step that leads out of them goes on in `beyond`, the vocabularies."""

    def __init__(self, lines: Iterable[str], names: Names, beyond: CaseGraph | None = None) -> None:
        self._names = names
        self._beyond = beyond
        self._forward: dict[tuple[str, str], list[str]] = {}
        self._backward: dict[tuple[str, str], list[str]] = {}
        for line in lines:
            subject, predicate, rest = line.split(" ", 2)
            value = rest[: rest.rindex(" ")]
            self._forward.setdefault((subject, predicate), []).append(value)
            if value.startswith("<"):
                self._backward.setdefault((value, predicate), []).append(subject)

    def instances(self, name: str) -> Sequence[str]:
        """The instances of a class, in the order of their IRIs' parts: decision 2 before decision 10."""
        found = self._backward.get((self._names.term(name), self._names.term("rdf:type")), _NOTHING)
        return sorted(found, key=_in_order)

    def follow(self, start: str, path: Path) -> Sequence[str]:
        """What stands at the end of `path` from `start`, each once, in the order of the graph."""
        here: Sequence[str] = (start,)
        for step in path:
            here = list(dict.fromkeys(value for node in here for value in self._step(node, step)))
        return here

    def _step(self, node: str, step: str) -> Sequence[str]:
        backward = step.startswith("^")
        known = self._backward if backward else self._forward
        found = known.get((node, self._names.term(step.removeprefix("^"))))
        if found is None and self._beyond is not None and not backward:
            return self._beyond._step(node, step)
        return found or _NOTHING


_WORDS_AND_DIGITS = re.compile(r"(\D*)(\d*)", re.ASCII)


def _in_order(node: str) -> tuple[tuple[str, int], ...]:
    return tuple((words, int(digits or 0)) for words, digits in _WORDS_AND_DIGITS.findall(node))


_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])


def literal(term: str) -> str:
    """The words of a literal that is written as N-Triples."""
    words = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_character, words) if "\\" in words else words
