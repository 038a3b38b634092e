"""The other door: any SPARQL 1.1 endpoint, for those whose graph or load outgrows one machine.

Protocol: https://www.w3.org/TR/sparql11-protocol/ through SPARQLWrapper, always with a time limit (its own default is
none). The endpoint's own limits stop the work; ours stop the waiting.
"""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPResponse
from types import TracebackType
from typing import NamedTuple, Self
from urllib.error import HTTPError, URLError

import pyoxigraph as ox
from SPARQLWrapper import GET, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
    Unauthorized,
    URITooLong,
)

from kg.errors import EndpointError, LimitExceeded, QuerySyntaxError
from kg.formats import serialize
from kg.sparql.answers import Answer, Bindings, Boolean, Serialized, Triples, bindings, cut_of
from kg.sparql.guard import Form, examine
from kg.sparql.query_limits import QueryLimits
from kg.store.door import Release

__all__ = ["RemoteDoor"]

_LONG_QUERY = 4000
"""Characters beyond which the query goes by POST; shorter ones by GET, which caches and every server understands."""

_DIAGNOSIS = {
    EndPointNotFound: "there is no SPARQL endpoint at this address",
    Unauthorized: "it asks for a user name and password",
    URITooLong: "the query is too long for it",
    EndPointInternalError: "it failed while answering",
}


CUT_HEADER = "X-Truncated"
"""The header by which a site of this project says that its own limit cut the answer."""


class _Fetched(NamedTuple):
    """The body of an answer, and whether the endpoint says that it cut it."""

    body: bytes
    truncated: bool


class RemoteDoor:
    """A `kg.store.door.Door` over the endpoint at `address`."""

    def __init__(self, address: str, limits: QueryLimits) -> None:
        self._address = address
        self._limits = limits
        self._release = Release(address, pins_content=False)

    @property
    def release(self) -> Release:
        """The endpoint's address. What it holds, and since when, is not known here."""
        return self._release

    def run(self, query: str) -> Answer:
        """Answer `query`. See `kg.store.door.Door.run`."""
        form = examine(query, self._limits.services).form
        if form.is_graph:
            return self._triples(self._fetch(query, "text/turtle, application/n-triples;q=0.9"))
        return self._solutions(self._fetch(query, "application/sparql-results+json"), form)

    def serialize(self, query: str, media_type: str) -> Serialized:
        """Answer `query` as a document. See `kg.store.door.Door.serialize`."""
        answer = self.run(query)
        return Serialized(serialize(answer, media_type), media_type, cut_of(answer))

    def _solutions(self, fetched: _Fetched, form: Form) -> Bindings | Boolean:
        body = fetched.body
        try:
            answer = bindings(ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
        except (SyntaxError, ValueError) as error:
            raise EndpointError(f"{self._address}: the answer is broken off or no SPARQL JSON: {error}") from error
        if isinstance(answer, Boolean) is not (form is Form.ASK):
            raise EndpointError(f"{self._address}: the answer is of another kind than a {form} asks for")
        if isinstance(answer, Bindings):
            is_cut = fetched.truncated or len(answer.rows) > self._limits.rows
            return Bindings(answer.variables, answer.rows[: self._limits.rows], is_cut)
        return answer

    def _triples(self, fetched: _Fetched) -> Triples:
        try:
            triples = [quad.triple for quad in ox.parse(fetched.body, format=ox.RdfFormat.TURTLE)]
        except (SyntaxError, ValueError) as error:
            raise EndpointError(f"{self._address}: the answer is broken off or no Turtle: {error}") from error
        return Triples(triples[: self._limits.rows], fetched.truncated or len(triples) > self._limits.rows)

    def _fetch(self, query: str, accept: str) -> _Fetched:
        wrapper = SPARQLWrapper(self._address)
        wrapper.setTimeout(max(1, round(self._limits.seconds)))
        wrapper.setQuery(query)
        wrapper.setMethod(POST if len(query) > _LONG_QUERY else GET)
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        try:
            with wrapper.query().response as response:
                return _Fetched(self._read(response), CUT_HEADER in response.headers)
        except QueryBadFormed as error:
            raise QuerySyntaxError(f"the endpoint does not take this query: {_first_lines(error)}") from error
        except SPARQLWrapperException as error:
            said = _DIAGNOSIS.get(type(error), "it failed")
            raise EndpointError(f"{self._address}: {said}: {_first_lines(error)}") from error
        except (TimeoutError, URLError, HTTPException, OSError) as error:
            raise self._unreachable(error) from error

    def _read(self, response: HTTPResponse) -> bytes:
        """The whole body. The socket's time limit is one of silence only, so the clock is watched here."""
        end = time.monotonic() + self._limits.seconds
        body = bytearray()
        while piece := response.read1(1 << 16):
            body += piece
            if len(body) > self._limits.size:
                raise LimitExceeded(f"the answer has more than {self._limits.size:,} bytes; ask for less")
            if time.monotonic() > end:
                raise TimeoutError
        return bytes(body)

    def _unreachable(self, error: Exception) -> EndpointError | LimitExceeded:
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            return LimitExceeded(f"{self._address} gave no answer within {self._limits.seconds:g} s")
        if isinstance(error, HTTPError):
            error.close()
            return EndpointError(f"{self._address}: HTTP {error.code} {error.reason}")
        return EndpointError(f"{self._address}: can't be reached ({reason}); is it running, is the address right?")

    def refresh(self) -> bool:
        """Always ``False``: an endpoint shows its newest data by itself."""
        return False

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _first_lines(error: Exception) -> str:
    """What the endpoint said, without SPARQLWrapper's preface, in one line."""
    said = str(error).partition("Response:")[2] or str(error)
    said = said.strip().removeprefix("b").strip("'\"").replace("\\n", " ")
    return " ".join(said.split())[:300]
