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
from kg.store.dump import graph_blocks
from kg.tables.case_graph import CaseGraph, Names, by_case
from kg.tables.folder import TableFiles, writing
from kg.tables.package import write_package
from kg.tables.rows import table_rows
from kg.tables.specification import TableSpecification

__all__ = ["export"]


def export(
    release: Path, name: str, base: str, tables: Sequence[TableSpecification], target: Path, form: str
) -> Counter[str]:
    """Write the `tables` of the release in the folder `release`, called `name`, into the folder `target`.

    `base` is the base of its IRIs, `form` one of `kg.tables.folder.FORMATS`. Gives the number of rows of each table.
    Raises `InputError` where `target` exists, so that nobody's files are replaced.
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
    own = f"<{iris.base}id/case/".encode()
    lines = chain.from_iterable(block.splitlines() for block in graph_blocks(release))
    vocabularies = CaseGraph((line.decode() for line in lines if not line.startswith(own)), names)
    yield vocabularies
    for case, lines_of_case in by_case(graph_blocks(release), iris):
        if case:
            yield CaseGraph(lines_of_case, names, vocabularies)


def _write(
    graph: CaseGraph, tables: Sequence[TableSpecification], files: TableFiles, iris: Iris, counts: Counter[str]
) -> None:
    for table in tables:
        for row in table_rows(table, graph, iris):
            files.write(table, row)
            counts[table.name] += 1
