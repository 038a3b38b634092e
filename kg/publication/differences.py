"""What one release has and another has not, line by line of their sorted dumps, in memory that does not grow with them.

A release has two files of sorted N-Triples that share no line: its graph and its description.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreError
from kg.store.dump import graph_blocks

__all__ = ["Difference", "difference", "dump_lines"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two files of N-Triples: what must go, and what must come."""

    removed: Path
    added: Path
    removals: int
    additions: int


def dump_lines(release: Path) -> Iterator[bytes]:
    """All triples of the release in the folder `release`, its description included, as lines with their ends."""
    yield from _graph(release)
    yield from _about(release)


def _about(release: Path) -> Iterator[bytes]:
    """The description, which a release need not have."""
    path = release / "about.nt"
    if path.exists():
        with path.open("rb") as lines:
            yield from lines


def _graph(release: Path) -> Iterator[bytes]:
    for block in graph_blocks(release):
        yield from io.BytesIO(block)


def difference(old: Path, new: Path, work: Path, most: int) -> Difference | None:
    """What makes the release in the folder `old` the one in `new`, written into the folder `work`.

    ``None`` as soon as that is more than `most` lines: then sending all of it is less work.
    """
    counts = {b"-": 0, b"+": 0}
    with (work / "removed.nt").open("wb") as removed, (work / "added.nt").open("wb") as added:
        for read in (_graph, _about):
            for sign, line in _changes(_in_order(read(old)), _in_order(read(new))):
                (removed if sign == b"-" else added).write(line)
                counts[sign] += 1
                if counts[b"-"] + counts[b"+"] > most:
                    return None
    return Difference(work / "removed.nt", work / "added.nt", counts[b"-"], counts[b"+"])


def _changes(old: Iterator[bytes], new: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """``-`` with each line that only `old` has, ``+`` with each that only `new` has."""
    before, after = next(old, None), next(new, None)
    while before is not None or after is not None:
        if before == after:
            before, after = next(old, None), next(new, None)
        elif after is None or (before is not None and before < after):
            yield b"-", before or b""
            before = next(old, None)
        else:
            yield b"+", after
            after = next(new, None)


def _in_order(lines: Iterator[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line <= last:
            raise StoreError("the lines of a release are not in order; check it with `imr check`")
        yield line
        last = line
