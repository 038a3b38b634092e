"""Every query of the library has expected rows: ``expected/NAME.tsv``, or ``expected/NAME.WORD.tsv`` with values.

The first line of a file may give the values, as ``# drug=norco year=2016``; the rest is the table that `imr query`
would write as CSV, with tabs, IRIs shortened. All are of the graph in ``graph.ttl``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.catalog import Catalog, concept_finder
from kg.formats import shorten
from kg.namespaces import PREFIXES
from kg.query import Bindings, Door, Term, open_door
from kg.store.releases import new_release

HERE = Path(__file__).parent
EXPECTED = sorted((HERE / "expected").glob("*.tsv"))
LIBRARY = Catalog.load()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    store = tmp_path_factory.mktemp("store")
    triples = ox.parse(path=str(HERE / "graph.ttl"), format=ox.RdfFormat.TURTLE)
    with new_release(store, "1") as draft:
        draft.load([[f"{quad.triple} ." for quad in triples]])
        draft.publish()
    with open_door(store, workers=1) as opened:
        yield opened


def cell(term: Term | None) -> str:
    if term is None:
        return ""
    return shorten(term.value, PREFIXES) if isinstance(term, ox.NamedNode) else getattr(term, "value", str(term))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_the_rows_are_those_counted_by_hand(path: Path, door: Door) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    values = {}
    if lines[0].startswith("# "):
        values = dict(pair.split("=", 1) for pair in lines.pop(0).removeprefix("# ").split())
    answer = LIBRARY.find(path.name.split(".")[0]).run(door, values, concept_finder(door))
    assert isinstance(answer, Bindings)
    assert ["\t".join(answer.variables), *("\t".join(map(cell, row)) for row in answer.rows)] == lines


def test_every_question_has_expected_rows() -> None:
    told = {path.name.split(".")[0] for path in EXPECTED}
    # What asks another endpoint too is tested with one on loopback: tests/kg/store/test_federation.py
    assert {query.name for query in LIBRARY.values() if query.group != "pages" and "SERVICE" not in query.body} <= told
