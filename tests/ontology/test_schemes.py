"""Every concept scheme keeps the integrity shapes: names, memberships, tops, no cycles."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse, serialize

from kg.build.gate import ENGINES

PROJECT = Path(__file__).parents[2]
FILES = sorted((PROJECT / "ontology" / "schemes").glob("*.ttl"))
SMALL = [file for file in FILES if file.stat().st_size < 30_000]
SHAPES = (PROJECT / "ontology" / "shapes.ttl").read_text(encoding="utf-8")


def triples(*files: Path) -> str:
    quads = [quad.triple for file in files for quad in parse(file.read_text(encoding="utf-8"), RdfFormat.TURTLE)]
    return (serialize(quads, format=RdfFormat.N_TRIPLES) or b"").decode()


def test_all_schemes_together_keep_the_shapes() -> None:
    assert ENGINES["shacl-rust"](SHAPES)(triples(*FILES)) == []


@pytest.mark.parametrize("file", SMALL, ids=lambda file: file.stem)
def test_the_reference_engine_agrees(file: Path) -> None:
    assert ENGINES["pyshacl"](SHAPES)(triples(file)) == []
