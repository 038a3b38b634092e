"""The triples of one case as they are written down: lines of N-Triples, terms by their names in the ontology."""

from __future__ import annotations

import datetime as dt

from kg.namespaces import prefixes
from kg.ntriples import boolean, date, decimal, integer, iri, string, text

__all__ = ["Lines", "Terms"]


class Terms(dict[str, str]):
    """Written IRIs of terms: ``terms["heading"]`` of the ontology, ``terms["rdfs:label"]`` of another vocabulary."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._prefixes = prefixes(base)

    def __missing__(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        term = self[name] = iri(self._prefixes[prefix or "imr"] + local)
        return term


class Lines:
    """The triples of one case, as lines in no order. Subjects and targets are IRIs in brackets, predicates names."""

    __slots__ = ("_add", "_terms", "_type", "lines")

    def __init__(self, terms: Terms) -> None:
        self.lines: list[str] = []
        self._add = self.lines.append
        self._terms = terms
        self._type = terms["rdf:type"]

    def kind(self, subject: str, *classes: str) -> None:
        """`subject` is of these classes, given by name."""
        for name in classes:
            self._add(f"{subject} {self._type} {self._terms[name]} .")

    def link(self, subject: str, predicate: str, target: str) -> None:
        """A triple between two nodes, or one whose value is written already."""
        self._add(f"{subject} {self._terms[predicate]} {target} .")

    def text(self, subject: str, predicate: str, value: str) -> None:
        """A plain string."""
        self.link(subject, predicate, string(value))

    def label(self, subject: str, value: str) -> None:
        """An English label."""
        self.link(subject, "rdfs:label", text(value))

    def integer(self, subject: str, predicate: str, value: int) -> None:
        """An `xsd:integer`."""
        self.link(subject, predicate, integer(value))

    def decimal(self, subject: str, predicate: str, value: float) -> None:
        """An `xsd:decimal` in its shortest form; what is not finite is no number and is left out."""
        if (written := decimal(value)) is not None:
            self.link(subject, predicate, written)

    def boolean(self, subject: str, predicate: str, value: bool) -> None:
        """An `xsd:boolean`."""
        self.link(subject, predicate, boolean(value))

    def date(self, subject: str, predicate: str, value: dt.date) -> None:
        """An `xsd:date`."""
        self.link(subject, predicate, date(value))
