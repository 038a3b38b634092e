"""The one place that writes RDF terms: N-Triples, as strings, which Turtle and SPARQL read too.

Strings are an order of magnitude faster than a term object for each node. Grammar: https://www.w3.org/TR/n-triples/;
which characters are escaped: https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples. Beyond it, U+0085, U+2028,
U+2029 and the like are escaped too, so that a line stays one line for every program that splits text into lines.
Numbers and dates are written in their canonical form, in which the query engine gives them back too:
https://www.w3.org/TR/xmlschema11-2/#canonical-lexical-representation.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal
from typing import Final

from kg.namespaces import XSD

__all__ = ["boolean", "date", "decimal", "escaped", "integer", "iri", "line", "string", "text", "typed"]

# Surrogates have no UTF-8, and what XML 1.0 forbids would break RDF/XML and SPARQL's XML results:
# one U+FFFD each keeps every offset true.
_FORBIDDEN: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_UNSAFE: Final = re.compile(f"(?P<forbidden>[{_FORBIDDEN}])|[\t\n\r\x7f-\x9f\u2028\u2029]")
_SHORT: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _escape(match: re.Match[str]) -> str:
    if match["forbidden"]:
        return "\ufffd"
    character = match[0]
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def escaped(words: str) -> str:
    r"""`words` as they stand between the quotes of a literal.

    >>> print(escaped('a "b"\n'))
    a \"b\"\n

    A lone surrogate, which no RDF can hold, becomes U+FFFD, and so does what XML 1.0 forbids.
    """
    if "\\" in words:
        words = words.replace("\\", "\\\\")
    if '"' in words:
        words = words.replace('"', '\\"')
    if words.isprintable():
        return words
    words = words.replace("\n", "\\n").replace("\u2028", "\\u2028")
    return words if words.isprintable() else _UNSAFE.sub(_escape, words)


def iri(value: str) -> str:
    """An IRI in its brackets. `kg.namespaces` mints only characters that need no escape."""
    return f"<{value}>"


def string(value: str) -> str:
    """An ``xsd:string``."""
    return f'"{escaped(value)}"'


def text(value: str, language: str = "en") -> str:
    """Words in a natural language; `language` is a BCP 47 tag in small letters."""
    return f'"{escaped(value)}"@{language}'


def typed(value: str, datatype: str) -> str:
    """A literal of any datatype, given by its IRI; `value` is its lexical form."""
    return f'"{escaped(value)}"^^<{datatype}>'


_INTEGER, _DECIMAL, _BOOLEAN, _DATE = (f"^^<{XSD}{name}>" for name in ("integer", "decimal", "boolean", "date"))


def integer(value: int) -> str:
    """An ``xsd:integer``."""
    return f'"{int(value)}"{_INTEGER}'


def decimal(value: float) -> str | None:
    """An ``xsd:decimal`` in its shortest form, ``None`` for what is not finite and so no decimal.

    >>> decimal(100.0), decimal(1e-3)
    ('"100"^^<http://www.w3.org/2001/XMLSchema#decimal>', '"0.001"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    """
    if not math.isfinite(value):
        return None
    written = format(Decimal(repr(float(value))), "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return f'"{"0" if written == "-0" else written}"{_DECIMAL}'


def boolean(value: bool) -> str:
    """An ``xsd:boolean``."""
    return f'"{"true" if value else "false"}"{_BOOLEAN}'


def date(value: dt.date) -> str:
    """An ``xsd:date``."""
    return f'"{value.isoformat()}"{_DATE}'


def line(subject: str, predicate: str, value: str) -> str:
    """A triple of written terms, without a line end."""
    return f"{subject} {predicate} {value} ."
