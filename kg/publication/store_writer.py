"""Writing into a SPARQL store: small updates, and triples by the thousand.

Whatever is sent may be sent twice, for a graph is a set and there are no blank nodes: so a piece whose answer got lost
is simply sent again. Measured (docs/decisions/0013-publishing.md): Oxigraph and stores like it take triples best as
``INSERT DATA``; Virtuoso compiles those like programs and fails beyond some thousands, so it is sent N-Triples by the
Graph Store Protocol, and copies a graph five times as fast as it takes one.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote, quote_plus

import pyoxigraph as ox

from kg.errors import EndpointUnreachable, ImrError, LimitExceeded
from kg.publication.addresses import StoreAddresses
from kg.store.http_exchange import HttpAnswer, HttpRequest, StoreHttp
from kg.store.sparql_protocol import SparqlClient
from kg.store.store_credentials import Credentials

__all__ = ["MOST_LINES", "PATIENT", "StoreWriter", "WriteLimits"]

MOST_LINES = 10_000
"""Triples that are sent in one piece."""
_MOST_REMOVED = 500  # Virtuoso compiles DELETE DATA like a program
_SAID = 1 << 20  # bytes of an answer to an update
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"


class WriteLimits(NamedTuple):
    """How long one piece, and one count, may take, in seconds; how often a broken connection is tried again."""

    piece: float = 600.0
    counting: float = 3600.0
    tries: int = 6
    wait: float = 1.0


PATIENT = WriteLimits()


class StoreWriter:
    """Writes into the store that answers queries at `address`. `update` is where it takes updates, if not as usual.

    Its methods raise `EndpointError` and `LimitExceeded` where the store does not do it.
    """

    def __init__(
        self,
        address: str,
        credentials: Credentials | None = None,
        update: str = "",
        limits: WriteLimits = PATIENT,
        pack: bool | None = None,
    ) -> None:
        credentials = Credentials.from_environment() if credentials is None else credentials
        self.client = SparqlClient(address, credentials)
        self._limits = limits
        try:
            self.client.select("SELECT ?s { ?s <urn:x> <urn:y> } LIMIT 1", ("s",), limits.piece)  # to hear what it is
        except ImrError:
            self.client.close()
            raise
        self._addresses = StoreAddresses.of(address, self.client.server, update)
        self._http = StoreHttp(self._addresses.update, credentials)
        self._packs = not self._http.is_near if pack is None else pack

    @property
    def copies(self) -> bool:
        """Whether the store copies a graph faster than it takes one: known of Virtuoso, not true of Oxigraph."""
        return self.client.is_virtuoso

    @property
    def most_removed(self) -> int:
        """Triples that are removed by one update."""
        return _MOST_REMOVED if self.client.is_virtuoso else MOST_LINES

    def update(self, text: str) -> None:
        """Run a small update."""
        self._run(text.encode())

    def add(self, graph: str, lines: Sequence[bytes]) -> None:
        """Bring N-Triples `lines` into `graph`."""
        if self._addresses.graph_store:
            there = self._addresses.graph_store + quote(graph, safe="")
            self._send(there, b"".join(lines), "application/n-triples")
        else:
            self._run(b"INSERT DATA { GRAPH <%s> {\n%s} }" % (graph.encode(), b"".join(lines)))

    def remove(self, graph: str, lines: Sequence[bytes]) -> None:
        """Take N-Triples `lines` out of `graph`."""
        self._run(b"DELETE DATA { GRAPH <%s> {\n%s} }" % (graph.encode(), b"".join(lines)))

    def drop(self, graph: str) -> None:
        """Remove `graph`, if it is there."""
        self.update(f"DROP SILENT GRAPH <{graph}>")

    def copy(self, graph: str, to: str) -> None:
        """Make the graph `to` the same as `graph`."""
        self.update(f"COPY GRAPH <{graph}> TO GRAPH <{to}>")

    def count(self, graph: str, predicate: str = "") -> int:
        """How many triples `graph` has, or has with `predicate`."""
        pattern = f"?s <{predicate}> ?o" if predicate else "?s ?p ?o"
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ {pattern} }} }}"
        told = self.client.select(query, ("n",), self._limits.counting)
        term = told[0][0] if len(told) == 1 else None
        if not isinstance(term, ox.Literal) or not term.value.isdecimal():
            raise self.client.failed("the SPARQL store's count of triples is no number")
        return int(term.value)

    def _run(self, text: bytes) -> None:
        if self.client.is_virtuoso:  # it does not take an update as it is: the request never ends
            self._send(self._addresses.update, f"update={quote_plus(text)}".encode(), _FORM, packable=False)
        else:
            self._send(self._addresses.update, text, _UPDATE)

    def _send(self, url: str, body: bytes, media_type: str, packable: bool = True) -> None:
        headers = {"Content-Type": media_type, "Accept": "*/*"}
        if packable and self._packs and len(body) > 4096:
            packed = HttpRequest("POST", url, headers | {"Content-Encoding": "gzip"}, gzip.compress(body, 1, mtime=0))
            if self._again(lambda: self._http.ask(packed, self._limits.piece, _SAID)).status < 300:
                return
            self._packs = False  # it takes no gzip, or fails for another reason, which the plain body will show
        plain = HttpRequest("POST", url, headers, body)
        answer = self._again(lambda: self._http.ask(plain, self._limits.piece, _SAID))
        if not 200 <= answer.status < 300:
            raise self.client.refusal(answer)

    def _again(self, ask: Callable[[], HttpAnswer]) -> HttpAnswer:
        """What `ask` gives, tried again while the store can't be reached: it may just be starting anew."""
        for attempt in range(self._limits.tries - 1):
            try:
                return ask()
            except (EndpointUnreachable, LimitExceeded):
                time.sleep(self._limits.wait * 2**attempt)
        return ask()

    def close(self) -> None:
        """Close the connections."""
        self.client.close()
        self._http.close()
