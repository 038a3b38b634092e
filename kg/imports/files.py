"""Lines of a file, a gzip file or a member of a zip archive, one at a time."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import VocabularyError
from kg.imports.records import BadRow, FilePlace

__all__ = ["cells", "members", "opened", "table"]

LONGEST = 1_000_000


@contextmanager
def opened(path: Path, member: str, encoding: str) -> Iterator[IO[str]]:
    """The text of a file, of a gzip file, or of a `member` of a zip archive."""
    try:
        if member:
            with zipfile.ZipFile(path) as archive, archive.open(member) as raw:
                yield io.TextIOWrapper(raw, encoding, errors="replace", newline="")
        elif path.suffix == ".gz":
            with gzip.open(path, "rt", encoding=encoding, errors="replace", newline="") as file:
                yield file
        else:
            with path.open(encoding=encoding, errors="replace", newline="") as file:
                yield file
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError) as error:
        raise VocabularyError(f"{path}: can't be read ({error}); download it again") from error


def members(path: Path, names: Sequence[str]) -> dict[str, str]:
    """Member of the archive for each of the file `names` that it has (the shortest path wins); of a folder, its files.

    Raises `VocabularyError` where `path` is neither a zip archive nor a folder.
    """
    if path.is_dir():
        raise VocabularyError(f"{path}: a folder; give the zip archive as it was downloaded")
    try:
        with zipfile.ZipFile(path) as archive:
            inside = sorted(archive.namelist(), key=len)
    except (OSError, zipfile.BadZipFile) as error:
        raise VocabularyError(f"{path}: no zip archive ({error}); give the file as it was downloaded") from error
    return {name: found for name in names if (found := next((each for each in inside if _is(each, name)), ""))}


def _is(member: str, name: str) -> bool:
    return member.rpartition("/")[2].lower() == name.lower()


def cells(path: Path, member: str, width: int) -> Iterator[tuple[FilePlace, list[str] | BadRow]]:
    """Cells of an RRF file: ``|`` after each of `width` cells (https://www.nlm.nih.gov/research/umls/rxnorm/docs)."""
    with opened(path, member, "utf-8") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST), ""), 1):
            row = line.rstrip("\r\n").split("|")
            place = FilePlace(member or path.name, number)
            if len(row) not in (width, width + 1):
                yield place, BadRow(f"{len(row) - 1} cells, expected {width}")
            else:
                yield place, row


def table(
    path: Path, member: str, needed: Mapping[str, Sequence[str]], encoding: str = "utf-8", delimiter: str = "\t"
) -> Iterator[tuple[FilePlace, dict[str, str] | BadRow]]:
    """Rows of a table with a header line, as values by the keys of `needed`.

    `needed` lists under each key the headings that may stand for it; a key with an empty heading is optional.
    Raises `VocabularyError` where a column is missing.
    """
    with opened(path, member, encoding) as file:
        lines = (line for line in file if not line.startswith("#"))
        reader = csv.reader(
            lines, delimiter=delimiter, quoting=csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        )
        header = [heading.strip().lower().lstrip("\ufeff") for heading in next(reader, [])]
        columns = {key: _column(header, headings) for key, headings in needed.items()}
        absent = [key for key, at in columns.items() if at is None and "" not in needed[key]]
        if absent:
            raise VocabularyError(f"{path}: no column {', '.join(absent)} in its first line: {', '.join(header)[:200]}")
        while True:
            try:
                row = next(reader, None)
            except csv.Error as error:
                yield FilePlace(member or path.name, reader.line_num), BadRow(str(error))
                continue
            if row is None:
                return
            place = FilePlace(member or path.name, reader.line_num)
            if len(row) < len(header) - 1:
                yield place, BadRow(f"{len(row)} cells, expected {len(header)}")
            else:
                yield place, {key: _cell(row, at) for key, at in columns.items()}


def _column(header: Sequence[str], headings: Sequence[str]) -> int | None:
    wanted = [heading.lower() for heading in headings if heading]
    return next((at for at, heading in enumerate(header) if heading.rstrip("*") in wanted), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""
