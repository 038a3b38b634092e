"""Turtle that reads well: one block a subject, ``a`` first, only the prefixes that are used.

https://www.w3.org/TR/turtle/. Triples are written in the order in which they come, those of one subject together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby

import pyoxigraph as ox

from kg.namespaces import RDF, XSD
from kg.sparql.answers import Term

__all__ = ["turtle"]

_TYPE = f"{RDF}type"
_LOCAL = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?")
_BELOW = re.compile(r"[A-Za-z0-9_~%-][A-Za-z0-9_.~%-]*(?:/[A-Za-z0-9_~%-][A-Za-z0-9_.~%-]*)*")
"""What a reader appends to the base as it stands: https://www.rfc-editor.org/rfc/rfc3986#section-5.2"""
_NO_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
# Written bare only in canonical form: some parsers read the number, and give it back in a form of their own.
_BARE = {
    f"{XSD}integer": re.compile(r"0|-?[1-9][0-9]*"),
    f"{XSD}decimal": re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"),
    f"{XSD}boolean": re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile('[\\\\"\x00-\x1f\x7f-\x9f\u2028\u2029]')
_INDENT = "\n    "


def turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str], base: str = "") -> bytes:
    """`triples` as Turtle. IRIs below `base`, which ends with a slash, are written relative to it."""
    writer = _TurtleWriter(prefixes, base)
    blocks = [writer.block(subject, about) for subject, about in groupby(triples, key=lambda triple: triple.subject)]
    head = writer.head()
    return "\n".join([*([head] if head else []), *blocks]).encode()


class _TurtleWriter:
    """Writes terms, and notes which prefixes that took."""

    def __init__(self, prefixes: Mapping[str, str], base: str) -> None:
        # The longest namespace first: it gives the shortest name.
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._base = base
        self._used: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self._relative = False

    def head(self) -> str:
        base = [f"@base <{self._base}> .\n"] if self._relative else []
        return "".join([*base, *(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(self._used.items()))])

    def block(self, subject: Term, about: Iterable[ox.Triple]) -> str:
        grouped = groupby(about, key=lambda triple: triple.predicate.value)
        said = [f"{self._predicate(name)} {self._objects(same)}" for name, same in grouped]
        return f"{self._term(subject)} {f' ;{_INDENT}'.join(said)} .\n"

    def _predicate(self, name: str) -> str:
        return "a" if name == _TYPE else self._iri(name)

    def _objects(self, same: Iterable[ox.Triple]) -> str:
        return " , ".join(self._term(triple.object) for triple in same)

    def _term(self, term: Term) -> str:
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        return self._literal(term) if isinstance(term, ox.Literal) else str(term)

    def _literal(self, term: ox.Literal) -> str:
        datatype = term.datatype.value
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(term.value):
            return term.value
        words = f'"{_TO_ESCAPE.sub(_escape, term.value)}"'
        if term.language:
            return f"{words}@{term.language}" + (f"--{term.direction.value}" if term.direction else "")
        return words if datatype == f"{XSD}string" else f"{words}^^{self._iri(datatype)}"

    def _iri(self, iri: str) -> str:
        known = self._written.get(iri)
        if known is None:
            known = self._written[iri] = self._name(iri) or self._below_base(iri) or f"<{_NO_IRI.sub(_code, iri)}>"
        return known

    def _name(self, iri: str) -> str:
        for prefix, start in self._prefixes:
            if iri.startswith(start) and _LOCAL.fullmatch(iri, len(start)):
                self._used[prefix] = start
                return f"{prefix}:{iri[len(start) :]}"
        return ""

    def _below_base(self, iri: str) -> str:
        if not self._base or not iri.startswith(self._base) or not _BELOW.fullmatch(iri, len(self._base)):
            return ""
        self._relative = True
        return f"<{iri[len(self._base) :]}>"


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match.group()) or _code(match)


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04X}"
