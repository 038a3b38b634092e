"""What answers queries about one release: an engine made for reading where the release has one, Oxigraph for the rest.

Every release has Oxigraph's files, which letters are added to. One that has files for sparq is read by sparq where the
same version is installed, and by Oxigraph where it is not.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

from kg.errors import QueryRefused
from kg.sparql.answers import Wire
from kg.sparql.guard import QueryOutline
from kg.sparql.query_limits import QueryLimits
from kg.store.folder import ReadLock
from kg.store.pool import Pool
from kg.store.reading_files import READING
from kg.store.sparq_files import version

__all__ = ["Answering"]


class Answering:
    """`workers` processes that answer about the release which `reading` holds; shared by any number of threads."""

    def __init__(self, reading: ReadLock, limits: QueryLimits, workers: int) -> None:
        self._graph, self._limits, self._workers = reading.graph, limits, workers
        self._lock = threading.Lock()
        self._spare: Pool | None = None
        self._retired = False
        if _readable(reading.release.manifest):
            self._pool = Pool("sparq", reading.path / READING, limits, workers)
        else:
            self._pool = self._spare = Pool("oxigraph", reading.graph, limits, workers)

    def ask(self, query: str, outline: QueryOutline) -> Wire:
        """Evaluate `query`, of which `outline` tells. Raises as `kg.store.pool.Pool.ask` does."""
        if not outline.services:
            try:
                return self._pool.ask(query, outline.form)
            except QueryRefused:
                if self._pool is self._spare:
                    raise
        return self._oxigraph().ask(query, outline.form)

    def _oxigraph(self) -> Pool:
        """Its workers, started when they are first needed."""
        with self._lock:
            if self._spare is None:
                self._spare = Pool("oxigraph", self._graph, self._limits, self._workers)
                if self._retired:
                    self._spare.retire()
            return self._spare

    def _pools(self) -> list[Pool]:
        with self._lock:
            return list(dict.fromkeys(pool for pool in (self._pool, self._spare) if pool))

    def retire(self) -> None:
        """Take no more queries, but let those that are running finish."""
        self._retired = True
        for pool in self._pools():
            pool.retire()

    def close(self) -> None:
        """End every process now."""
        self._retired = True
        for pool in self._pools():
            pool.close()

    @property
    def idle(self) -> bool:
        """Whether the last process has ended after `retire`."""
        return all(pool.idle for pool in self._pools())


def _readable(manifest: Mapping[str, object]) -> bool:
    noted = manifest.get(READING)
    return isinstance(noted, Mapping) and noted.get("engine") == "sparq" and noted.get("version") == version()
