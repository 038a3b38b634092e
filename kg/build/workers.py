"""Spreads work over processes and keeps its order. When a process dies, the item that killed it is found.

A letter is hostile input: a PDF can crash or hang the reader's native code. Each worker is a process with a pipe of its
own, so a death is known to belong to one batch; that batch is tried again item by item, and the item that kills its
worker a second time is given back without a result. Memory is bounded: at most two batches a worker are under way.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Generic, TypeVar

from kg.confinement import confine, deaf

__all__ = ["AHEAD", "Allowance", "Crew", "batched", "growing", "ordered"]

T = TypeVar("T")
R = TypeVar("R")

_CONTEXT = multiprocessing.get_context("spawn")
_HEAVY = 8 << 20  # bytes: with what is read ahead, some ten times as much a worker are in memory
_START_SECONDS = 120.0  # a worker loads its vocabularies first, on a busy machine among others that do
_BETWEEN_COLLECTIONS = 100_000  # objects more than before: those of some ten letters
AHEAD = 4  # batches read ahead a worker: enough to ride out one slow batch, small enough to bound memory


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Tuples of up to `size` items."""
    iterator = iter(items)
    while batch := tuple(islice(iterator, size)):
        yield batch


def growing(
    items: Iterable[T], first: int, largest: int, weight: Callable[[T], int] = lambda _: 0
) -> Iterator[tuple[T, ...]]:
    """Tuples of `first` items, then of ever more, up to `largest`: four of each size.

    An item that brings the `weight` of a tuple (bytes) to `_HEAVY` or more is its last.
    """
    iterator = iter(items)
    size, times = first, 0
    while batch := tuple(_up_to(iterator, size, weight)):
        yield batch
        times += 1
        if times % 4 == 0:
            size = min(2 * size, largest)


def _up_to(items: Iterator[T], size: int, weight: Callable[[T], int]) -> Iterator[T]:
    total = 0
    for item in islice(items, size):
        yield item
        total += weight(item)
        if total >= _HEAVY:
            return


def ordered(
    start: Callable[[], Callable[[Sequence[T]], R]],
    batches: Iterable[Sequence[T]],
    *,
    workers: int,
    allowance: Allowance | None = None,
) -> Iterator[tuple[Sequence[T], R | None]]:
    """Yield (batch, result) in the order of `batches`.

    `start` runs once in each worker and returns the function that works on a batch; both must be picklable. A batch
    that kills its worker, or takes longer than `allowance` says, comes back as one pair an item, with ``None`` as the
    result of the item that does it again alone. With ``workers=0`` all is done in this process, without that
    protection.
    """
    if workers == 0:
        work = start()
        for batch in batches:
            yield batch, work(batch)
        return
    crew = Crew(start, workers, allowance or Allowance())
    try:
        yield from crew.results(batches)
    finally:
        crew.stop()


def _loop(connection: Connection, start: Callable[[], Callable[[Sequence[T]], R]], memory: int, parent: int) -> None:
    confine(memory, parent)
    work = start()
    # What is loaded once stays: looking through it for garbage again and again is a tenth of the work on letters, which
    # leave none but what reference counts clear.
    gc.freeze()
    gc.set_threshold(_BETWEEN_COLLECTIONS, 50, 100)
    try:
        connection.send(None)  # from now on time counts
        while (batch := connection.recv()) is not None:
            connection.send(work(batch))
    except (EOFError, ConnectionError):  # the parent is gone
        return


@dataclass(frozen=True, slots=True)
class Allowance:
    """Seconds that a `batch`, or one item `alone`, may take, and `memory`: bytes of address space a worker."""

    batch: float = 300.0
    alone: float = 300.0
    memory: int = 4 << 30


@dataclass(slots=True)
class _Task(Generic[T]):
    """A batch, or one item of a batch that killed its worker: `number` is the batch's, `piece` the item's place."""

    number: int
    piece: int
    batch: Sequence[T]
    alone: bool = False


@dataclass(slots=True)
class _Worker(Generic[T]):
    process: SpawnProcess
    connection: Connection
    task: _Task[T] | None = None
    deadline: float = float("inf")
    ready: bool = False


