"""Writing into stores that fail, refuse, or are in bad faith."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from kg.errors import EndpointError, ImrError, LimitExceeded, QuerySyntaxError
from kg.publication.store_writer import StoreWriter, WriteLimits
from kg.store.store_credentials import Credentials
from tests.scripted_server import Heard, Reply, ScriptedServer, serving

LINES = [b"<urn:%d> <urn:p> <urn:o> .\n" % number for number in range(500)]
BRIEF = WriteLimits(piece=1, counting=1, tries=3, wait=0.01)
HELLO = Reply(body=b'{"head":{"vars":["s"]},"results":{"bindings":[]}}')


@contextmanager
def writing(
    script: Callable[[Heard], Reply],
    credentials: Credentials = Credentials(),  # noqa: B008 - it can't be changed
    server_name: str = "",
    pack: bool = False,
) -> Iterator[tuple[StoreWriter, ScriptedServer]]:
    """A writer into a server that answers writes by `script`."""
    hello = Reply(body=HELLO.body, headers={"Server": server_name} if server_name else {})
    with serving(lambda heard: hello if heard.method == "GET" else script(heard)) as server:
        writer = StoreWriter(server.address, credentials, limits=BRIEF, pack=pack)
        try:
            yield writer, server
        finally:
            writer.close()


FAILURES = [
    (Reply(401, b""), EndpointError, "asks for a user and a password"),
    (Reply(403, b""), EndpointError, "asks for a user and a password"),
    (Reply(400, b"no such thing at 10.0.0.7"), QuerySyntaxError, "no such thing at ..."),
    (Reply(500, b"disk full"), EndpointError, "failed while answering"),
    (Reply(502, b"<html>", "text/html"), EndpointError, "a web page"),
    (Reply(413, b"too large"), EndpointError, "refused .HTTP 413"),
    (Reply(204, b"", None, reset=True), EndpointError, "can't be reached"),
    (Reply(200, b"x", pause=2), LimitExceeded, "no answer within 1 s"),
    (Reply(200, b"x" * (1 << 20), pieces=2), LimitExceeded, "more than"),
    (Reply(503, b"", headers={"Retry-After": "3600"}), EndpointError, "left alone for 3,600 s"),
    (Reply(307, b"", headers={"Location": "http://169.254.169.254/latest"}), EndpointError, "to another server"),
]


@pytest.mark.parametrize(("reply", "kind", "words"), FAILURES, ids=[f"{n}-{row[2]}" for n, row in enumerate(FAILURES)])
def test_what_a_store_refuses_is_told_in_words(reply: Reply, kind: type[ImrError], words: str) -> None:
    with writing(lambda _: reply) as (writer, _), pytest.raises(kind, match=words) as told:
        writer.add("urn:g", LINES)
    assert "127.0.0.1" not in str(told.value)


def test_a_connection_that_breaks_is_tried_again() -> None:
    replies = iter([Reply(reset=True), Reply(204, b"", None, length=5), Reply(204, b"", None)])
    with writing(lambda _: next(replies)) as (writer, server):
        writer.add("urn:g", LINES)
        bodies = {each.body for each in server.heard if each.method == "POST"}
    assert bodies == {b"INSERT DATA { GRAPH <urn:g> {\n" + b"".join(LINES) + b"} }"}


def test_a_page_in_place_of_a_store_is_told_at_once() -> None:
    page = Reply(body=b"<html>", media_type="text/html")
    with serving(lambda _: page) as server, pytest.raises(EndpointError, match="a web page"):
        StoreWriter(server.address, Credentials(), limits=BRIEF)


def test_bodies_are_packed_where_that_is_taken() -> None:
    with writing(lambda _: Reply(204, b"", None), pack=True) as (writer, server):
        writer.add("urn:g", LINES)
        (heard,) = [each for each in server.heard if each.method == "POST"]
    assert heard.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(heard.body).endswith(b"".join(LINES) + b"} }")


def test_bodies_are_sent_plain_once_packed_ones_were_refused() -> None:
    def script(heard: Heard) -> Reply:
        return Reply(415 if "Content-Encoding" in heard.headers else 204, b"", None)

    with writing(script, pack=True) as (writer, server):
        writer.add("urn:g", LINES)
        writer.add("urn:h", LINES)
        sent = [each.headers.get("Content-Encoding") for each in server.heard if each.method == "POST"]
    assert sent == ["gzip", None, None]


def test_virtuoso_is_sent_triples_as_triples_and_updates_as_forms() -> None:
    with writing(lambda _: Reply(204, b"", None), server_name="Virtuoso/07.20") as (writer, server):
        writer.add("urn:g", LINES)
        writer.drop("urn:g")
        triples, update = (each for each in server.heard if each.method == "POST")
    assert triples.path == "/sparql-graph-crud-auth?graph-uri=urn%3Ag"
    assert (triples.headers["Content-Type"], triples.body) == ("application/n-triples", b"".join(LINES))
    assert (update.path, update.asked["update"]) == ("/sparql-auth", "DROP SILENT GRAPH <urn:g>")


def test_a_digest_is_asked_for_once() -> None:
    def script(heard: Heard) -> Reply:
        challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="n", qop="auth", algorithm=MD5'}
        known = heard.headers.get("Authorization", "").startswith("Digest")
        return Reply(204, b"", None) if known else Reply(401, b"", None, challenge)

    with writing(script, Credentials("ann", "s3cret")) as (writer, server):
        for _ in range(3):
            writer.add("urn:g", LINES)
        sent = [each for each in server.heard if each.method == "POST"]
    assert len(sent) == 4
    assert not any("s3cret" in str(each.headers) for each in sent)


@pytest.mark.parametrize(
    "body", [b"", b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"-1"}}]}}']
)
def test_a_count_that_is_none_is_told(body: bytes) -> None:
    told = iter([HELLO, Reply(body=body)])
    with serving(lambda _: next(told)) as server:
        writer = StoreWriter(server.address, Credentials(), limits=BRIEF)
        with pytest.raises(EndpointError):
            writer.count("urn:g")
        writer.close()
