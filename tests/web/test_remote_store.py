"""The site over a SPARQL store: what it shows, keeps and says when that store changes, is down, or is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient

from kg.query import QueryLimits
from kg.store.remote import RemoteDoor
from kg.store.store_credentials import Credentials
from tests.scripted_server import EMPTY, Heard, Reply, free_port, serving
from web.app import create_app

MANIFESTS = {
    "urn:one": {"id": "1111", "made": "2026-01-01T00:00:00Z", "counts": {"cases": 7, "triples": 70}},
    "urn:two": {"id": "2222", "made": "2026-02-02T00:00:00Z", "counts": {"cases": 8, "triples": 80}},
}
LIMITS = QueryLimits(seconds=1)


def json_rows(**row: str) -> bytes:
    terms = {name: {"type": "literal", "value": value} for name, value in row.items()}
    return json.dumps({"head": {"vars": list(row)}, "results": {"bindings": [terms]}}).encode()


class Published:
    """A store that `imr publish` filled; `current` is its graph."""

    current: str | None = "urn:one"
    graphs: list[str | None]

    def __init__(self) -> None:
        self.graphs = []

    def __call__(self, heard: Heard) -> Reply:
        query = heard.asked.get("query", "")
        if "SELECT ?pointer" in query:
            none = b'{"head":{"vars":["pointer","graph"]},"results":{"bindings":[]}}'
            return Reply(body=json_rows(pointer="urn:p", graph=self.current) if self.current else none)
        if "?manifest" in query:
            return Reply(body=json_rows(manifest="0000" + json.dumps(MANIFESTS[self.current or ""])))
        if "isVersionOf" in query:
            return Reply(body=b'{"head":{"vars":["id","issued","triples"]},"results":{"bindings":[]}}')
        self.graphs.append(heard.asked.get("default-graph-uri"))
        if query.startswith("ASK"):
            return Reply(body=b'{"head":{},"boolean":true}')
        return Reply(body=EMPTY)


@contextmanager
def site(store: Published | Reply) -> Iterator[tuple[FlaskClient, RemoteDoor]]:
    script = store if isinstance(store, Published) else lambda _: store
    with serving(script, identity=True) as server, RemoteDoor(server.address, LIMITS, Credentials()) as door:
        yield create_app(door).test_client(), door


def ask_again(door: RemoteDoor) -> None:
    """As if a minute had passed."""
    door._next = 0


def test_the_release_is_that_of_the_store_and_every_query_names_its_graph() -> None:
    store = Published()
    with site(store) as (client, _):
        assert client.get("/healthz").json == {"ok": True, "release": "1111", "made": "2026-01-01T00:00:00Z"}
        client.get("/sparql?query=SELECT * { ?s ?p ?o }")
    assert set(store.graphs) == {"urn:one"}


def test_a_new_release_changes_tags_and_graph_without_a_restart() -> None:
    store = Published()
    address = "/sparql?query=SELECT ?x { ?s ?p ?x }"
    with site(store) as (client, door):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        store.current = "urn:two"
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304  # for a minute at most
        ask_again(door)
        newer = client.get(address, headers={"If-None-Match": tag})
        assert newer.status_code == 200
        assert newer.headers["ETag"] != tag
        assert client.get("/healthz").json["release"] == "2222"
        assert client.get(f"{address}&release=1111").status_code == 404
    assert store.graphs[-1] == "urn:two"


@pytest.mark.parametrize("query", ["SELECT * FROM <urn:two> { ?s ?p ?o }", "SELECT * { GRAPH ?g { ?s ?p ?o } }"])
def test_no_other_graph_of_the_store_is_reached(query: str) -> None:
    store = Published()
    with site(store) as (client, _):
        answer = client.get("/sparql", query_string={"query": query})
    assert answer.status_code == 403
    assert "one dataset" in answer.json["detail"]
    assert store.graphs == []


def test_words_are_no_graphs() -> None:
    with site(Published()) as (client, _):
        query = 'SELECT ?from { ?from ?graph "FROM GRAPH <x>" } # FROM'
        assert client.get("/sparql", query_string={"query": query}).status_code == 200


def test_a_store_that_forgets_its_release_is_told_and_found_again() -> None:
    store = Published()
    with site(store) as (client, door):
        assert client.get("/healthz").status_code == 200
        store.current = None
        ask_again(door)
        for _ in range(2):
            health = client.get("/healthz")
            assert health.status_code == 502
            assert "no longer says which release" in health.json["detail"]
            ask_again(door)
        store.current = "urn:two"
        ask_again(door)
        assert client.get("/healthz").json["release"] == "2222"


UNWELL = [
    (Reply(200, b"<html>Welcome to the intranet</html>", "text/html"), 502, "a web page"),
    (Reply(500, b"boom at /var/lib/virtuoso/db.log"), 502, "failed while answering"),
    (Reply(503, b"", headers={"Retry-After": "9"}), 502, "too busy"),
    (Reply(200, b"{", headers={}), 502, "broken off"),
    (Reply(200, b" ", pause=3), 503, "no answer within 1 s"),
    (Reply(401, b""), 502, "asks for a user and a password"),
]


@pytest.mark.parametrize(("reply", "status", "words"), UNWELL, ids=[row[2] for row in UNWELL])
def test_a_store_that_is_not_well_is_told_in_words(reply: Reply, status: int, words: str) -> None:
    with site(reply) as (client, _):
        health = client.get("/healthz")
        page = client.get("/", headers={"Accept": "text/html"})
    assert health.status_code == status
    assert words in health.json["detail"]
    assert words in page.text
    for shown in (health.text, page.text):
        assert "127.0.0.1" not in shown
        assert "/var/lib" not in shown
        assert "intranet" not in shown


def test_a_store_that_is_down_is_told_and_shown_again_when_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    with RemoteDoor(f"http://127.0.0.1:{port}/sparql", LIMITS, Credentials()) as door:
        client = create_app(door).test_client()
        page = client.get("/", headers={"Accept": "text/html"})
        health = client.get("/healthz")
        assert health.status_code == 502
        assert "can't be reached (connection refused)" in health.json["detail"]
        assert "connection refused" in page.text
        assert str(port) not in health.text + page.text
        assert str(port) in caplog.text  # for whoever runs the site


def test_an_empty_graph_is_not_well() -> None:
    class Empty(Published):
        def __call__(self, heard: Heard) -> Reply:
            is_ask = heard.asked.get("query", "").startswith("ASK")
            return Reply(body=b'{"head":{},"boolean":false}') if is_ask else super().__call__(heard)

    with site(Empty()) as (client, _):
        health = client.get("/healthz")
    assert health.status_code == 503
    assert "no triples" in health.json["detail"]


def test_a_store_that_says_nothing_of_itself_has_tags_of_the_bytes() -> None:
    store = Published()
    store.current = None
    with site(store) as (client, door):
        assert door.release.id == "remote"
        answer = client.get("/sparql?query=SELECT ?x { ?s ?p ?x }")
        assert answer.headers["ETag"]
        assert client.get("/.well-known/void", headers={"Accept": "text/turtle"}).status_code == 200
    assert set(store.graphs) == {None}
