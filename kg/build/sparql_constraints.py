"""The SPARQL constraints of the shapes, asked once for all letters of a batch instead of once for each.

SHACL binds ``$this`` to one node after another (https://www.w3.org/TR/shacl/#sparql-constraints); planning a query for
each costs six times what one query over all of them does. So the fast engine leaves the shapes with such constraints
out and asks this module. Tests hold it to what pySHACL, which does it by the book, makes of the same shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from kg.build.predicate_lines import PredicateLines
from kg.build.violation import Violation
from kg.errors import ValidationError
from kg.namespaces import RDF, SH

__all__ = ["SparqlConstraint", "asked", "left_out", "sparql_constraints"]

_FIND = f"""
PREFIX sh: <{SH}>
SELECT ?shape ?class ?severity ?message ?select ?constraint {{
  ?shape sh:targetClass ?class ; sh:severity ?severity ; sh:sparql ?constraint .
  ?constraint sh:select ?select ; sh:message ?message .
  FILTER(STRENDS(STRBEFORE(STR(?class), "#"), "/ontology"))
}} ORDER BY ?shape
"""
_PREFIXES = f"PREFIX sh: <{SH}> SELECT ?name ?iri {{ ?declared sh:prefix ?name ; sh:namespace ?iri }} ORDER BY ?name"


@dataclass(frozen=True, slots=True)
class SparqlConstraint:
    """A shape with a constraint: `query` finds ``?this`` and ``?value`` of all nodes that break it.

    `properties` are the IRIs in brackets that it may need.
    """

    shape: str
    severity: str
    message: str
    query: str
    properties: frozenset[str]


def sparql_constraints(shapes: str) -> list[SparqlConstraint]:
    """Those of `shapes` (Turtle) that look at a class of ours."""
    store = Store()
    try:
        store.load(shapes.encode(), RdfFormat.TURTLE)
    except SyntaxError as error:
        raise ValidationError(f"the shapes could not be applied: {error}") from error
    prefixes = {row[0]: row[1] for row in _rows(store, _PREFIXES)}
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())
    return [
        SparqlConstraint(
            shape, severity.rpartition("#")[2].lower(), message, head + _of_all(select, kind), _named(select, prefixes)
        )
        for shape, kind, severity, message, select, _ in _rows(store, _FIND)
    ]


def _named(select: str, prefixes: Mapping[str, str]) -> frozenset[str]:
    names = re.findall(r"\b([a-z]+):([A-Za-z]+)", select)
    return frozenset({f"<{RDF}type>", *(f"<{prefixes[prefix]}{name}>" for prefix, name in names if prefix in prefixes)})


def _of_all(select: str, kind: str) -> str:
    """The query that a constraint asks of one node, asked of all nodes of a class."""
    head, where, pattern = select.partition("WHERE {")
    if not where:
        raise ValidationError("the shapes could not be applied: a constraint without WHERE {")
    return f"{head}{where}\n  $this a <{kind}> .{pattern}"


def left_out(shapes: str, constraints: Iterable[SparqlConstraint]) -> str:
    """`shapes` without the shapes of `constraints`."""
    return shapes + "".join(f"\n<{each.shape}> <{SH}deactivated> true ." for each in constraints)


def asked(constraints: Iterable[SparqlConstraint], lines: PredicateLines) -> list[Violation]:
    """What breaks the constraints in the triples of `lines`."""
    constraints = list(constraints)
    named = sorted(frozenset[str]().union(*(each.properties for each in constraints)))
    # Loading is most of the cost, and half of the triples are of no concern to any constraint.
    needed = "\n".join([line for predicate in named for line in lines.get(predicate, ())])
    store = Store()
    try:
        store.bulk_load(needed.encode(), RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise ValidationError(f"the shapes could not be applied: {error}") from error
    return [
        Violation(this, each.shape, each.severity, each.message, None, value)
        for each in constraints
        for this, value in _found(store, each.query)
    ]


def _found(store: Store, query: str) -> list[tuple[str, str]]:
    return [(row[0], row[-1]) for row in _rows(store, query)]


def _rows(store: Store, query: str) -> list[list[str]]:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    return [[term.value for term in solution if isinstance(term, NamedNode | Literal)] for solution in solutions]
