"""No question leaves it to the store which rows it shows, or in which order.

A store keeps terms in an order of its own, by hashes of their IRIs. Under another base IRI the same graph has other
hashes, so whatever rests on the store's order comes out differently there; what a question sorts by stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from kg.build.statistics import load_cubes
from kg.namespaces import DEFAULT_BASE
from kg.query import Bindings, Door, open_door
from kg.questions.catalog import Catalog, read_query
from kg.questions.named_choices import concept_finder
from kg.sparql.template import rebase
from kg.store.releases import new_release
from kg.store.segments import Part
from tests.queries.invented import invented
from tests.queries.rows import LONG, SERVICE, Expected, expected, is_ordered
from tests.queries.test_library import INVENTED

BASES = (DEFAULT_BASE, "https://example.org/imr/", "https://graph.example.net/of/letters/")
LIBRARY = Catalog.load()
EXEMPT = {
    # Counts the first links that the store meets: what a million others point to has a page all the same, and says so.
    "thing_inward",
    "thing_inward.letter",
    # Lists observations, whose own IRIs are made of the IRIs they count by.
    "thing_subjects.2",
}
ASKED = [path for path in INVENTED if ".first-two" not in path.name and path.stem not in EXEMPT]
LIMIT = re.compile(r"\bLIMIT [0-9]+")
FEW = (1, 4)
"""Limits at which the answers are cut."""


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Door]]:
    """The invented graph under each base."""
    lines = list(invented(threes=24, width=6))
    with ExitStack() as stack:
        opened = {}
        for number, base in enumerate(BASES):
            store = tmp_path_factory.mktemp(f"base-{number}")
            with new_release(store, "1", cubes=load_cubes(base)) as draft:
                draft.load([Part.of("", (line.replace(DEFAULT_BASE, base) for line in lines))])
                draft.describe(lambda *_: [])
                draft.publish()
            opened[base] = stack.enter_context(open_door(store, workers=1))
        yield opened


def answered(of: Expected, base: str, few: int | None, door: Door) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """What a question answers under `base`, in the words of the usual base; with `few` rows at each LIMIT."""
    query = LIBRARY.find(of.name)
    text = SERVICE.sub("", rebase(query.text, DEFAULT_BASE, base))
    if few is not None:
        text = LIMIT.sub(f"LIMIT {few}", text)
    query = read_query(text, f"{query.group}/{query.name}.rq", base)
    values = {name: value.replace(LONG, f"{base}id/") for name, value in of.values.items()}
    answer = query.run(door, values, concept_finder(door))
    if not isinstance(answer, Bindings):
        return (), [[str(answer)]]
    rows = [[str(term).replace(base, DEFAULT_BASE) for term in row] for row in answer.rows]
    return answer.variables, rows if is_ordered(query) else sorted(rows)


@pytest.mark.parametrize("few", [None, *FEW])
@pytest.mark.parametrize("path", ASKED, ids=lambda path: path.stem)
def test_the_rows_do_not_depend_on_the_order_of_the_store(
    path: Path, few: int | None, doors: Mapping[str, Door]
) -> None:
    of = expected(path)
    first, *others = (answered(of, base, few, doors[base]) for base in BASES)
    assert others == [first] * len(others)
