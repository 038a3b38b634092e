"""Two graphs to ask: the example letters as `imr build` makes them, and a small one in which everything is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build.build_settings import Settings
from kg.build.pipeline import build
from kg.build.report import Report
from kg.build.statistics import load_cubes
from kg.documents import ReadingLimits
from kg.namespaces import DEFAULT_BASE
from kg.query import Door, open_door
from kg.store.releases import new_release


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Iterator[Door]:
    """The example letters."""
    store = tmp_path_factory.mktemp("examples")
    report = Report()
    build(store, [str(examples)], Settings(DEFAULT_BASE, ReadingLimits(), 0, False), report, lambda _: None)
    assert report.rejections == []
    with open_door(store, workers=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """`flawed.ttl`: for the questions whose good answer is an empty one."""
    store = tmp_path_factory.mktemp("flawed")
    triples = ox.parse(path=str(Path(__file__).parent / "flawed.ttl"), format=ox.RdfFormat.TURTLE)
    with new_release(store, "1", cubes=load_cubes()) as draft:
        draft.load([[f"{quad.triple} ." for quad in triples]])
        draft.describe(lambda *_: [])
        draft.publish()
    with open_door(store, workers=1) as opened:
        yield opened
