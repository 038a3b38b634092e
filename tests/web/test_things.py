"""Every IRI of the graph answers: 303 to a page or to data, by Accept, suffix or ?format=."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.formats import HTML, AnswerKind, offered
from tests.web.conftest import BASE, SampleDoor
from web.app import create_app

CASE = "case/CM99-0000001"
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
}
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"


def local(iri: str) -> str:
    return iri.replace(BASE, "/")


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_by_accept_and_its_document(client: FlaskClient, suffix: str) -> None:
    media_type, parser = FORMATS[suffix]
    sent = client.get(f"/id/{CASE}", headers={"Accept": media_type})
    assert (sent.status_code, sent.location) == (303, f"/data/{CASE}.{suffix}")
    assert "Accept" in sent.headers["Vary"]
    answer = client.get(sent.location)
    assert answer.mimetype == media_type
    subjects = {quad.subject for quad in ox.parse(answer.data, format=parser)}
    assert ox.NamedNode(f"{BASE}id/{CASE}") in subjects


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("*/*", f"/data/{CASE}.ttl"),
        (None, f"/data/{CASE}.ttl"),
        ("text/html", f"/page/{CASE}"),
        (FIREFOX, f"/page/{CASE}"),
        (PROTEGE, f"/data/{CASE}.rdf"),
        (JENA, f"/data/{CASE}.ttl"),
        ("text/html;q=0.5, text/turtle;q=0.4", f"/page/{CASE}"),
        ("application/ld+json;q=0.9, text/turtle;q=0.2", f"/data/{CASE}.jsonld"),
    ],
)
def test_headers_that_clients_send(client: FlaskClient, accept: str | None, location: str) -> None:
    answer = client.get(f"/id/{CASE}", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.location) == (303, location)


@pytest.mark.parametrize("asked", [f"/id/{CASE}.{{}}", f"/id/{CASE}?format={{}}"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_suffix_and_format_go_before_accept(client: FlaskClient, asked: str, suffix: str) -> None:
    assert client.get(asked.format(suffix), headers={"Accept": "text/html"}).location == f"/data/{CASE}.{suffix}"


def test_a_client_that_takes_only_data_is_sent_from_the_page_to_data(client: FlaskClient) -> None:
    assert client.get(f"/page/{CASE}", headers={"Accept": "text/turtle"}).location == f"/data/{CASE}.ttl"
    assert client.get(f"/page/{CASE}", headers={"Accept": "*/*"}).status_code == 200


def test_html_by_suffix(client: FlaskClient) -> None:
    assert client.get(f"/id/{CASE}.html").location == f"/page/{CASE}"


def test_what_is_not_offered_is_406_with_a_list(client: FlaskClient) -> None:
    answer = client.get(f"/id/{CASE}", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert {offer["url"] for offer in answer.json["offers"]} >= {f"/data/{CASE}.ttl", f"/page/{CASE}"}


@pytest.mark.parametrize("path", ["/id/case/CM00-0000000", "/data/case/CM00-0000000.ttl", "/page/case/CM00-0000000"])
def test_an_unknown_thing_is_404_with_the_cause(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert f"{BASE}id/case/CM00-0000000" in answer.json["detail"]
    assert "sample-1" in answer.json["detail"]


@pytest.mark.parametrize("path", ["software/imr-kg-0.1.0", "section/opioids16-3.3.9", "case/CM99-1.5", "x/a.ttl"])
def test_an_iri_may_end_in_a_dot_and_more(path: str) -> None:
    site = create_app(SampleDoor(f'<{BASE}id/{path}> <{BASE}ontology#note> "x" .')).test_client()
    for suffix in FORMATS:
        for asked in (f"/id/{path}.{suffix}", f"/id/{path}?format={suffix}"):
            sent = site.get(asked)
            assert (sent.status_code, sent.location) == (303, f"/data/{path}.{suffix}")
        assert site.get(f"/data/{path}.{suffix}").status_code == 200
    assert site.get(f"/id/{path}", headers={"Accept": "text/html"}).location == f"/page/{path}"
    assert site.get(f"/page/{path}", headers={"Accept": "text/html"}).status_code == 200


def test_a_document_without_a_format_is_404_with_the_remedy(client: FlaskClient) -> None:
    answer = client.get("/data/case")
    assert (answer.status_code, answer.json["remedy"]) == (404, "Add .ttl, .jsonld, .rdf or .nt.")


def test_an_unknown_format_is_406(client: FlaskClient) -> None:
    assert client.get(f"/data/{CASE}.docx").status_code == 406
    assert client.get(f"/id/{CASE}", query_string={"format": "docx"}).status_code == 406
    assert client.get("/sparql", query_string={"query": "ASK {}", "format": "docx"}).status_code == 406


def test_a_reader_is_told_in_which_formats_it_is_there(client: FlaskClient) -> None:
    answer = client.get(f"/id/{CASE}", headers={"Accept": "image/png, application/json;q=0"})
    assert answer.status_code == 406
    assert answer.json["detail"] == "nothing here is served as image/png, application/json;q=0"
    page = client.get(f"/data/{CASE}.docx", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (406, "text/html")
    assert "nothing here is served as docx" in page.text


def test_a_page_is_a_page_for_who_takes_neither_it_nor_data(client: FlaskClient) -> None:
    answer = client.get(f"/page/{CASE}", headers={"Accept": "image/png"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_every_iri_of_the_data_has_a_page_and_data(client: FlaskClient, sample: str) -> None:
    quads = list(ox.parse(sample, format=ox.RdfFormat.TURTLE))
    terms = {term for quad in quads for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
    named = sorted(term.value for term in terms if term.value.startswith(f"{BASE}id/"))
    things = [iri for iri in named if "/text#" not in iri]
    assert len(things) > 60
    for iri in things:
        for accept in ("text/html", "text/turtle"):
            sent = client.get(local(iri), headers={"Accept": accept})
            assert sent.status_code == 303, iri
            assert client.get(sent.location).status_code == 200, iri


def test_a_place_leads_to_the_text_whose_characters_it_counts(client: FlaskClient, sample: str) -> None:
    place = f"{BASE}id/{CASE}/2017-03-02/text#char=336,347"
    assert f"<{place}>" in sample
    answer = client.get(local(place), headers={"Accept": "text/html"})
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    assert answer.text[336:347] == "52 year old"
    assert client.get(f"/id/{CASE}/1999-01-01/text").status_code == 404


def test_links_of_a_page(client: FlaskClient) -> None:
    links = client.get(f"/page/{CASE}").headers.getlist("Link")
    assert f'<{BASE}id/{CASE}>; rel="canonical"' in links
    assert f'<{BASE}id/{CASE}>; rel="cite-as"' in links
    assert f'</data/{CASE}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert any('rel="describedby"' in link for link in links)
    assert any('rel="license"' in link for link in links)


def test_any_origin_may_read(client: FlaskClient) -> None:
    answer = client.get(f"/data/{CASE}.ttl", headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Link" in answer.headers["Access-Control-Expose-Headers"]


def test_the_same_release_need_not_be_sent_twice(client: FlaskClient) -> None:
    first = client.get(f"/data/{CASE}.ttl")
    again = client.get(f"/data/{CASE}.ttl", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [*offered(AnswerKind.GRAPH, html=True), "*/*", "text/*", "image/png", "", "x", "text/turtle;v=1"]
            ),
            st.sampled_from(["", ";q=0", ";q=0.3", ";q=1", ";q=nan", ";q=", ";;"]),
        ),
        max_size=5,
    )
)
def test_no_accept_header_breaks_the_negotiation(client: FlaskClient, ranges: list[tuple[str, str]]) -> None:
    accept = ", ".join(name + quality for name, quality in ranges)
    answer = client.get(f"/id/{CASE}", headers={"Accept": accept})
    assert answer.status_code in {303, 406}
    if answer.status_code == 303 and answer.location.startswith("/page/"):
        assert HTML in accept or "text/*" in accept


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=20))
def test_no_path_breaks_the_site(client: FlaskClient, path: str) -> None:
    for start in ("/id/", "/page/", "/data/", "/queries/", "/ontology/"):
        assert client.get(start + path).status_code < 500
