"""Panels: how an answer is shown, page by page, and with which links."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg.errors import LimitExceeded
from kg.query import Answer, Bindings, Boolean, Window
from kg.questions.catalog import Catalog
from kg.questions.rates import Rate, wilson
from tests.web.conftest import BASE, SampleDoor, named
from web.memory import Memory
from web.pages.page_queries import PageQueries
from web.pages.panels import Panels, counts_overturned, overturned, rates, shares
from web.pages.pieces import Cell, Panel, Proportion, Table
from web.urls import Urls

URLS = Urls(BASE, named)
OXYCODONE = f"{BASE}id/drug/oxycodone"
THIS = {"this": OXYCODONE}


class Telling(SampleDoor):
    """A door that answers whatever is asked with `told`, and keeps what was asked."""

    def __init__(self, told: Callable[[], Answer]) -> None:
        super().__init__("")
        self.told = told
        self.asked: list[str] = []

    def run(self, query: str) -> Answer:
        self.asked.append(query)
        return self.told()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


def one(catalog: Catalog, name: str, told: Callable[[], Answer], page: int = 1) -> Panel | None:
    panels = Panels(PageQueries(Telling(told), catalog, Memory()), URLS, page_rows=2)
    return panels.one(panels.queries.find(name), THIS, page)


def numbers(count: int, *names: str) -> Bindings:
    return Bindings(names, [tuple(ox.Literal(at) for _ in names) for at in range(count)])


# --- kinds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "kind"), [(("a",), "list"), (("a", "b"), "table"), (("aLabel", "a"), "list"), (("outcome",), "list")]
)
def test_a_single_column_is_a_list_and_several_are_a_table(
    columns: tuple[str, ...], kind: str, catalog: Catalog
) -> None:
    made = one(catalog, "drug_narrower", lambda: numbers(3, *columns))
    assert made is not None
    assert (made.kind, len(made.table.rows), made.shares) == (kind, 3, ())


def test_outcomes_with_their_decisions_are_bars(catalog: Catalog) -> None:
    upheld = ox.NamedNode(f"{BASE}id/outcome/upheld")
    made = one(catalog, "drug_outcomes", lambda: Bindings(("outcome", "decisions"), [(upheld, ox.Literal(4))]))
    assert made is not None
    assert (made.kind, made.table, len(made.shares)) == ("outcomes", Table((), ()), 1)


@pytest.mark.parametrize("told", [Boolean(True), numbers(0, "a")])
def test_a_panel_with_nothing_to_say_is_not_shown(told: Answer, catalog: Catalog) -> None:
    assert one(catalog, "drug_narrower", lambda: told) is None


def test_a_panel_that_a_limit_stopped_keeps_its_links(catalog: Catalog) -> None:
    def stop() -> Answer:
        raise LimitExceeded("stopped after 10 s")

    made = one(catalog, "drug_narrower", stop)
    assert made is not None
    assert (made.kind, made.note) == ("stopped", "Not shown: stopped after 10 s")
    assert (
        made.csv
        == "/queries.query?name=drug_narrower?"
        + "this=https%3A%2F%2Fw3id.org%2Fimr-kg%2Fid%2Fdrug%2Foxycodone&format=csv"
    )


def test_a_source_is_a_query_without_its_rows(catalog: Catalog) -> None:
    panels = Panels(PageQueries(Telling(lambda: numbers(1, "a")), catalog, Memory()), URLS, page_rows=2)
    query = panels.queries.find("drug_narrower")
    made = panels.source(query, THIS)
    assert (made.name, made.title, made.note, made.kind) == ("narrower", query.title, query.description, "source")
    assert made.edit is not None
    assert made.edit.startswith("/sparql.endpoint?query=")
    assert made.json is not None
    assert made.json.endswith("&format=json")
    assert (made.newer, made.older, made.table) == (None, None, Table((), ()))


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "found", "shown", "newer", "older"),
    [
        (1, 2, 2, None, None),
        (1, 3, 2, None, 2),
        (2, 3, 2, 1, 3),
        (2, 1, 1, 1, None),
        (3, 2, 2, 2, None),
    ],
)
def test_one_row_more_than_a_page_shows_leads_to_the_next(
    page: int, found: int, shown: int, newer: int | None, older: int | None, catalog: Catalog
) -> None:
    made = one(catalog, "drug_decisions", lambda: numbers(found, "a"), page)

    def link(number: int | None) -> str | None:
        return URLS.page(OXYCODONE, "decisions", number) if number else None

    assert made is not None
    assert (made.kind, len(made.table.rows)) == ("table", shown)
    assert (made.newer, made.older) == (link(newer), link(older))


@pytest.mark.parametrize("page", [1, 2, 7])
def test_only_the_rows_of_a_page_and_one_more_are_asked_for(page: int, catalog: Catalog) -> None:
    door = Telling(lambda: numbers(1, "a"))
    panels = Panels(PageQueries(door, catalog, Memory()), URLS, page_rows=25)
    query = panels.queries.find("drug_decisions")
    panels.one(query, THIS, page)
    assert door.asked[-1] == str(query.bind(THIS, window=Window(26, 25 * (page - 1))))
    assert all("statistics:" in asked for asked in door.asked[:-1])


def test_a_page_that_has_a_next_one_is_not_said_to_be_cut(catalog: Catalog) -> None:
    for found, cut in ((3, False), (2, True)):
        made = one(catalog, "drug_decisions", lambda n=found: Bindings(("a",), numbers(n, "a").rows, truncated=True))  # type: ignore[misc]
        assert made is not None
        assert made.table.truncated is cut


# --- rates and shares ----------------------------------------------------------------------------------------------

COUNTED = Rate(numerator="k", denominator="n")


@pytest.mark.parametrize(
    ("k", "n", "rated"),
    [
        (1, 2, True),
        (0, 3, True),
        (3, 3, True),
        (4, 3, False),
        (0, 0, False),
        (-1, 3, False),
        ("x", 3, False),
        (1, None, False),
    ],
)
def test_a_rate_is_shown_where_it_is_one(k: object, n: object, rated: bool) -> None:
    row = tuple(None if value is None else ox.Literal(value) for value in (k, n))  # type: ignore[call-overload]
    (made,) = rates(Bindings(("k", "n"), [row]), COUNTED)
    assert (made is not None) is rated
    if made is not None:
        assert (made.k, made.n, (made.low, made.high)) == (k, n, wilson(made.k, made.n))


def test_an_answer_that_counts_nothing_has_no_rates() -> None:
    assert rates(numbers(2, "k", "n"), None) == ()


def outcome(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}id/outcome/{name}")


def test_shares_stand_side_by_side_and_fill_the_bar() -> None:
    answer = Bindings(
        ("outcome", "outcomeLabel", "decisions"),
        [
            (outcome("upheld"), ox.Literal("Upheld"), ox.Literal(3)),
            (None, ox.Literal("Not stated"), ox.Literal(1)),
            (outcome("overturned"), ox.Literal("Overturned"), ox.Literal(0)),
            (outcome("sent-back"), None, ox.Literal(4)),
        ],
    )
    made = shares(answer, URLS)
    assert [(share.slug, share.offset, share.width, share.rate.k, share.rate.n) for share in made] == [
        ("upheld", 0.0, 37.5, 3, 8),
        ("not-stated", 37.5, 12.5, 1, 8),
        ("overturned", 50.0, 0.0, 0, 8),
        ("sent-back", 50.0, 50.0, 4, 8),
    ]
    assert [share.link.text for share in made] == ["Upheld", "Not stated", "Overturned", "outcome/sent-back"]
    assert [share.link.href for share in made][:2] == ["/things.page?path=outcome%2Fupheld", None]
    assert [share.meaning for share in made][::3] == ["denial stands, treatment not medically necessary", ""]


def test_shares_of_no_decision_are_none() -> None:
    assert shares(Bindings(("outcome", "decisions"), [(outcome("upheld"), ox.Literal(0)), (None, None)]), URLS) == []


def test_a_rate_of_fewer_than_thirty_is_small() -> None:
    assert Proportion(29, 1, 0, 1).small
    assert not Proportion(30, 1, 0, 1).small
    assert (Proportion(4, 1, 0, 1).share, Proportion(0, 0, 0, 0).share) == (0.25, 0.0)


def test_a_table_of_numbers() -> None:
    assert Table(("a",), [[Cell("1", kind="number")], [Cell("", kind="empty")]]).is_number(0)
    assert not Table(("a",), []).is_number(0)


# --- what rates are compared with ------------------------------------------------------------------------------------


def outcomes(**counted: int) -> Bindings:
    return Bindings(
        ("outcome", "decisions"),
        [(ox.NamedNode(f"{BASE}id/outcome/{name}"), ox.Literal(number)) for name, number in counted.items()],
    )


def test_the_overall_rate_leaves_out_what_is_not_stated() -> None:
    answer = Bindings(
        ("outcome", "decisions"),
        [*outcomes(upheld=6, overturned=3).rows, (ox.NamedNode(f"{BASE}id/outcome/not-stated"), ox.Literal(40))],
    )
    whole = overturned(answer)
    assert whole is not None
    assert (whole.n, whole.k) == (9, 3)


def test_where_nothing_is_overturned_the_overall_rate_is_none_of_all() -> None:
    whole = overturned(outcomes(upheld=6))
    assert whole is not None
    assert (whole.n, whole.k) == (6, 0)


@pytest.mark.parametrize(
    ("name", "is_compared"),
    [
        ("drug_sections", True),
        ("overturn-rate-by-drug", True),
        ("letters-by-form", False),
        ("drug_strengths", False),
        ("turnaround-times", False),
        ("drug_outcomes", False),
    ],
)
def test_only_rates_of_overturned_decisions_are_compared_with_all_decisions(
    name: str, is_compared: bool, catalog: Catalog
) -> None:
    assert counts_overturned(catalog[name]) is is_compared


@pytest.mark.parametrize(("page", "extent"), [(1, "1 to 2"), (2, "3 to 4")], ids=["first page", "second page"])
def test_a_page_of_rows_says_which_it_shows(page: int, extent: str, catalog: Catalog) -> None:
    made = one(catalog, "drug_decisions", lambda: numbers(3, "decision", "decidedOn"), page)
    assert made is not None
    assert made.extent == extent


def test_a_contradiction_is_a_mark(catalog: Catalog) -> None:
    rows = [(ox.Literal("a"), ox.Literal("yes")), (ox.Literal("b"), None)]
    made = one(catalog, "drug_decisions", lambda: Bindings(("decision", "contradiction"), rows))
    assert made is not None
    assert [row[1].kind for row in made.table.rows] == ["mark", "empty"]
