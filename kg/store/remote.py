"""The other door: any SPARQL 1.1 endpoint, for those whose graph or load outgrows one machine.

Which release it shows, the store says itself (`kg.store.current_release`), and is asked again every minute: from then
on every query names that release's graph as its default graph, so an answer is never of two releases. The store is
told our time limit and may stop the work; whether it does or not, the waiting ends.
"""

from __future__ import annotations

import os
import threading
import time
from types import TracebackType
from typing import Self

from kg.errors import EndpointError, ImrError, LimitExceeded, QueryRefused
from kg.formats import serialize
from kg.namespaces import Iris
from kg.sparql.answers import Answer, Bindings, Boolean, Serialized, Triples, cut_of
from kg.sparql.guard import BoundQuery, Form, examine
from kg.sparql.query_limits import QueryLimits
from kg.sparql.tokens import Token, significant
from kg.store.current_release import UNKNOWN, ShownRelease, read_current
from kg.store.door import Release
from kg.store.sparql_protocol import GRAPH_TYPES, RESULT_TYPES, Fetched, ProtocolQuery, SparqlClient
from kg.store.store_credentials import Credentials

__all__ = ["RemoteDoor"]

_OLDEST = 60.0
"""Seconds after which the store is asked again which release it shows."""
_AGAIN = 5.0
"""Seconds until a store that failed to say so is asked again; meanwhile nobody waits for it."""
_IDENTITY = 10.0
"""The most seconds that this question may take."""


class RemoteDoor:
    """A `kg.store.door.Door` over the store at `address`, with `credentials` (of the environment by default).

    A store that is down when the door is made is asked again later. Raises `InputError` where `address` is none.
    """

    def __init__(self, address: str, limits: QueryLimits, credentials: Credentials | None = None) -> None:
        self._client = SparqlClient(address, credentials)
        self._limits = limits
        base = os.environ.get("IMR_BASE_IRI")
        self._pointer = Iris(base).pointer_graph() if base else ""
        self._turn = threading.Lock()
        self._shown: ShownRelease | None = None
        self._was_published = False
        self._failure: ImrError | None = None
        self._next = 0.0
        self.refresh()

    @property
    def release(self) -> Release:
        """What the store says that it shows, as of the last `refresh`; its id is ``remote`` where it says nothing."""
        return self._shown.release if self._shown else UNKNOWN

    def refresh(self) -> bool:
        """Ask the store which release it shows, once a minute; return whether that is another one.

        A store that can't say so is still taken to show what it showed before.
        """
        if time.monotonic() < self._next or not self._turn.acquire(blocking=self._shown is None):
            return False
        try:
            return time.monotonic() >= self._next and self._look()
        finally:
            self._turn.release()

    def _look(self) -> bool:
        before = self._shown
        self._was_published = self._was_published or bool(before and before.graph)
        try:
            found = read_current(self._client, min(self._limits.seconds, _IDENTITY), self._pointer, before)
            if self._was_published and not found.graph:
                self._shown = None  # its graph may be gone as well, and would answer with nothing
                raise self._client.failed("the SPARQL store no longer says which release is current; publish again")
        except (EndpointError, LimitExceeded) as error:
            self._failure, self._next = error, time.monotonic() + _AGAIN
            return False
        self._failure, self._next = None, time.monotonic() + _OLDEST
        self._shown = found
        return before is not None and before.release != found.release

    def _graph(self) -> str | None:
        """The graph to ask. Raises what kept the store from naming it."""
        self.refresh()
        if self._shown is None:
            raise _once_more(self._failure)
        return self._shown.graph

    def run(self, query: str) -> Answer:
        """Answer `query`. See `kg.store.door.Door.run`."""
        form = examine(query, self._limits.services).form
        graph = self._graph()
        if graph and not isinstance(query, BoundQuery):
            _check_graphs(query)
        if form.is_graph:
            return self._triples(query, form, graph)
        return self._solutions(self._fetch(query, RESULT_TYPES, graph), form)

    def serialize(self, query: str, media_type: str) -> Serialized:
        """Answer `query` as a document. See `kg.store.door.Door.serialize`."""
        answer = self.run(query)
        return Serialized(serialize(answer, media_type), media_type, cut_of(answer))

    def _solutions(self, fetched: Fetched, form: Form) -> Bindings | Boolean:
        answer = self._client.results(fetched.body)
        if isinstance(answer, Boolean) is not (form is Form.ASK):
            raise self._client.failed(f"the SPARQL store's answer is of another kind than a {form} asks for")
        if isinstance(answer, Bindings):
            at_most = self._limits.rows
            cut_there = fetched.most_rows is not None and len(answer.rows) >= fetched.most_rows
            return Bindings(
                answer.variables, answer.rows[:at_most], fetched.truncated or cut_there or len(answer.rows) > at_most
            )
        return answer

    def _triples(self, query: str, form: Form, graph: str | None) -> Triples:
        fetched = self._fetch(query, GRAPH_TYPES, graph)
        triples = self._client.triples(fetched.body)
        is_cut = fetched.truncated or len(triples) > self._limits.rows
        if form is Form.CONSTRUCT and self._client.is_virtuoso and not is_cut:
            # Virtuoso builds the graph of the first ResultSetMaxRows solutions and says so only of a SELECT.
            is_cut = self._fetch(_solutions_of(query), RESULT_TYPES, graph, only_head=True).most_rows is not None
        return Triples(triples[: self._limits.rows], is_cut)

    def _fetch(self, query: str, accepted: tuple[str, ...], graph: str | None, only_head: bool = False) -> Fetched:
        limits = self._limits
        return self._client.fetch(ProtocolQuery(query, accepted, limits.seconds, limits.size, graph, only_head))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _once_more(error: ImrError | None) -> ImrError:
    """An error as `error`: one object is not raised by several threads."""
    if error is None:
        return EndpointError("the SPARQL store has not answered yet")
    again = type(error)(*error.args)
    for note in getattr(error, "__notes__", ()):
        again.add_note(note)
    return again


def _check_graphs(query: str) -> None:
    """Refuse to name a graph: stores differ in what they do then, and other graphs are not this site's."""
    for token in significant(query):
        if token.word in {"FROM", "GRAPH"}:
            raise QueryRefused(f"{token.word}: this site has one dataset, all of it in the default graph; leave it out")


def _solutions_of(query: str) -> str:
    """The SELECT whose solutions a CONSTRUCT fills its template with."""
    marks = significant(query)
    at = next(place for place, token in enumerate(marks) if token.word == "CONSTRUCT")
    after = _closing(marks, at + 1) if marks[at + 1].text == "{" else at
    end = marks[after].start + len(marks[after].text)
    return f"{query[: marks[at].start]}SELECT (1 AS ?imr_solution){query[end:]}"


def _closing(marks: list[Token], at: int) -> int:
    depth = 0
    for place in range(at, len(marks)):
        depth += (marks[place].text == "{") - (marks[place].text == "}")
        if depth == 0:
            return place
    return at
