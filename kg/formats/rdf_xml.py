"""RDF/XML, and what neither it nor SPARQL's XML results can hold.

https://www.w3.org/TR/rdf-syntax-grammar/, https://www.w3.org/TR/xml/#charsets. A document that no parser takes is worse
than none, so what can't be written is refused, naming it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

import pyoxigraph as ox

from kg.errors import UnwritableAnswer
from kg.namespaces import RDF, XSD
from kg.sparql.answers import Term

__all__ = ["check_xml", "rdf_xml", "sound_xml"]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_AT_END = re.compile(f"[{_START}][{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*\\Z")
"""https://www.w3.org/TR/xml-names/#NT-NCName"""
_SYNTAX = frozenset(
    RDF + name
    for name in (
        *("Description", "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li"),
        *("bagID", "aboutEach", "aboutEachPrefix"),
    )
)
"""Names that are RDF/XML's own and so can't be a property there."""
_NAMESPACES = ("http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace")
"""XML's own: https://www.w3.org/TR/xml-names/#ns-decl"""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_QUOTE = {'"': "&quot;"}
_INSTEAD = "ask for Turtle, JSON-LD or N-Triples"


def check_xml(text: str, instead: str) -> None:
    """Raises `UnwritableAnswer` where `text` has a character that XML 1.0 forbids; `instead` says what to ask for."""
    found = _FORBIDDEN.search(text)
    if found:
        raise UnwritableAnswer(f"the answer holds U+{ord(found.group()):04X}, which no XML can hold; {instead}")


def sound_xml(body: bytes) -> bytes:
    """`body`, an XML document as Oxigraph writes it, with carriage returns that outlive the reading of it.

    A parser makes a bare one a line feed: https://www.w3.org/TR/xml/#sec-line-ends.
    """
    return body.replace(b"\r", b"&#13;")


def rdf_xml(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """`triples`, those of one subject together, as RDF/XML. Raises `UnwritableAnswer`."""
    listed = list(triples)
    names = _element_names(sorted({triple.predicate.value for triple in listed}), prefixes)
    labels: dict[str, str] = {}
    lines = [_HEAD, "<rdf:RDF" + "".join(_declarations(names)) + ">"]
    for subject, about in groupby(listed, key=lambda triple: triple.subject):
        lines.append(f"  <rdf:Description {_reference('about', subject, labels)}>")
        lines += (_property(names[triple.predicate.value], triple.object, labels) for triple in about)
        lines.append("  </rdf:Description>")
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode()


class _ElementName(NamedTuple):
    """A predicate's name as an element: of the namespace `iri`, whose prefix is `prefix`."""

    prefix: str
    iri: str
    local: str


def _element_names(predicates: Iterable[str], prefixes: Mapping[str, str]) -> dict[str, _ElementName]:
    known = {iri: prefix for prefix, iri in prefixes.items()} | {RDF: "rdf"}
    names = {}
    for predicate in predicates:
        local = _NAME_AT_END.search(predicate)
        if local is None or predicate in _SYNTAX or predicate.startswith(_NAMESPACES):
            raise UnwritableAnswer(f"RDF/XML can't hold the predicate <{predicate}>, no XML name; {_INSTEAD}")
        iri = predicate[: local.start()]
        names[predicate] = _ElementName(known.setdefault(iri, f"ns-{len(known)}"), iri, local.group())
    return names


def _declarations(names: Mapping[str, _ElementName]) -> Iterator[str]:
    for prefix, iri in sorted({("rdf", RDF), *((name.prefix, name.iri) for name in names.values())}):
        yield f"\n    xmlns:{prefix}={_attribute(iri)}"


def _property(name: _ElementName, term: Term, labels: dict[str, str]) -> str:
    start = f"    <{name.prefix}:{name.local}"
    if isinstance(term, ox.Literal):
        check_xml(term.value, _INSTEAD)
        return f"{start}{_kind(term)}>{_escaped(term.value)}</{name.prefix}:{name.local}>"
    return f"{start} {_reference('resource', term, labels)}/>"


def _kind(term: ox.Literal) -> str:
    if term.language:
        return f" xml:lang={_attribute(term.language)}"
    datatype = term.datatype.value
    return "" if datatype == f"{XSD}string" else f" rdf:datatype={_attribute(datatype)}"


def _reference(name: str, term: Term, labels: dict[str, str]) -> str:
    if isinstance(term, ox.NamedNode):
        return f"rdf:{name}={_attribute(term.value)}"
    if isinstance(term, ox.BlankNode):  # labels of our own: those of Turtle need not be XML names
        return f'rdf:nodeID="{labels.setdefault(term.value, f"b{len(labels)}")}"'
    raise UnwritableAnswer(f"RDF/XML can't hold a triple inside of a triple; {_INSTEAD}")


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return f'"{escape(text, _QUOTE)}"'
