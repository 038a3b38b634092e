"""Parts of a graph in compressed files that are written once.

A *part* is all that is said under one IRI, its key: a case, say. A segment is a file of parts in the order of their
keys, ``NAME.nt.zst``: zstd frames of whole parts, one after the other, so that ``zstd -d`` reads it; and an index,
``NAME.sqlite``, which tells where each part is, so that one is read without the rest. A segment can also say of a key
that an older segment has that its part is gone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import zstandard

from kg.errors import StoreError
from kg.store.integrity import damaged

__all__ = ["Notes", "Part", "Segment", "SegmentEntry", "SegmentWriter"]

FRAME_BYTES = 1 << 20
"""What a frame holds at least, decompressed: enough to compress well, little to read for the sake of one part."""

_LEVEL = 3
_SCHEMA = """
CREATE TABLE frame (number INTEGER PRIMARY KEY, at INTEGER, size INTEGER, length INTEGER);
CREATE TABLE part (key TEXT PRIMARY KEY, frame INTEGER, start INTEGER, length INTEGER, digest BLOB, notes TEXT)
    WITHOUT ROWID;
"""
_GONE = -1  # the frame of a part that is gone

Notes = Mapping[str, Mapping[str, int]]
"""Numbers that are noted with a part, by name and code. Those of a release are the sums of its parts'."""


@dataclass(frozen=True, slots=True)
class Part:
    """All lines under one IRI, sorted and distinct N-Triples; none where the part is gone."""

    key: str
    lines: bytes
    notes: Notes = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, lines: Iterable[str]) -> Part:
        """The part of lines without line ends, in any order, repeated or not."""
        return cls(key, "".join(sorted({f"{line}\n" for line in lines})).encode())

    @property
    def digest(self) -> bytes:
        """SHA-256 of the lines."""
        return sha256(self.lines).digest()


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """Where a segment has a part: the frame, and the bytes in it. `digest` is SHA-256 of its lines."""

    key: str
    frame: int
    start: int
    length: int
    digest: bytes
    noted: str

    @property
    def gone(self) -> bool:
        """Whether this says that the part is no more."""
        return self.frame == _GONE

    @property
    def notes(self) -> Notes:
        """What is noted with the part."""
        notes: Notes = json.loads(self.noted) if self.noted else {}
        return notes


class SegmentWriter:
    """Writes the segment `name` in `folder`, parts in the order of their keys.

    `parts`, `gone` and `length` count what was written; `length` are bytes of lines before compression.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._file = (folder / f"{name}.nt.zst").open("wb")
        self._index = sqlite3.connect(folder / f"{name}.sqlite", isolation_level=None)
        self._index.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_SCHEMA} BEGIN;")
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        self._held: list[bytes] = []
        self._size = self._frame = self._end = 0
        self._last: str | None = None
        self.parts = self.gone = self.length = 0

    def add(self, part: Part) -> bytes:
        """Append a part; gives the digest of its lines. Raises `StoreError` where its key is not after the last."""
        if self._last is not None and part.key <= self._last:
            raise StoreError(f"parts are not in order: {part.key!r} comes after {self._last!r}")
        self._last = part.key
        if not part.lines:
            self._note(part.key, _GONE, b"", "")
            self.gone += 1
            return b""
        digest = part.digest
        noted = json.dumps(part.notes, sort_keys=True) if any(part.notes.values()) else ""
        self._note(part.key, self._frame, digest, noted, len(part.lines))
        self._held.append(part.lines)
        self._size += len(part.lines)
        self.parts += 1
        self.length += len(part.lines)
        if self._size >= FRAME_BYTES:
            self._flush()
        return digest

    def _note(self, key: str, frame: int, digest: bytes, noted: str, length: int = 0) -> None:
        row = (key, frame, self._size if length else 0, length, digest, noted)
        self._index.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)", row)

    def _flush(self) -> None:
        if self._held:
            frame = self._compressor.compress(b"".join(self._held))
            self._file.write(frame)
            row = (self._frame, self._end, len(frame), self._size)
            self._index.execute("INSERT INTO frame VALUES (?, ?, ?, ?)", row)
            self._end += len(frame)
            self._frame += 1
            self._held, self._size = [], 0

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        self._file.close()
        self._index.execute("COMMIT")
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is None:
            self.close()
        else:
            self._file.close()
            self._index.close()


class Segment:
    """A segment that is read. Errors of its files are raised as `StoreDamaged`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._path = folder / f"{name}.nt.zst"
        self._index_path = folder / f"{name}.sqlite"
        try:
            self._file = self._path.open("rb")
            # Nobody writes here any more, so that no lock is needed; and none can be made where all is read-only.
            address = f"file:{quote(str(self._index_path))}?mode=ro&immutable=1"
            self._index = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._index.execute("SELECT 1 FROM part LIMIT 1")  # opens the file, which may be removed from now on
        except (OSError, sqlite3.Error) as error:
            raise damaged(self._path, f"can't be opened ({error})") from error
        self._decompressor = zstandard.ZstdDecompressor()
        self._frame: tuple[int, bytes] = (_GONE, b"")

    def entry(self, key: str) -> SegmentEntry | None:
        """Where the part of `key` is, if this segment knows of it."""
        for row in self._rows("SELECT key, frame, start, length, digest, notes FROM part WHERE key = ?", key):
            return SegmentEntry(*row)
        return None

    def entries(self) -> Iterator[SegmentEntry]:
        """All entries, in the order of their keys."""
        for row in self._rows("SELECT key, frame, start, length, digest, notes FROM part ORDER BY key"):
            yield SegmentEntry(*row)

    def lines(self, entry: SegmentEntry) -> bytes:
        """The lines of the part that `entry` tells of."""
        if entry.gone:
            return b""
        if self._frame[0] != entry.frame:
            self._frame = (entry.frame, self._read(entry.frame))
        lines = self._frame[1][entry.start : entry.start + entry.length]
        if sha256(lines).digest() != entry.digest:
            raise damaged(self._path, f"does not hold what was published of <{entry.key}>")
        return lines

    def _read(self, number: int) -> bytes:
        rows = list(self._rows("SELECT at, size, length FROM frame WHERE number = ?", number))
        if len(rows) != 1:
            raise damaged(self._index_path, f"does not tell where frame {number} is")
        at, size, length = rows[0]
        try:
            self._file.seek(at)
            return self._decompressor.decompress(self._file.read(size), max_output_size=length)
        except (OSError, zstandard.ZstdError) as error:
            raise damaged(self._path, f"can't be read ({error})") from error

    def _rows(self, query: str, *values: str | int) -> Iterator[tuple[Any, ...]]:
        try:
            # Not `yield from`, which would close the cursor when it may be too late.
            for row in self._index.execute(query, values):  # noqa: UP028
                yield row
        except sqlite3.Error as error:
            raise damaged(self._index_path, f"can't be read ({error})") from error

    def close(self) -> None:
        """Close its files. Closing twice is harmless."""
        self._file.close()
        self._index.close()
