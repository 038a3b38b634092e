"""All tables of a release, from its triples to a folder that appears when it is whole."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from kg.errors import InputError
from kg.namespaces import Iris
from kg.store.dump import Dump, StoredPart, segment_names
from kg.tables.case_graph import CaseGraph, Names
from kg.tables.package import write_package
from kg.tables.rows import table_rows
from kg.tables.specification import TableSpecification
from kg.tables.table_files import TableFiles, writing

__all__ = ["export"]


def export(
    release: Path, name: str, base: str, tables: Sequence[TableSpecification], target: Path, form: str
) -> Counter[str]:
    """Write the `tables` of the release in the folder `release`, called `name`, into the folder `target`.

    `base` is the base of its IRIs, `form` one of `kg.tables.table_files.FORMATS`. Gives the number of rows by table.
    Raises `InputError` where `target` exists, so that nobody's files are replaced, or where the format needs a package
    that is missing; `StoreDamaged` where the release can't be read.
    """
    counts: Counter[str] = Counter()
    with _made_whole(target) as folder:
        with writing(folder, tables, form) as files:
            for graph in _graphs(release, Iris(base)):
                _write(graph, tables, files, Iris(base), counts)
        write_package(folder, tables, name, counts)
    return counts


@contextmanager
def _made_whole(target: Path) -> Iterator[Path]:
    if os.path.lexists(target):
        raise InputError(f"{target}: exists already; name a folder that does not")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        yield draft
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _graphs(release: Path, iris: Iris) -> Iterator[CaseGraph]:
    """The vocabularies, then case by case; the steps of a case's paths may lead on into the vocabularies."""
    names = Names(iris)
    cases = f"{iris.base}id/case/"
    with Dump(release, segment_names(release)) as dump:
        others = (found for found in dump.found() if not found.key.startswith(cases))
        vocabularies = CaseGraph(chain.from_iterable(map(_lines, others)), names)
        yield vocabularies
        for found in dump.found():
            if found.key.startswith(cases):
                yield CaseGraph(_lines(found), names, vocabularies)


def _lines(found: StoredPart) -> list[str]:
    # Not `splitlines`: a letter's own line breaks are escaped, and other separators of lines may stand in literals.
    return found.lines().decode().split("\n")[:-1]


def _write(
    graph: CaseGraph, tables: Sequence[TableSpecification], files: TableFiles, iris: Iris, counts: Counter[str]
) -> None:
    for table in tables:
        for row in table_rows(table, graph, iris):
            files.write(table, row)
            counts[table.name] += 1
