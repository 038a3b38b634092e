from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from kg.errors import EndpointError
from kg.query import QueryLimits
from kg.store.current_release import UNKNOWN, current_graph, joined_manifest, manifest_parts, read_current
from kg.store.remote import RemoteDoor
from kg.store.sparql_protocol import SparqlClient
from kg.store.store_credentials import Credentials
from tests.scripted_server import EMPTY, Heard, Reply, serving

Rows = list[dict[str, str]]


def table(names: tuple[str, ...], rows: Rows) -> Reply:
    terms = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    return Reply(body=json.dumps({"head": {"vars": names}, "results": {"bindings": terms}}).encode())


@contextmanager
def store(pointers: Rows, described: Rows = (), manifest: str | None = None) -> Iterator[SparqlClient]:  # type: ignore[assignment]
    """A store that says so of itself."""

    def script(heard: Heard) -> Reply:
        query = heard.asked["query"]
        if "SELECT ?pointer" in query:
            return table(("pointer", "graph"), pointers)
        if "?manifest" in query:
            return table(("manifest",), [] if manifest is None else [{"manifest": manifest}])
        return table(("id", "issued", "triples"), list(described))

    with serving(script, identity=True) as server, closing(SparqlClient(server.address, Credentials())) as client:
        yield client


ONE = {"pointer": "urn:p", "graph": "urn:g"}
MANIFEST = "0000" + json.dumps(
    {"id": "abc", "made": "2026-01-01T00:00:00Z", "counts": {"triples": 5, "odd": "x"}, "version": "1"}
)


def test_a_published_release_is_told_by_its_manifest() -> None:
    with store([ONE], manifest=MANIFEST) as client:
        shown = read_current(client, 5)
        assert read_current(client, 5, shown=shown) is shown
    assert shown.graph == "urn:g"
    assert (shown.release.id, shown.release.made) == ("abc", "2026-01-01T00:00:00Z")
    assert shown.release.counts == {"triples": 5}
    assert shown.release.manifest["version"] == "1"
    assert shown.release.pins_content


@pytest.mark.parametrize("manifest", [None, "", "0000[]", "0000{}", '0000{"id": 5}', "0000" + "[" * 100_000, "0001{}"])
def test_a_manifest_that_is_none_is_told(manifest: str | None) -> None:
    with store([ONE], manifest=manifest) as client, pytest.raises(EndpointError, match="publish again"):
        read_current(client, 5)


def test_a_long_manifest_is_kept_in_parts() -> None:
    told = {"rejected": [f'{number} \u00e9 "x"' for number in range(60_000)]}
    parts = manifest_parts(told)
    assert len(parts) > 3
    assert max(map(len, parts)) <= 200_004
    assert joined_manifest(reversed(parts)) == told
    for lost in range(len(parts)):
        assert joined_manifest(parts[:lost] + parts[lost + 1 :]) == {}


def test_two_current_graphs_are_told() -> None:
    with store([ONE, ONE | {"graph": "urn:h"}]) as client, pytest.raises(EndpointError, match="two current releases"):
        current_graph(client, 5)


def test_the_graphs_of_several_sites_are_told_apart_by_the_base() -> None:
    with store([ONE, {"pointer": "urn:q", "graph": "urn:h"}]) as client:
        with pytest.raises(EndpointError, match="IMR_BASE_IRI"):
            current_graph(client, 5)
        assert current_graph(client, 5, "urn:q") == "urn:h"
        assert current_graph(client, 5, "urn:r") is None


def test_what_was_loaded_by_hand_is_known_by_its_description() -> None:
    row = {"id": "abc", "issued": "2026-01-01T00:00:00Z", "triples": "70"}
    with store([], [row, row]) as client:
        shown = read_current(client, 5)
    assert shown.graph is None
    assert (shown.release.id, shown.release.made) == ("abc", "2026-01-01T00:00:00Z")
    assert shown.release.counts == {"triples": 70}
    assert not shown.release.pins_content  # nothing tells that the rest is there


@pytest.mark.parametrize("described", [[], [{"id": "a"}, {"id": "b"}]], ids=["none", "two"])
def test_a_store_without_one_description_is_unknown(described: Rows) -> None:
    with store([], described) as client:
        assert read_current(client, 5).release == UNKNOWN


def test_a_store_that_takes_no_such_question_is_unknown() -> None:
    def script(heard: Heard) -> Reply:
        plain = "?pointer" not in heard.asked["query"] and "isVersionOf" not in heard.asked["query"]
        return Reply(body=EMPTY) if plain else Reply(400, b"no GRAPH here")

    with serving(script, identity=True) as server, RemoteDoor(server.address, QueryLimits(), Credentials()) as door:
        assert door.release == UNKNOWN
        door.run("SELECT ?x { ?s ?p ?x }")


def test_a_list_that_is_cut_is_not_believed() -> None:
    cut = Reply(
        body=b'{"head":{"vars":["pointer","graph"]},"results":{"bindings":[]}}', headers={"X-Truncated": "true"}
    )
    with (
        serving(lambda _: cut, identity=True) as server,
        closing(SparqlClient(server.address, Credentials())) as client,
        pytest.raises(EndpointError, match="only a part"),
    ):
        current_graph(client, 5)
