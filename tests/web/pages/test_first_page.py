"""The first page, what a search finds, the editor, and the pages of named queries, each made without an app."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.namespaces import SKOS, Iris
from kg.query import Answer, Bindings, Boolean, Cut, Release, Triples, cut_of
from kg.questions.asking import QuestionAnswer
from kg.questions.catalog import Catalog, Query
from kg.search import ConceptName, Index, LabelKind, NamedConcept
from tests.web.conftest import BASE, SampleDoor, named
from web.lookup import case_page, is_case_number
from web.memory import Memory
from web.pages.editor import Editor
from web.pages.first_page import home_page, search_page
from web.pages.page_queries import PageQueries
from web.pages.panels import Panels
from web.pages.pieces import Panel
from web.pages.questions import QuestionPages, list_page
from web.reconcile.entities import Entities
from web.urls import Urls

URLS = Urls(BASE, named)
IMR, ID = f"{BASE}ontology#", f"{BASE}id/"


class Telling(SampleDoor):
    """A door that answers whatever is asked with `told`."""

    def __init__(self, told: Answer) -> None:
        super().__init__("")
        self.told = told
        self.asked = 0

    def run(self, query: str) -> Answer:
        self.asked += 1
        return self.told


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


# --- the first page ------------------------------------------------------------------------------------------------


def test_what_the_release_counts_is_shown_in_order(catalog: Catalog) -> None:
    panels = Panels(PageQueries(SampleDoor(""), catalog, Memory()), URLS, page_rows=25)
    release = Release("r", counts={"triples": 12345, "cases": 2, "letters": 0, "other": 9})
    made = home_page(panels, release, "https://example.org/license")
    assert [(each.text, each.note, each.href) for each in made.counts] == [
        ("cases", "2", None),
        ("triples", "12,345", None),
    ]
    assert [(each.text, each.href) for each in made.examples] == [
        (words, f"/home.search?q={words}") for words in ("opioids", "acupuncture", "lumbar")
    ]
    assert made.outcomes is None
    assert made.markup["license"] == "https://example.org/license"


# --- a search ------------------------------------------------------------------------------------------------------


def concept(id_: str, kind: str, *names: str, broader: str = "") -> NamedConcept:
    kinds = [LabelKind.PREFERRED, LabelKind.ALTERNATIVE, LabelKind.HIDDEN]
    values = {f"{SKOS}broader": (ox.NamedNode(ID + broader),)} if broader else {}
    made = tuple(ConceptName(name, kinds[place]) for place, name in enumerate(names))
    return NamedConcept(ID + id_, names[0], made, frozenset({IMR + kind}), values)


def entities(*more: NamedConcept) -> Entities:
    concepts = [
        concept("body-region/neck", "BodyRegion", "Neck", "Cervix", "nck"),
        concept("section/tea", "GuidelineSection", "Tea drinking", broader="section/e"),
        concept("section/e", "GuidelineEdition", "Edition 2016"),
    ]
    return Entities(Index([*concepts, *more]), Iris(BASE), dict)


@pytest.mark.parametrize(
    ("text", "name", "note"),
    [
        ("neck", "Neck", "body region"),
        ("cervix", "Neck", "body region, also called Cervix"),
        ("nck", "Neck", "body region"),
        ("tea drinking", "Tea drinking", "section of Edition 2016"),
    ],
)
def test_what_is_found_says_what_it_is(text: str, name: str, note: str) -> None:
    found = search_page(text, entities(), URLS)
    first = found.hits[0]
    assert (found.text, first.text, first.note, found.truncated, found.only_like) == (text, name, note, False, False)
    assert first.href is not None


def test_a_name_that_is_only_spelled_alike_is_said_to_be() -> None:
    found = search_page("cervixx", entities(), URLS)
    assert (found.hits[0].text, found.only_like) == ("Neck", True)
    assert search_page("nothing at all", entities(), URLS).hits == []


@pytest.mark.parametrize(("count", "shown", "cut"), [(50, 50, False), (51, 50, True)])
def test_fifty_hits_are_shown(count: int, shown: int, cut: bool) -> None:
    many = [concept(f"drug/{number}", "Drug", f"tablet {number}") for number in range(count)]
    found = search_page("tablet", entities(*many), URLS)
    assert (len(found.hits), found.truncated) == (shown, cut)


# --- a case by its number ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["CM16-0213037", "cm160213037", "CM16-12345", "CM1612345678"])
def test_a_case_number(text: str) -> None:
    assert is_case_number(text)


@pytest.mark.parametrize(
    "text", ["CM16-1234", "CM16-123456789", "CM1-12345", "XM16-12345", "CM16-12345 ", "", "x CM16-12345"]
)
def test_what_is_no_case_number(text: str) -> None:
    assert not is_case_number(text)


def test_a_case_is_found_by_its_number_with_and_without_a_dash(catalog: Catalog) -> None:
    queries = PageQueries(SampleDoor(f'<{ID}case/CM99-0000001> <{IMR}caseNumber> "CM99-0000001" .'), catalog, Memory())
    for number in ("CM99-0000001", "cm990000001", "cm99-0000001"):
        assert case_page(number, queries, URLS) == "/things.page?path=case%2FCM99-0000001"
    assert case_page("CM99-0000002", queries, URLS) is None


# --- the editor ----------------------------------------------------------------------------------------------------


def editor(questions: list[Query], services: tuple[str, ...] = (), shown: int = 2) -> Editor:
    return Editor(Urls("https://example.org/kg/", named), questions, services, shown)


def test_an_editor_that_was_not_asked_says_what_may_be_asked() -> None:
    made = editor([]).unasked("ASK {}")
    assert (made.query, made.table, made.boolean, made.elapsed, made.downloads) == ("ASK {}", None, None, "", ())
    assert made.limits == [
        "Read-only SPARQL 1.1: no update; SERVICE to no other endpoint.",
        "At most 2 rows are shown; downloads have all up to the limit of the service.",
    ]
    assert "SERVICE to https://a, https://b." in editor([], ("https://b", "https://a")).unasked("").limits[0]
    assert "PREFIX imr: <https://example.org/kg/ontology#>" in editor([]).start()


def test_three_examples_of_each_group_that_need_no_value(catalog: Catalog) -> None:
    questions = [query for query in catalog.values() if query.group != "pages"]
    made = editor(questions).unasked("").examples
    free = [query for query in questions if not any(each.required for each in query.parameters)]
    groups = dict.fromkeys(query.group for query in free)
    wanted = [query for group in groups for query in [each for each in free if each.group == group][:3]]
    assert [(each.text, each.href) for each in made] == [
        (query.title, f"/sparql.endpoint?example={query.name}") for query in wanted
    ]
    assert len(wanted) > 3


def test_answers_of_each_kind_stand_under_the_editor() -> None:
    rows = Bindings(("a",), [(ox.Literal(1),)] * 3)
    made = editor([]).answered("SELECT", rows, "at once")
    assert made.table is not None
    assert (len(made.table.rows), made.table.truncated, made.elapsed, made.boolean) == (2, True, "at once", None)
    assert "text/csv" in {each.note for each in made.downloads}
    assert [editor([]).answered("ASK", Boolean(value), "").boolean for value in (True, False)] == [True, False]
    empty = editor([]).answered("CONSTRUCT", Triples([]), "")
    assert (empty.triples, empty.table) == ("# no triple", None)
    assert {"text/turtle", "application/n-triples"} <= {each.note for each in empty.downloads}
    triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o"))
    assert '<urn:s> <urn:p> "o"' in editor([]).answered("CONSTRUCT", Triples([triple]), "").triples
    assert editor([]).answered("x" * 4000, rows, "").downloads == []


# --- named queries -------------------------------------------------------------------------------------------------


def test_questions_are_listed_by_group(catalog: Catalog) -> None:
    made = list_page([query for query in catalog.values() if query.group != "pages"], URLS).groups
    assert {"Outcomes", "Guidelines", "Quality"} <= set(made)
    link = made["Outcomes"][0]
    known = next(query for query in catalog.values() if query.group == "outcomes")
    assert (link.text, link.href, link.note) == (known.title, f"/queries.query?name={known.name}", known.description)


def answered(catalog: Catalog, told: Answer, shown: int = 2, cut: Cut | None = None) -> Panel:
    known = catalog.find("drug_outcomes")
    return QuestionPages(Telling(told), URLS, shown).rows(
        known, {"this": f"{ID}drug/oxycodone"}, QuestionAnswer(told, cut=cut or cut_of(told))
    )


@pytest.mark.parametrize(
    ("count", "title", "cut"), [(0, "0 rows", False), (1, "1 row", False), (2, "2 rows", False), (3, "2 rows", True)]
)
def test_rows_of_a_question_are_counted(count: int, title: str, cut: bool, catalog: Catalog) -> None:
    made = answered(catalog, Bindings(("a",), [(ox.Literal(1),)] * count))
    assert (made.title, made.name, made.note, made.kind, made.table.truncated) == (title, "rows", "", "table", cut)
    triples = [ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(number)) for number in range(count)]
    graph = answered(catalog, Triples(triples))
    assert (graph.title, graph.table.truncated) == (title, cut)
    assert graph.table.columns == ("Subject", "Property", "Value")


def test_rows_that_a_limit_cut_are_the_first_of_all(catalog: Catalog) -> None:
    rows = Bindings(("a",), [(ox.Literal(1),)] * 2)
    made = answered(catalog, rows, cut=Cut(2, 1569))
    assert (made.title, made.table.cut) == ("The first 2 of 1,569 rows", "the first 2 of 1,569")
    made = answered(catalog, rows, shown=1)
    assert (made.title, made.table.cut) == ("1 row", "the first 1 of 2")
    assert answered(catalog, rows).table.cut == ""


def test_a_graph_that_a_limit_cut_is_said_to_be_cut(catalog: Catalog) -> None:
    assert answered(catalog, Triples([], truncated=True)).table.truncated


@pytest.mark.parametrize(("value", "said"), [(True, "yes"), (False, "no")])
def test_a_question_of_yes_or_no(value: bool, said: str, catalog: Catalog) -> None:
    table = answered(catalog, Boolean(value)).table
    assert (table.columns, [[cell.text for cell in row] for row in table.rows]) == (("Answer",), [[said]])


def test_rows_lead_to_their_query_and_their_data(catalog: Catalog) -> None:
    made = answered(catalog, Boolean(True))
    assert made.edit is not None
    assert made.csv is not None
    assert made.json is not None
    assert made.edit.startswith("/sparql.endpoint?query=")
    assert made.csv.endswith("&format=csv")
    assert made.json.endswith("&format=json")


# --- what is remembered --------------------------------------------------------------------------------------------


def asked_twice(told: Answer, catalog: Catalog) -> int:
    door, memory = Telling(told), Memory()
    query = catalog.find("drug_outcomes").bind({"this": f"{ID}drug/a"})
    assert memory.answer(door, query) == memory.answer(door, query) == told
    return door.asked


def test_only_small_whole_tables_are_remembered(catalog: Catalog) -> None:
    row = (ox.Literal(1),)
    assert asked_twice(Bindings(("a",), [row] * 120), catalog) == 1
    assert asked_twice(Bindings(("a",), [row] * 121), catalog) == 2
    assert asked_twice(Bindings(("a",), [row], truncated=True), catalog) == 2
    assert asked_twice(Boolean(True), catalog) == 2


def test_of_more_than_256_answers_the_one_used_longest_ago_goes(catalog: Catalog) -> None:
    door, memory = Telling(Bindings(("a",), [])), Memory()
    known = catalog.find("drug_outcomes")
    queries = [known.bind({"this": f"{ID}drug/{number}"}) for number in range(257)]
    for query in queries[:256]:
        memory.answer(door, query)
    memory.answer(door, queries[0])
    assert door.asked == 256
    memory.answer(door, queries[256])
    memory.answer(door, queries[0])
    assert door.asked == 257
    memory.answer(door, queries[1])
    assert door.asked == 258
