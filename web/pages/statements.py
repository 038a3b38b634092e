"""What the graph says of one thing: its values by property, with the labels of those that are concepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.namespaces import DCTERMS, RDFS, SKOS
from kg.query import Bindings
from web.pages.page_queries import PageQueries

__all__ = ["DEFINITIONS", "LABELS", "Statements", "read_statements"]

LABELS = (SKOS + "prefLabel", RDFS + "label", DCTERMS + "title")
DEFINITIONS = (SKOS + "definition", SKOS + "scopeNote", RDFS + "comment")
_TEXTS = ("caseNumber", "heading", "requestText", "mentionText", "citationText", "diagnosisText", "message")

Labeled = tuple[ox.NamedNode | ox.Literal, str | None]


@dataclass(frozen=True, slots=True)
class Statements:
    """The `values` of the thing `iri` by property; terms of our own ontology begin with `ontology`."""

    iri: str
    ontology: str
    values: Mapping[str, Sequence[Labeled]]

    def all(self, name: str) -> Sequence[Labeled]:
        """The values of a property."""
        return self.values.get(name, ())

    def first_text(self, names: Sequence[str]) -> str:
        """The first text of the first of these properties that has one."""
        texts = (term.value for name in names for term, _ in self.all(name) if isinstance(term, ox.Literal))
        return next(texts, "")

    def is_true(self, name: str) -> bool:
        """Whether the thing has the own property `name` with the value true."""
        return any(isinstance(term, ox.Literal) and term.value == "true" for term, _ in self.all(self.ontology + name))

    def title(self) -> str:
        """What it is called: its label, its words in the letter, its specialties; empty where nothing names it."""
        named = self.first_text([*LABELS, *(self.ontology + name for name in _TEXTS)])
        return named or ", ".join(label for _, label in self.all(f"{self.ontology}reviewerSpecialty") if label)


def read_statements(queries: PageQueries, iri: str, ontology: str) -> Statements:
    """What the graph says of `iri`, empty where it says nothing. Raises as the door does."""
    answer = queries.ask("thing_properties", {"this": iri})
    found: dict[str, dict[ox.NamedNode | ox.Literal, str | None]] = {}
    for predicate, value, label in answer.rows if isinstance(answer, Bindings) else []:
        if isinstance(predicate, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
            known = found.setdefault(predicate.value, {})
            known[value] = known.get(value) or (label.value if isinstance(label, ox.Literal) else None)
    return Statements(iri, ontology, {name: tuple(terms.items()) for name, terms in found.items()})
