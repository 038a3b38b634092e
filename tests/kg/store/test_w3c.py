"""What the W3C's SPARQL suites say of the two engines of a release, as `kg.store` asks them.

Both read the same grammar, and stricter checks are the guard's. `w3c_differences.tsv` lists each test that one passes
and the other does not, and why; a new version of either has to be looked at where the table is no longer true.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.sparql.answers import Failure, Task, Wire
from kg.store import oxigraph_answers
from tests.kg.store.w3c import ARCHIVE, Case, cases, failing, in_triples, unpacked

sparq = pytest.importorskip("sparq", reason="sparq-rdf is not installed")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ARCHIVE.exists(), reason="the suites of the W3C are not at hand"),
]
TABLE = Path(__file__).parent / "w3c_differences.tsv"


def by_oxigraph(quads: list[ox.Quad]) -> Callable[[Task], Wire | Failure]:
    store = ox.Store()
    store.extend(quads)
    return lambda task: oxigraph_answers.answer(store, task)


def by_sparq(quads: list[ox.Quad]) -> Callable[[Task], Wire | Failure]:
    from kg.store import sparq_answers

    graph = sparq.Graph.load(in_triples(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode(), "nquads")
    return lambda task: sparq_answers.answer(graph, task)


def passed(case: Case) -> tuple[bool, bool]:
    return failing(case, by_oxigraph) is None, failing(case, by_sparq) is None


def test_the_engines_differ_where_the_table_says_so(tmp_path: Path) -> None:
    found = {case.name: passed(case) for case in cases(unpacked(tmp_path))}
    assert len(found) > 1000
    assert sum(sparq_passes for _, sparq_passes in found.values()) > 1020
    differing = {name: "oxigraph" if ours else "sparq" for name, (ours, theirs) in found.items() if ours != theirs}
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    assert differing == {name: engine for name, engine, _ in rows}
    assert all(reason for _, _, reason in rows)
