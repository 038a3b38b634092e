"""Queries answered by Oxigraph (pyoxigraph), in a worker process. Solutions are streamed: a limit stops the work."""

from __future__ import annotations

import resource
from typing import IO, cast

import pyoxigraph as ox

from kg.sparql.answers import CutSink, Failure, Task, Wire, cut

__all__ = ["answer", "opened"]


def opened(folder: str, memory: int) -> ox.Store | Failure:
    """The store in `folder`, or why it can't be opened: each query is told. At most `memory` bytes are taken."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        return ox.Store.read_only(folder)
    except (OSError, RuntimeError, ValueError) as error:
        return Failure("damage", str(error))


def answer(store: ox.Store, task: Task) -> Wire | Failure:
    """Evaluate `task`. A failure is a value, so that the parent can raise it."""
    try:
        return evaluate(store, task)
    except SyntaxError as error:
        return Failure("syntax", str(error))
    except RuntimeError as error:  # a checksum that does not fit, a file that is missing
        return Failure("damage", str(error))
    except (OSError, ValueError) as error:
        return Failure("store", str(error))


def evaluate(store: ox.Store, task: Task) -> Wire:
    """Evaluate `task`, cut at its rows and size. Raises what Oxigraph raises."""
    result = store.query(task.query)
    if isinstance(result, ox.QueryBoolean):
        return Wire("boolean", b"1" if result else b"0")
    if isinstance(result, ox.QueryTriples):
        return Wire("triples", *cut(lambda sink: _triples(result, sink), task.rows, task.size))
    return Wire("bindings", *cut(lambda sink: _solutions(result, sink), task.rows + 1, task.size))


def _triples(result: ox.QueryTriples, sink: CutSink) -> None:
    result.serialize(cast(IO[bytes], sink), ox.RdfFormat.N_TRIPLES)


def _solutions(result: ox.QuerySolutions, sink: CutSink) -> None:
    result.serialize(cast(IO[bytes], sink), ox.QueryResultsFormat.TSV)