@dataclass(slots=True)
class Crew(Generic[T, R]):
    """Up to `size` processes that have run `start`: hired when there is work, there till `stop`."""

    start: Callable[[], Callable[[Sequence[T]], R]]
    size: int
    allowance: Allowance
    batches: Iterator[Sequence[T]] = field(default_factory=lambda: iter(()))
    workers: list[_Worker[T]] = field(default_factory=list)
    queue: deque[_Task[T]] = field(default_factory=deque)
    done: dict[int, list[tuple[int, Sequence[T], R | None]]] = field(default_factory=dict)
    missing: dict[int, int] = field(default_factory=dict)
    taken: int = 0
    given: int = 0

    def results(self, batches: Iterable[Sequence[T]]) -> Iterator[tuple[Sequence[T], R | None]]:
        """What `ordered` yields, of these batches."""
        self.batches = iter(batches)
        self._refill()
        while self.given < self.taken:
            self._dispatch()
            self._collect()
            yield from self._ready()
            self._refill()

    def stop(self) -> None:
        """End all processes, whatever they are at."""
        for worker in self.workers:
            worker.process.kill()
            worker.process.join()
            worker.connection.close()
        self.workers.clear()

    def _refill(self) -> None:
        while self.taken - self.given < self.size * AHEAD:
            batch = next(self.batches, None)
            if batch is None:
                return
            self.queue.append(_Task(self.taken, 0, batch, alone=len(batch) == 1))
            self.missing[self.taken] = 1
            self.done[self.taken] = []
            self.taken += 1

    def _dispatch(self) -> None:
        while len(self.workers) < min(self.size, len(self.queue)):
            self.workers.append(self._hire())
        for worker in list(self.workers):
            if worker.task is None and self.queue:
                worker.task = self.queue.popleft()
                worker.deadline = self._deadline(worker)
                self._hand_over(worker, worker.task)

    def _deadline(self, worker: _Worker[T]) -> float:
        """When the worker is given up: its own start has a time of its own."""
        if not worker.ready:
            return time.monotonic() + _START_SECONDS
        alone = worker.task is not None and worker.task.alone
        return time.monotonic() + (self.allowance.alone if alone else self.allowance.batch)

    def _hand_over(self, worker: _Worker[T], task: _Task[T]) -> None:
        try:
            worker.connection.send(task.batch)
        except (BrokenPipeError, ConnectionError):
            self._bury(worker)

    def _hire(self) -> _Worker[T]:
        ours, theirs = _CONTEXT.Pipe()
        resource_tracker.ensure_running()  # by itself it would let signals through again while it starts
        arguments = (theirs, self.start, self.allowance.memory, os.getpid())
        process = _CONTEXT.Process(target=_loop, args=arguments, daemon=True)
        with deaf():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _collect(self) -> None:
        busy = {worker.connection: worker for worker in self.workers if worker.task}
        if not busy:
            return
        patience = max(0.0, min(worker.deadline for worker in busy.values()) - time.monotonic())
        for connection in wait(list(busy), timeout=patience):
            self._receive(busy[connection])  # type: ignore[index]
        for worker in busy.values():
            if worker.task and time.monotonic() >= worker.deadline:
                self._bury(worker)

    def _receive(self, worker: _Worker[T]) -> None:
        try:
            result: R = worker.connection.recv()
        except (EOFError, ConnectionError):
            self._bury(worker)
            return
        if not worker.ready:
            worker.ready = True
            worker.deadline = self._deadline(worker)
            return
        if worker.task:
            self._keep(worker.task, result)
        worker.task, worker.deadline = None, float("inf")

    def _keep(self, task: _Task[T], result: R | None) -> None:
        self.done[task.number].append((task.piece, task.batch, result))
        self.missing[task.number] -= 1

    def _bury(self, worker: _Worker[T]) -> None:
        """Remove a dead or overdue worker. Give its task up if it was a single item, else retry it item by item."""
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        self.workers.remove(worker)
        task = worker.task
        if task is None:
            return
        if task.alone:
            self._keep(task, None)
            return
        self.missing[task.number] += len(task.batch) - 1
        singles = [_Task(task.number, place, (item,), alone=True) for place, item in enumerate(task.batch)]
        self.queue.extendleft(reversed(singles))

    def _ready(self) -> Iterator[tuple[Sequence[T], R | None]]:
        while self.given < self.taken and self.missing[self.given] == 0:
            del self.missing[self.given]
            for _, batch, result in sorted(self.done.pop(self.given), key=lambda each: each[0]):
                yield batch, result
            self.given += 1
