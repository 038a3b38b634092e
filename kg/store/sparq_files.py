"""A release's files for sparq, an engine made for reading: loaded once, when a release is made, and never changed.

The loader holds all triples in memory, so it runs in a process of its own (`kg.store.sparq_loader`), is started only
where memory will do, and takes no more than there is. Its store keeps no checksums: the manifest does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from kg.confinement import deaf
from kg.errors import InputError, StoreError

__all__ = ["JOURNALS", "available", "check_installed", "needed", "version", "write_files"]

JOURNALS = frozenset({"txn.log", "wal.log"})
"""Files that opening makes beside the store's own; empty where nothing is changed."""

PACKAGE = "sparq-rdf"

OF_A_TRIPLE = 200
"""Bytes of memory that the loader takes for a triple beside its text, which it holds too (see docs/performance.md)."""

_GROUP = Path("/sys/fs/cgroup")


def version() -> str | None:
    """The version of sparq that is installed, ``None`` where it is not."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return None


def check_installed() -> str:
    """The version of sparq that is installed. Raises `InputError` where it is not."""
    found = version()
    if found is None:
        raise InputError(f"--engine sparq needs the package {PACKAGE}: pip install 'imr-kg[sparq]'")
    return found


def needed(triples: int, size: int) -> int:
    """Bytes of memory that loading takes: `triples` whose N-Triples are `size` bytes."""
    return size + triples * OF_A_TRIPLE


def available() -> int:
    """Bytes of memory that can be had without swapping, on this machine and in this control group (proc(5))."""
    found = [_of_machine(), *_of_group()]
    return max(0, min(found))


def _of_machine() -> int:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _of_group() -> list[int]:
    """What cgroup v2 leaves us, where it sets a bound."""
    try:
        most, used = ((_GROUP / name).read_text(encoding="ascii").strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return []
    return [int(most) - int(used)] if most.isdigit() else []


def write_files(folder: Path, pieces: Iterable[bytes], triples: int, size: int) -> None:
    """Make sparq's files in `folder` from `pieces` of N-Triples: `triples` distinct lines, `size` bytes in all.

    Raises `StoreError` where memory will not do, and where the loader fails or counts another number of triples; then
    nothing of `folder` can be used.
    """
    wanted, found = needed(triples, size), available()
    if wanted > found:
        raise StoreError(
            f"sparq's loader needs {_gib(wanted)} of memory for {triples:,} triples and {_gib(found)} are free"
        )
    # It reads into a buffer that doubles: up to as much again is reserved and never touched.
    loaded = _load(folder, pieces, found + size)
    if loaded != triples:
        raise StoreError(f"sparq's loader kept {loaded:,} of {triples:,} triples")


def _gib(size: int) -> str:
    return f"{size / (1 << 30):.1f} GiB"


def _load(folder: Path, pieces: Iterable[bytes], memory: int) -> int:
    """How many triples a loader keeps in `folder` of those that `pieces` hand it."""
    command = [sys.executable, "-m", "kg.store.sparq_loader", str(folder), str(memory), str(os.getpid())]
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    with deaf():
        loader = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "RUST_BACKTRACE": "0"},
        )
    with loader:
        try:
            _feed(loader, pieces)
            said, told = loader.communicate()
        finally:  # it has ended, unless we are broken off
            loader.kill()
    if loader.returncode != 0:
        raise StoreError(f"sparq's loader failed: {_reason(loader.returncode, told)}")
    return int(said)


def _feed(loader: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    assert loader.stdin is not None
    try:
        for piece in pieces:
            loader.stdin.write(piece)
        loader.stdin.flush()
    except BrokenPipeError:  # it ended; its status says why
        return


def _reason(status: int, told: bytes) -> str:
    lines = told.decode(errors="replace").strip().splitlines()
    if status < 0:
        return f"ended by signal {-status}" + (f" ({lines[0]})" if lines else "")
    return lines[-1] if lines else f"ended with status {status}"
