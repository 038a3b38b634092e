"""A SELECT that gives no more rows than are wanted, for an engine that makes all of them before it gives the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.sparql.tokens import Token, TokenKind, significant

__all__ = ["at_most"]

_DIGITS = 18  # of a number that every engine reads


def at_most(query: str, rows: int) -> str:
    """`query`, a SELECT, with its own LIMIT lowered to `rows` where it is higher, or ``LIMIT rows`` put in.

    The number stands after all but a last VALUES (https://www.w3.org/TR/sparql11-query/#rQueryUnit). A query that is
    no SPARQL stays none.
    """
    outer = list(_outside_brackets(significant(query)))
    for word, number in pairwise(outer):
        if word.word == "LIMIT":
            return _lowered(query, number, rows)
    end = next((token.start for token in outer if token.word == "VALUES"), len(query))
    return f"{query[:end]}\nLIMIT {rows}\n{query[end:]}"


def _outside_brackets(marks: Sequence[Token]) -> Iterator[Token]:
    depth = 0
    for token in marks:
        if token.kind is TokenKind.MARK:
            depth += (token.text in "{([") - (token.text in "})]")
        elif depth == 0:
            yield token


def _lowered(query: str, number: Token, rows: int) -> str:
    if not number.text.isdigit() or len(number.text) > _DIGITS or int(number.text) <= rows:
        return query
    return f"{query[: number.start]}{rows}{query[number.start + len(number.text) :]}"
