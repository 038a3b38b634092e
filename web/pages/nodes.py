"""The nodes of one letter, as its rows tell them: values by subject and property, and the words behind each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.query import Bindings
from kg.text import folded
from web.pages.cells import show
from web.pages.highlight import anchor
from web.pages.pieces import Cell
from web.urls import Urls

__all__ = ["LetterNode", "LetterNodes", "LetterValue"]

_PLACE = re.compile(r"/text#char=(\d+),(\d+)")


@dataclass(frozen=True, slots=True)
class LetterValue:
    """One value of a property, with its label where it is a concept."""

    term: ox.NamedNode | ox.Literal
    label: str | None = None

    @property
    def text(self) -> str:
        """What a reader sees."""
        return self.label or self.term.value


@dataclass(frozen=True, slots=True)
class LetterNode:
    """One node: `values` by the property's local name in the ontology."""

    iri: str
    values: Mapping[str, Sequence[LetterValue]]
    letter: str
    text_of_letter: str = ""

    def all(self, name: str) -> Sequence[LetterValue]:
        """The values of a property, in a stable order."""
        return self.values.get(name, ())

    def first(self, name: str) -> LetterValue | None:
        """One value of a property."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """One value of a property as words, empty where there is none."""
        value = self.first(name)
        return value.text if value else ""

    def true(self, name: str) -> bool:
        """Whether a boolean property is true."""
        return self.text(name) in {"true", "1"}

    def spans(self, name: str = "") -> Sequence[tuple[int, int]]:
        """Where in the shown letter the value of `name` (or the node itself) was found."""
        key = f"{name}FoundAt" if name else "foundAt"
        found = (_span(value.term.value, self.letter) for value in self.all(key))
        return sorted(span for span in found if span)

    def source(self, name: str = "") -> str | None:
        """Anchor of the first words found for `name` (or for the node itself)."""
        spans = self.spans(name)
        return anchor(*spans[0]) if spans else None

    def words(self, name: str) -> str:
        """The words that are the value of `name`: its own, else those at the place where the node was found."""
        return self.text(name) or next((" ".join(self._at(span).split()) for span in self.spans()), "")

    def cells(self, name: str, urls: Urls) -> list[Cell]:
        """The values of a property as cells, each with the words that say it."""
        return [show(value.term, urls, value.label, self.source_of(name, value)) for value in self.all(name)]

    def source_of(self, name: str, value: LetterValue) -> str | None:
        """Anchor of the words that give `value`; of several runs, the one that reads like it."""
        spans = self.spans(name)
        alike = [span for span in spans if self._reads(span) == folded(value.text)]
        chosen = alike or spans
        return anchor(*chosen[0]) if chosen else None

    def _reads(self, span: tuple[int, int]) -> str:
        return folded(self._at(span))

    def _at(self, span: tuple[int, int]) -> str:
        return self.text_of_letter[slice(*span)]


class LetterNodes:
    """All nodes of one letter. Rows are (subject, property, value, label of the value)."""

    def __init__(self, rows: Bindings, ontology: str, letter: str) -> None:
        self.letter = letter
        self._ontology = f"{ontology}#"
        self._nodes: dict[str, dict[str, dict[ox.NamedNode | ox.Literal, str | None]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for subject, predicate, value, label in rows.rows:
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                name = getattr(predicate, "value", "").removeprefix(self._ontology)
                words = label.value if isinstance(label, ox.Literal) else None
                known = self._nodes[subject.value][name]
                known[value] = known.get(value) or words
        self._text = next((term.value for term in self._nodes[letter]["text"]), "")

    def __contains__(self, iri: str) -> bool:
        return iri in self._nodes

    def node(self, iri: str) -> LetterNode:
        """The node of `iri`; empty where no row tells of it."""
        found = self._nodes.get(iri, {})
        values = {
            name: sorted((LetterValue(*item) for item in terms.items()), key=_order) for name, terms in found.items()
        }
        return LetterNode(iri, values, self.letter, self._text)

    def linked(self, node: LetterNode, name: str) -> list[LetterNode]:
        """The nodes that a property leads to, in the order of their numbers."""
        targets = (value.term.value for value in node.all(name) if isinstance(value.term, ox.NamedNode))
        return [self.node(iri) for iri in sorted(targets, key=_natural) if iri in self]

    def spans(self) -> Iterable[tuple[int, int]]:
        """Every run of words of the shown letter that some value was found at."""
        for found in self._nodes.values():
            for name, terms in found.items():
                if name.endswith(("foundAt", "FoundAt")):
                    yield from (span for term in terms if (span := _span(term.value, self.letter)))


def _span(place: str, letter: str) -> tuple[int, int] | None:
    match = _PLACE.fullmatch(place, len(letter)) if place.startswith(letter) else None
    return (int(match[1]), int(match[2])) if match else None


def _order(value: LetterValue) -> tuple[str, str]:
    return (value.text.casefold(), value.term.value)


def _natural(iri: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", iri)]
