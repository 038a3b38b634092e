"""The process that evaluates queries, one at a time. It may be killed at any moment.

Started by `kg.store.pool` as ``python -m kg.store.worker FD GRAPH MEMORY``. Oxigraph can't cancel a query, but ending
the process does. It ends by itself when its parent closes the pipe or dies, also in the middle of a query, and by an
alarm (default action, so that it needs no interpreter) a second after the time limit.
"""

from __future__ import annotations

import resource
import signal
import sys
from multiprocessing.connection import Connection
from typing import IO, cast

import pyoxigraph as ox

from kg.confinement import ending_with
from kg.sparql.answers import CutSink, Failure, Task, Wire, cut

__all__ = ["main"]

_GRACE = 1.0


def main(arguments: list[str]) -> None:
    """Serve the pipe `FD` from the store at `GRAPH` until the other end closes."""
    descriptor, graph, memory = arguments
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with Connection(int(descriptor)) as pipe:
        store = opened(graph)
        while True:
            try:
                task = pipe.recv()
            except (EOFError, ConnectionError):
                return
            signal.setitimer(signal.ITIMER_REAL, task.seconds + _GRACE)
            with ending_with(pipe.fileno()):
                reply = store if isinstance(store, Failure) else answer(store, task)
            signal.setitimer(signal.ITIMER_REAL, 0)
            try:
                pipe.send(reply)
            except ConnectionError:
                return


def opened(graph: str) -> ox.Store | Failure:
    """The store, or why it can't be opened: each query is told."""
    try:
        return ox.Store.read_only(graph)
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


if __name__ == "__main__":
    main(sys.argv[1:])
