"""The default door: a release on this machine, read by worker processes that can be killed."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import EndpointError, LimitExceeded, StoreError
from kg.formats import serialize_wire
from kg.sparql.answers import Answer, Serialized, Wire, decode
from kg.sparql.guard import QueryOutline, examine
from kg.sparql.query_limits import QueryLimits
from kg.store.answering import Answering
from kg.store.door import Release
from kg.store.folder import ReadLock, StoreFolder
from kg.store.pool import PoolClosed

__all__ = ["EmbeddedDoor"]


class EmbeddedDoor:
    """A `kg.store.door.Door` over the current release of a store folder.

    `workers` queries run side by side. Raises `StoreMissing` where the folder holds no release.
    """

    def __init__(self, store: Path, limits: QueryLimits, workers: int = 2) -> None:
        self._folder = StoreFolder(store)
        self._limits = limits
        self._workers = workers
        self._turn = threading.Lock()
        self._retired: list[tuple[Answering, ReadLock]] = []
        self._open()

    def _open(self) -> None:
        reading = self._folder.read()
        self._answering = Answering(reading, self._limits, self._workers)
        self._reading, self._release = reading, reading.release

    @property
    def release(self) -> Release:
        """The release that this door shows, until `refresh`."""
        return self._release

    def run(self, query: str) -> Answer:
        """Answer `query`. See `kg.store.door.Door.run`."""
        return decode(self._ask(query))

    def serialize(self, query: str, media_type: str) -> Serialized:
        """Answer `query` as a document. See `kg.store.door.Door.serialize`."""
        return serialize_wire(self._ask(query), media_type)

    def _ask(self, query: str) -> Wire:
        outline = examine(query, self._limits.services)
        wire = self._federated(query, outline) if outline.services else self._evaluate(query, outline)
        heading = 1 if wire.kind == "bindings" else 0
        if wire.truncated and wire.body.count(b"\n") <= heading:
            raise LimitExceeded(f"one row alone is larger than the {self._limits.size:,} bytes an answer may have")
        return wire

    def _federated(self, query: str, outline: QueryOutline) -> Wire:
        """Evaluate a query that also asks the services of its `outline`; an error names them."""
        named = ", ".join(f"<{each}>" for each in dict.fromkeys(outline.services))
        try:
            return self._evaluate(query, outline)
        except LimitExceeded as error:
            raise LimitExceeded(f"{error}; it asks {named} by SERVICE, which may be slow") from error
        except StoreError as error:
            raise EndpointError(f"{named}, which the query asks by SERVICE, failed: {error}") from error

    def _evaluate(self, query: str, outline: QueryOutline) -> Wire:
        while True:
            answering = self._answering
            try:
                return answering.ask(str(query), outline)
            except PoolClosed:  # retired by a refresh in another thread between the two lines above
                if answering is self._answering:
                    raise

    def refresh(self) -> bool:
        """Switch to the newest release; return whether there was a newer one. Running queries finish on the old one."""
        if not self._retired and not self._outdated():
            return False
        with self._turn:
            self._sweep()
            if not self._outdated():
                return False
            old = (self._answering, self._reading)
            self._open()
            self._retired.append(old)
            self._sweep()
        return True

    def _outdated(self) -> bool:
        """Whether another release is current, or the same one was made again because it was damaged."""
        try:
            current = self._folder.current_id()
        except StoreError:  # the one that is open serves on
            return False
        if current == self._release.id:
            return not self._reading.stands() and (self._reading.path / "readers").exists()
        return current is not None

    def _sweep(self) -> None:
        for answering, _ in self._retired:
            answering.retire()
        for answering, reading in self._retired:
            if answering.idle:
                reading.close()
        self._retired = [(answering, reading) for answering, reading in self._retired if not answering.idle]

    def close(self) -> None:
        """End the worker processes and release the lock on the release."""
        with self._turn:
            for answering, reading in [*self._retired, (self._answering, self._reading)]:
                answering.close()
                reading.close()
            self._retired = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
