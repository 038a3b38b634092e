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
        (ox.NamedNode(f"{BASE}id/case/A/1/text/3-9"), Cell("A letter of 1 text 3-9", "/page/case/A/1#t3-9", "iri")),
    ],
)
def test_a_term(term: ox.NamedNode | ox.Literal | None, cell: Cell) -> None:
    assert show(term, URLS) == cell


def test_names_people_write() -> None:
    assert shortened("http://www.w3.org/2004/02/skos/core#broader", URLS) == "skos:broader"
    assert shortened("http://example.org/x", URLS) == "http://example.org/x"
    assert local_name("http://example.org/a#b") == "b"
