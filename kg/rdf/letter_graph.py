"""What the writers of one letter's triples share: its lines, its IRIs, and the places of its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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

    def place(self, span: Span) -> str:
        """The IRI, in brackets, of a run of characters. It says all there is to say, so it has no triples."""
        return iri(self.iris.text(self.determination, span.start, span.end))

    def found(self, node: str, span: Span) -> None:
        """The words that `node` itself was read from."""
        self.lines.link(node, "foundAt", self.place(span))

    def worded(self, node: str, predicate: str, words: str, span: Span) -> None:
        """The words that `node` was read from: as a string only where they differ from the text by more than blanks."""
        self.found(node, span)
        if words.split() != self.letter.text[span.start : span.end].split():
            self.lines.text(node, predicate, words)

    def value_found(self, node: str, predicate: str, span: Span) -> None:
        """The words that gave `node` its value of `predicate`: ``imr:outcome`` has ``imr:outcomeFoundAt``."""
        self.lines.link(node, f"{predicate}FoundAt", self.place(span))

    def said_text(self, node: str, predicate: str, said: Said[Word]) -> None:
        """A string that the letter says, and its words."""
        self.lines.text(node, predicate, said.value)
        self.value_found(node, predicate, said.span)

    def said_concepts(self, node: str, predicate: str, said: Iterable[tuple[str, Span]]) -> None:
        """Concepts (plain IRIs) that the letter names, and the words that name each."""
        for concept, span in said:
            self.lines.link(node, predicate, iri(concept))
            self.value_found(node, predicate, span)
