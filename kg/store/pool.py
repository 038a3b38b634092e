"""A few worker processes that query one store on disk. One that has to be killed is replaced at once."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from multiprocessing import Pipe
from pathlib import Path
from typing import cast

import kg
from kg.confinement import deaf
from kg.errors import LimitExceeded, QueryRefused, QuerySyntaxError, StoreError
from kg.sparql.answers import Failure, Task, Wire
from kg.sparql.query_limits import QueryLimits
from kg.store.integrity import damaged

__all__ = ["Pool", "PoolClosed"]

_STOPPED = {
    signal.SIGALRM: "it passed its time limit",
    signal.SIGABRT: "it needed more memory than one query may take",
    signal.SIGSEGV: "it is nested too deep",
}


class PoolClosed(StoreError):
    """The pool was retired before it could take the query."""


class _WorkerDied(StoreError):
    """A worker process died, and not because of its query."""


class _QueryProcess:
    """One process and our end of its pipe."""

    def __init__(self, engine: str, folder: Path, memory: int) -> None:
        ours, theirs = Pipe()
        path = os.pathsep.join([str(Path(kg.__file__).parent.parent), os.environ.get("PYTHONPATH", "")]).rstrip(
            os.pathsep
        )
        command = [sys.executable, "-m", "kg.store.worker", str(theirs.fileno()), engine, str(folder), str(memory)]
        surroundings = {**os.environ, "PYTHONPATH": path, "RUST_BACKTRACE": "0"}  # no query may fill the log
        with deaf():
            self._process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=surroundings,
            )
        theirs.close()
        self._pipe = ours

    def ask(self, task: Task) -> Wire | Failure:
        """Send `task` and wait for its answer. Raises `LimitExceeded`, the worker is dead then, and `PoolClosed`."""
        try:
            self._pipe.send(task)
            if self._pipe.poll(task.seconds):
                return cast(Wire | Failure, self._pipe.recv())
        except (EOFError, ConnectionError):
            self._raise_cause()
        except OSError:  # our own end of the pipe is closed
            raise PoolClosed("the store was closed") from None
        raise LimitExceeded(f"the query was stopped after {task.seconds:g} s; ask for less, or add a LIMIT")

    def _raise_cause(self) -> None:
        """Raise the error that the exit status of the dead process stands for."""
        try:
            status = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            status = 0
        reason = _STOPPED.get(signal.Signals(-status)) if status < 0 else None
        if reason is None:
            raise _WorkerDied(f"a query process ended with status {status}; its last words are in the log")
        raise LimitExceeded(f"the query was stopped: {reason}; ask for less")

    def kill(self) -> None:
        """End the process, whatever it does, and let go of the pipe."""
        self._process.kill()
        self._pipe.close()
        self._process.wait()


class Pool:
    """`size` workers of `engine` over its files in `folder`, shared by any number of threads.

    A query waits for a free worker at most as long as its own time limit.
    """

    def __init__(self, engine: str, folder: Path, limits: QueryLimits, size: int) -> None:
        self._engine, self._folder = engine, folder
        self._limits = limits
        self._idle: queue.LifoQueue[_QueryProcess] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._workers: set[_QueryProcess] = set()
        self._closed = False
        for _ in range(size):
            self._start()

    def ask(self, query: str, form: str) -> Wire:
        """Evaluate `query`, which is of `form` (SELECT, ASK ...), in a worker.

        Raises `QuerySyntaxError` with the parser's message, `QueryRefused` for what the engine does not answer,
        `LimitExceeded`, or `StoreError` if the store fails.
        """
        try:
            reply = self._ask(query, form)
        except _WorkerDied:  # killed from outside, perhaps while it waited: another one may fare better
            reply = self._ask(query, form)
        if isinstance(reply, Failure):
            raise _error(query, reply, self._folder)
        return reply

    def _ask(self, query: str, form: str) -> Wire | Failure:
        limits = self._limits
        worker = self._take()
        settle = self._replace
        try:
            reply = worker.ask(Task(query, form, limits.seconds, limits.rows, limits.size))
            settle = self._give_back
        finally:
            settle(worker)
        return reply

    def retire(self) -> None:
        """Take no more queries, but let those that are running finish."""
        with self._lock:
            self._closed = True
        while True:
            try:
                self._end(self._idle.get_nowait())
            except queue.Empty:
                return

    def close(self) -> None:
        """End every process now."""
        with self._lock:
            self._closed = True
            workers, self._workers = self._workers, set()
        for worker in workers:
            worker.kill()

    @property
    def idle(self) -> bool:
        """Whether the last worker of a retired pool has ended."""
        return not self._workers

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                return
            worker = _QueryProcess(self._engine, self._folder, self._limits.memory)
            self._workers.add(worker)
        self._idle.put(worker)

    def _take(self) -> _QueryProcess:
        if self._closed:
            raise PoolClosed("the store was closed")
        try:
            return self._idle.get(timeout=self._limits.seconds)
        except queue.Empty:
            raise LimitExceeded("too many queries at once; try again in a moment") from None

    def _give_back(self, worker: _QueryProcess) -> None:
        with self._lock:
            if not self._closed:
                self._idle.put(worker)
                return
        self._end(worker)

    def _replace(self, worker: _QueryProcess) -> None:
        self._end(worker)
        self._start()

    def _end(self, worker: _QueryProcess) -> None:
        with self._lock:
            mine = worker in self._workers
            self._workers.discard(worker)
        if mine:
            worker.kill()


def _error(query: str, failure: Failure, folder: Path) -> Exception:
    if failure.kind == "syntax":
        from kg.sparql.syntax import explain  # noqa: PLC0415 - imports rdflib, 0.2 s that a sound query never needs

        return QuerySyntaxError(f"not SPARQL 1.1: {explain(query, failure.message)}")
    if failure.kind == "refused":
        return QueryRefused(f"this store does not answer it: {failure.message}")
    if failure.kind == "damage":
        return damaged(folder, f"the engine's files are damaged ({(failure.message.splitlines() or [''])[0].strip()})")
    return StoreError(f"the store could not answer: {failure.message}")
