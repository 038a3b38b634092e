"""Statements of a description as they are noted down, as triples and as N-Triples."""

from __future__ import annotations

import pyoxigraph as ox

from kg.namespaces import XSD
from kg.ntriples import iri, line, string, text, typed

__all__ = ["Sheet"]


class Sheet:
    """Statements as they are noted down: each a subject, a predicate and a value."""

    def __init__(self) -> None:
        self._statements: list[tuple[str, str, ox.NamedNode | ox.Literal]] = []

    def add(self, subject: str, predicate: str, value: str | int | ox.Literal) -> None:
        """Note one statement; text that begins like a web address is an IRI."""
        term: ox.NamedNode | ox.Literal
        if isinstance(value, str):
            term = (
                ox.NamedNode(value) if value.startswith(("http://", "https://")) else ox.Literal(value, language="en")
            )
        else:
            term = ox.Literal(value) if isinstance(value, int) else value
        self._statements.append((subject, predicate, term))

    @property
    def triples(self) -> list[ox.Triple]:
        """The statements for a query's answer."""
        return [ox.Triple(ox.NamedNode(subject), ox.NamedNode(name), term) for subject, name, term in self._statements]

    @property
    def lines(self) -> list[str]:
        """The statements as N-Triples."""
        return [line(iri(subject), iri(name), _written(term)) for subject, name, term in self._statements]


def _written(term: ox.NamedNode | ox.Literal) -> str:
    if isinstance(term, ox.NamedNode):
        return iri(term.value)
    if term.language:
        return text(term.value, term.language)
    return string(term.value) if term.datatype.value == f"{XSD}string" else typed(term.value, term.datatype.value)
