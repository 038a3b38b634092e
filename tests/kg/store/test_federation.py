"""SERVICE: to allow-listed endpoints and no others, and never longer than the query's own time.

The other endpoint is real: the server `oxigraph` (https://pypi.org/project/oxigraph/) on loopback.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import EndpointError, InputError, LimitExceeded, QueryRefused
from kg.query import PUBLIC, Bindings, Boolean, QueryLimits, allowing, open_door
from kg.questions.catalog import Catalog, read_query
from kg.store.releases import new_release
from kg.store.segments import Part

MESH = "https://id.nlm.nih.gov/mesh/sparql"
OUTSIDE = """
@prefix mesh: <http://id.nlm.nih.gov/mesh/> .
@prefix meshv: <http://id.nlm.nih.gov/mesh/vocab#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
mesh:X1 meshv:pharmacologicalAction mesh:D000701 ; rdfs:label "One"@en .
mesh:X2 meshv:pharmacologicalAction mesh:D000701 ; rdfs:label "Two, not disputed here"@en .
mesh:X3 meshv:pharmacologicalAction mesh:D000894 ; rdfs:label "Three"@en .
"""
OURS = """
@prefix imr: <https://w3id.org/imr-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix dimension: <https://w3id.org/imr-kg/id/dimension/> .
@prefix drug: <https://w3id.org/imr-kg/id/drug/> .
@prefix outcome: <https://w3id.org/imr-kg/id/outcome/> .
@prefix statistics: <https://w3id.org/imr-kg/id/statistics/> .
@prefix mesh: <http://id.nlm.nih.gov/mesh/> .
drug:one skos:prefLabel "one" ; skos:exactMatch mesh:X1 .
drug:three skos:prefLabel "three" ; skos:exactMatch mesh:X3 .
<urn:o:1> qb:dataSet statistics:drug ; dimension:drug drug:one ; dimension:outcome outcome:overturned ;
  imr:decisions 3 .
<urn:o:2> qb:dataSet statistics:drug ; dimension:drug drug:one ; dimension:outcome outcome:upheld ;
  imr:decisions 5 .
<urn:o:3> qb:dataSet statistics:drug ; dimension:drug drug:one ; dimension:outcome outcome:not-stated ;
  imr:decisions 2 .
