from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats import FORMATS, HTML, AnswerKind, by_suffix, format_of, negotiate, offered

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


def test_our_own_order_is_never_turned_by_an_alias() -> None:
    for kind in AnswerKind:
        first = next(each for each in FORMATS if each.kind is kind)
        assert offered(kind)[0] == first.media_type


def test_every_offered_type_can_be_written() -> None:
    for kind in AnswerKind:
        assert all(format_of(each, kind) for each in offered(kind))


def test_suffixes() -> None:
    assert {each.name for each in FORMATS if by_suffix(f".{each.name}", each.kind) is each} == {e.name for e in FORMATS}
    srj, json = by_suffix("srj", AnswerKind.RESULTS), by_suffix("JSON", AnswerKind.RESULTS)
    assert srj is not None
    assert srj is json
    assert by_suffix("ttl", AnswerKind.RESULTS) is None


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
