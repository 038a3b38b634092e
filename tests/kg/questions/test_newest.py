"""The newest rows of a list by days: the same rows as by sorting all, found by looking at few days."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.namespaces import DEFAULT_BASE
from kg.query import Answer, Bindings, BoundQuery, Door, Window, open_door
from kg.questions.catalog import Catalog, Query
from kg.questions.newest import DAYS, counted_rows, newest_days, rows_of_years
from tests.queries.graphs import publish

BASE = DEFAULT_BASE
ONTOLOGY = f"{BASE}ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LIBRARY = Catalog.load()
LIST = LIBRARY["outcome_decisions"]
UPHELD, RARE, OLD, NEVER = (f"{BASE}id/outcome/{name}" for name in ("upheld", "overturned", "partly-overturned", "x"))


def decision(number: int, outcome: str, day: str | None) -> Iterator[str]:
    case = f"<{BASE}id/case/C{number}>"
    node = f"<{BASE}id/case/C{number}/1/decision/1>"
    yield f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ONTOLOGY}Decision> ."
    yield f"{node} <{ONTOLOGY}outcome> <{outcome}> ."
    yield f'{node} <{ONTOLOGY}position> "1"^^<{XSD}integer> .'
    yield f'{node} <{ONTOLOGY}heading> "Item" .'
    yield f"{node} <{ONTOLOGY}case> {case} ."
    if day:
        yield f'{node} <{ONTOLOGY}decidedOn> "{day}"^^<{XSD}date> .'
        yield f'{node} <{ONTOLOGY}year> "{day[:4]}"^^<{XSD}integer> .'


def days() -> Iterator[str]:
    for year in range(2013, 2021):
        for month in range(1, 13):
            yield from (f"{year}-{month:02d}-{day:02d}" for day in (5, 15, 25))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Ten denials upheld on each of 288 days, one overturned in the middle, some partly in the oldest year alone."""
    store = tmp_path_factory.mktemp("newest")
    lines: list[str] = []
    for place, day in enumerate(days()):
        for each in range(10):
            lines += decision(10 * place + each, UPHELD, day)
        if day.startswith("2013"):
            lines += (line for each in range(5) for line in decision(10_000 + 5 * place + each, OLD, day))
    lines += decision(20_000, RARE, "2016-05-05")
    lines += decision(20_001, UPHELD, None)
    publish(store, lines)
    with open_door(store, workers=1) as opened:
        yield opened


def rows(query: Query, this: str, window: Window, door: Door, *, walking: bool) -> list[object]:
    terms = query.terms({"this": this})
    lists = newest_days(query, terms, window.offset + window.limit, door, door.run) if walking else {}
    answer = door.run(query.template.bind(terms, lists, window))
    assert isinstance(answer, Bindings)
    return list(answer.rows)


@pytest.mark.parametrize("this", [UPHELD, RARE, OLD, NEVER])
@pytest.mark.parametrize("window", [Window(7, 0), Window(7, 3), Window(30, 90), Window(40, 2870)])
def test_the_rows_are_those_of_the_whole_list(this: str, window: Window, door: Door) -> None:
    assert rows(LIST, this, window, door, walking=True) == rows(LIST, this, window, door, walking=False)


@pytest.mark.parametrize(
    ("this", "wanted", "most"),
    [
        (UPHELD, 7, 3),  # ten a day
        (UPHELD, 100, 16),
        (OLD, 7, 3),  # those of its own year
        (RARE, 1, 0),  # one sorts the few there are
        (NEVER, 1, 0),
        (UPHELD, 5000, 0),  # more than there are
    ],
)
def test_few_days_are_looked_at(this: str, wanted: int, most: int, door: Door) -> None:
    found = newest_days(LIST, LIST.terms({"this": this}), wanted, door, door.run)
    assert len(found.get(DAYS, ())) <= most
    assert bool(found.get(DAYS)) is bool(most)


def test_what_an_old_list_has_is_looked_for_in_its_own_years(door: Door) -> None:
    assert rows_of_years(LIST, LIST.terms({"this": OLD}), door.run) == {"2013": 180}


def test_days_that_hold_too_little_are_not_used(door: Door) -> None:
    def nothing(query: BoundQuery) -> Answer:
        answer = door.run(query)
        counted = isinstance(answer, Bindings) and answer.variables == ("rows",)
        return Bindings(("rows",), [(None,)]) if counted else answer

    assert newest_days(LIST, LIST.terms({"this": UPHELD}), 7, door, nothing) == {}


@pytest.mark.parametrize(
    "query", [each for each in LIBRARY.values() if DAYS in each.template.lists], ids=lambda each: each.name
)
def test_what_can_be_asked_by_days_says_how_many_rows_a_year_has(query: Query) -> None:
    assert query.header.years
    assert query.template.conditions >= {DAYS}


def test_counts_by_day_tell_of_rows_that_are_not(door: Door) -> None:
    """Each decision lacks a category and a treatment; one of them has no day."""
    lacking = LIBRARY["decisions-without-category"]
    assert counted_rows(lacking, {}, door.run) == 2 * (288 * 10 + 36 * 5 + 1 + 1)
    assert newest_days(lacking, {}, 100_000, door, door.run) == {}

    def none(query: BoundQuery) -> Answer:
        return Bindings(("day", "rows"), []) if "statistics:assigned" in query else door.run(query)

    assert newest_days(lacking, {}, 500, door, none) == {DAYS: []}


def test_what_is_counted_among_others_has_no_total(door: Door) -> None:
    like_mine = LIBRARY["decisions-like-mine"]
    assert counted_rows(like_mine, like_mine.terms({}), door.run) is None
    assert counted_rows(LIST, LIST.terms({"this": UPHELD}), door.run) == 2881
