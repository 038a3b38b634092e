"""Reading on the workers of a dask.distributed cluster (https://distributed.dask.org), instead of local processes.

This machine finds the letters, hands out batches and makes the release. Letters are named by a path that all machines
see, or sent along. Dask gives the batch of a worker that is gone to another one. A batch that outlives none of them is
taken apart, when nothing else is under way that could end a worker; so only what really does it is given up.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, NoReturn, TypeVar

import dask
from distributed import Client, Future, KilledWorker, Security
from distributed.core import rpc

from kg.build.build_settings import Settings
from kg.build.cluster_worker import Job, Mark, Unseen, mark, work
from kg.build.installation import difference, installed
from kg.build.workers import AHEAD, Allowance
from kg.documents import ReadingLimits, Source, carried
from kg.errors import ClusterError, ImrError
from kg.model import Rejection

__all__ = ["connected"]

R = TypeVar("R")

_CONNECT_SECONDS = 10
_CLOSE_SECONDS = 0.5
_LOOK_SECONDS = 5  # how often somebody who waits looks whether there is still a worker
_ALONE_SECONDS = 120  # without any worker: a cluster's manager may be starting others
_UNDER_WAY = 256 << 20  # bytes of letters sent along and not yet given back; the scheduler keeps them, too
_INSTALL = "install the same everywhere (pip install -c constraints.txt) and start it again"
_SHARE = "put the letters where all machines see them under one path, or give --send"
_AGAIN = "nothing was published; start it, then run again"
_QUIET = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # letters sent along are no program


@contextmanager
def connected(settings: Settings) -> Iterator[_Cluster]:
    """The cluster whose scheduler is at ``settings.cluster``; TLS and limits are as dask's configuration has them.

    Raises `ClusterError` if it can't be reached, has no worker, or one of them would read letters differently from this
    machine.
    """
    for name in ("distributed", "distributed.client"):  # it tells in many lines what we tell in one
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set(_QUIET):
        client = _client(settings.cluster)
        try:
            cluster = _Cluster(client, settings.cluster, settings.send, settings.limits)
            cluster.ask()
            yield cluster
        finally:
            with suppress(TimeoutError):  # the scheduler lets go of what is under way once the connection ends
                client.close(timeout=_CLOSE_SECONDS)


def _client(address: str) -> Client:
    try:
        found = asyncio.run(_identity(address))
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        why = f" ({_line(error)})" if str(error) else ""
        raise ClusterError(f"{address}: no scheduler answers there{why}; start one: dask scheduler") from error
    if found != "Scheduler":
        raise ClusterError(f"{address}: is no scheduler but a {found.lower()}; give the scheduler's address")
    client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False, direct_to_workers=True, name="imr")
    try:
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
    except TimeoutError:
        client.close(timeout=_CLOSE_SECONDS)
        raise ClusterError(f"{address}: the scheduler has no worker; start some: dask worker {address}") from None
    return client


async def _identity(address: str) -> str:
    """What kind of server answers. A client would wait forever for one that says nothing."""
    async with rpc(address, connection_args=Security().get_connection_args("client")) as server:
        told = await asyncio.wait_for(server.identity(), _CONNECT_SECONDS)
    return str(told["type"])


def _line(error: BaseException) -> str:
    """An error of another program in one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__


@dataclass(slots=True)
class _UnderWay:
    """A batch on the cluster: the files that it names, how many bytes were sent, and whether nothing else is there."""

    batch: Sequence[Source]
    future: Future
    marks: Sequence[tuple[str, Mark]]
    size: int
    alone: bool = False


