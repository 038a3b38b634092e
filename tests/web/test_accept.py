from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats import HTML, AnswerKind, offered
from web.accept import negotiate, takes_gzip

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
JENA = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
    "text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1"
)
VIRTUOSO = "application/sparql-results+xml, text/rdf+n3, application/rdf+xml"
RDF4J = "application/x-binary-rdf-results-table;q=0.8, application/sparql-results+json;q=0.9, text/csv;q=0.5"
RDFLIB = "application/sparql-results+xml,application/json;q=0.1"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        (FIREFOX, HTML),
        (CHROME, HTML),
        (PROTEGE, "application/rdf+xml"),
        ("text/turtle", "text/turtle"),
        ("text/turtle, */*;q=0.1", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("application/json", "application/json"),
        ("text/n3", "text/n3"),
        ("application/n-triples;q=0.5, text/turtle;q=0.4", "application/n-triples"),
        ("text/*", "text/turtle"),
        ("TEXT/HTML", HTML),
        ("image/png", None),
        ("text/turtle;q=0, */*", "application/ld+json"),
        ("*/*;q=0", None),
        ("text/html;q=0.5, text/turtle;q=0.5", "text/turtle"),
        ("nonsense", "text/turtle"),
        ("text/turtle;q=high, application/rdf+xml;q=0.2", "application/rdf+xml"),
    ],
)
def test_graphs(accept: str | None, chosen: str | None) -> None:
    assert negotiate(accept, offered(AnswerKind.GRAPH, html=True)) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        (JENA, "application/sparql-results+json"),
        (VIRTUOSO, "application/sparql-results+xml"),
        (RDF4J, "application/sparql-results+json"),
        (RDFLIB, "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values;q=0.8, text/csv;q=0.7", "text/tab-separated-values"),
        ("text/turtle", None),
    ],
)
def test_results(accept: str | None, chosen: str | None) -> None:
    assert negotiate(accept, offered(AnswerKind.RESULTS)) == chosen


RANGES = st.sampled_from(
    ["*/*", "text/*", "text/turtle", "text/html", "application/ld+json", "image/png", "x", "/", ""]
)
QUALITIES = st.sampled_from(["", ";q=1", ";q=0.5", ";q=0", ";q=2", ";q=x", ";charset=utf-8;q=0.25", ";;"])
HEADERS = st.lists(st.builds(str.__add__, RANGES, QUALITIES), max_size=5).map(", ".join)


@given(HEADERS | st.text(max_size=60), st.permutations(["text/turtle", "text/html", "application/ld+json"]))
def test_the_answer_is_one_of_the_offers_and_never_one_refused(accept: str, offers: list[str]) -> None:
    chosen = negotiate(accept, offers)
    assert chosen is None or chosen in offers
    parts = [part.strip() for part in accept.split(",")]
    if chosen and f"{chosen};q=0" in parts:
        assert any(part.startswith(chosen) and part != f"{chosen};q=0" for part in parts)


@given(HEADERS)
def test_naming_a_type_with_the_highest_quality_gets_it(accept: str) -> None:
    lower = ", ".join(part for part in accept.split(", ") if "q=0" in part or ";q=0.25" in part)
    if "application/ld+json" not in lower:
        assert (
            negotiate(f"{lower}, application/ld+json", ["text/turtle", "application/ld+json"]) == "application/ld+json"
        )


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        (None, False),
        ("", False),
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.2", True),
        ("*", True),
        ("gzip;q=0", False),
        ("*, gzip;q=0", False),
        ("identity", False),
        ("GZIP", True),
        ("x-gzip", False),
    ],
)
def test_gzip(accept: str | None, taken: bool) -> None:
    assert takes_gzip(accept) is taken


def test_a_header_of_ten_thousand_ranges_is_read_in_time() -> None:
    accept = ", ".join(f"text/x{number};q=0.5" for number in range(10_000))
    begun = time.process_time()
    assert negotiate(accept, offered(AnswerKind.GRAPH, html=True)) is None
    assert time.process_time() - begun < 1
