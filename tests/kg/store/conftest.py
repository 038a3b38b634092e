from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kg.query import Door, QueryLimits, open_door
from kg.store.door import Release
from kg.store.releases import new_release

EX = "https://example.org/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def case(number: int, words: str = "first") -> list[str]:
    """Triples of one invented case: itself and a node under it."""
    iri = f"{EX}case/{number}"
    return [
        f"<{iri}> {TYPE} <{EX}Case> .",
        f'<{iri}> <{EX}words> "{words}" .',
        f"<{iri}> <{EX}part> <{iri}/part> .",
        f"<{iri}/part> {TYPE} <{EX}Part> .",
    ]


def publish(store: Path, blocks: Sequence[Sequence[str]], version: str = "1", **options: int) -> Release:
    with new_release(store, version, **options) as draft:
        draft.load(blocks)
        return draft.publish()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    publish(path, [case(number) for number in range(1, 4)])
    return path


@pytest.fixture
def door(store: Path) -> Iterator[Door]:
    with open_door(store, QueryLimits(seconds=5), workers=1) as opened:
        yield opened
