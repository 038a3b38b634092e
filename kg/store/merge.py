"""Sorts and merges N-Triples files that are too large for memory.

Lines are compared as bytes, so the order is that of ``LC_ALL=C sort -u`` and the same on every machine.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Protocol, TypeAlias

from kg.errors import StoreError

__all__ = ["Block", "Changes", "join_blocks", "merge_changes", "sort_lines"]

Block: TypeAlias = bytes | Sequence[str]
"""N-Triples: lines without line ends, or bytes in which every line has its own."""

RUN_BYTES = 128 << 20
"""Size of the pieces that are sorted in memory; the process takes about three times as much."""

BLOCK_BYTES = 1 << 20
"""Size of the pieces that pass through a merge unread where no change falls into them."""


def join_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield `blocks` of sorted, distinct lines as one sorted file, in pieces of whole lines.

    Each block belongs at the end of what came before it, or among the lines of the block before it (a subject between
    another and what stands under it). Raises `StoreError` for one that belongs before that.
    """
    held, written = b"", b""
    for block in filter(None, blocks):
        first = block[: block.index(b"\n") + 1]
        if first <= written:
            raise StoreError(f"blocks are not in order: {first!r} comes after {written!r}")
        last = _last_line(held)
        if first > last:
            if held:
                yield held
                written = last
            held = block
        else:
            held = b"".join(sorted({*held.splitlines(keepends=True), *block.splitlines(keepends=True)}))
    if held:
        yield held


def _last_line(block: bytes) -> bytes:
    return block[block.rfind(b"\n", 0, -1) + 1 :]


def sort_lines(blocks: Iterable[Block], folder: Path, run_bytes: int = RUN_BYTES) -> Iterator[bytes]:
    """Yield the distinct lines of all `blocks` in order, each with its line end.

    Pieces of `run_bytes` are sorted in memory and put down in `folder`, then merged.
    """
    runs: list[Path] = []
    held: list[bytes] = []
    size = 0
    for block in blocks:
        lines = (
            block.splitlines(keepends=True) if isinstance(block, bytes) else [f"{line}\n".encode() for line in block]
        )
        held += lines
        size += sum(map(len, lines))
        if size >= run_bytes:
            runs.append(_write_run(held, folder / f"run-{len(runs):05}"))
            held, size = [], 0
    held.sort()
    yield from _distinct(_merged(runs, held))


def _write_run(lines: list[bytes], path: Path) -> Path:
    lines.sort()
    with path.open("wb", buffering=BLOCK_BYTES) as run:
        run.writelines(lines)
    return path


def _merged(runs: Sequence[Path], held: Sequence[bytes]) -> Iterator[bytes]:
    with ExitStack() as files:
        sources = [files.enter_context(path.open("rb", buffering=BLOCK_BYTES)) for path in runs]
        yield from heapq.merge(*sources, held) if sources else held
    for path in runs:
        path.unlink()


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line, _ in groupby(lines):
        yield line


class Changes:
    """Subjects that go and lines that come.

    `removed` are IRIs: all lines whose subject is one of them, or stands under it (IRI + ``/``), go. `added` are
    sorted distinct lines with line ends, read once.
    """

    def __init__(self, removed: Iterable[str], added: Iterable[bytes]) -> None:
        self.ranges = _joined(sorted(pair for iri in set(removed) for pair in _ranges(iri.encode())))
        self.added = iter(added)


def _ranges(iri: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Half-open ranges of the lines of `iri` and of what stands under it: ``0`` follows ``/``, ``?`` follows ``>``."""
    yield b"<" + iri + b"/", b"<" + iri + b"0"
    yield b"<" + iri + b">", b"<" + iri + b"?"


def _joined(ranges: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    joined: list[tuple[bytes, bytes]] = []
    for first, end in ranges:
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((first, end))
    return joined


class LineSource(Protocol):
    """A binary file, as far as merging reads it."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes."""

    def readline(self) -> bytes:
        """The rest of a line, with its end."""


def merge_changes(
    source: LineSource, changes: Changes, write: Callable[[bytes], object], removed: Callable[[bytes], object]
) -> None:
    """Write `source` (sorted lines) with `changes` made, in pieces of whole lines; each line that goes, to `removed`.

    Reads and writes blocks of a megabyte; one in which nothing changes passes without being looked into.
    """
    pending = _Pending(changes)
    for block in _blocks(source):
        last = _last_line(block)
        if pending.touches(block, last):
            write(b"".join(_edited(block, pending, removed)))
        else:
            write(block)
    for line in pending.added_up_to(None):
        write(line)


def _blocks(source: LineSource) -> Iterator[bytes]:
    while block := source.read(BLOCK_BYTES):
        yield block + source.readline() if not block.endswith(b"\n") else block


class _Pending:
    """The changes that lie ahead of the place that the merge has reached."""

    def __init__(self, changes: Changes) -> None:
        self._ranges = iter(changes.ranges)
        self._range = next(self._ranges, None)
        self._added = changes.added
        self._next = next(self._added, None)

    def touches(self, block: bytes, last: bytes) -> bool:
        """Whether a change falls before or into `block`, whose last line is `last`."""
        while self._range is not None and self._range[1] <= block[: len(self._range[1])]:
            self._range = next(self._ranges, None)
        going = self._range is not None and self._range[0] <= last
        return going or (self._next is not None and self._next <= last)

    def goes(self, line: bytes) -> bool:
        """Whether `line` is removed; lines are asked in order."""
        while self._range is not None and line >= self._range[1]:
            self._range = next(self._ranges, None)
        return self._range is not None and line >= self._range[0]

    def added_up_to(self, line: bytes | None) -> Iterator[bytes]:
        """The lines to come that stand before or at `line` (``None``: all that are left)."""
        while self._next is not None and (line is None or self._next <= line):
            yield self._next
            self._next = next(self._added, None)


def _edited(block: bytes, pending: _Pending, removed: Callable[[bytes], object]) -> Iterator[bytes]:
    for line in block.splitlines(keepends=True):
        last = b""
        for last in pending.added_up_to(line):
            yield last
        if pending.goes(line):
            removed(line)
        elif line != last:
            yield line
