from __future__ import annotations

import pytest

from kg.errors import QuerySyntaxError
from kg.sparql.syntax import check, explain


@pytest.mark.parametrize("query", ["ASK {}", "SELECT ?s { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_sound_queries_pass(query: str) -> None:
    check(query)


def test_a_query_that_ends_too_soon_is_told_where() -> None:
    with pytest.raises(
        QuerySyntaxError, match=r"^not SPARQL 1.1: line 2, column \d+: can't be read from here on: .*the engine: "
    ):
        check("SELECT ?s\n{ ?s ?p FILTER }")


def test_what_only_the_engine_refuses_is_told_in_its_words() -> None:
    """rdflib's parser takes a variable that is not grouped by."""
    with pytest.raises(QuerySyntaxError, match=r"^not SPARQL 1.1: error at 1:35.*unbound"):
        check("SELECT ?p { ?s ?p ?o } GROUP BY ?s")


def test_a_long_query_and_a_deep_one_are_not_parsed_twice() -> None:
    assert explain("SELECT ?s {" + " " * 20_000, "expected   }") == "expected }"
    assert explain("ASK " + "{" * 5_000, "too deep") == "too deep"
    assert explain("SELECT ?s {", "x" * 200).endswith(f"(the engine: {'x' * 160})")
