"""A SELECT that gives no more rows than are wanted."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.sparql.row_bound import at_most

CASES = {
    "SELECT * { ?s ?p ?o }": "SELECT * { ?s ?p ?o }\nLIMIT 9\n",
    "SELECT * { ?s ?p ?o } LIMIT 5": "SELECT * { ?s ?p ?o } LIMIT 5",
    "SELECT * { ?s ?p ?o } LIMIT 50 OFFSET 100": "SELECT * { ?s ?p ?o } LIMIT 9 OFFSET 100",
    "SELECT * { ?s ?p ?o } OFFSET 100": "SELECT * { ?s ?p ?o } OFFSET 100\nLIMIT 9\n",
    "SELECT * { ?s ?p ?o } ORDER BY (?s) # LIMIT 3": "SELECT * { ?s ?p ?o } ORDER BY (?s) # LIMIT 3\nLIMIT 9\n",
    "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 3 } }": "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 3 } }\nLIMIT 9\n",
    "SELECT * { ?s ?p ?o } VALUES ?s { 1 2 }": "SELECT * { ?s ?p ?o } \nLIMIT 9\nVALUES ?s { 1 2 }",
    "SELECT * { VALUES ?s { 1 } } LIMIT 10 VALUES ?s { 1 }": "SELECT * { VALUES ?s { 1 } } LIMIT 9 VALUES ?s { 1 }",
    'SELECT * { ?s ?p "LIMIT 3" }': 'SELECT * { ?s ?p "LIMIT 3" }\nLIMIT 9\n',
    "SELECT ?s { ?s ?p ?o } limit 99": "SELECT ?s { ?s ?p ?o } limit 9",
}


@pytest.mark.parametrize(("query", "bounded"), CASES.items())
def test_its_own_limit_is_lowered_or_one_is_put_in(query: str, bounded: str) -> None:
    assert at_most(query, 9) == bounded
    list(ox.Store().query(bounded))  # type: ignore[call-overload] # still SPARQL


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o } LIMIT -1", f"SELECT * {{ }} LIMIT {'9' * 6000}"])
def test_what_is_no_number_stays_for_the_engine_to_refuse(query: str) -> None:
    assert at_most(query, 9) == query
