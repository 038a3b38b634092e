"""Numbers in one form, whichever engine wrote them."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.namespaces import XSD
from kg.sparql.number_forms import in_query, in_rows, shortest

TYPES = ("integer", "decimal", "double", "float")
WRITTEN = st.from_regex(r"\A[+-]?[0-9]{1,12}(\.[0-9]{1,6})?\Z")


def kept(text: str, name: str) -> str:
    """The form in which Oxigraph keeps a number."""
    store = ox.Store()
    one = ox.NamedNode("urn:one")
    store.add(ox.Quad(one, one, ox.Literal(text, datatype=ox.NamedNode(XSD + name))))
    return next(quad.object.value for quad in store)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("007", "integer"),
        ("+5", "integer"),
        ("-12", "integer"),
        ("9223372036854775808", "integer"),
        ("17.0", "decimal"),
        ("1.50", "decimal"),
        (".5", "decimal"),
        ("-0.0", "decimal"),
        ("100", "decimal"),
        ("5.5E0", "double"),
        ("1.0E-7", "double"),
        ("1e10", "double"),
        ("-0e0", "double"),
        ("3.333333333333333E-1", "double"),
        ("INF", "double"),
        ("NaN", "double"),
        ("1.5E0", "float"),
        ("many", "integer"),
        ("", "decimal"),
        ("1.5.2", "decimal"),
    ],
)
def test_a_number_is_written_as_oxigraph_keeps_it(text: str, name: str) -> None:
    assert shortest(text, name) == kept(text, name)


@given(WRITTEN, st.sampled_from(["decimal", "double"]))
def test_so_is_every_other_number(text: str, name: str) -> None:
    assert shortest(text, name) == kept(text, name)


def test_rows_are_changed_where_a_cell_is_a_number_and_nowhere_else() -> None:
    query = f"""PREFIX xsd: <{XSD}>
        SELECT ?x {{ VALUES ?x {{ 17.0 1.50 +5 007 1e10 .5
          "1.5"^^xsd:float "x\\t17.0\\ty" "17.0" "007"@en <urn:17.0> }} }}"""
    solutions = ox.Store().query(query)
    table = io.BytesIO()
    solutions.serialize(table, ox.QueryResultsFormat.TSV)  # type: ignore[union-attr]
    written = b"?x\n17.0\n1.50\n+5\n007\n1e10\n.5\n" + table.getvalue().split(b"0.5\n")[1]
    assert in_rows(written) == table.getvalue()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * { ?s ?p 1.50 }", "SELECT * { ?s ?p 1.5 }"),
        ("SELECT * { ?s ?p 10.0 }", f'SELECT * {{ ?s ?p "10"^^<{XSD}decimal> }}'),
        ("SELECT * { ?s ?p 1e1 }", f'SELECT * {{ ?s ?p "10"^^<{XSD}double> }}'),
        ("SELECT * { ?s ?p 007 } LIMIT 010", "SELECT * { ?s ?p 7 } LIMIT 10"),
        ("SELECT (?x -1.0 AS ?y) {}", "SELECT (?x -1.0 AS ?y) {}"),
        (f'SELECT * {{ ?s ?p "1.50"^^<{XSD}decimal> }}', f'SELECT * {{ ?s ?p "1.5"^^<{XSD}decimal> }}'),
        (
            f"PREFIX x: <{XSD}> SELECT * {{ ?s ?p '01'^^x:integer }}",
            f'PREFIX x: <{XSD}> SELECT * {{ ?s ?p "1"^^x:integer }}',
        ),
        ("PREFIX x: <urn:> SELECT * { ?s ?p '01'^^x:integer }", "PREFIX x: <urn:> SELECT * { ?s ?p '01'^^x:integer }"),
        ('SELECT * { ?s ?p "10.0" # 10.0\n }', 'SELECT * { ?s ?p "10.0" # 10.0\n }'),
    ],
)
def test_numbers_of_a_query_are_those_that_a_release_has(query: str, told: str) -> None:
    assert in_query(query) == told
    list(ox.Store().query(told))  # type: ignore[call-overload] # still SPARQL
