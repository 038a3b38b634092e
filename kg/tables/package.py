"""What lies in a folder of tables: a data dictionary as a Frictionless data package, with the hash of every file.

https://datapackage.org/standard/data-package/
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path

from kg.descriptions.dataset import Publication
from kg.tables.specification import Column, TableSpecification

__all__ = ["write_package"]

_TYPES = {"boolean": "boolean", "date": "date", "decimal": "number", "integer": "integer"}
_MEDIA = {
    ".csv": "text/csv",
    ".jsonl": "application/jsonl",
    ".parquet": "application/vnd.apache.parquet",
    ".duckdb": "application/octet-stream",
}
NAME = "datapackage.json"


def write_package(folder: Path, tables: Sequence[TableSpecification], release: str, counts: Mapping[str, int]) -> None:
    """Write ``datapackage.json`` into `folder`: `tables` of `release` (its id), what their columns mean, their numbers
    of rows (`counts`, by table), and their files with bytes and SHA-256. Raises `OSError`."""
    package = {
        "profile": "data-package",
        "name": "imr-kg",
        "title": "Independent Medical Review determinations as tables",
        "version": release,
        "licenses": [{"path": Publication().license}],
        "resources": [_resource(folder, table, counts[table.name]) for table in tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def _resource(folder: Path, table: TableSpecification, rows: int) -> Mapping[str, object]:
    files = list(_files(folder, table.name))
    return {
        "name": table.name,
        "description": table.meaning,
        "rows": rows,
        "path": [file.relative_to(folder).as_posix() for file in files],
        "hashes": [f"sha256:{_hash(file)}" for file in files],
        "bytes": sum(file.stat().st_size for file in files),
        "mediatype": _MEDIA[files[0].suffix] if files else "application/octet-stream",
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
    }


def _files(folder: Path, name: str) -> Iterator[Path]:
    if (folder / name).is_dir():
        yield from sorted(path for path in (folder / name).rglob("*") if path.is_file())
    else:
        yield from sorted(path for path in folder.glob(f"{name}.*") if path.is_file())
        yield from folder.glob("tables.duckdb")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _field(column: Column) -> Mapping[str, str]:
    return {"name": column.name, "type": _TYPES.get(column.type, "string"), "description": column.meaning}
