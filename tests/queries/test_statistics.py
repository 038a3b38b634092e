"""The cubes of `ontology/statistics.tsv`: those that questions read, of properties that the ontology knows."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build.statistics import COLUMNS, named_terms
from kg.namespaces import DEFAULT_BASE
from kg.resources import read_resource
from kg.schemes.table import listed, rows

CUBES = {row["id"]: row for _, row in rows(read_resource("ontology/statistics.tsv"), COLUMNS, "statistics.tsv")}
NAMED = re.compile(r"\bstatistics:([a-z][a-z-]*)|/id/statistics/([a-z][a-z-]*)")


@pytest.fixture(scope="module")
def named(project: Path) -> set[str]:
    """Cubes that a query or the web's own code names."""
    files = [*(project / "queries").rglob("*.rq"), *(project / "web").rglob("*.py"), *(project / "kg").rglob("*.py")]
    found = (NAMED.findall(path.read_text(encoding="utf-8")) for path in files)
    return {first or second for names in found for first, second in names}


@pytest.fixture(scope="module")
def terms(project: Path) -> set[str]:
    """Local names of what the ontology describes."""
    quads = ox.parse(path=str(project / "ontology" / "imr.ttl"), format=ox.RdfFormat.TURTLE)
    start = f"{DEFAULT_BASE}ontology#"
    return {quad.subject.value.removeprefix(start) for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def test_every_cube_that_is_asked_exists(named: set[str]) -> None:
    assert named <= set(CUBES)


def test_every_cube_is_asked(named: set[str]) -> None:
    assert set(CUBES) <= named


@pytest.mark.parametrize("name", CUBES)
def test_a_cube_counts_by_what_the_ontology_describes(name: str, terms: set[str]) -> None:
    cube = CUBES[name]
    named = set().union(*(named_terms(each) for each in listed(cube["dimensions"])))
    assert {cube["class"], cube["measure"], *named} <= terms
    assert cube["title"]
