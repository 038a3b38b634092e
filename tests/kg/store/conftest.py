from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import pytest

from kg.query import Door, QueryLimits, open_door
from kg.store.door import Release
from kg.store.dump import graph_blocks
from kg.store.releases import new_release
from kg.store.segments import Part

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


def parts(blocks: Iterable[Sequence[str]]) -> list[Part]:
    """The parts that lines come to: one a case, as `case` makes them."""
    cases: dict[str, set[str]] = {}
    for line in chain.from_iterable(blocks):
        iri = line[1 : line.index(">")]
        cases.setdefault("/".join(iri.split("/")[:5]), set()).add(f"{line}\n")
    return [Part(iri, "".join(sorted(lines)).encode()) for iri, lines in sorted(cases.items())]


def gone(*numbers: int) -> list[Part]:
    """Cases that go."""
    return [Part(f"{EX}case/{number}", b"") for number in sorted(numbers)]


def graph_of(store: Path) -> bytes:
    return b"".join(graph_blocks(store / "current"))


def publish(
    store: Path, blocks: Sequence[Sequence[str]], version: str = "1", engine: str = "oxigraph", **options: int
) -> Release:
    with new_release(store, version, engine=engine, **options) as draft:
        draft.load(parts(blocks))
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
