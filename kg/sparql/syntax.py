"""Where a query that is no SPARQL goes wrong, in words.

Oxigraph's parser says what it would have taken at the farthest place it tried; rdflib's says where the last sound part
ended, which is where a person looks. It is asked only about queries that have failed already.
"""

from __future__ import annotations

from pyparsing import ParseBaseException
from rdflib.plugins.sparql.parser import parseQuery

__all__ = ["explain"]

_LONGEST = 20_000
"""Characters; rdflib's parser is slow."""


def explain(query: str, said: str) -> str:
    """Line, column and words from which `query` can't be read, and what its engine `said`."""
    engine = " ".join(said.split())[:160]
    if len(query) > _LONGEST:
        return engine
    try:
        parseQuery(query)
    except ParseBaseException as error:
        rest = " ".join(query[error.loc :].split())[:40] or "its end"
        return f"line {error.lineno}, column {error.column}: can't be read from here on: {rest} (the engine: {engine})"
    except RecursionError:
        return engine
    return engine
