"""Letters on their way into a release: read in any order, given back sorted by case, with bounded memory.

Triples and what was read go to two files, compressed, the index to SQLite, all in a folder that the caller throws away.
What was read is looked at again only where a case has several letters. Memory stays the same for ten letters and two
million.
"""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Self

import zstandard

from kg.model import Determination

__all__ = ["CaseLetter", "ReadLetter", "Spool", "pack"]

_LEVEL = 1  # a quarter of the time that level 3 takes, for a tenth more


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """One letter as a worker read it: `lines` are its triples (sorted N-Triples, UTF-8), as of a case with no other
    letter; `packed` is all that was read, as `pack` gives it; `source` its file.

    `findings` are the codes of what was noticed in it, `warnings` the shapes that warn of it.
    """

    case: str
    source_hash: str
    source: str
    packed: bytes
    lines: bytes
    findings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseLetter:
    """One of the letters of a case. `lines` are empty for one that the release has already.

    `determination` gives what was read of it; for a letter of the release it reads again.
    """

    case: str
    source_hash: str
    source: str
    lines: bytes
    determination: Callable[[], Determination]
    findings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def pack(determination: Determination) -> bytes:
    """All that was read of a letter, for the spool of this run only: never for a file that another run reads."""
    return pickle.dumps(determination, pickle.HIGHEST_PROTOCOL)


class Spool:
    """A sorter of letters by their case's IRI, code point by code point; of one case's letters by hash, then source."""

    def __init__(self, folder: Path) -> None:
        self._triples = (folder / "spool.nt").open("w+b")
        self._read = (folder / "spool.read").open("w+b")
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()
        self._index = sqlite3.connect(folder / "spool.sqlite", isolation_level=None)
        self._index.execute("PRAGMA journal_mode=OFF")
        self._index.execute("PRAGMA synchronous=OFF")
        self._index.execute(
            "CREATE TABLE letter (place INTEGER PRIMARY KEY, case_iri TEXT, source_hash TEXT, source TEXT, noted TEXT,"
            " triples INTEGER, triples_length INTEGER, read INTEGER, read_length INTEGER)"
        )
        self._index.execute("BEGIN")
        self._ends = [0, 0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._triples.close()
        self._read.close()
        self._index.close()

    def add(self, letter: ReadLetter) -> None:
        """Keep a letter. Letters added first come first where case, hash and source are the same."""
        lines, packed = map(self._compressor.compress, (letter.lines, letter.packed))
        self._triples.write(lines)
        self._read.write(packed)
        noted = json.dumps([letter.findings, letter.warnings])
        lengths = len(lines), len(packed)
        self._index.execute(
            "INSERT INTO letter (case_iri, source_hash, source, noted, triples, triples_length, read, read_length)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                letter.case,
                letter.source_hash,
                letter.source,
                noted,
                self._ends[0],
                lengths[0],
                self._ends[1],
                lengths[1],
            ),
        )
        self._ends = [end + length for end, length in zip(self._ends, lengths, strict=True)]

    def cases(self) -> Iterator[list[CaseLetter]]:
        """The letters of one case after the other."""
        self._triples.flush()
        self._read.flush()
        rows = self._index.execute(
            "SELECT case_iri, source_hash, source, noted, triples, triples_length, read, read_length FROM letter"
            " ORDER BY case_iri, source_hash, source, place"
        )
        for _, letters in groupby(rows, key=lambda row: row[0]):
            yield [self._letter(row) for row in letters]

    def _letter(self, row: tuple[str, str, str, str, int, int, int, int]) -> CaseLetter:
        case, source_hash, source, noted, triples, triples_length, read, read_length = row
        self._triples.seek(triples)
        lines = self._decompressor.decompress(self._triples.read(triples_length))
        findings, warnings = map(tuple, json.loads(noted))
        unpack = partial(self._unpack, read, read_length)
        return CaseLetter(case, source_hash, source, lines, unpack, findings, warnings)

    def _unpack(self, start: int, length: int) -> Determination:
        self._read.seek(start)
        determination = pickle.loads(self._decompressor.decompress(self._read.read(length)))  # noqa: S301 - a file of this run, in its own folder
        assert isinstance(determination, Determination)
        return determination
