"""What a newcomer writes first is right: the everyday questions of docs/queries.md, each beside its careful form.

The careful form (``everyday/NN.rq``) names the class of everything that it counts and counts it once.
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from kg.query import Bindings, Door

HERE = Path(__file__).parent
BLOCK = re.compile(r"^(\d+)\. (.+?)\n\n   ```sparql\n(.+?)\n   ```$", re.M | re.S)
DOCUMENT = (HERE.parents[1] / "docs" / "queries.md").read_text(encoding="utf-8")
EVERYDAY = [
    (title, dedent(query), HERE / "everyday" / f"{int(n):02}.rq") for n, title, query in BLOCK.findall(DOCUMENT)
]


def rows(door: Door, query: str) -> list[tuple[str, ...]]:
    answer = door.run(query)
    assert isinstance(answer, Bindings)
    return sorted(tuple(getattr(term, "value", "") for term in row) for row in answer.rows)


@pytest.mark.parametrize(("title", "first", "careful"), EVERYDAY, ids=[path.stem for _, _, path in EVERYDAY])
def test_the_first_query_is_right(title: str, first: str, careful: Path, door: Door) -> None:
    text = careful.read_text(encoding="utf-8")
    assert text.startswith(f"# {title}\n")
    found = rows(door, first)
    assert found == rows(door, text)
    assert found not in ([], [("0",)])


def test_there_are_fifteen_and_each_has_its_careful_form() -> None:
    assert len(EVERYDAY) == 15
    assert {path for _, _, path in EVERYDAY} == set((HERE / "everyday").glob("*.rq"))
