"""The triples of a release that its description is not: all parts, of all its segments, as sorted N-Triples.

Newer segments win: what they say of a part, also that it is gone, is what holds. See docs/decisions/0011-segments.md.
"""

from __future__ import annotations

import heapq
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kg.errors import StoreError
from kg.store.integrity import damaged
from kg.store.segments import Part, Segment, SegmentEntry

__all__ = ["Dump", "GraphFile", "Piece", "StoredPart", "graph_blocks", "segment_names"]

SEGMENTS = "segments"
"""The folder of a release that holds its segments."""


def graph_blocks(release: Path) -> Iterator[bytes]:
    """The triples of the release in the folder `release`, in pieces of whole sorted lines. Raises `StoreDamaged`."""
    with Dump(release, segment_names(release)) as dump:
        yield from _blocks(dump, 0)


class GraphFile(io.RawIOBase):
    """The same triples as a file of `size` bytes, which can be read from any byte on."""

    def __init__(self, release: Path, size: int) -> None:
        self._release, self._size = release, size
        self._at = 0
        self._blocks: Iterator[bytes] | None = None
        self._held = memoryview(b"")
        self._dump = Dump(release, segment_names(release))  # what is open stays, if the release is removed meanwhile

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte: nothing is read before `readinto`."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at, self._blocks, self._held = start + offset, None, memoryview(b"")
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`, or a part of it. Raises `StoreDamaged`."""
        if self._blocks is None:
            self._blocks = _blocks(self._dump, self._at)
        if not self._held:
            self._held = memoryview(next(self._blocks, b""))
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        self._at += size
        return size

    def close(self) -> None:
        """Close the dump."""
        self._dump.close()
        super().close()


def _blocks(dump: Dump, start: int) -> Iterator[bytes]:
    for piece in dump.pieces():
        if start < piece.length:
            yield piece.lines()[start:]
        start = max(start - piece.length, 0)


def segment_names(release: Path) -> list[str]:
    """The segments of a release, the oldest first, as its manifest tells. Raises `StoreDamaged`."""
    try:
        manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
        return [str(each["name"]) for each in manifest["graph"]["segments"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(release / "manifest.json", f"tells of no segments ({error})") from error


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part where it stands: read when its `lines` are asked for."""

    segment: Segment
    entry: SegmentEntry

    @property
    def key(self) -> str:
        """The part's key."""
        return self.entry.key

    def lines(self) -> bytes:
        """The part's lines."""
        return self.segment.lines(self.entry)

    def part(self) -> Part:
        """The part, read."""
        return Part(self.entry.key, self.lines(), self.entry.notes)


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines that stand together in the sorted graph: of one part, or of some whose lines lie among each other."""

    parts: Sequence[StoredPart]

    @property
    def length(self) -> int:
        """Bytes of its lines."""
        return sum(found.entry.length for found in self.parts)

    def lines(self) -> bytes:
        """The lines, sorted."""
        if len(self.parts) == 1:
            return self.parts[0].lines()
        return b"".join(sorted(line for found in self.parts for line in found.lines().splitlines(keepends=True)))


def _aged(segment: Segment, age: int) -> Iterator[tuple[str, int, StoredPart]]:
    for entry in segment.entries():
        yield entry.key, age, StoredPart(segment, entry)


class Dump:
    """The parts in some segments of the folder `release`; the `names` of the segments, the oldest first."""

    def __init__(self, release: Path, names: Iterable[str]) -> None:
        self._segments: list[Segment] = []
        with ExitStack() as opened:
            for name in names:
                if Path(name).name != name:
                    raise StoreError(f"{release}: {name!r} is no name of a segment")
                self._segments.append(opened.enter_context(closing(Segment(release / SEGMENTS, name))))
            self._opened = opened.pop_all()

    def find(self, key: str) -> StoredPart | None:
        """The part of `key`; ``None`` where there is none, or none any more."""
        for segment in reversed(self._segments):
            entry = segment.entry(key)
            if entry is not None:
                return None if entry.gone else StoredPart(segment, entry)
        return None

    def part(self, key: str) -> Part | None:
        """As `find`, read."""
        found = self.find(key)
        return found.part() if found else None

    def entries(self) -> Iterator[StoredPart]:
        """What the newest segment that knows of it says of each part, in the order of their keys; also that it is
        gone."""
        streams = [_aged(segment, age) for age, segment in enumerate(reversed(self._segments))]
        last = None
        for key, _, found in heapq.merge(*streams, key=lambda each: each[:2]):
            if key != last:
                last = key
                yield found

    def found(self) -> Iterator[StoredPart]:
        """All parts, in the order of their keys."""
        return (each for each in self.entries() if not each.entry.gone)

    def pieces(self) -> Iterator[Piece]:
        """The graph in the order of its lines.

        Parts stand one after the other as their keys do, unless one key begins with another: as `/` stands before the
        digits and these before `>`, what is said under the longer one lies among what is said under the shorter.
        """
        held: list[StoredPart] = []
        for each in self.found():
            if held and not (held[0].key and each.key.startswith(held[0].key)):
                yield Piece(held)
                held = []
            held.append(each)
        if held:
            yield Piece(held)

    def close(self) -> None:
        """Close the segments. Closing twice is harmless."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