<urn:o:4> qb:dataSet statistics:drug ; dimension:drug drug:three ; dimension:outcome outcome:upheld ;
  imr:decisions 7 .
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    with new_release(folder, "1") as draft:
        draft.load([Part.of("", (f"{quad.triple} ." for quad in ox.parse(OURS, format=ox.RdfFormat.TURTLE)))])
        draft.publish()
    return folder


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A second SPARQL endpoint, with a few triples of its own."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("the server oxigraph is not installed: pip install oxigraph")
    folder = tmp_path_factory.mktemp("outside")
    (folder / "outside.ttl").write_text(OUTSIDE)
    location = ["--location", str(folder / "store")]
    subprocess.run([program, "load", *location, "--file", str(folder / "outside.ttl")], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [program, "serve-read-only", *location, "--bind", address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://{address}/query?query=ASK%7B%7D")
        yield f"http://{address}/query"
    finally:
        server.kill()
        server.wait()


def wait_for(url: str) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


class Answering(ThreadingHTTPServer):
    """Answers each SPARQL request with one row, or sends it on to `target`; counts the requests."""

    daemon_threads = True

    def __init__(self, target: str | None = None, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.target = target
        self.status = status
        self.asked = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.server.asked += 1
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:x"}}]}}'
        self.send_response(self.server.status)
        if self.server.target:
            self.send_header("Location", self.server.target)
            body = b""
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
        """Keep quiet."""


@pytest.fixture
def answering() -> Iterator[Answering]:
    with Answering() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def service(address: str, silent: str = "") -> str:
    return f"SELECT ?s {{ SERVICE {silent} <{address}> {{ ?s ?p ?o }} }}"


def test_the_librarys_federated_query_joins_both_graphs(store: Path, endpoint: str) -> None:
    written = Catalog.load()["federated-pharmacologic-action"].text
    query = read_query(written.replace(MESH, endpoint), "treatments/federated-pharmacologic-action.rq")
    with open_door(store, allowing(PUBLIC, [endpoint]), workers=1) as door:
        answer = query.run(door, {})
        other = query.run(door, {"action": "http://id.nlm.nih.gov/mesh/D000894"})
    assert isinstance(answer, Bindings)
    assert isinstance(other, Bindings)
    assert [" ".join(getattr(term, "value", "") for term in row) for row in answer.rows] == [
        "https://w3id.org/imr-kg/id/drug/one one http://id.nlm.nih.gov/mesh/X1 One 8 3 37.5 13.7 69.4"
    ]
    assert [row[1] for row in other.rows] == [ox.Literal("three")]


def test_an_address_that_is_not_allowed_is_not_asked(store: Path, answering: Answering) -> None:
    with open_door(store, allowing(PUBLIC, ["https://example.org/sparql"]), workers=1) as door:
        for query in (service(answering.address), service(answering.address, "SILENT")):
            with pytest.raises(
                QueryRefused, match=r"allowed addresses: <https://example.org/sparql> .*--allow-service"
            ):
                door.run(query)
    assert answering.asked == 0


def test_an_address_is_allowed_character_for_character(store: Path, answering: Answering) -> None:
    with open_door(store, allowing(PUBLIC, [answering.address]), workers=1) as door:
        for other in (
            answering.address + "/",
            answering.address + "?x=1",
            answering.address.replace("sparql", "SPARQL"),
        ):
            with pytest.raises(QueryRefused):
                door.run(service(other))
        assert door.run(service(answering.address)) == Bindings(("s",), [(ox.NamedNode("urn:x"),)])
    assert answering.asked == 1


def test_an_allowed_endpoint_is_asked_once_a_query(store: Path, answering: Answering) -> None:
    with open_door(store, allowing(PUBLIC, [answering.address]), workers=1) as door:
        door.run(f"SELECT * {{ ?a ?b ?c . SERVICE <{answering.address}> {{ ?s ?p ?o }} }}")
    assert answering.asked == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_does_not_lead_to_another_address(store: Path, answering: Answering, status: int) -> None:
    with Answering(answering.address, status) as redirecting:
        threading.Thread(target=redirecting.serve_forever, daemon=True).start()
        with open_door(store, allowing(PUBLIC, [redirecting.address]), workers=1) as door:
            with pytest.raises(EndpointError, match=r"[Rr]edirect"):
                door.run(service(redirecting.address))
            door.run(service(redirecting.address, "SILENT"))
        redirecting.shutdown()
    assert redirecting.asked == 2
    assert answering.asked == 0


def test_an_endpoint_that_hangs_is_stopped_by_the_querys_time(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/sparql"
        limits = allowing(QueryLimits(seconds=2), [address])
        with open_door(store, limits, workers=1) as door:
            door.run("ASK {}")
            for query in (service(address), service(address, "SILENT")):
                start = time.monotonic()
                with pytest.raises(LimitExceeded, match=r"2 s.*by SERVICE"):
                    door.run(query)
                assert time.monotonic() - start < 20
            assert door.run("ASK {}") == Boolean(True)


def test_an_endpoint_that_is_not_there_is_named(store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/sparql"
        with open_door(store, allowing(PUBLIC, [address]), workers=1) as door:
            with pytest.raises(EndpointError, match=f"<{address}>, which the query asks by SERVICE, failed"):
                door.run(service(address))
            assert door.run("ASK {}") == Boolean(True)


@pytest.mark.parametrize("address", ["https://example.org/sparql", "http://127.0.0.1:7878/query?x=1", "http://host"])
def test_addresses_that_can_be_allowed(address: str) -> None:
    assert allowing(PUBLIC, [address]).services == {address}
    assert PUBLIC.services == frozenset()


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "file:///etc/passwd", "http://a b/", "http://u:p@host/", "http://h/#x", "http://h/<x>"],
)
def test_addresses_that_can_not(address: str) -> None:
    with pytest.raises(InputError, match="no address of an endpoint"):
        allowing(PUBLIC, [address])
