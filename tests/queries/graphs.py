"""Stores to ask questions of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.build.build_settings import Settings
from kg.build.pipeline import build
from kg.build.report import Report
from kg.build.statistics import load_cubes
from kg.documents import ReadingLimits
from kg.namespaces import DEFAULT_BASE
from kg.store.releases import new_release
from kg.store.segments import Part
from tests.queries.invented import invented

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples" / "letters"


def build_examples(store: Path, letters: Path = EXAMPLES, engine: str = "oxigraph") -> None:
    """The example letters, or one of them, to be asked of `engine`."""
    report = Report()
    settings = Settings(DEFAULT_BASE, ReadingLimits(), 0, False, answers=engine)
    build(store, [str(letters)], settings, report, lambda _: None)
    assert report.rejections == []


def build_flawed(store: Path, engine: str = "oxigraph") -> None:
    """`flawed.ttl`: letters that no reader should make."""
    triples = ox.parse(path=str(HERE / "flawed.ttl"), format=ox.RdfFormat.TURTLE)
    publish(store, (f"{quad.triple} ." for quad in triples), engine)


def publish(store: Path, lines: Iterable[str], engine: str = "oxigraph") -> None:
    """A release of `lines` of N-Triples, with its statistics."""
    with new_release(store, "1", cubes=load_cubes(), engine=engine) as draft:
        draft.load([Part.of("", lines)])
        draft.describe(lambda *_: [])
        draft.publish()
    assert not draft.reading.missing


def build_invented(store: Path, engine: str = "oxigraph") -> None:
    """The graph of `tests.queries.invented`, small."""
    publish(store, invented(threes=24, width=6), engine)
