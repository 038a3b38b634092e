"""What the writers of one letter's triples share: its lines, its IRIs, and the places of its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from kg.model import Letter, Said, Span
from kg.namespaces import Iris
from kg.ntriples import iri
from kg.rdf.lines import Lines

__all__ = ["LetterGraph"]

Word = TypeVar("Word", bound=str)


@dataclass(slots=True)
class LetterGraph:
    """Where one letter's triples are gathered. `case` and `determination` are plain IRIs, without brackets."""

    lines: Lines
    iris: Iris
    letter: Letter
    case: str
    determination: str
    _spans: dict[Span, str] = field(default_factory=dict)

    def selector(self, span: Span) -> str:
        """The node for a run of characters. Its triples are written once, however many values were read from it."""
        known = self._spans.get(span)
        if known:
            return known
        node = self._spans[span] = iri(self.iris.text(self.determination, span.start, span.end))
        # No rdf:type: oa:start and oa:end say what it is, and selectors are a third of all nodes.
        lines = self.lines
        lines.integer(node, "oa:start", span.start)
        lines.integer(node, "oa:end", span.end)
        lines.text(node, "oa:exact", self.letter.text[span.start : span.end])
        return node

    def found(self, node: str, span: Span) -> None:
        """The words that `node` itself was read from."""
        self.lines.link(node, "foundAt", self.selector(span))

    def value_found(self, node: str, predicate: str, span: Span) -> None:
        """The words that gave `node` its value of `predicate`: ``imr:outcome`` has ``imr:outcomeFoundAt``."""
        self.lines.link(node, f"{predicate}FoundAt", self.selector(span))

    def said_text(self, node: str, predicate: str, said: Said[Word]) -> None:
        """A string that the letter says, and its words."""
        self.lines.text(node, predicate, said.value)
        self.value_found(node, predicate, said.span)

    def said_concepts(self, node: str, predicate: str, said: Iterable[tuple[str, Span]]) -> None:
        """Concepts (plain IRIs) that the letter names, and the words that name each."""
        for concept, span in said:
            self.lines.link(node, predicate, iri(concept))
            self.value_found(node, predicate, span)
