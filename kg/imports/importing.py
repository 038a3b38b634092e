"""Read a downloaded file into the database: streamed, in batches, from where an interrupted import stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from kg.errors import VocabularyError
from kg.imports import fda, mapped_names, rxnorm, tables
from kg.imports.database import Import, ImportDatabase, Problem
from kg.imports.records import FilePlace, Row, Rows

__all__ = ["KINDS", "ImportReport", "Progress", "import_file"]

BATCH = 5000
HEAD = 1 << 20

KINDS: dict[str, Callable[[Path], Rows]] = {
    "rxnorm": rxnorm.rows,
    "fda-ndc": fda.ndc_rows,
    "unii": fda.unii_rows,
    "cdc-mme": tables.cdc_rows,
    "sssom": mapped_names.sssom_rows,
    "drug-list": tables.drug_list_rows,
}
"""What can be imported, and how its rows are read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows read in all, and the place of the last."""

    rows: int
    bad: int
    place: FilePlace


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A finished import and the first of its bad rows; `already` where the file was imported before."""

    done: Import
    problems: tuple[Problem, ...]
    already: bool = False


def import_file(
    kind: str, path: Path, database: ImportDatabase, version: str = "", tell: Callable[[Progress], None] | None = None
) -> ImportReport:
    """Import a file. `version` names the release where the file does not; `tell` hears of each batch.

    An import that was interrupted goes on where it stopped. Raises `VocabularyError` where the kind is unknown or the
    file is not of that kind, `StoreBusy` where another import is writing.
    """
    if kind not in KINDS:
        raise VocabularyError(f"{kind}: no such vocabulary; known are {', '.join(KINDS)}")
    if not path.is_file():
        raise VocabularyError(f"{path}: no such file")
    version = version or (rxnorm.version(path) if kind == "rxnorm" else "") or path.name
    begun, place = database.start(kind, version, path.name, _fingerprint(path))
    if begun.state == "done":
        return ImportReport(begun, database.problems(begun.id), already=True)
    rows, bad = begun.rows + begun.bad, begun.bad
    try:
        for batch in _batches(_after(KINDS[kind](path), place)):
            database.add(begun.id, batch)
            rows, bad = rows + len(batch), bad + sum(not isinstance(row, tuple) for _, row in batch)
            if tell:
                tell(Progress(rows, bad, batch[-1][0]))
        if rows == bad:
            raise VocabularyError(f"{path}: no rows of {kind} in it")
    except VocabularyError:
        if rows == bad:
            database.remove(begun.id)
        raise
    return ImportReport(database.finish(begun.id), database.problems(begun.id))


def _after(rows: Rows, place: FilePlace) -> Iterator[Row]:
    """The rows after `place`, all of them where it is the beginning."""
    skipping = bool(place.member)
    for row in rows:
        if not skipping:
            yield row
        elif row[0].member == place.member and row[0].line >= place.line:
            skipping = False


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _fingerprint(path: Path) -> str:
    """Identifies a download by its size and its first and last megabyte."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, size - HEAD))
        return sha256(b"%d|" % size + head + file.read(HEAD)).hexdigest()
