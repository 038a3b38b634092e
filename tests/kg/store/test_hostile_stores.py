"""A store that is down, slow, wrong or in bad faith: told in words, in time, and without its address."""

from __future__ import annotations

import gzip
import itertools
import re
import threading
from collections.abc import Iterator

import pytest

from kg.errors import EndpointError, ImrError, LimitExceeded, QuerySyntaxError
from kg.query import Bindings, QueryLimits, Triples, open_door
from kg.store.http_exchange import HttpRequest, StoreHttp, checked_address
from kg.store.remote import RemoteDoor
from kg.store.store_credentials import Credentials
from tests.scripted_server import JSON, Heard, Reply, ScriptedServer, free_port, serving

ALL = "SELECT * { ?s ?p ?o }"
ONE = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"literal","value":"x"}}]}}'
HTML = "text/html; charset=utf-8"
LIMITS = QueryLimits(seconds=1, size=10_000)
NOBODY = Credentials()

FAILURES = [
    # what it does, the error, words that tell it
    (Reply(404, b"", None), EndpointError, "no SPARQL endpoint"),
    (Reply(500, b"boom"), EndpointError, "failed while answering"),
    (Reply(502, b"<html>", HTML), EndpointError, "a web page"),
    (Reply(401, b""), EndpointError, "asks for a user and a password"),
    (Reply(403, b""), EndpointError, "asks for a user and a password"),
    (Reply(414, b""), EndpointError, "too long"),
    (Reply(418, b""), EndpointError, "refused .HTTP 418"),
    (Reply(400, b"unknown function"), QuerySyntaxError, "does not take this query: unknown function"),
    (Reply(200, b"<html><h1>Welcome</h1></html>", HTML), EndpointError, "a web page"),
    (Reply(200, b"<?xml version='1.0'?>", "application/xml"), EndpointError, "something else .application/xml"),
    (Reply(200, b""), EndpointError, "broken off"),
    (Reply(200, ONE[:60]), EndpointError, "broken off"),
    (Reply(200, b"[" * 5000), EndpointError, "broken off"),
    (Reply(200, b'{"head":{},"boolean":true}'), EndpointError, "of another kind"),
    (Reply(200, ONE, length=500), EndpointError, "broke the connection off"),
    (Reply(200, ONE, reset=True), EndpointError, "broke the connection off"),
    (Reply(200, b"no gzip", headers={"Content-Encoding": "gzip"}), EndpointError, "broke the connection off"),
    (Reply(200, ONE, headers={"Content-Encoding": "br"}), EndpointError, "broke the connection off"),
    (Reply(200, b" " * 6_000, pieces=2), LimitExceeded, "more than 10,000 bytes"),
    (
        Reply(200, gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"}),
        LimitExceeded,
        "more than 10,000 bytes",
    ),
    (Reply(200, ONE, pause=3), LimitExceeded, "no answer within 1 s"),
    (Reply(200, b" ", pieces=60, pause=0.1), LimitExceeded, "no answer within 1 s"),
    (Reply(500, b"S1T00 Error SR171: Transaction timed out"), LimitExceeded, "its own time limit"),
    (Reply(200, ONE, headers={"X-SQL-State": "S1TAT"}), LimitExceeded, "its own|stopped at a time limit"),
    (Reply(503, b"", headers={"Retry-After": "120"}), EndpointError, "left alone for 120 s"),
    (Reply(429, b"", headers={"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}), EndpointError, "left alone"),
    (Reply(302, b"", headers={"Location": "http://127.0.0.1:1/admin"}), EndpointError, "to another server"),
    (Reply(302, b"", headers={"Location": "file:///etc/passwd"}), EndpointError, "to another server"),
    (Reply(307, b"", headers={"Location": "/sparql"}), EndpointError, "on and on"),
]


@pytest.mark.parametrize(("reply", "kind", "words"), FAILURES, ids=[f"{n}-{row[2]}" for n, row in enumerate(FAILURES)])
def test_a_failure_is_told_in_words_without_the_address(reply: Reply, kind: type[ImrError], words: str) -> None:
    with serving(lambda _: reply) as server:
        told = failure(server.address, kind)
    assert re.search(words, str(told))
    assert "127.0.0.1" not in str(told)
    assert kind is not EndpointError or "127.0.0.1" in told.__notes__[0]


def failure(address: str, kind: type[ImrError], credentials: Credentials = NOBODY) -> ImrError:
    with RemoteDoor(address, LIMITS, credentials) as door, pytest.raises(kind) as told:
        door.run(ALL)
    return told.value


def test_a_store_that_is_down_is_told_and_asked_again() -> None:
    port = free_port()
    told = failure(f"http://127.0.0.1:{port}/sparql", EndpointError)
    assert "can't be reached (connection refused)" in str(told)
    assert str(port) not in str(told)
    assert str(port) in told.__notes__[0]


def test_what_a_store_says_of_its_machine_stays_inside() -> None:
    said = b"Virtuoso 37000 at 10.1.2.3:8890 http://db.internal/x in /var/lib/db/trace.log: syntax error at line 1"
    with serving(lambda _: Reply(400, said)) as server:
        told = failure(server.address, QuerySyntaxError)
    assert str(told).endswith("Virtuoso 37000 at ... ... in ...: syntax error at line 1")


def test_connections_stay_open() -> None:
    with serving(lambda _: Reply(body=ONE)) as server, RemoteDoor(server.address, LIMITS, NOBODY) as door:
        for _ in range(20):
            door.run(ALL)
        assert server.connections == 1
        assert len(server.heard) == 20


def test_many_threads_share_a_door() -> None:
    with serving(lambda _: Reply(body=ONE)) as server, RemoteDoor(server.address, LIMITS, NOBODY) as door:
        found: list[object] = []
        threads = [threading.Thread(target=lambda: found.append(door.run(ALL))) for _ in range(12)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert len(found) == 12
        assert server.connections <= 13


def test_a_connection_that_the_store_closed_meanwhile_is_opened_anew() -> None:
    def closing(_: Heard) -> Reply:
        return Reply(body=ONE, headers={"X": "y"}, reset=next(calls) == 1)

    calls = itertools.count()
    with serving(closing) as server, RemoteDoor(server.address, LIMITS, NOBODY) as door:
        door.run(ALL)
        door.run(ALL)  # the second request is answered by a reset on a connection that was open
        assert server.connections == 2


def test_a_busy_store_is_asked_again_when_it_says() -> None:
    replies = iter([Reply(503, b"", headers={"Retry-After": "0"}), Reply(429, b""), Reply(body=ONE)])
    with serving(lambda _: next(replies)) as server, RemoteDoor(server.address, LIMITS, NOBODY) as door:
        assert isinstance(door.run(ALL), Bindings)
        assert len(server.heard) == 3


def test_a_redirect_within_the_store_is_followed() -> None:
    def script(heard: Heard) -> Reply:
        moved = {"Location": heard.path.replace("/sparql", "/query")}
        return Reply(body=ONE) if heard.path.startswith("/query") else Reply(308, b"", headers=moved)

    with serving(script) as server, RemoteDoor(server.address, LIMITS, NOBODY) as door:
        assert isinstance(door.run(ALL), Bindings)


def virtuoso(reply: Reply) -> Reply:
    return Reply(reply.status, reply.body, reply.media_type, {"Server": "Virtuoso/07.20", **reply.headers})


@pytest.mark.parametrize(("most", "truncated"), [("1", True), ("2", False), ("many", False)])
def test_rows_that_virtuoso_cut_are_told_as_cut(most: str, truncated: bool) -> None:
    cut = virtuoso(Reply(body=ONE, headers={"X-SPARQL-MaxRows": most}))
    with serving(lambda _: cut) as server, RemoteDoor(server.address, LIMITS, NOBODY) as door:
        answer = door.run(ALL)
    assert isinstance(answer, Bindings)
    assert answer.truncated is truncated


@pytest.mark.parametrize("cut", [True, False])
def test_a_graph_that_virtuoso_built_of_the_first_solutions_is_told_as_cut(cut: bool) -> None:
    def script(heard: Heard) -> Reply:
        if heard.method == "HEAD":
            return virtuoso(Reply(headers={"X-SPARQL-MaxRows": "1"} if cut else {}))
        return virtuoso(Reply(body=b"<urn:a> <urn:b> <urn:c> .", media_type="text/turtle"))

    with serving(script) as server, RemoteDoor(server.address, LIMITS, NOBODY) as door:
        answer = door.run("PREFIX u: <urn:> CONSTRUCT { ?s u:b ?o } WHERE { ?s ?p ?o } ORDER BY ?s")
    assert isinstance(answer, Triples)
    assert answer.truncated is cut
    asked = server.heard[-1].asked["query"]
    assert asked == "PREFIX u: <urn:> SELECT (1 AS ?imr_solution) WHERE { ?s ?p ?o } ORDER BY ?s"


@pytest.mark.parametrize(
    ("server_name", "unit", "sent"),
    [
        ("Virtuoso/07.20", None, "7000"),
        ("Oxigraph/0.5", None, "7"),
        ("", None, None),
        ("Oxigraph/0.5", "ms", "7000"),
        ("qlever", "unit", "7s"),
        ("Oxigraph/0.5", "none", None),
    ],
)
def test_the_store_is_told_the_time_limit(
    server_name: str, unit: str | None, sent: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if unit:
        monkeypatch.setenv("IMR_ENDPOINT_TIMEOUT", unit)
    reply = Reply(body=ONE, headers={"Server": server_name} if server_name else {})
    with serving(lambda _: reply) as server, RemoteDoor(server.address, QueryLimits(seconds=7), NOBODY) as door:
        door.run(ALL)
        door.run(ALL)
    assert server.heard[-1].asked.get("timeout") == sent


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "http://",
        "example.org",
        "http://ann:s3cret@example.org/sparql",
        "http://example.org/?token=s3cret",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ImrError) as told:
        open_door(address) if address.startswith("http") else checked_address(address)
    assert "s3cret" not in str(told.value)


# --- who we are ---


@pytest.fixture
def guarded() -> Iterator[ScriptedServer]:
    """A store that asks for a digest, with a nonce that is good for two requests."""
    seen = itertools.count()

    def script(heard: Heard) -> Reply:
        told = heard.headers.get("Authorization", "")
        if f'nonce="n{next(seen) // 3}"' in told and 'username="ann"' in told:
            return Reply(body=ONE)
        challenge = f'Digest realm="SPARQL", nonce="n{next(seen) // 3}", qop="auth", algorithm="MD5", opaque="o"'
        return Reply(401, b"", None, {"WWW-Authenticate": challenge})

    with serving(script) as server:
        yield server


def test_a_digest_is_answered_and_no_password_sent(guarded: ScriptedServer) -> None:
    with RemoteDoor(guarded.address, LIMITS, Credentials("ann", "s3cret")) as door:
        for _ in range(4):
            assert isinstance(door.run(ALL), Bindings)
    sent = [each.headers.get("Authorization", "") for each in guarded.heard]
    assert not any(each.startswith("Basic") or "s3cret" in each for each in sent)


def asking_for(scheme: str, wanted: str) -> Iterator[ScriptedServer]:
    def script(heard: Heard) -> Reply:
        if heard.headers.get("Authorization") == wanted:
            return Reply(body=ONE)
        return Reply(401, b"", None, {"WWW-Authenticate": scheme})

    with serving(script) as server:
        yield server


@pytest.mark.parametrize(
    ("credentials", "wanted"),
    [(Credentials("ann", "s3cret"), "Basic YW5uOnMzY3JldA=="), (Credentials(token="t0ken"), "Bearer t0ken")],
)
def test_a_password_or_a_token_is_shown(credentials: Credentials, wanted: str) -> None:
    for server in asking_for('Basic realm="x"', wanted):
        with RemoteDoor(server.address, LIMITS, credentials) as door:
            assert isinstance(door.run(ALL), Bindings)


@pytest.mark.parametrize("credentials", [Credentials("ann", "wr0ng"), Credentials(token="wr0ng")])
def test_a_wrong_one_is_told_and_not_repeated(credentials: Credentials) -> None:
    for server in asking_for('Basic realm="x"', "Basic ="):
        with RemoteDoor(server.address, LIMITS, credentials) as door, pytest.raises(EndpointError) as told:
            door.run(ALL)
        assert "does not accept" in str(told.value)
        assert "wr0ng" not in str(told.value) + "".join(told.value.__notes__)
        assert len(server.heard) <= 3


def test_no_credentials_go_to_another_server() -> None:
    with serving(lambda _: Reply(body=ONE)) as other:
        moved = Reply(307, b"", None, {"Location": other.address})
        with serving(lambda _: moved) as server:
            assert "to another server" in str(failure(server.address, EndpointError, Credentials(token="t0ken")))
        assert other.heard == []


def test_an_answer_before_the_whole_body_was_sent_is_read() -> None:
    with serving(lambda _: Reply(413, b"too large", "text/plain")) as server:
        http = StoreHttp(server.address, NOBODY)
        answer = http.ask(HttpRequest("POST", server.address, {"Content-Type": "text/plain"}, b"x" * 1000), 5, 1000)
        http.close()
    assert (answer.status, answer.body, answer.media_type) == (413, b"too large", "text/plain")


def test_a_head_has_no_body() -> None:
    with serving(lambda _: Reply(body=b"x" * 100)) as server:
        http = StoreHttp(server.address, NOBODY)
        for _ in range(2):
            answer = http.ask(HttpRequest("HEAD", server.address), 5, 1000)
            assert (answer.body, answer.media_type) == (b"", JSON)
        http.close()
        assert server.connections == 1
