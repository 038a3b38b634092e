"""Where each IRI and each page of the site stands, told without an app."""

from __future__ import annotations

import pytest

from tests.web.conftest import BASE, named
from web.urls import Urls

URLS = Urls(BASE, named, {"site.css": "abc"})
LETTER = "case/CM99-0000001/2017-03-02"
AT_LETTER = "/things.page?path=case%2FCM99-0000001%2F2017-03-02"


# --- IRIs and their pages ---


@pytest.mark.parametrize(
    ("path", "iri"),
    [
        ("drug/oxycodone", f"{BASE}id/drug/oxycodone"),
        ("drug/a b", f"{BASE}id/drug/a%20b"),
        ("drug/a~b?c#d", f"{BASE}id/drug/a~b%3Fc%23d"),
        ("case/A/1", f"{BASE}id/case/A/1"),
    ],
)
def test_a_path_and_its_iri_lead_to_each_other(path: str, iri: str) -> None:
    assert URLS.iri(path) == iri
    assert URLS.path(iri) == path


@pytest.mark.parametrize("iri", [f"{BASE}id/", f"{BASE}ontology", "https://example.org/id/drug/x", ""])
def test_what_is_no_thing_of_this_graph_has_no_path(iri: str) -> None:
    assert URLS.path(iri) is None


@pytest.mark.parametrize(
    ("iri", "link"),
    [
        (f"{BASE}id/drug/oxycodone", "/things.page?path=drug%2Foxycodone"),
        (f"{BASE}id/{LETTER}", AT_LETTER),
        (f"{BASE}id/{LETTER}/decision/12", f"{AT_LETTER}#decision-12"),
        (f"{BASE}id/{LETTER}/text#char=3,90", f"{AT_LETTER}#t3-90"),
        # A part of a decision has a page of its own.
        (f"{BASE}id/{LETTER}/decision/1/request", f"{AT_LETTER}%2Fdecision%2F1%2Frequest"),
        (f"{BASE}ontology", "/ontology.ontology"),
        (f"{BASE}ontology#Drug", "/ontology.ontology#Drug"),
        (f"{BASE}ontology/1.2.0", "/ontology.ontology?version=1.2.0"),
        ("http://example.org/x", "http://example.org/x"),
        ("https://example.org/x", "https://example.org/x"),
        (f"{BASE}other", f"{BASE}other"),
        ("javascript:alert(1)", None),
        ("urn:x", None),
    ],
)
def test_where_a_reader_lands(iri: str, link: str | None) -> None:
    assert URLS.link(iri) == link


def test_the_page_and_the_data_of_a_thing() -> None:
    iri = f"{BASE}id/drug/a"
    assert URLS.page(iri) == "/things.page?path=drug%2Fa"
    assert URLS.page(iri, "years", 1) == "/things.page?path=drug%2Fa#years"
    assert URLS.page(iri, number=2) == "/things.page?path=drug%2Fa&page=2"
    assert URLS.data(iri, "ttl") == "/things.data?path=drug%2Fa.ttl"
    assert URLS.thing("drug/a.ttl") == "/things.thing?path=drug%2Fa.ttl"
    # What is no thing has an address all the same, under which there is nothing.
    assert (URLS.page("urn:x"), URLS.data("urn:x", "ttl")) == ("/things.page?path=", "/things.data?path=.ttl")


def test_the_ontology() -> None:
    assert (URLS.term(), URLS.term("Drug")) == ("/ontology.ontology", "/ontology.ontology#Drug")
    assert URLS.ontology("ttl") == "/ontology.serialization?suffix=ttl"


# --- queries ---


def test_the_endpoint_with_and_without_a_query() -> None:
    assert URLS.sparql() == "/sparql.endpoint"
    assert URLS.sparql("ASK {}") == URLS.edit("ASK {}") == "/sparql.endpoint?query=ASK+%7B%7D"
    assert URLS.result("ASK {}", "json") == "/sparql.endpoint?query=ASK+%7B%7D&format=json"
    assert URLS.example("drug_outcomes") == "/sparql.endpoint?example=drug_outcomes"


def test_an_address_of_more_than_3500_characters_is_no_link() -> None:
    room = 3500 - len("/sparql.endpoint?query=")
    assert URLS.edit("x" * room) == f"/sparql.endpoint?query={'x' * room}"
    assert URLS.edit("x" * (room + 1)) is None
    assert URLS.result("x" * room, "json") is None
    assert URLS.result("x" * (room - len("&format=json")), "json")


@pytest.mark.parametrize(
    ("values", "media_format", "url"),
    [
        (None, None, "/queries.query?name=q"),
        ({}, None, "/queries.query?name=q"),
        ({"a": "1 2"}, None, "/queries.query?name=q?a=1+2"),
        (None, "csv", "/queries.query?name=q?format=csv"),
        ({"a": "1"}, "csv", "/queries.query?name=q?a=1&format=csv"),
    ],
)
def test_a_named_query(values: dict[str, str] | None, media_format: str | None, url: str) -> None:
    assert URLS.query("q", values, media_format) == url


# --- pages and documents of the site ---


def test_other_pages_by_the_name_of_their_view() -> None:
    assert URLS.to("documents.void") == "/documents.void"
    assert URLS.to("home.search", "csv", "a") == "/home.search?format=csv&q=a"
    assert URLS.reconcile("reconcile.suggest", "type") == "/reconcile.suggest?what=type"


def test_an_absolute_address_begins_with_the_public_url_where_it_is_told() -> None:
    assert URLS.absolute("home.home") == "http://localhost/home.home"
    assert Urls(BASE, named, public_url="https://imr.example.org").absolute("home.home") == (
        "https://imr.example.org/home.home"
    )


def test_a_file_of_the_site_carries_its_version() -> None:
    assert URLS.static("site.css") == "/assets.static?name=site.css&v=abc"
    assert URLS.static("other.css") == "/assets.static?name=other.css"
