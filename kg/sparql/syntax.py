"""Whether a query is SPARQL, and where it goes wrong, in words.

Oxigraph's parser says what it would have taken at the farthest place it tried; rdflib's says where the last sound part
ended, which is where a person looks. That one is slow and is asked only about queries that have failed already.
"""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import QuerySyntaxError

__all__ = ["check", "explain"]

_LONGEST = 20_000
"""Characters that rdflib's parser is given at most."""

_ABSENT: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
    ox.Variable("imr__absent"): ox.NamedNode("urn:absent")
}


def check(query: str) -> None:
    """Raise `QuerySyntaxError` where `query` is not SPARQL 1.1 (with RDF 1.2 terms). Evaluates nothing.

    For queries of our own: a stranger's is parsed in a worker process, which may fall over it.
    """
    try:
        # Substituting a variable that no query has stops Oxigraph after parsing and before it evaluates anything.
        ox.Store().query(query, substitutions=_ABSENT)
    except SyntaxError as error:
        raise QuerySyntaxError(f"not SPARQL 1.1: {explain(query, str(error))}") from error
    except RuntimeError:
        return


def explain(query: str, said: str) -> str:
    """Line, column and words from which `query` can't be read, and what its engine `said`."""
    from pyparsing import ParseBaseException  # noqa: PLC0415 - with rdflib 0.2 s, which a sound query never needs
    from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

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
