"""Answers as tables: what a term is called, and which columns are columns."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from flask import Flask, url_for

from kg.query import Bindings
from tests.web.conftest import BASE
from web.pages.cells import local_name, shortened, show, table
from web.pages.pieces import Cell
from web.urls import Urls

URLS = Urls(BASE, url_for)


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def test_a_label_speaks_for_its_iri_and_is_no_column() -> None:
    drug = ox.NamedNode(f"{BASE}id/drug/percocet")
    answer = Bindings(
        ("drug", "drugLabel", "drugNote", "n"),
        [(drug, ox.Literal("Percocet", language="en"), ox.Literal("a brand"), ox.Literal(2))],
    )
    made = table(answer, URLS)
    assert made.columns == ("Drug", "N")
    assert made.rows == ((Cell("Percocet", "/page/drug/percocet", "text", "a brand"), Cell("2", kind="number")),)
    assert made.is_number(1)


def test_a_label_without_an_iri_is_still_said() -> None:
    answer = Bindings(("section", "sectionLabel"), [(None, ox.Literal("no section found"))])
    assert table(answer, URLS).rows == ((Cell("no section found"),),)


def test_rows_beyond_the_most_are_said_to_be_cut() -> None:
    answer = Bindings(("n",), [(ox.Literal(1),)] * 3)
    assert table(answer, URLS, most=2).truncated
    assert not table(answer, URLS, most=3).truncated


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        (None, Cell("", kind="empty")),
        (ox.Literal("x"), Cell("x")),
        (ox.Literal("x", language="es"), Cell("x", note="es")),
        (ox.Literal("1", datatype=ox.NamedNode("http://example.org/t#odd")), Cell("1", note="odd")),
        (ox.NamedNode("javascript:alert(1)"), Cell("javascript:alert(1)", None, "iri")),
        (ox.NamedNode(f"{BASE}ontology#Decision"), Cell("imr:Decision", "/ontology#Decision", "iri")),
        (
            ox.NamedNode(f"{BASE}id/case/A/1/text#char=3,9"),
            Cell("A letter of 1 text 3-9", "/page/case/A/1#t3-9", "iri"),
        ),
    ],
)
def test_a_term(term: ox.NamedNode | ox.Literal | None, cell: Cell) -> None:
    assert show(term, URLS) == cell


def test_names_people_write() -> None:
    assert shortened("http://www.w3.org/2004/02/skos/core#broader", URLS) == "skos:broader"
    assert shortened("http://example.org/x", URLS) == "http://example.org/x"
    assert local_name("http://example.org/a#b") == "b"


@pytest.mark.parametrize(
    ("iri", "words"),
    [
        ("http://purl.bioontology.org/ontology/RXNORM/7804", "RxNorm 7804"),
        ("http://id.nlm.nih.gov/mesh/D010098", "MeSH D010098"),
        ("https://precision.fda.gov/uniisearch/srs/unii/CD35PMG570", "UNII CD35PMG570"),
        ("http://purl.obolibrary.org/obo/CHEBI_7852", "ChEBI 7852"),
        (f"{BASE}ontology#Drug", "imr:Drug"),
        (f"{BASE}ontology", f"{BASE}ontology"),
        ("http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2004/02/skos/core#"),
        ("http://www.w3.org/2004/02/skos/core#a/b", "http://www.w3.org/2004/02/skos/core#a/b"),
        (f"{BASE}id/drug/oxycodone", "drug/oxycodone"),
        (f"{BASE}id/case/A", "A"),
        (f"{BASE}id/case/A/2017-03-02", "A letter of 2017-03-02"),
        (f"{BASE}id/case/A/2017-03-02/decision/3", "A item 3"),
        (f"{BASE}id/case/A/2017-03-02/decision/3/request/drug/1", "A item 3 request drug 1"),
        (f"{BASE}id/case/A/2017-03-02/reviewer", "A letter of 2017-03-02 reviewer"),
    ],
)
def test_an_iri_in_the_words_of_people(iri: str, words: str) -> None:
    assert shortened(iri, URLS) == words


@pytest.mark.parametrize(
    ("iri", "name"),
    [("http://a.org/b/c", "c"), ("http://a.org/b/c/", "c"), ("http://a.org/b#", "b"), ("plain", "plain"), ("/", "/")],
)
def test_the_last_part_of_an_iri(iri: str, name: str) -> None:
    assert local_name(iri) == name


@pytest.mark.parametrize(
    ("name", "title"),
    [("drug", "Drug"), ("decisionDate", "Decision date"), ("of_n", "Of n"), ("Drug", "Drug"), ("_", "")],
)
def test_a_column_without_a_title_is_called_by_its_variable(name: str, title: str) -> None:
    assert table(Bindings((name,), []), URLS).columns == (title,)
    assert table(Bindings((name,), []), URLS, str.upper).columns == (name.upper(),)


@pytest.mark.parametrize("name", ["integer", "decimal", "double", "float", "int", "long", "gYear"])
def test_numbers_are_told_as_such_and_need_no_remark(name: str) -> None:
    number = ox.Literal("7", datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}"))
    assert show(number, URLS, source="t1-2") == Cell("7", kind="number", source="t1-2")


@pytest.mark.parametrize("name", ["string", "date", "boolean"])
def test_common_datatypes_need_no_remark(name: str) -> None:
    literal = ox.Literal("x", datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}"))
    assert show(literal, URLS) == Cell("x")


def test_the_language_is_told_where_it_is_not_english() -> None:
    assert show(ox.Literal("x", language="en"), URLS, source="t1-2") == Cell("x", source="t1-2")
    assert show(ox.Literal("x", language="es"), URLS, source="t1-2") == Cell("x", note="es", source="t1-2")


def test_a_text_of_more_than_two_thousand_characters_is_cut() -> None:
    assert show(ox.Literal("x" * 2000), URLS).text == "x" * 2000
    assert show(ox.Literal("x" * 2001), URLS).text == "x" * 2000 + " …"


def test_a_label_takes_the_place_of_an_iri_and_of_nothing() -> None:
    assert show(None, URLS, "no section found") == Cell("no section found")
    iri = ox.NamedNode(f"{BASE}id/drug/percocet")
    assert show(iri, URLS, "Percocet", "t1-2") == Cell("Percocet", "/page/drug/percocet", source="t1-2")
    assert show(iri, URLS) == Cell("drug/percocet", "/page/drug/percocet", "iri")
    assert show(ox.BlankNode("b"), URLS, source="t1-2") == Cell("_:b", kind="iri", source="t1-2")  # type: ignore[arg-type]


def test_a_label_of_no_other_column_is_a_column() -> None:
    answer = Bindings(("drugLabel", "note", "aNote"), [(ox.Literal("a"), ox.Literal("b"), ox.Literal("c"))])
    assert table(answer, URLS).columns == ("Drug label", "Note", "A note")


def test_an_empty_label_and_an_empty_note_say_nothing() -> None:
    iri = ox.NamedNode("urn:x")
    answer = Bindings(("drug", "drugLabel", "drugNote"), [(iri, None, None), (iri, ox.Literal(""), iri)])
    assert table(answer, URLS).rows == ((Cell("urn:x", None, "iri"),),) * 2


def test_an_answer_that_a_limit_cut_is_said_to_be_cut() -> None:
    row = (ox.Literal(1),)
    assert table(Bindings(("n",), [row], truncated=True), URLS).truncated
    assert not table(Bindings(("n",), [row]), URLS).truncated
    assert len(table(Bindings(("n",), [row] * 3), URLS, most=2).rows) == 2


def test_a_column_of_numbers_may_have_gaps_but_not_words() -> None:
    answer = Bindings(
        ("a", "b", "c"),
        [(ox.Literal(1), ox.Literal(1), None), (None, ox.Literal("x"), None)],
    )
    made = table(answer, URLS)
    assert [made.is_number(column) for column in range(3)] == [True, False, False]
