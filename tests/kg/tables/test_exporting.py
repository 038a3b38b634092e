"""Tables of the example letters: whole, alike in every format, and with the rates that the questions give."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.cli import main
from kg.descriptions.dataset import Publication
from kg.errors import InputError
from kg.namespaces import DEFAULT_BASE
from kg.query import Bindings, Door, open_door
from kg.questions.asking import ask
from kg.questions.catalog import Catalog
from kg.sparql.answers import Term
from kg.store.folder import StoreFolder
from kg.tables.exporting import export
from kg.tables.specification import load_tables
from kg.tables.table_files import FORMATS


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    folder = tmp_path_factory.mktemp("tables") / "store"
    assert main(["build", "--quiet", "--jobs", "1", "--store", str(folder), str(examples)]) == 0
    return folder


@pytest.fixture(scope="session")
def exported(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the tables in a format."""
    made: dict[str, Path] = {}

    def make(form: str) -> Path:
        if form not in made:
            made[form] = tmp_path_factory.mktemp("export") / form
            assert main(["export", "--store", str(store), "--to", str(made[form]), "--format", form]) == 0
        return made[form]

    return make


@pytest.fixture
def door(store: Path) -> Iterator[Door]:
    with open_door(store, workers=1) as opened:
        yield opened


def by_category(rows: Iterator[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Decisions and overturned ones by category."""
    decided: Counter[str] = Counter()
    overturned: Counter[str] = Counter()
    for category, outcome in rows:
        decided[category] += 1
        overturned[category] += outcome == "overturned"
    return {category: (number, overturned[category]) for category, number in decided.items() if category}


def words(term: Term | None) -> str:
    """What a term of an answer says."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


def with_csv(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / "decisions.csv").open(encoding="utf-8", newline="") as lines:
        yield from ((row["category"], row["outcome"]) for row in csv.DictReader(lines))


def with_json_lines(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / "decisions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row.get("category", ""), row["outcome"]


def with_duckdb(folder: Path) -> Iterator[tuple[str, str]]:
    duckdb: Any = pytest.importorskip("duckdb")
    with duckdb.connect(str(folder / "tables.duckdb"), read_only=True) as connection:
        yield from connection.execute("SELECT coalesce(category, ''), outcome FROM decisions").fetchall()


def with_duckdb_over_parquet(folder: Path) -> Iterator[tuple[str, str]]:
    duckdb: Any = pytest.importorskip("duckdb")
    pattern = str(folder / "decisions" / "*.parquet")
    yield from duckdb.execute("SELECT coalesce(category, ''), outcome FROM read_parquet(?)", [pattern]).fetchall()


def with_pandas(folder: Path) -> Iterator[tuple[str, str]]:
    pandas: Any = pytest.importorskip("pandas")
    frame = pandas.read_parquet(folder / "decisions").fillna({"category": ""})
    yield from zip(frame["category"], frame["outcome"], strict=True)


def with_dask(folder: Path) -> Iterator[tuple[str, str]]:
    frames: Any = pytest.importorskip("dask.dataframe")
    frame = frames.read_parquet(folder / "decisions", columns=["category", "outcome"])
    for (category, outcome), number in frame.groupby(["category", "outcome"]).size().compute().items():
        yield from [(category, outcome)] * int(number)


@pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.reset_index")  # dask asks pandas so
@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("csv", with_csv),
        ("jsonl", with_json_lines),
        ("duckdb", with_duckdb),
        ("parquet", with_duckdb_over_parquet),
        ("parquet", with_pandas),
        ("parquet", with_dask),
    ],
)
def test_rates_by_category_are_those_of_the_library(
    form: str, read: Callable[[Path], Iterator[tuple[str, str]]], exported: Callable[[str], Path], door: Door
) -> None:
    query = Catalog.load(base=DEFAULT_BASE).find("overturn-rate-by-category")
    answer = ask(query, {}, door, lambda *_: ()).answer
    assert isinstance(answer, Bindings)
    category, decided, overturned = map(answer.variables.index, ("category", "decided", "overturned"))
    wanted = {
        words(row[category]).removeprefix(f"{DEFAULT_BASE}id/category/"): (
            int(words(row[decided])),
            int(words(row[overturned])),
        )
        for row in answer.rows
    }
    assert wanted
    assert by_category(read(exported(form))) == wanted


def test_every_table_has_a_row_for_each_instance(exported: Callable[[str], Path], door: Door) -> None:
    """And every instance of a class that a table is of stands in it: nothing is left out in silence."""
    package = json.loads((exported("csv") / "datapackage.json").read_text(encoding="utf-8"))
    rows = {resource["name"]: resource["rows"] for resource in package["resources"]}
    for table in load_tables():
        if not table.each and ":" not in table.of:
            counted = door.run(f"SELECT (COUNT(*) AS ?n) {{ ?x a <{DEFAULT_BASE}ontology#{table.of}> }}")
            assert isinstance(counted, Bindings)
            assert rows[table.name] == int(words(counted.rows[0][0])), table.name


def test_no_column_is_empty_in_all_rows_of_the_examples(exported: Callable[[str], Path]) -> None:
    """A path that leads nowhere is a mistake, but for what no example letter has."""
    for table in load_tables():
        with (exported("csv") / f"{table.name}.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        empty = {column.name for column in table.columns if not any(row[column.name] for row in rows)}
        assert empty <= UNUSED.get(table.name, set()), table.name


UNUSED = {"cases": {"dates_out_of_order"}, "drug_requests": {"days_supply"}}
"""Columns for which the example letters have nothing."""


def test_keys_name_rows_of_the_table_they_are_keys_of(exported: Callable[[str], Path]) -> None:
    def column(table: str, name: str) -> set[str]:
        with (exported("csv") / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            return {row[name] for row in csv.DictReader(lines)}

    decisions = column("decisions", "decision")
    assert column("decisions", "case") <= column("cases", "case")
    assert column("decisions", "letter") <= column("letters", "letter")
    assert column("decision_drugs", "decision") <= decisions
    assert column("drug_requests", "decision") <= decisions
    assert column("citation_sections", "citation") <= column("citations", "citation")
    assert column("decision_drugs", "drug") <= column("concepts", "concept")
    assert column("citation_sections", "section") <= column("concepts", "concept")


def test_the_package_tells_the_hash_of_every_file(exported: Callable[[str], Path], store: Path) -> None:
    folder = exported("csv")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["version"] == StoreFolder(store).current_id()
    assert [each["path"] for each in package["licenses"]] == [Publication().license]
    told = {
        path: hashed
        for resource in package["resources"]
        for path, hashed in zip(resource["path"], resource["hashes"], strict=True)
    }
    files = {path.name: path for path in folder.iterdir() if path.name != "datapackage.json"}
    assert told == {name: f"sha256:{sha256(path.read_bytes()).hexdigest()}" for name, path in files.items()}


def test_two_exports_are_the_same_bytes(store: Path, exported: Callable[[str], Path], tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert main(["export", "--store", str(store), "--to", str(again), "--format", "csv"]) == 0
    first = exported("csv")
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in first.iterdir()
    }


def test_what_is_there_already_is_not_replaced(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()
    assert main(["export", "--store", str(store), "--to", str(tmp_path / "mine"), "--format", "csv"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [tmp_path / "mine"]


def test_a_failed_export_leaves_nothing(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.tables.exporting.write_package", full)
    with closing(StoreFolder(store).read()) as held, pytest.raises(OSError, match="No space"):
        export(held.path, held.release.id, DEFAULT_BASE, load_tables(), tmp_path / "x", "csv")
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_duckdb_says_what_to_install(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise InputError("Parquet and DuckDB need the package duckdb")

    monkeypatch.setattr("kg.tables.table_files._duckdb", missing)
    with closing(StoreFolder(store).read()) as held, pytest.raises(InputError, match="need the package duckdb"):
        export(held.path, held.release.id, DEFAULT_BASE, load_tables(), tmp_path / "x", "parquet")
    assert list(tmp_path.iterdir()) == []


def test_there_is_a_table_for_each_format() -> None:
    assert FORMATS == ("csv", "duckdb", "jsonl", "parquet")
