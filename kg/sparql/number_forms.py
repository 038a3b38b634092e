"""Numbers written in one form, so that it does not show which engine answered.

Oxigraph keeps numbers by value and writes each in its shortest form without an exponent; other engines keep what a file
or a query says, and write what they compute by rules of their own (``17.0``, ``5.5E0``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kg.namespaces import XSD
from kg.sparql.tokens import Token, TokenKind, significant

__all__ = ["in_query", "in_rows", "shortest"]

_NAMES = frozenset({"decimal", "double", "float", "integer"})

_LARGEST = 2**63
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_FLOATING = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_TYPED = XSD.encode()
_SIMPLE = re.compile(r"""["']([0-9eE+.\-]+|INF|-INF|NaN)["']""")
_NONE = Token(TokenKind.SPACE, "", 0)
_CELL = re.compile(
    rb"""(?<=[\t\n])(?:
    (?P<integer>[+-]?[0-9]+) | (?P<decimal>[+-]?[0-9]*\.[0-9]+) | (?P<double>[+-]?[0-9.]+[eE][+-]?[0-9]+)
    | "(?P<typed>[0-9eE+.-]+)"\^\^<"""
    + re.escape(_TYPED)
    + rb"""(?P<type>decimal|double|float)>
    )(?=[\t\n])""",
    re.VERBOSE,
)


def shortest(text: str, name: str) -> str:
    """The number `text` of XML Schema's type `name` (integer, decimal, double, float) as Oxigraph has it.

    >>> shortest("17.0", "decimal"), shortest("5.5E0", "double"), shortest("INF", "double")
    ('17', '5.5', 'INF')
    """
    if name == "integer":
        return str(int(text)) if _INTEGER.fullmatch(text) and -_LARGEST <= int(text) < _LARGEST else text
    if name == "decimal":
        return _plain(Decimal(text)) if _DECIMAL.fullmatch(text) else text
    if not _FLOATING.fullmatch(text) or math.isinf(float(text)):
        return text
    sign = "-" if text.startswith("-") and not float(text) else ""
    return sign + _plain(Decimal(repr(float(text)) if name == "double" else text))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def in_query(query: str) -> str:
    """`query` with its numbers in that form, for an engine that matches them by what is written.

    A number with a sign stays as it is: ``?x -1.0`` is a difference.
    """
    marks = list(significant(query))
    pieces, end = [], 0
    for start, stop, told in _changes(marks):
        pieces += [query[end:start], told]
        end = stop
    return "".join([*pieces, query[end:]])


def _changes(marks: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Where a number is written in another form: from, to, and the form."""
    prefixes = {
        f"{second.text}{name}": name
        for first, second, third in zip(marks, marks[1:], marks[2:], strict=False)
        if first.word == "PREFIX" and third.text == f"<{XSD}>"
        for name in _NAMES
    }
    types = {**prefixes, **{f"<{XSD}{name}>": name for name in _NAMES}}
    around = zip([_NONE, *marks], marks, [*marks[1:], _NONE], [*marks[2:], _NONE, _NONE], strict=False)
    for before, token, mark, kind in around:
        if token.kind is TokenKind.NUMBER and before.text not in {"+", "-"}:
            told = _token(token.text)
            if told != token.text:
                yield token.start, token.start + len(token.text), told
        elif token.kind is TokenKind.STRING and mark.text == "^^" and kind.text in types:
            value = _SIMPLE.fullmatch(token.text)
            if value:
                yield token.start, token.start + len(token.text), f'"{shortest(value[1], types[kind.text])}"'


def _token(number: str) -> str:
    name = "double" if "e" in number.lower() else "decimal" if "." in number else "integer"
    told = shortest(number, name)
    return told if name == "integer" or (name == "decimal" and "." in told) else f'"{told}"^^<{XSD}{name}>'


def in_rows(table: bytes) -> bytes:
    """SPARQL TSV with its numbers in that form."""
    return _CELL.sub(_rewritten, table)


def _rewritten(cell: re.Match[bytes]) -> bytes:
    name = cell["type"].decode() if cell["type"] else str(cell.lastgroup)
    text = (cell["typed"] or cell[0]).decode()
    told = shortest(text, name)
    if name == "integer" or (name == "decimal" and "." in told):
        return told.encode()
    return f'"{told}"^^<{XSD}{name}>'.encode()
