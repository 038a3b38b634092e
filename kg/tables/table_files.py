"""Tables as files in a folder: CSV, JSON Lines, Parquet, or one DuckDB database."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TextIO

from kg.errors import InputError
from kg.tables.rows import Cell, Row
from kg.tables.specification import TableSpecification

__all__ = ["FORMATS", "TableFiles", "writing"]

FORMATS = ("csv", "duckdb", "jsonl", "parquet")


class TableFiles(Protocol):
    """Takes rows, table by table, in any order of tables."""

    def write(self, table: TableSpecification, row: Row) -> None:
        """One more row."""


@contextmanager
def writing(folder: Path, tables: Sequence[TableSpecification], form: str) -> Iterator[TableFiles]:
    """Write `tables` in the format `form` into `folder`, an empty one.

    Rows wait on disk as CSV for what needs DuckDB, so memory stays bounded. Raises `InputError` where DuckDB is asked
    for and not installed.
    """
    if form in ("csv", "jsonl"):
        with _text_files(folder, tables, form) as files:
            yield files
        return
    engine = _duckdb()
    work = folder / "work"
    work.mkdir()
    with _text_files(work, tables, "csv") as files:
        yield files
    database = folder / "tables.duckdb" if form == "duckdb" else work / "tables.duckdb"
    with engine.connect(str(database), config={"threads": 1, "memory_limit": "300MB"}) as connection:
        for table in tables:
            _bring(connection, table, work / f"{table.name}.csv", folder, form)
    shutil.rmtree(work)


def _duckdb() -> Any:
    try:
        return import_module("duckdb")
    except ImportError:
        raise InputError(
            "Parquet and DuckDB need the package duckdb: pip install 'imr-kg[tables]', or use --format csv"
        ) from None


_TYPES = {"boolean": "BOOLEAN", "date": "DATE", "decimal": "DOUBLE", "integer": "BIGINT"}


def _bring(connection: Any, table: TableSpecification, source: Path, folder: Path, form: str) -> None:
    """From CSV to where it belongs."""
    columns = {column.name: _TYPES.get(column.type, "VARCHAR") for column in table.columns}
    kept = connection.read_csv(
        str(source), columns=columns, header=True, na_values="", auto_detect=False, max_line_size=LONGEST_LINE
    )
    kept.create(table.name)
    source.unlink()
    if form != "parquet":
        return
    held = connection.table(table.name)
    if table.partitioned:
        (folder / table.name).mkdir()
        years = held.select("year").distinct().order("year").fetchall()
        for (year,) in years:
            # No ``year=2016`` folders: readers guess the type of what stands in a folder's name, and differ.
            name, condition = ("undated", "year IS NULL") if year is None else (str(year), f"year = {int(year)}")
            held.filter(condition).write_parquet(str(folder / table.name / f"{name}.parquet"), compression="zstd")
    else:
        held.write_parquet(str(folder / f"{table.name}.parquet"), compression="zstd")


LONGEST_LINE = 32 << 20
"""Bytes of a row of CSV that DuckDB accepts: a letter's text is in one."""


@contextmanager
def _text_files(folder: Path, tables: Sequence[TableSpecification], form: str) -> Iterator[TableFiles]:
    with ExitStack() as stack:
        opened: dict[str, TextIO] = {
            table.name: stack.enter_context((folder / f"{table.name}.{form}").open("w", encoding="utf-8", newline=""))
            for table in tables
        }
        yield _Csv(opened, tables) if form == "csv" else _JsonLines(opened)


class _Csv:
    def __init__(self, files: Mapping[str, TextIO], tables: Sequence[TableSpecification]) -> None:
        self._writers = {name: csv.writer(file, lineterminator="\n") for name, file in files.items()}
        for table in tables:
            self._writers[table.name].writerow(column.name for column in table.columns)

    def write(self, table: TableSpecification, row: Row) -> None:
        self._writers[table.name].writerow(map(_plain, row.values()))


def _plain(cell: Cell) -> object:
    return str(cell).lower() if isinstance(cell, bool) else cell


class _JsonLines:
    def __init__(self, files: Mapping[str, TextIO]) -> None:
        self._files = files

    def write(self, table: TableSpecification, row: Row) -> None:
        said = {name: cell for name, cell in row.items() if cell is not None}
        self._files[table.name].write(json.dumps(said, ensure_ascii=False, default=_number) + "\n")


def _number(cell: object) -> object:
    return float(cell) if isinstance(cell, Decimal) else str(cell)
