"""Graphs to ask: the example letters as `imr build` makes them, one in which everything is wrong, and invented ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.query import Door, open_door
from tests.queries.graphs import build_examples, build_flawed, build_invented


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The example letters."""
    store = tmp_path_factory.mktemp("examples")
    build_examples(store)
    with open_door(store, workers=1) as opened:
        yield opened


@pytest.fixture(scope="session")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """`flawed.ttl`: for the questions whose good answer is an empty one."""
    store = tmp_path_factory.mktemp("flawed")
    build_flawed(store)
    with open_door(store, workers=1) as opened:
        yield opened


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The graph of `tests.queries.invented`: for what the example letters are too few to tell."""
    store = tmp_path_factory.mktemp("invented")
    build_invented(store)
    with open_door(store, workers=1) as opened:
        yield opened