@dataclass(slots=True)
class _Cluster:
    """A `Workforce`."""

    client: Client
    address: str
    send: bool
    limits: ReadingLimits

    def ask(self) -> None:
        """Ask the scheduler and all workers what they have. Raises `ClusterError`."""
        mine = installed()
        answers = {"the scheduler": self._scheduler(), **self.client.run(installed, on_error="return")}
        for who, answer in answers.items():
            if isinstance(answer, BaseException):
                raise ClusterError(f"{self.address}: {who} can't run imr-kg ({_line(answer)}); {_INSTALL}")
            if other := difference(mine, answer):
                raise ClusterError(f"{self.address}: {who} would read differently: {other}; {_INSTALL}")

    def _scheduler(self) -> Any:
        """What the scheduler answers, which takes the program apart before a worker gets it; or the error."""
        try:
            return self.client.run_on_scheduler(installed)
        except (AttributeError, ImportError, ImrError, TypeError) as error:
            return error

    def handed(self, source: Source) -> Source | Rejection:
        """The source under a path that says the same on any machine, or with its content."""
        if isinstance(source.content, bytes):
            return source
        if self.send:
            return carried(source, self.limits)
        return replace(source, content=replace(source.content, path=os.path.abspath(source.content.path)))

    def ordered(
        self,
        start: Callable[[], Callable[[Sequence[Source]], R]],
        batches: Iterable[Sequence[Source]],
        allowance: Allowance,
    ) -> Iterator[tuple[Sequence[Source], R | None]]:
        """See `Workforce`. As many batches are under way as workers can ride out a slow one with, and no more."""
        job = pickle.dumps(Job(uuid.uuid4().hex, installed(), start, allowance))
        waiting = iter(batches)
        under_way: deque[_UnderWay] = deque()
        try:
            while self._fill(job, waiting, under_way):
                yield from self._outcome(job, under_way.popleft(), under_way)
        finally:
            for each in under_way:
                each.future.release()

    def _fill(self, job: bytes, batches: Iterator[Sequence[Source]], under_way: deque[_UnderWay]) -> bool:
        """Hand out batches till enough are under way; says whether any is."""
        most = AHEAD * max(1, self._threads())
        while len(under_way) < most and sum(each.size for each in under_way) < _UNDER_WAY:
            batch = next(batches, None)
            if batch is None:
                break
            under_way.append(self._submitted(job, batch))
        return bool(under_way)

    def _submitted(self, job: bytes, batch: Sequence[Source], *, alone: bool = False) -> _UnderWay:
        marks = _marks(batch)
        sent = pickle.dumps((batch, marks), pickle.HIGHEST_PROTOCOL)
        future = self.client.submit(work, job, sent, key=f"imr-{uuid.uuid4().hex}", pure=False)
        return _UnderWay(batch, future, marks, len(sent), alone)

    def _outcome(
        self, job: bytes, one: _UnderWay, others: Iterable[_UnderWay] = ()
    ) -> Iterator[tuple[Sequence[Source], Any]]:
        """What became of a batch; of one that no worker outlives, of each of its sources."""
        got = self._result(one.future)
        if not isinstance(got, BaseException):
            yield from _parts(one.batch, got)
        elif isinstance(got, KilledWorker) and one.alone:
            yield one.batch, None
        elif isinstance(got, KilledWorker):
            for each in others:  # what ends a worker takes its neighbors with it
                self._result(each.future)
            for source in one.batch:
                yield from self._outcome(job, self._submitted(job, (source,), alone=True))
        elif isinstance(got, Unseen) and _marks(one.batch) != one.marks:  # a file that changed here meanwhile
            yield from self._outcome(job, self._submitted(job, one.batch), others)
        else:
            self._stop(got)

    def _result(self, future: Future) -> Any:
        """What the work gave, or the exception that ended it. Raises `ClusterError` if the cluster is gone."""
        alone = 0
        while future.status == "pending":
            try:
                future.exception(timeout=_LOOK_SECONDS)
            except TimeoutError:
                alone = 0 if self._threads() else alone + _LOOK_SECONDS
                if alone >= _ALONE_SECONDS:
                    raise ClusterError(f"{self.address}: all workers are gone; {_AGAIN}") from None
            except CancelledError:
                break
        if future.status == "error":
            return future.exception()
        try:
            return future.result()
        except KilledWorker as error:  # the worker that kept the result is gone, and so are those that tried again
            return error
        except (CancelledError, OSError) as error:
            raise self._gone() from error

    def _threads(self) -> int:
        try:
            return sum(self.client.nthreads().values())
        except (CancelledError, OSError, RuntimeError) as error:
            raise self._gone() from error

    def _gone(self) -> ClusterError:
        return ClusterError(f"{self.address}: the scheduler is gone; {_AGAIN}")

    def _stop(self, error: BaseException) -> NoReturn:
        if isinstance(error, Unseen):
            raise ClusterError(f"{self.address}: {error}; {_SHARE}") from error
        if isinstance(error, ClusterError):
            raise ClusterError(f"{self.address}: {error}; {_INSTALL}") from error
        raise ClusterError(f"{self.address}: a worker failed: {type(error).__name__}: {_line(error)}") from error


def _marks(batch: Sequence[Source]) -> list[tuple[str, Mark]]:
    """What tells the files that a batch names from others, by path; a file that is gone has nothing to be told by."""
    paths = {each.content.path for each in batch if not isinstance(each.content, bytes)}
    return [(path, known) for path in sorted(paths) if (known := mark(path))]


def _parts(
    batch: Sequence[Source], parts: Iterable[tuple[int, bytes | None]]
) -> Iterator[tuple[Sequence[Source], Any]]:
    start = 0
    for length, result in parts:
        # The workers run what they are sent, and this machine trusts them: docs/guides/many-machines.md
        yield batch[start : start + length], None if result is None else pickle.loads(result)  # noqa: S301
        start += length
