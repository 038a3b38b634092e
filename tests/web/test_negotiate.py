"""Which format an address or a header names, and the headers that say what else there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, g

from kg.formats import FORMATS, AnswerKind, by_suffix
from web.accept import negotiate
from web.errors import NotOffered
from web.negotiate import add_links, chosen, data_format, graph_formats, graph_links, other_than_page, wanted_suffix
from web.pages.pieces import Hyperlink
from web.site_files import Asset, load_assets

BARE = Flask("bare")
OFFERS = [("text/turtle", "/a.ttl")]


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    with BARE.test_request_context():
        yield


# --- suffixes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "stem", "suffix"),
    [
        ("drug/a.ttl", "drug/a", "ttl"),
        ("drug/a.html", "drug/a", "html"),
        ("drug/a.b.jsonld", "drug/a.b", "jsonld"),
        ("drug/a.csv", "drug/a.csv", None),
        ("drug/a.", "drug/a.", None),
        ("drug/a", "drug/a", None),
        ("section/x-3.3.9", "section/x-3.3.9", None),
        (".ttl", ".ttl", None),
        ("ttl", "ttl", None),
    ],
)
def test_a_suffix_is_one_that_names_a_format_of_triples_or_a_page(path: str, stem: str, suffix: str | None) -> None:
    assert wanted_suffix(path) == (stem, suffix)


@pytest.mark.parametrize("named", ["ttl", "text/turtle"])
def test_a_format_is_named_by_suffix_or_media_type(named: str) -> None:
    found = data_format(named, AnswerKind.GRAPH, html=True)
    assert found is not None
    assert found.media_type == "text/turtle"


@pytest.mark.parametrize("named", ["html", "text/html"])
def test_a_page_is_named_where_there_is_one(named: str) -> None:
    assert data_format(named, AnswerKind.GRAPH, html=True) is None
    with pytest.raises(NotOffered) as refused:
        data_format(named, AnswerKind.GRAPH, False, OFFERS)
    assert (refused.value.code, refused.value.offers) == (406, OFFERS)
    assert refused.value.description == f"nothing here is served as {named}"


def test_tables_and_graphs_have_formats_of_their_own() -> None:
    with pytest.raises(NotOffered):
        data_format("csv", AnswerKind.GRAPH, html=True)
    with pytest.raises(NotOffered):
        data_format("ttl", AnswerKind.RESULTS, html=True)


# --- headers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "query", "html", "media_type"),
    [
        ("text/html", "", True, None),
        ("text/html", "?format=ttl", True, "text/turtle"),
        ("text/turtle", "?format=html", True, None),
        ("text/turtle", "?format=", True, "text/turtle"),
        ("text/html, text/turtle;q=0.5", "", False, "text/turtle"),
        ("*/*", "", True, "text/turtle"),
    ],
)
def test_a_format_in_the_address_goes_before_the_header(
    accept: str, query: str, html: bool, media_type: str | None
) -> None:
    with BARE.test_request_context(f"/{query}", headers={"Accept": accept}):
        found = chosen(AnswerKind.GRAPH, html)
        assert (found.media_type if found else None) == media_type
        assert g.negotiated is True


def test_what_nobody_serves_is_refused_with_the_offers() -> None:
    with BARE.test_request_context("/", headers={"Accept": "image/png"}):
        with pytest.raises(NotOffered) as refused:
            chosen(AnswerKind.GRAPH, True, OFFERS)
        assert refused.value.offers == OFFERS
        assert refused.value.description == "nothing here is served as image/png"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html", None),
        ("*/*", None),
        ("image/png", None),
        ("text/turtle", "text/turtle"),
        ("text/html;q=0.4, application/ld+json", "application/ld+json"),
    ],
)
def test_only_who_prefers_data_is_sent_from_the_page(accept: str, media_type: str | None) -> None:
    with BARE.test_request_context("/", headers={"Accept": accept}):
        found = other_than_page()
        assert (found.media_type if found else None) == media_type
        assert g.negotiated is True


def test_links_to_other_formats() -> None:
    turtle = by_suffix("ttl", AnswerKind.GRAPH)
    assert turtle is not None
    assert graph_links([(turtle, "/a.ttl")]) == [Hyperlink(turtle.label, "/a.ttl", "text/turtle")]
    assert graph_formats() == [each for each in FORMATS if each.kind is AnswerKind.GRAPH]
    made = add_links(Response(), [("/a", "alternate", "text/html"), ("/b", "license", None)])
    assert made.headers.getlist("Link") == ['</a>; rel="alternate"; type="text/html"', '</b>; rel="license"']


# --- the header Accept ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "found"), [(63, "text/turtle"), (64, None)])
def test_sixty_four_ranges_are_looked_at(before: int, found: str | None) -> None:
    ranges = [f"image/x{number}" for number in range(before)]
    assert negotiate(", ".join([*ranges, "text/turtle"]), ["text/turtle"]) == found


@pytest.mark.parametrize(
    ("accept", "offered", "best"),
    [
        ("text/*, text/html", ["text/turtle", "text/html"], "text/html"),
        ("*/*, text/*", ["application/json", "text/html"], "text/html"),
        ("text/html;q=0.2, */*;q=0.3", ["text/html", "text/csv"], "text/csv"),
        ("text/html;level=1", ["text/html"], "text/html"),
        ("a/b/c, text/", ["text/html"], "text/html"),
        ("*/*", [], None),
        (None, [], None),
    ],
)
def test_the_best_of_what_is_offered(accept: str | None, offered: list[str], best: str | None) -> None:
    assert negotiate(accept, offered) == best


# --- files of the site ---------------------------------------------------------------------------------------------


def test_every_file_of_a_folder_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.css").write_bytes(b"a {}")
    (tmp_path / "odd.zzz").write_bytes(b"a {}")
    made = load_assets(tmp_path)
    assert list(made) == ["deep/a.css", "odd.zzz"]
    assert made["deep/a.css"] == Asset(b"a {}", "text/css", made["odd.zzz"].version)
    assert made["odd.zzz"].media_type == "application/octet-stream"
    assert len(made["odd.zzz"].version) == 16
    (tmp_path / "odd.zzz").write_bytes(b"b {}")
    assert load_assets(tmp_path)["odd.zzz"].version != made["odd.zzz"].version
