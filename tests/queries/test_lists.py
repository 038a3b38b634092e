"""Lists of decisions are complete and marked: as many rows as their page counts, and no contradiction unmarked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kg.namespaces import DEFAULT_BASE
from kg.query import Bindings, Door, Window, open_door
from kg.questions.asking import cut_answer
from kg.questions.catalog import Catalog, Query
from tests.queries.graphs import publish
from tests.queries.invented import invented

LIBRARY = Catalog.load()
PREFIXES = f"PREFIX imr: <{DEFAULT_BASE}ontology#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
SELECTED = re.compile(r"^SELECT (.*?) WHERE", re.DOTALL | re.MULTILINE)
SINGLE = ("category", "subcategory", "treatment")
"""Of these the shapes let a decision have one."""
PAGED = sorted(query.name for query in LIBRARY.values() if query.template.paged)
LISTS = [query for query in LIBRARY.values() if re.search(r"\?decision\b", " ".join(SELECTED.findall(query.body)[:1]))]
ROWS = 7


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The invented graph, its decisions having one value where the shapes allow no second."""
    store = tmp_path_factory.mktemp("many")
    kept = {}
    for line in invented(threes=24, width=6):
        subject, predicate, _ = line.split(" ", 2)
        single = predicate.rpartition("#")[2].rstrip(">") in SINGLE and "/statistics/" not in subject
        kept[(subject, predicate) if single else line] = line
    publish(store, kept.values())
    with open_door(store, workers=1) as opened:
        yield opened


def things(aspect: str, door: Door) -> list[str]:
    """Whatever could have a page of this kind: all that has an IRI of that kind."""
    start = f"{DEFAULT_BASE}id/{aspect}/"
    answer = door.run(f'SELECT DISTINCT ?o WHERE {{ ?s ?p ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), "{start}")) }}')
    assert isinstance(answer, Bindings)
    return sorted(row[0].value for row in answer.rows)


def total(query: Query, this: str, door: Door) -> int:
    answer = query.run(door, {"this": this})
    assert isinstance(answer, Bindings)
    at = answer.variables.index("decisions")
    return sum(int(row[at].value) for row in answer.rows)


def pages(query: Query, this: str, door: Door) -> list[str]:
    """The decisions of all pages of a list, as a reader meets them."""
    found: list[str] = []
    while True:
        answer = door.run(query.bind({"this": this}, window=Window(ROWS, len(found))))
        assert isinstance(answer, Bindings)
        found += [row[answer.variables.index("decision")].value for row in answer.rows]
        if len(answer.rows) < ROWS:
            return found


def counting(name: str) -> Query:
    """The query that counts what a list shows."""
    aspect = name.partition("_")[0]
    return LIBRARY[f"{aspect}_outcomes"] if f"{aspect}_outcomes" in LIBRARY else LIBRARY[f"{aspect}_total"]


@pytest.mark.parametrize("graph", ["door", "many"])
@pytest.mark.parametrize("name", PAGED)
def test_a_list_has_as_many_decisions_as_its_page_counts(name: str, graph: str, request: pytest.FixtureRequest) -> None:
    door = request.getfixturevalue(graph)
    listed = {}
    for this in things(name.partition("_")[0], door):
        decisions = pages(LIBRARY[name], this, door)
        assert len(set(decisions)) == len(decisions)
        assert total(counting(name), this, door) == len(decisions), this
        listed[this] = len(decisions)
    assert max(listed.values()) > ROWS or graph == "door"
    assert any(listed.values())


def test_the_newest_come_first_and_those_without_a_day_last(door: Door) -> None:
    upheld = f"{DEFAULT_BASE}id/outcome/upheld"
    answer = LIBRARY["outcome_decisions"].run(door, {"this": upheld})
    assert isinstance(answer, Bindings)
    at = answer.variables.index("decidedOn")
    days = [getattr(row[at], "value", "") for row in answer.rows]
    assert days == sorted(days, reverse=True)
    assert days[0]
    assert not days[-1]


