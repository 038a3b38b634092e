"""An orderly end when the process is told to stop: Ctrl-C (SIGINT, status 130) or SIGTERM (status 143).

The first signal raises `Ended` wherever the program is, so that files are closed and drafts removed on the way out.
Where that takes longer than `GRACE` (a call into native code), a thread removes what must not stay and ends the
process. Either way: one line, and no process of ours is left two seconds later.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

__all__ = ["GRACE", "Ended", "clear", "heed", "tell", "throw_away"]

GRACE = 1.0
"""Seconds for an end by the usual way."""

_STEP = 0.02


class Ended(KeyboardInterrupt):
    """The process was told to stop; `status` is what it ends with: 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


@dataclass(slots=True)
class _State:
    """Of the one process: how its line begins, whether `Ended` was raised and not lost, and what must not stay."""

    name: str = "imr"
    raised: bool = False
    doomed: list[Path] = field(default_factory=list)
    told: threading.Lock = field(default_factory=threading.Lock)


_state = _State()


def heed(name: str) -> None:
    """Raise `Ended` in the main thread at a signal, and make sure that it comes to an end. `name` begins the line."""
    _state.name = name
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    sys.unraisablehook = _notice
    threading.Thread(target=_watch, args=(reading,), daemon=True).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise)


def throw_away(folder: Path) -> None:
    """Have `folder` removed if the process has to end before it can do that itself."""
    _state.doomed.append(folder)


def clear() -> None:
    """Remove what must not stay: `Ended` may have come before or while its owner could."""
    for folder in _state.doomed:
        shutil.rmtree(folder, ignore_errors=True)


def tell(status: int) -> int:
    """Say in one line, once, that the process was stopped; gives the status back."""
    if _state.told.acquire(blocking=False):
        os.write(2, f"{_state.name}: stopped by {signal.Signals(status - 128).name}\n".encode())
    return status


def _raise(number: int, _: FrameType | None) -> None:
    if not _state.raised:  # once is enough
        _state.raised = True
        raise Ended(number)


def _notice(lost: sys.UnraisableHookArgs) -> None:
    """An exception that a destructor or a callback could not pass on: `Ended` is raised again, see `_watch`."""
    if isinstance(lost.exc_value, Ended):
        _state.raised = False
    else:
        sys.__unraisablehook__(lost)


def _watch(reading: int) -> None:
    number = 0
    while number not in (signal.SIGINT, signal.SIGTERM):
        number = os.read(reading, 1)[0]
    end = time.monotonic() + GRACE
    while time.monotonic() < end:
        time.sleep(_STEP)
        if not _state.raised:
            os.kill(os.getpid(), number)
    for _ in range(5):  # the main thread may still be writing there
        clear()
    tell(128 + number)
    os._exit(128 + number)
