"""Every question and every panel has the same rows where sparq answers from the release.

Where SPARQL leaves something open (the order of words in GROUP_CONCAT, which rows a LIMIT keeps without an order), the
question is listed in `left_open.tsv` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from kg.descriptions.whole_thing import whole
from kg.namespaces import DEFAULT_BASE
from kg.query import Door, open_door
from tests.queries.graphs import build_examples, build_flawed, build_invented
from tests.queries.rows import asked, expected
from tests.queries.test_library import FILES, FLAWED, INVENTED, LIBRARY

pytest.importorskip("sparq", reason="sparq-rdf is not installed")

HERE = Path(__file__).parent
GRAPHS = {"expected": build_examples, "invented": build_invented, "flawed": build_flawed}


def left_open() -> dict[str, str]:
    """What of a question's answer SPARQL leaves open: ``words`` in a cell, or ``rows``."""
    lines = (HERE / "left_open.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {question: what for question, what, _ in rows}


OPEN = left_open()


@pytest.fixture(scope="module", params=list(GRAPHS))
def graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Door]]:
    store = tmp_path_factory.mktemp(request.param)
    build: Callable[..., None] = GRAPHS[request.param]
    build(store, engine="sparq")
    with open_door(store, workers=1) as door:
        yield request.param, door


def test_every_question_has_the_same_rows(graph: tuple[str, Door]) -> None:
    name, door = graph
    files: Sequence[Path] = {"expected": FILES, "invented": INVENTED, "flawed": FLAWED}[name]
    assert files
    assert {path.stem for path in files if not same(path, door)} == set()


def same(path: Path, door: Door) -> bool:
    wanted = expected(path)
    got = asked(LIBRARY.find(wanted.name), wanted, door)
    match OPEN.get(wanted.name):
        case "rows":
            return got.count("\n") == wanted.text.count("\n")
        case "words":
            return by_words(got) == by_words(wanted.text)
        case _:
            return got == wanted.text


def by_words(rows: str) -> list[list[list[str]]]:
    return sorted([sorted(cell.split("; ")) for cell in line.split(",")] for line in rows.splitlines())


def test_what_is_left_open_is_a_question() -> None:
    assert set(OPEN) <= set(LIBRARY)


def test_a_case_has_the_same_document(tmp_path: Path) -> None:
    for engine in ("oxigraph", "sparq"):
        build_examples(tmp_path / engine, engine=engine)
    with open_door(tmp_path / "oxigraph", workers=1) as ours, open_door(tmp_path / "sparq", workers=1) as theirs:
        for number in ("CM14-9000102", "CM15-9000107", "CM19-9000211"):
            found = [whole(door, f"{DEFAULT_BASE}id/case/{number}") for door in (ours, theirs)]
            assert len(found[0].own) > 100
            told = [({str(each) for each in one.own}, {str(each) for each in one.labels}) for one in found]
            assert told[0] == told[1]
