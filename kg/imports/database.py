"""One SQLite file that holds what was imported: names, links, attributes, and the rows that could not be read."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from kg.errors import StoreBusy, VocabularyError
from kg.imports.records import AttributeRecord, BadRow, FilePlace, LinkRecord, NameRecord, Record

__all__ = ["Import", "ImportDatabase", "ImportedName", "Problem", "key_of"]

FILE = "vocabularies.sqlite"
KEPT_PROBLEMS = 1000
_SCHEMA = """
create table if not exists import(
    id integer primary key, kind text not null, version text not null, file text not null, print text not null,
    state text not null, rows integer not null default 0, bad integer not null default 0,
    member text not null default '', line integer not null default 0);
create table if not exists name(
    import integer, source text, code text, kind text, text text, key text, level integer, old integer);
create table if not exists link(import integer, source text, code text, kind text, other text, level integer);
create table if not exists attribute(import integer, source text, code text, kind text, value text, level integer);
create table if not exists problem(import integer, member text, line integer, reason text);
"""
_INDEXES = """
create index if not exists name_by_key on name(key);
create index if not exists name_by_code on name(code);
create index if not exists link_by_code on link(code, kind);
create index if not exists attribute_by_code on attribute(code, kind);
"""
_TABLES = ("name", "link", "attribute", "problem")
_TO_INGREDIENT = ("has_ingredient", "has_precise_ingredient", "tradename_of", "consists_of", "form_of", "contains")
_DEEPEST = 4
_NOT_IN_KEYS = re.compile(r"[^a-z0-9%.]+")


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `state` is "reading" until all rows are in, then "done"."""

    id: int
    kind: str
    version: str
    file: str
    state: str
    rows: int
    bad: int


