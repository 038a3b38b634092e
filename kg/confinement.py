"""Keeping a worker process within bounds: memory, signals, and an end when its parent ends.

A worker reads what others wrote, so it may be made to eat memory or to hang; its parent may be killed with no time to
say goodbye. Linux only where the kernel offers it; elsewhere a worker ends when its pipe does.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform != "win32":
    import fcntl
    import resource

__all__ = ["confine", "deaf", "die_with_parent", "ending_with"]

_PR_SET_PDEATHSIG = 1  # linux/prctl.h; prctl(2)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the thread that started it ends; end at once if `parent` has already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def confine(memory: int, parent: int) -> None:
    """Bound this worker process to `memory` bytes of address space, write no core dumps, leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    die_with_parent(parent)
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        bound = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


@contextmanager
def ending_with(pipe: int) -> Iterator[None]:
    """Have the kernel end this process as soon as the other end of the socket `pipe` closes, however that comes about.

    For work in native code that lets no thread of Python look; nothing may be sent to us meanwhile. fcntl(2): O_ASYNC
    sends SIGIO, whose default action ends the process.
    """
    if sys.platform != "linux":
        yield
        return
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    flags = fcntl.fcntl(pipe, fcntl.F_GETFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        waiting = select.poll()
        waiting.register(pipe, select.POLLIN)
        if waiting.poll(0):  # it closed before the kernel was asked
            os._exit(1)
        yield
    finally:
        fcntl.fcntl(pipe, fcntl.F_SETFL, flags)


@contextmanager
def deaf() -> Iterator[None]:
    """Let no Ctrl-C reach a process that is started meanwhile until it says how it takes it: it inherits the mask.

    Nor is the start itself broken off: what comes meanwhile is heeded afterwards.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with _later():
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _later() -> Iterator[None]:
    """Hold back this program's own handlers; the mask binds one thread, and any other may take a signal for it."""
    if threading.current_thread() is not threading.main_thread():  # handlers are the main thread's
        yield
        return
    came: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in handlers:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
        for each in came:
            signal.raise_signal(each)
