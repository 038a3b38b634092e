"""Letters on their way into a release: read in any order, given back sorted by case, with bounded memory.

The triples go to one file, the index to SQLite, both in a folder that the caller throws away. Memory stays the same for
ten letters and two million.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Self

__all__ = ["Spool", "Spooled", "pack"]


@dataclass(frozen=True, slots=True)
class Spooled:
    """One letter as triples. `lines` is sorted N-Triples, UTF-8; `packed` the letter's own text as `pack` gives it,
    `source` its file."""

    case: str
    source_hash: str
    source: str
    packed: bytes
    lines: bytes

    @property
    def text(self) -> str:
        """The letter's own text."""
        return zlib.decompress(self.packed).decode("utf-8", "surrogatepass")


def pack(text: str) -> bytes:
    """A letter's text, compressed: it is seldom needed again."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


class Spool:
    """A sorter of letters by their case's IRI, code point by code point; of one case's letters by hash, then source."""

    def __init__(self, folder: Path) -> None:
        self._triples = (folder / "spool.nt").open("w+b")
        self._index = sqlite3.connect(folder / "spool.sqlite", isolation_level=None)
        self._index.execute("PRAGMA journal_mode=OFF")
        self._index.execute("PRAGMA synchronous=OFF")
        self._index.execute(
            "CREATE TABLE letter (place INTEGER PRIMARY KEY, case_iri TEXT, source_hash TEXT, source TEXT, text BLOB,"
            " start INTEGER, length INTEGER)"
        )
        self._index.execute("BEGIN")
        self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._triples.close()
        self._index.close()

    def add(self, letter: Spooled) -> None:
        """Keep a letter. Letters added first come first where case, hash and source are the same."""
        self._triples.write(letter.lines)
        row = (letter.case, letter.source_hash, letter.source, letter.packed, self._end, len(letter.lines))
        self._index.execute(
            "INSERT INTO letter (case_iri, source_hash, source, text, start, length) VALUES (?, ?, ?, ?, ?, ?)", row
        )
        self._end += len(letter.lines)

    def cases(self) -> Iterator[list[Spooled]]:
        """The letters of one case after the other."""
        self._triples.flush()
        rows = self._index.execute(
            "SELECT case_iri, source_hash, source, text, start, length FROM letter"
            " ORDER BY case_iri, source_hash, source, place"
        )
        for _, letters in groupby(rows, key=lambda row: row[0]):
            yield [self._letter(*row) for row in letters]

    def _letter(self, case: str, source_hash: str, source: str, packed: bytes, start: int, length: int) -> Spooled:
        self._triples.seek(start)
        return Spooled(case, source_hash, source, packed, self._triples.read(length))
