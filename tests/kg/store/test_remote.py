from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import EndpointError, LimitExceeded, QueryRefused, QuerySyntaxError
from kg.query import Bindings, Boolean, Door, QueryLimits, Triples, open_door
from tests.queries.oxigraph_server import oxigraph_server
from tests.scripted_server import Reply, free_port, serving

EX = "https://example.org/"


@pytest.fixture
def oxigraph(store: Path) -> Iterator[str]:
    """A real SPARQL server over the release's graph."""
    with oxigraph_server(store / "current" / "graph", "serve-read-only") as address:
        yield address


@pytest.fixture
def far(oxigraph: str) -> Iterator[Door]:
    with open_door(oxigraph, QueryLimits(seconds=5, rows=5)) as door:
        yield door


def test_both_doors_answer_alike(far: Door, door: Door) -> None:
    for query in (
        f"SELECT ?s ?w ?none {{ ?s <{EX}words> ?w }} ORDER BY ?s",
        'SELECT ?x { VALUES ?x { "a\\tb" 1.5 "é"@en true UNDEF } }',
        "ASK { FILTER(false) }",
        "ASK { ?s ?p ?o }",
        f"CONSTRUCT WHERE {{ <{EX}case/1> <{EX}words> ?w }}",
    ):
        assert far.run(query) == door.run(query)


def test_documents_are_written_here(far: Door) -> None:
    assert far.serialize(f"SELECT ?w {{ <{EX}case/1> <{EX}words> ?w }}", "text/csv").body == b"w\r\nfirst\r\n"


def test_an_endpoint_that_says_it_cut_the_answer_is_believed() -> None:
    one = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'
    cut = Reply(body=one, headers={"X-Truncated": "true; shown=1"})
    with serving(lambda _: cut) as server, open_door(server.address) as door:
        answer = door.run("SELECT * { ?s ?p ?o }")
    assert isinstance(answer, Bindings)
    assert (len(answer.rows), answer.truncated) == (1, True)


def test_rows_are_cut(far: Door) -> None:
    solutions, graph = far.run("SELECT * { ?s ?p ?o }"), far.run("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(solutions, Bindings)
    assert isinstance(graph, Triples)
    assert (len(solutions.rows), solutions.truncated) == (5, True)
    assert (len(graph.triples), graph.truncated) == (5, True)


def test_a_long_query_goes_by_post(far: Door) -> None:
    assert far.run(f"ASK {{}} # {'x' * 50_000}") == Boolean(True)


def test_the_endpoints_own_message_is_kept(far: Door) -> None:
    with pytest.raises(QuerySyntaxError, match="error at"):
        far.run("SELECT ?x WHERE { ?x ?y }")


def test_the_guard_stands_before_it_too(far: Door) -> None:
    with pytest.raises(QueryRefused):
        far.run("DROP ALL")


def test_an_answer_too_large_is_left(oxigraph: str) -> None:
    with open_door(oxigraph, QueryLimits(size=200)) as door, pytest.raises(LimitExceeded, match="200 bytes"):
        door.run("SELECT * { ?s ?p ?o }")


def test_what_can_not_be_reached_is_said() -> None:
    nobody = f"http://127.0.0.1:{free_port()}/sparql"
    with open_door(nobody) as door, pytest.raises(EndpointError, match="can't be reached"):
        door.run("ASK {}")


def test_a_remote_door_never_turns(far: Door) -> None:
    assert not far.refresh()
    assert far.release.id == "remote"
    far.close()


def test_terms_are_those_of_the_embedded_door(far: Door) -> None:
    answer = far.run(f"SELECT ?s {{ ?s a <{EX}Part> }} LIMIT 1")
    assert isinstance(answer, Bindings)
    assert isinstance(answer.rows[0][0], ox.NamedNode)
