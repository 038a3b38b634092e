"""Every question has the same rows over stores that are not ours, filled by `imr publish`: Oxigraph, Virtuoso.

What one engine happens to do (unbound values in a sum, an OPTIONAL before a property path, division of integers, the
order of tagged strings) shows only where two answer. Virtuoso shares no code with ours; it needs Debian's
`virtuoso-opensource-7`, and says so when it skips.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from difflib import unified_diff
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.descriptions.whole_thing import whole
from kg.errors import ImrError
from kg.namespaces import DEFAULT_BASE, XSD
from kg.publication.publisher import publish
from kg.publication.store_writer import StoreWriter
from kg.query import Door, open_door
from kg.sparql.query_limits import QueryLimits
from kg.store.remote import RemoteDoor
from kg.store.store_credentials import Credentials
from tests.queries.graphs import build_examples, build_invented
from tests.queries.oxigraph_server import oxigraph_server
from tests.queries.rows import asked, expected
from tests.queries.test_library import FILES, INVENTED, LIBRARY
from tests.queries.virtuoso import PASSWORD, USER, installed, virtuoso

pytestmark = pytest.mark.slow
PATIENT = QueryLimits(seconds=60.0)
SAMPLES = {"thing_inward": "counts the first thousand links, and says so"}

WITHOUT_VIRTUOSO = pytest.mark.skipif(
    not installed() and not os.environ.get("IMR_REQUIRE_VIRTUOSO"), reason="virtuoso-opensource-7 is not installed"
)
STORES = [
    pytest.param("oxigraph", id="oxigraph"),
    pytest.param("virtuoso", id="virtuoso", marks=WITHOUT_VIRTUOSO),
]


@contextmanager
def published(store: Path, engine: str, folder: Path) -> Iterator[Door]:
    """The release of the folder `store`, behind the door to a server of `engine` that was empty."""
    folder.mkdir()
    credentials = Credentials(USER, PASSWORD) if engine == "virtuoso" else Credentials()
    with virtuoso(folder) if engine == "virtuoso" else oxigraph_server(folder / "db") as address:
        with closing(StoreWriter(address, credentials)) as writer:
            publish(store, writer)
        with RemoteDoor(address, PATIENT, Credentials()) as door:
            assert door.release.pins_content
            yield door


@pytest.mark.parametrize("engine", STORES)
@pytest.mark.parametrize(
    ("build", "files"), [(build_examples, FILES), (build_invented, INVENTED)], ids=["examples", "invented"]
)
def test_every_question_has_the_same_rows_over_another_store(
    build: Callable[[Path], None], files: Sequence[Path], engine: str, tmp_path: Path
) -> None:
    build(tmp_path / "store")
    with published(tmp_path / "store", engine, tmp_path / "server") as door:
        assert differences(files, door, engine) == {}


@pytest.mark.parametrize("engine", STORES)
def test_a_case_has_the_same_document_over_another_store(engine: str, tmp_path: Path) -> None:
    build_examples(tmp_path / "store")
    with (
        published(tmp_path / "store", engine, tmp_path / "server") as theirs,
        open_door(tmp_path / "store", workers=1) as ours,
    ):
        for number in ("CM14-9000102", "CM15-9000107", "CM19-9000211"):
            found = document(number, ours)
            assert len(found) > 200
            assert document(number, theirs) == found


def document(number: str, door: Door) -> set[tuple[str, str, str]]:
    """What a case's document says. A whole ``xsd:decimal`` counts as ``xsd:integer``: as such Virtuoso 7 keeps it."""
    told = whole(door, f"{DEFAULT_BASE}id/case/{number}")
    assert not told.truncated
    return {(str(each.subject), str(each.predicate), as_kept(each.object)) for each in [*told.own, *told.labels]}


def as_kept(term: object) -> str:
    if isinstance(term, ox.Literal) and term.datatype.value == f"{XSD}decimal" and "." not in term.value:
        return str(ox.Literal(term.value, datatype=ox.NamedNode(f"{XSD}integer")))
    return str(term)


def differences(files: Sequence[Path], door: Door, engine: str) -> dict[str, list[str]]:
    """By name of the file of expected rows, the lines in which the answer of `door` is another."""
    compared = [path for path in files if engine == "oxigraph" or path.stem.split(".")[0] not in SAMPLES]
    return {path.stem: lines for path in compared if (lines := difference(path, door))}


def difference(path: Path, door: Door) -> list[str]:
    wanted = expected(path)
    try:
        rows = asked(LIBRARY.find(wanted.name), wanted, door)
    except ImrError as error:
        return [str(error)]
    return list(unified_diff(as_numbers(wanted.text), as_numbers(rows), n=0))[2:10]


def as_numbers(rows: str) -> list[str]:
    """Lines, with numbers for ``true`` and ``false``: as such Virtuoso 7 keeps ``xsd:boolean``."""
    return rows.replace(",true", ",1").replace(",false", ",0").splitlines()