@dataclass(frozen=True, slots=True)
class ImportedName:
    """A name with its source's restriction `level` (0: none); `old` marks an obsolete atom."""

    source: str
    code: str
    kind: str
    text: str
    level: int
    old: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be read."""

    member: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.member}:{self.line}: {self.reason}"


def _named(row: tuple[str, str, str, str, int, int]) -> ImportedName:
    source, code, kind, text, level, old = row
    return ImportedName(source, code, kind, text, level, bool(old))


def key_of(text: str) -> str:
    """A name without case, blanks and punctuation, by which it is looked up."""
    return _NOT_IN_KEYS.sub(" ", text.lower()).strip()


class ImportDatabase:
    """The imports of one data folder. Use as a context manager; one writer at a time.

    Raises `VocabularyError` where the file is none of ours, `StoreBusy` where another import is writing.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        try:
            self._db = sqlite3.connect(self.path, isolation_level=None, timeout=2)
            self._db.execute("pragma journal_mode=wal")
            self._db.executescript(_SCHEMA)
        except sqlite3.OperationalError as error:
            raise StoreBusy(f"{self.path}: {error}; wait for the other import to end") from error
        except sqlite3.DatabaseError as error:
            raise VocabularyError(
                f"{self.path}: no vocabulary file ({error}); move it away and import again"
            ) from error

    def __enter__(self) -> ImportDatabase:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # --- imports ---

    def imports(self) -> tuple[Import, ...]:
        """All imports, oldest first."""
        rows = self._db.execute("select id, kind, version, file, state, rows, bad from import order by id")
        return tuple(Import(*row) for row in rows)

    def start(self, kind: str, version: str, file: str, fingerprint: str) -> tuple[Import, FilePlace]:
        """The import of this file, resumed or new, and the last place up to which it was read."""
        with self._writing():
            found = self._db.execute("select id from import where kind=? and print=?", (kind, fingerprint)).fetchone()
            if not found:
                self._db.execute(
                    "insert into import(kind, version, file, print, state) values (?, ?, ?, ?, 'reading')",
                    (kind, version, file, fingerprint),
                )
        row = self._db.execute(
            "select id, kind, version, file, state, rows, bad, member, line from import where kind=? and print=?",
            (kind, fingerprint),
        ).fetchone()
        return Import(*row[:7]), FilePlace(row[7], row[8])

    def add(self, number: int, batch: Sequence[tuple[FilePlace, tuple[Record, ...] | BadRow]]) -> None:
        """Store the records of a batch and how far the file was read, in one transaction."""
        bad = [(number, place.member, place.line, row.reason) for place, row in batch if isinstance(row, BadRow)]
        records = [record for _, row in batch if not isinstance(row, BadRow) for record in row]
        with self._writing():
            self._insert(number, records)
            kept = self._db.execute("select count(*) from problem where import=?", (number,)).fetchone()[0]
            self._db.executemany("insert into problem values (?, ?, ?, ?)", bad[: max(0, KEPT_PROBLEMS - kept)])
            last = batch[-1][0]
            self._db.execute(
                "update import set rows=rows+?, bad=bad+?, member=?, line=? where id=?",
                (len(batch) - len(bad), len(bad), last.member, last.line, number),
            )

    def _insert(self, number: int, records: Iterable[Record]) -> None:
        names, links, attributes = [], [], []
        for record in records:
            match record:
                case NameRecord():
                    key = key_of(record.text)
                    names.append(
                        (number, record.source, record.code, record.kind, record.text, key, record.level, record.old)
                    )
                case LinkRecord():
                    links.append((number, record.source, record.code, record.kind, record.other, record.level))
                case AttributeRecord():
                    attributes.append((number, record.source, record.code, record.kind, record.value, record.level))
        self._db.executemany("insert into name values (?, ?, ?, ?, ?, ?, ?, ?)", names)
        self._db.executemany("insert into link values (?, ?, ?, ?, ?, ?)", links)
        self._db.executemany("insert into attribute values (?, ?, ?, ?, ?, ?)", attributes)

    def finish(self, number: int) -> Import:
        """Mark an import as complete, so that look-ups see it."""
        with self._writing():
            self._db.execute("update import set state='done' where id=?", (number,))
        self._db.executescript(_INDEXES)
        return next(each for each in self.imports() if each.id == number)

    def remove(self, number: int) -> None:
        """Take an import out of the database. Raises `VocabularyError` where there is none of that number."""
        if not any(each.id == number for each in self.imports()):
            raise VocabularyError(f"{self.path}: no import {number}; `imr vocab list` shows what is there")
        with self._writing():
            for table in _TABLES:
                self._db.execute(f"delete from {table} where import=?", (number,))  # noqa: S608
            self._db.execute("delete from import where id=?", (number,))

    def problems(self, number: int) -> tuple[Problem, ...]:
        """The first thousand rows of an import that could not be read."""
        rows = self._db.execute("select member, line, reason from problem where import=? order by rowid", (number,))
        return tuple(Problem(*row) for row in rows)

    # --- what they hold ---

    def names(self, text: str) -> tuple[ImportedName, ...]:
        """Concepts that bear this name, restricted ones too: for matching."""
        rows = self._db.execute(
            "select distinct source, code, name.kind, text, level, old from name join import on import.id=name.import "
            "where state='done' and key=? order by old, source, code",
            (key_of(text),),
        )
        return tuple(_named(row) for row in rows)

    def ingredients(self, code: str) -> tuple[ImportedName, ...]:
        """RxNorm's ingredients of a concept: itself if it is one, else those that its relations lead to."""
        seen, edge = {code}, [code]
        for _ in range(_DEEPEST):
            found = self._of_kind(edge, ("IN",))
            if found:
                return found
            edge = [other for each in edge for other in self._others(each) if other not in seen]
            seen.update(edge)
        return self._of_kind(edge, ("IN", "PIN"))

    def _others(self, code: str) -> list[str]:
        marks = ",".join("?" * len(_TO_INGREDIENT))
        query = f"select distinct other from link where code=? and kind in ({marks})"  # noqa: S608
        return [other for (other,) in self._db.execute(query, (code, *_TO_INGREDIENT))]

    def _of_kind(self, codes: Sequence[str], kinds: Sequence[str]) -> tuple[ImportedName, ...]:
        found: dict[str, ImportedName] = {}
        for code in codes:
            for row in self._db.execute("select source, code, kind, text, level, old from name where code=?", (code,)):
                if row[0] == "RXNORM" and row[2] in kinds:
                    found.setdefault(code, _named(row))
        return tuple(found.values())

    def matched(self, code: str, kinds: Sequence[str]) -> tuple[str, ...]:
        """Concepts that imported mappings of these `kinds` tie to a concept."""
        marks = ",".join("?" * len(kinds))
        which = f"state='done' and code=? and link.kind in ({marks})"
        query = f"select distinct other from link join import on import.id=link.import where {which} order by other"  # noqa: S608
        found = self._db.execute(query, (code, *kinds))
        return tuple(str(other) for (other,) in found)

    def attributes(self, code: str) -> tuple[tuple[str, str], ...]:
        """Facts about a concept, kind and value."""
        rows = self._db.execute(
            "select distinct attribute.kind, value from attribute join import on import.id=attribute.import "
            "where state='done' and code=? order by attribute.kind, value",
            (code,),
        )
        return tuple((str(kind), str(value)) for kind, value in rows)

    def export(self, kind: str, restricted: bool = False) -> Iterator[ImportedName]:
        """Yield the names of the imports of a kind; those of restricted sources only on request."""
        rows = self._db.execute(
            "select source, code, name.kind, text, level, old from name join import on import.id=name.import "
            "where state='done' and import.kind=? and (level=0 or ?) order by name.rowid",
            (kind, restricted),
        )
        return (_named(row) for row in rows)

    def _writing(self) -> _Transaction:
        return _Transaction(self._db, self.path)


class _Transaction:
    """Begin, and commit or roll back."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> None:
        try:
            self._db.execute("begin immediate")
        except sqlite3.OperationalError as error:
            raise StoreBusy(f"{self._path}: {error}; wait for the other import to end") from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.execute("rollback" if kind else "commit")
