"""Who reads the letters: processes of this machine, or a cluster's. What reads them can't tell which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kg.build.build_settings import Settings
from kg.build.workers import Allowance, ordered
from kg.documents import Source
from kg.errors import InputError
from kg.model import Rejection

__all__ = ["Workforce", "workforce"]

R = TypeVar("R")


class Workforce(Protocol):
    """Works on batches of sources, in any order, and gives the results in theirs."""

    def handed(self, source: Source) -> Source | Rejection:
        """The source as it is handed to a worker. A rejection if that takes reading it, and it can't be read."""

    def ordered(
        self,
        start: Callable[[], Callable[[Sequence[Source]], R]],
        batches: Iterable[Sequence[Source]],
        allowance: Allowance,
    ) -> Iterator[tuple[Sequence[Source], R | None]]:
        """What `kg.build.workers.ordered` yields: ``None`` stands for a source that ends its worker."""


@dataclass(frozen=True, slots=True)
class _Processes:
    """So many processes of this machine; with none, the work is done in this one."""

    number: int

    def handed(self, source: Source) -> Source:
        return source

    def ordered(
        self,
        start: Callable[[], Callable[[Sequence[Source]], R]],
        batches: Iterable[Sequence[Source]],
        allowance: Allowance,
    ) -> Iterator[tuple[Sequence[Source], R | None]]:
        return ordered(start, batches, workers=self.number, allowance=allowance)


@contextmanager
def workforce(settings: Settings) -> Iterator[Workforce]:
    """Those who read. Raises `ClusterError` if the cluster can't, `InputError` if the package for it is missing."""
    if not settings.cluster:
        yield _Processes(settings.jobs)
        return
    try:
        from kg.build.cluster import connected  # noqa: PLC0415 - an extra, and slow to import
    except ModuleNotFoundError as error:
        raise InputError(f"--cluster needs dask.distributed ({error}); run: pip install 'imr-kg[cluster]'") from error
    with connected(settings) as cluster:
        yield cluster
