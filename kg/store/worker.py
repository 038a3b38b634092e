"""The process that evaluates queries, one at a time. It may be killed at any moment.

Started by `kg.store.pool` as ``python -m kg.store.worker FD ENGINE FOLDER MEMORY``. No engine can cancel a query, but
ending the process does. It ends by itself when its parent closes the pipe or dies, also in the middle of a query, and
by an alarm (default action, so that it needs no interpreter) a second after the time limit.
"""

from __future__ import annotations

import resource
import signal
import sys
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Protocol, cast

from kg.confinement import ending_with
from kg.sparql.answers import Failure, Task, Wire

__all__ = ["ANSWERING", "AnsweringEngine", "main"]

_GRACE = 1.0

ANSWERING = {"oxigraph": "kg.store.oxigraph_answers", "sparq": "kg.store.sparq_answers"}
"""The module of each engine; only the one that is asked for is imported."""


class AnsweringEngine(Protocol):
    """What such a module has."""

    def opened(self, folder: str, memory: int) -> object | Failure:
        """The store in `folder`, or why it can't be opened; at most `memory` bytes are taken beside its files."""

    def answer(self, store: object, task: Task) -> Wire | Failure:
        """Evaluate `task`. A failure is a value, so that the parent can raise it."""


def main(arguments: list[str]) -> None:
    """Serve the pipe `FD` from the store of `ENGINE` in `FOLDER` until the other end closes."""
    descriptor, name, folder, memory = arguments
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    engine = cast(AnsweringEngine, import_module(ANSWERING[name]))
    with Connection(int(descriptor)) as pipe:
        store = engine.opened(folder, int(memory))
        while True:
            try:
                task = pipe.recv()
            except (EOFError, ConnectionError):
                return
            signal.setitimer(signal.ITIMER_REAL, task.seconds + _GRACE)
            with ending_with(pipe.fileno()):
                reply = store if isinstance(store, Failure) else engine.answer(store, task)
            signal.setitimer(signal.ITIMER_REAL, 0)
            try:
                pipe.send(reply)
            except ConnectionError:
                return


if __name__ == "__main__":
    main(sys.argv[1:])
