"""Putting values into a query: RDF terms in the place of variables, never text into text.

Only variable tokens are replaced; what stands in strings, comments and IRIs is not looked at. The result is cut into
tokens again and must be the same tokens with nothing but the terms exchanged, and it must parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from kg.errors import ParameterError, QuerySyntaxError
from kg.sparql.syntax import check
from kg.sparql.tokens import Token, TokenKind, tokens

__all__ = ["bind", "rebase", "variables", "written"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BARE = {
    f"{_XSD}integer": re.compile(r"0|[1-9][0-9]*"),
    f"{_XSD}decimal": re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]+"),
    f"{_XSD}boolean": re.compile(r"true|false"),
}


def bind(query: str, values: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
    """`query` with each variable named in `values` (without ``?``) replaced by its term.

    Variables that `values` does not name stay free. Raises `ParameterError` where a variable can't be a constant (it
    is selected or assigned to), `QuerySyntaxError` where `query` itself is no SPARQL.
    """
    terms = {name: written(term) for name, term in values.items()}
    pieces = [_exchanged(token, terms) for token in tokens(query)]
    # Blanks keep a term apart from its neighbours: `?a<?b` must not become `?a<<http...`.
    bound = "".join(f" {text} " if is_term else text for text, is_term in pieces)
    expected = [each for text, is_term in pieces for each in _meanings(text)]
    if expected != list(_meanings(bound)):
        raise ParameterError("a value would change the query around it; it was not put in")
    try:
        check(bound)
    except QuerySyntaxError as error:
        names = ", ".join(f"?{name}" for name in sorted(values))
        raise ParameterError(f"{names}: can't be constants where they stand in the query: {error}") from error
    return bound


def _exchanged(token: Token, terms: Mapping[str, str]) -> tuple[str, bool]:
    term = terms.get(token.text[1:]) if token.kind is TokenKind.VARIABLE else None
    return (token.text, False) if term is None else (term, True)


def _meanings(text: str) -> Iterator[tuple[TokenKind, str]]:
    return ((token.kind, token.text) for token in tokens(text) if token.kind is not TokenKind.SPACE)


def written(term: ox.NamedNode | ox.Literal) -> str:
    """`term` in SPARQL: plain numbers and booleans bare, all else as N-Triples writes it."""
    if isinstance(term, ox.Literal):
        bare = _BARE.get(term.datatype.value)
        if bare is not None and bare.fullmatch(term.value):
            return term.value
    return str(term)


def variables(query: str) -> set[str]:
    """Names of all variables in `query`, without ``?``."""
    return {token.text[1:] for token in tokens(query) if token.kind is TokenKind.VARIABLE}


def rebase(query: str, old: str, new: str) -> str:
    """`query` with the IRIs that begin with `old` beginning with `new` instead."""
    if old == new:
        return query
    start = f"<{old}"
    return "".join(
        f"<{new}{token.text[len(start) :]}"
        if token.kind is TokenKind.IRI and token.text.startswith(start)
        else token.text
        for token in tokens(query)
    )
