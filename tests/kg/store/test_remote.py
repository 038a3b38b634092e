from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pyoxigraph as ox
import pytest

from kg.errors import EndpointError, LimitExceeded, QueryRefused, QuerySyntaxError
from kg.query import Bindings, Boolean, Door, QueryLimits, Triples, open_door

EX = "https://example.org/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def oxigraph(store: Path) -> Iterator[str]:
    """A real SPARQL server over the release's graph."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("needs the oxigraph server: pip install 'imr-kg[test]'")
    address = f"127.0.0.1:{free_port()}"
    command = [program, "serve-read-only", "--location", store / "current" / "graph", "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        for _ in range(100):
            try:
                urlopen(f"http://{address}/", timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://{address}/query"
        server.kill()


@pytest.fixture
def far(oxigraph: str) -> Door:
    return open_door(oxigraph, QueryLimits(seconds=5, rows=5))


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
    body = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'

    class Cutting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("X-Truncated", "true; shown=1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Cutting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answer = open_door(f"http://127.0.0.1:{server.server_port}/sparql").run("SELECT * { ?s ?p ?o }")
        server.shutdown()
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
    with pytest.raises(EndpointError, match="can't be reached"):
        open_door(f"http://127.0.0.1:{free_port()}/sparql").run("ASK {}")


class Answers(http.server.BaseHTTPRequestHandler):
    """A server that misbehaves as its path says."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/silent":
            time.sleep(3)
            return
        self.send_response({"/missing": 404, "/broken": 500, "/login": 401, "/busy": 503}.get(path, 200))
        self.send_header("Content-Type", "application/sparql-results+json")
        self.end_headers()
        if path == "/cut":
            self.wfile.write(b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"ur')
        if path == "/drip":
            for _ in range(30):
                self.wfile.write(b" ")
                time.sleep(0.1)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


@pytest.fixture
def strange() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing", "no SPARQL endpoint"),
        ("broken", "failed while answering"),
        ("login", "password"),
        ("busy", "503"),
        ("cut", "broken off"),
        ("html", "broken off"),
    ],
)
def test_every_failure_is_an_endpoint_error_in_words(strange: str, path: str, words: str) -> None:
    with pytest.raises(EndpointError, match=words):
        open_door(f"{strange}/{path}").run("SELECT * { ?s ?p ?o }")


@pytest.mark.parametrize("path", ["silent", "drip"])
def test_waiting_has_an_end(strange: str, path: str) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceeded, match="no answer within 1 s"):
        open_door(f"{strange}/{path}", QueryLimits(seconds=1)).run("ASK {}")
    assert time.monotonic() - start < 20


def test_a_remote_door_never_turns(far: Door) -> None:
    assert not far.refresh()
    assert far.release.id.startswith("http://127.0.0.1")
    far.close()


def test_terms_are_those_of_the_embedded_door(far: Door) -> None:
    answer = far.run(f"SELECT ?s {{ ?s a <{EX}Part> }} LIMIT 1")
    assert isinstance(answer, Bindings)
    assert isinstance(answer.rows[0][0], ox.NamedNode)
