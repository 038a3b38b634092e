"""One SPARQL store asked by the SPARQL 1.1 Protocol, and what its answers say of themselves beside the rows.

SPARQLWrapper makes the requests (https://www.w3.org/TR/sparql11-protocol/); they travel over connections that stay open
(`kg.store.http_exchange`). Every failure is told in words, without the store's address, for what is raised here may be
read by strangers; the address is in the error's notes.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import pyoxigraph as ox
from SPARQLWrapper import GET, POST, SPARQLWrapper

from kg.errors import EndpointError, InputError, LimitExceeded, QuerySyntaxError
from kg.sparql.answers import Bindings, Boolean, Row, bindings
from kg.store.http_exchange import HttpAnswer, HttpRequest, StoreHttp, failed
from kg.store.store_credentials import Credentials

__all__ = ["CUT_HEADER", "GRAPH_TYPES", "RESULT_TYPES", "Fetched", "ProtocolQuery", "SparqlClient"]

_LONG_QUERY = 4000
"""Characters beyond which the query goes by POST; shorter ones by GET, which caches and every server understands."""

CUT_HEADER = "X-Truncated"
"""The header by which a site of this project says that its own limit cut the answer."""
_MOST_ROWS = "X-SPARQL-MaxRows"
"""Virtuoso's, on answers that have as many rows as its ResultSetMaxRows lets through."""
_STOPPED = "X-SQL-State"
"""Virtuoso's, on answers that a time limit ended: what was found until then comes with status 200."""

RESULT_TYPES = ("application/sparql-results+json", "application/json", "")
GRAPH_TYPES = ("text/turtle", "application/n-triples", "application/x-turtle", "text/n3", "text/plain", "")
_SLOW = re.compile(rb"S1T00|estimated execution time|timed? ?out|time limit", re.IGNORECASE)
_INWARD = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\b[a-z]+://[^\s\"'<>)]+|(?<![\w<])/(?:[\w.-]+/)+[\w.-]*")
"""Numbers of hosts, addresses and paths of files: what an error may tell of a machine that strangers can't see."""

_LARGEST = 64 << 20  # bytes of what a store says of itself
_UNITS = {"s": "{:.0f}", "ms": "{:.0f}", "unit": "{:.0f}s", "none": ""}


class ProtocolQuery(NamedTuple):
    """A query, the media types that it may be answered in, and how long that may take.

    `graph` is what the query sees as its default graph, if it is not the store's own. `only_head` asks for the headers
    of the answer alone.
    """

    query: str
    accepted: tuple[str, ...]
    seconds: float
    size: int
    graph: str | None = None
    only_head: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """The body of an answer; whether the store says that it cut it, or at how many rows it cuts."""

    body: bytes
    truncated: bool
    most_rows: int | None


class _Request(SPARQLWrapper):
    """A request as SPARQLWrapper makes it, to be sent over a connection that stays open: its own are closed at once."""

    def made(self) -> HttpRequest:
        """The request."""
        request = self._createRequest()
        body = request.data if isinstance(request.data, bytes) else None
        return HttpRequest(request.get_method(), request.full_url, dict(request.header_items()), body)


