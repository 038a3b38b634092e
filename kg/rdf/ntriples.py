"""N-Triples lines, written as strings: an order of magnitude faster than a term object for each node.

Specification: https://www.w3.org/TR/n-triples/ (grammar) and https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples
(which characters are escaped). Beyond it, U+0085, U+2028 and U+2029 and the like are escaped too, so that a line stays
one line for every program that splits text into lines.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Final

from kg.namespaces import XSD, prefixes

__all__ = ["Lines", "Terms", "escaped", "iri"]

# Surrogates have no UTF-8, so they can't be in RDF at all; one U+FFFD each keeps every offset true.
_UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SHORT: Final = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def escaped(text: str) -> str:
    r"""`text` as it stands between the quotes of an N-Triples literal.

    >>> print(escaped('a "b"\n'))
    a \"b\"\n

    A lone surrogate, which no RDF can hold, becomes U+FFFD.
    """
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if '"' in text:
        text = text.replace('"', '\\"')
    if text.isprintable():
        return text
    text = text.replace("\n", "\\n").replace("\f", "\\f")
    return text if text.isprintable() else _UNSAFE.sub(_escape, text)


def iri(value: str) -> str:
    """An IRI in its brackets. `kg.namespaces` mints only characters that need no escape."""
    return f"<{value}>"


class Terms(dict[str, str]):
    """Written IRIs of terms: ``terms["heading"]`` of the ontology, ``terms["oa:start"]`` of another vocabulary."""

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
        """A triple between two nodes."""
        self._add(f"{subject} {self._terms[predicate]} {target} .")

    def text(self, subject: str, predicate: str, value: str) -> None:
        """A plain string."""
        self._add(f'{subject} {self._terms[predicate]} "{escaped(value)}" .')

    def label(self, subject: str, value: str) -> None:
        """An English label."""
        self._add(f'{subject} {self._terms["rdfs:label"]} "{escaped(value)}"@en .')

    def integer(self, subject: str, predicate: str, value: int) -> None:
        """An `xsd:integer`."""
        self._add(f'{subject} {self._terms[predicate]} "{int(value)}"^^<{XSD}integer> .')

    def decimal(self, subject: str, predicate: str, value: float) -> None:
        """An `xsd:decimal` in its shortest form; what is not finite is no number and is left out."""
        if math.isfinite(value):
            written = format(Decimal(repr(float(value))), "f")
            written = written.rstrip("0").rstrip(".") if "." in written else written
            self._add(f'{subject} {self._terms[predicate]} "{written or "0"}"^^<{XSD}decimal> .')

    def boolean(self, subject: str, predicate: str, value: bool) -> None:
        """An `xsd:boolean`."""
        self._add(f'{subject} {self._terms[predicate]} "{"true" if value else "false"}"^^<{XSD}boolean> .')

    def date(self, subject: str, predicate: str, value: dt.date) -> None:
        """An `xsd:date`."""
        self._add(f'{subject} {self._terms[predicate]} "{value.isoformat()}"^^<{XSD}date> .')
