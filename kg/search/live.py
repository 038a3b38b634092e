"""The index of the release that a door shows."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from kg.query import Door
from kg.search.index import Index
from kg.search.named_concepts import read_concepts

__all__ = ["Search"]

_OLDEST = 3600.0
"""Seconds after which the index is made again: an endpoint does not say when its data changes."""


@dataclass(frozen=True, slots=True)
class _Made:
    index: Index
    release: str
    at: float


class Search:
    """Keeps an `Index` of the concepts behind `door`, with their values of the properties `values`, and the labels of
    what the properties `labelled` lead to.

    Made when it is first asked for and again when the door shows another release. Safe between threads.
    """

    def __init__(self, door: Door, values: Iterable[str] = (), labelled: Iterable[str] = ()) -> None:
        self._door = door
        self._values = tuple(values)
        self._labelled = tuple(labelled)
        self._lock = threading.Lock()
        self._made: _Made | None = None

    def index(self) -> Index:
        """The index of the release that the door shows. Raises as `Door.run` where it has to be made."""
        made = self._made
        if made is None or self._is_old(made):
            with self._lock:
                made = self._made
                if made is None or self._is_old(made):
                    self._made = made = self._make()
        return made.index

    def _is_old(self, made: _Made) -> bool:
        return made.release != self._door.release.id or time.monotonic() - made.at > _OLDEST

    def _make(self) -> _Made:
        release = self._door.release.id
        concepts, _ = read_concepts(self._door, self._values, self._labelled)
        return _Made(Index(concepts), release, time.monotonic())