class SparqlClient:
    """Asks the store at `address`. Safe to share between threads.

    Raises `InputError` where `address` is none, or what the environment says of it can't be.
    """

    def __init__(self, address: str, credentials: Credentials | None = None) -> None:
        self._credentials = Credentials.from_environment() if credentials is None else credentials
        self.http = StoreHttp(address, self._credentials)
        self._address = address
        self._host = urlsplit(address).hostname or ""
        self.server = ""
        """What the store calls itself; empty until it has answered."""
        self._unit = os.environ.get("IMR_ENDPOINT_TIMEOUT", "")
        if self._unit and self._unit not in _UNITS:
            raise InputError(f"IMR_ENDPOINT_TIMEOUT is one of {', '.join(_UNITS)}; {self._unit!r} is not")

    @property
    def is_virtuoso(self) -> bool:
        """Whether it says that it is OpenLink Virtuoso, which needs care of its own."""
        return self.server.startswith("Virtuoso")

    def fetch(self, asked: ProtocolQuery) -> Fetched:
        """The answer to a query.

        Raises `QuerySyntaxError`, `LimitExceeded` (also where the store stopped by its own), `EndpointError`.
        """
        answer = self._ask(asked)
        self.server = answer.server or self.server
        if not 200 <= answer.status < 300:
            raise self.refusal(answer)
        if answer.media_type not in asked.accepted:
            raise self._strange(answer)
        if _STOPPED in answer.headers:
            raise LimitExceeded("the SPARQL store stopped at a time limit; what it had found until then is no answer")
        most = str(answer.headers.get(_MOST_ROWS, ""))
        return Fetched(answer.body, CUT_HEADER in answer.headers, int(most) if most.isdecimal() else None)

    def select(self, query: str, names: tuple[str, ...], seconds: float, graph: str | None = None) -> list[Row]:
        """The rows of a query for the variables `names`.

        Raises as `fetch`, and `EndpointError` where they are no such rows or not all.
        """
        fetched = self.fetch(ProtocolQuery(query, RESULT_TYPES, seconds, _LARGEST, graph))
        answer = self.results(fetched.body)
        if isinstance(answer, Boolean) or answer.variables != names:
            raise self.failed("the SPARQL store answers something else than what it was asked")
        if fetched.truncated or fetched.most_rows == len(answer.rows):
            raise self.failed("the SPARQL store gave only a part of what was asked")
        return answer.rows

    def results(self, body: bytes) -> Bindings | Boolean:
        """What SPARQL JSON says. Raises `EndpointError` where it is broken."""
        try:
            return bindings(ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
        except (SyntaxError, ValueError) as error:
            said = str(error)
        # Outside of the handler: what is raised must not hold the parser, which dies in the thread that made it.
        raise self.failed("the SPARQL store's answer is broken off or no SPARQL JSON", said)

    def triples(self, body: bytes) -> list[ox.Triple]:
        """What Turtle says. Raises `EndpointError` where it is broken."""
        try:
            return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)]
        except (SyntaxError, ValueError) as error:
            said = str(error)
        raise self.failed("the SPARQL store's answer is broken off or no Turtle", said)

    def failed(self, words: str, said: str = "") -> EndpointError:
        """An error in `words`, with the address and what the store `said` in its notes."""
        return failed(words, self._address, self._credentials.scrubbed(said))

    def _ask(self, asked: ProtocolQuery) -> HttpAnswer:
        wrapper = _Request(self._address)
        wrapper.setQuery(asked.query)
        wrapper.setMethod(POST if len(asked.query) > _LONG_QUERY else GET)
        wrapper.setOnlyConneg(True)
        offered = [each for each in asked.accepted if each]
        wrapper.addCustomHttpHeader("Accept", ", ".join([offered[0], *(f"{each};q=0.9" for each in offered[1:2])]))
        if asked.graph:
            wrapper.addDefaultGraph(asked.graph)
        patience = self._patience(asked.seconds)
        if patience:
            wrapper.addParameter("timeout", patience)
        request = wrapper.made()
        if asked.only_head and request.method == GET:
            request = HttpRequest("HEAD", request.url, request.headers)
        return self.http.ask(request, asked.seconds, asked.size)

    def _patience(self, seconds: float) -> str:
        """The time limit as the store takes it: Virtuoso in milliseconds, the others in seconds.

        ``IMR_ENDPOINT_TIMEOUT`` says otherwise: ``s``, ``ms``, ``unit`` (``10s``) or ``none``. A store that has not
        said yet what it is gets none.
        """
        unit = self._unit or ("ms" if self.is_virtuoso else "s" if self.server else "none")
        return _UNITS[unit].format(max(1.0, seconds) * (1000 if unit == "ms" else 1))

    def refusal(self, answer: HttpAnswer) -> EndpointError | QuerySyntaxError | LimitExceeded:
        """The error that an answer with a status of failure means."""
        said = " ".join(answer.body[:2000].decode(errors="replace").split())[:300]
        if answer.media_type == "text/html" and answer.status not in {401, 403, 404}:
            return self._strange(answer)
        if answer.status >= 500 and _SLOW.search(answer.body[:2000]):
            return LimitExceeded("the SPARQL store stopped at its own time limit")
        if answer.status == 400:
            return QuerySyntaxError(f"the endpoint does not take this query: {self._outward(said)}")
        return self.failed(f"the SPARQL store {_refused(answer.status, self._credentials.given)}", said)

    def _strange(self, answer: HttpAnswer) -> EndpointError:
        what = "a web page" if answer.media_type in {"text/html", "application/xhtml+xml"} else "something else"
        told = f"{what} ({answer.media_type[:60]}, HTTP {answer.status})"
        return self.failed(
            f"what answers in place of the SPARQL store gives {told}; is its address that of a SPARQL endpoint?",
            " ".join(answer.body[:600].decode(errors="replace").split())[:300],
        )

    def _outward(self, said: str) -> str:
        """What a store `said`, without what it tells of the machine that it runs on."""
        said = self._credentials.scrubbed(said).replace(self._host, "...")
        return _INWARD.sub("...", said)

    def close(self) -> None:
        """Close the connections."""
        self.http.close()


def _refused(status: int, given: bool) -> str:
    """What an HTTP status says, and what to do."""
    known = {
        404: "is not at this address: there is no SPARQL endpoint here (HTTP 404)",
        405: "does not take this kind of request at this address (HTTP 405)",
        414: "finds the query too long (HTTP 414)",
    }
    if status in {401, 403}:
        if given:
            return f"does not accept the user and password, or the token, that it is given (HTTP {status})"
        return (
            f"asks for a user and a password (HTTP {status}); set IMR_ENDPOINT_USER and IMR_ENDPOINT_PASSWORD, "
            "or IMR_ENDPOINT_TOKEN"
        )
    return known.get(status) or (
        f"failed while answering (HTTP {status})" if status >= 500 else f"refused (HTTP {status})"
    )
