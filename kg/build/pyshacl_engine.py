"""The reference engine of the gate: pySHACL (https://github.com/RDFLib/pySHACL). Slow to import and slow to run."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from pyshacl import validate
from pyshacl.errors import ReportableRuntimeError
from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from kg.build.violation import Engine, Violation
from kg.errors import ValidationError

__all__ = ["engine"]


class _Data(Graph):
    """A graph that parses a query once: a constraint is asked of one node after another, and parsing takes longest."""

    def query(self, query_object: str | Query, *args: Any, **options: Any) -> Result:
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **options)


@lru_cache(maxsize=100)
def _prepared(query: str) -> Query:
    return prepareQuery(query)


def engine(shapes: str) -> Engine:
    """The engine over `shapes`, Turtle."""
    return partial(_run, Graph().parse(data=shapes, format="turtle"))


def _run(shapes: Graph, triples: str) -> list[Violation]:
    data = _Data().parse(data=triples, format="nt")
    try:
        # A graph that is copied would be one of rdflib's own.
        _, report, words = validate(data, shacl_graph=shapes, inference="none", inplace=True)
    except ReportableRuntimeError as error:
        raise ValidationError(f"the shapes could not be applied: {error}") from error
    if not isinstance(report, Graph):
        raise ValidationError(f"the shapes could not be applied: {words}")
    # Results inside sh:detail explain others; only the report's own count.
    return [
        _violation(report, result)
        for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
    ]


def _violation(report: Graph, result: Node) -> Violation:
    def of(predicate: Node) -> str | None:
        value = report.value(result, predicate)
        return None if value is None else str(value)

    severity = (of(SH.resultSeverity) or "").rpartition("#")[2].lower()
    return Violation(
        of(SH.focusNode) or "",
        of(SH.sourceShape) or "",
        severity,
        of(SH.resultMessage) or "",
        of(SH.resultPath),
        of(SH.value),
    )
