"""What runs in a worker of the cluster: it hands batches to a process of its own, as a build does on one machine.

So a letter that crashes, hangs or eats memory ends that process and not the cluster's worker, it is found and named
just as on one machine, and what was read goes on as the bytes that came from the process.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import platform
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kg.build.installation import difference, installed
from kg.build.workers import Allowance, Crew
from kg.errors import ClusterError

__all__ = ["Job", "Mark", "Unseen", "mark", "work"]

Mark = tuple[int, int]

_IDLE_SECONDS = 60.0  # then a build is over, or its machine is gone; memory is for the next one


@dataclass(frozen=True, slots=True)
class Job:
    """A build: its own `name`, what is `installed` where it was started, and what its processes do."""

    name: str
    installed: dict[str, str]
    start: Callable[[], Callable[[Sequence[Any]], Any]]
    allowance: Allowance


class Unseen(ClusterError):
    """A worker sees another file than the build does under the same path, or none."""


def mark(path: str) -> Mark | None:
    """What tells a file from another under the same path: bytes, and the second of its last change."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_size, int(status.st_mtime)


def work(job: bytes, batch: bytes) -> list[tuple[int, bytes | None]]:
    """Work on a pickled batch: sources, and the `mark` of each path that they name.

    Gives for each part of the batch, in order, how many sources it has and the pickled result (``None``: the one source
    ends its process). Raises `Unseen`, and `ClusterError` where this machine would read differently.
    """
    asked: Job = pickle.loads(job)  # noqa: S301 - who may send it may send any program: docs/guides/many-machines.md
    sources, marks = pickle.loads(batch)  # noqa: S301
    _look(marks)
    return _own.process(asked).run(sources)


def _look(marks: Iterable[tuple[str, Mark]]) -> None:
    for path, known in marks:
        if (mine := mark(path)) != known:
            found = "is another file" if mine else "can't be seen"
            raise Unseen(f"{path} {found} on {platform.node()}")


def _start_pickled(start: Callable[[], Callable[[Sequence[Any]], Any]]) -> Callable[[Sequence[Any]], bytes]:
    do = start()
    return lambda batch: pickle.dumps(do(batch), pickle.HIGHEST_PROTOCOL)


@dataclass(slots=True)
class _Process:
    """A process for one job, ended once nothing came for `_IDLE_SECONDS`; the next batch then has a new one."""

    job: str
    crew: Crew[Any, bytes]
    busy: threading.Lock = field(default_factory=threading.Lock)
    timer: threading.Timer | None = None

    def run(self, sources: Sequence[Any]) -> list[tuple[int, bytes | None]]:
        with self.busy:
            self._wind(None)
            done = [(len(part), result) for part, result in self.crew.results([sources])]
            self._wind(threading.Timer(_IDLE_SECONDS, self.end))
            return done

    def end(self) -> None:
        """End the process, unless it is at work."""
        if self.busy.acquire(blocking=False):
            self.crew.stop()
            self.busy.release()

    def _wind(self, timer: threading.Timer | None) -> None:
        if self.timer:
            self.timer.cancel()
        if timer:
            timer.daemon = True
            timer.start()
        self.timer = timer


class _Own(threading.local):
    """The process of each thread that the cluster's worker works with: a process ends with the thread it is from."""

    held: _Process | None = None

    def process(self, job: Job) -> _Process:
        """The process for a job. Raises `ClusterError` if it would read differently from where the job was started."""
        if self.held is None or self.held.job != job.name:
            if self.held:
                self.held.end()
            if other := difference(job.installed, installed()):
                raise ClusterError(f"{platform.node()} would read differently: {other}")
            multiprocessing.current_process().daemon = False  # may have children: the kernel ends them with it
            self.held = _Process(job.name, Crew(partial(_start_pickled, job.start), 1, job.allowance))
        return self.held


_own = _Own()
