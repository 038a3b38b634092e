"""The lock of a store folder: one build at a time."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreBusy

__all__ = ["locked"]

_held: set[str] = set()
_held_lock = threading.Lock()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path`. A record lock: it goes with its process, and processes forked meanwhile do not inherit it.

    Raises `StoreBusy` where another build, of this or another process, holds it.
    """
    name = os.path.realpath(path)
    busy = StoreBusy(f"{path.parent}: another build is at work here; wait until it ends")
    with _held_lock:
        if name in _held:  # asked before the file is opened: closing it again would give the first one's lock away
            raise busy
        _held.add(name)
    try:
        with path.open("a+b") as lock:
            try:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError):
                raise busy from None
            yield
    finally:
        with _held_lock:
            _held.discard(name)