DIVIDED = [
    ("drug_years", "n"),
    ("drug-class_years", "n"),
    ("section_categories", "n"),
    ("specialty_categories", "n"),
    ("body-region_categories", "n"),
    ("category_subcategories", "n"),
    ("outcome_categories", "decisions"),
]
"""Panels by what a decision has one of, and the column that counts; ``n`` leaves out outcomes that are not stated."""


PARTS = {"section_categories", "category_subcategories"}
"""Panels that a page may lack: a guideline's is that of its sections, a subcategory has nothing below it."""


def decided(name: str, this: str, door: Door) -> int:
    """How many decisions of a page have a stated outcome."""
    answer = counting(name).run(door, {"this": this})
    assert isinstance(answer, Bindings)
    outcome, decisions = (answer.variables.index(each) for each in ("outcome", "decisions"))
    return sum(int(row[decisions].value) for row in answer.rows if not row[outcome].value.endswith("/not-stated"))


@pytest.mark.parametrize(("name", "counted"), DIVIDED)
@pytest.mark.parametrize("graph", ["door", "many"])
def test_the_rows_of_a_panel_are_all_decisions_of_its_page(
    name: str, counted: str, graph: str, request: pytest.FixtureRequest
) -> None:
    if (name, graph) == ("category_subcategories", "many"):
        pytest.skip("the invented categories are their own subcategories")
    door = request.getfixturevalue(graph)
    found = 0
    for this in things(name.partition("_")[0], door):
        answer = LIBRARY[name].run(door, {"this": this})
        assert isinstance(answer, Bindings)
        own = sum(int(row[answer.variables.index(counted)].value) for row in answer.rows)
        if answer.rows or name not in PARTS:
            wanted = decided(name, this, door) if counted == "n" else total(counting(name), this, door)
            assert own == wanted, this
        found += own
    assert found


# --- the mark of a contradiction -------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", LISTS, ids=lambda query: query.name)
def test_whatever_lists_decisions_marks_contradictions(query: Query) -> None:
    assert query.label_of("contradiction") == "Rationale speaks against the outcome"


@pytest.mark.parametrize("query", LISTS, ids=lambda query: query.name)
def test_the_mark_stands_where_the_graph_says_so_and_nowhere_else(query: Query, many: Door) -> None:
    answer = many.run(
        f"{PREFIXES} SELECT ?decision WHERE {{ ?decision imr:contradiction true ; imr:position ?position }}"
    )
    assert isinstance(answer, Bindings)
    contradicting = {row[0].value for row in answer.rows}
    letter = f"{DEFAULT_BASE}id/case/C3/1"
    this = {"case": letter, "reviewer": f"{letter}/reviewer"}
    aspect = query.name.partition("_")[0]
    values = {"this": this.get(aspect) or things(aspect, many)[0]} if "this" in query.template.variables else {}
    rows = query.bind(values) if query.answers_by_itself or values else None
    answer = many.run(rows or query.bind({}))
    assert isinstance(answer, Bindings)
    decision, mark = (answer.variables.index(name) for name in ("decision", "contradiction"))
    for row in answer.rows:
        if row[decision] is not None:
            assert getattr(row[mark], "value", "") == ("yes" if row[decision].value in contradicting else "")


PANELS = [
    query
    for name, query in LIBRARY.items()
    if "_" in name and not name.startswith(("thing_", "search_")) and query.template.most and not query.template.paged
]


@pytest.mark.parametrize("query", PANELS, ids=lambda query: query.name)
def test_a_panel_that_its_limit_cuts_tells_of_how_many(query: Query, many: Door) -> None:
    """Where as many rows came as the limit lets through, there are no more, or how many there are is told."""
    aspect = query.name.partition("_")[0]
    asked = things(aspect, many) if query.parameters else [""]
    assert asked
    for this in asked:
        terms = query.terms({"this": this} if this else {})
        answer, cut = cut_answer(query, terms, many.run)
        assert isinstance(answer, Bindings)
        whole = many.run(query.template.count(terms))
        assert isinstance(whole, Bindings)
        total = int(whole.rows[0][0].value)
        assert (cut is None) == (total <= len(answer.rows)), this
        assert cut is None or cut.total == total
