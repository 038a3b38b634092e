"""Word for word: what a client is told that asks for something the site does not have or do."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import BASE

DATA = {"Accept": "application/json"}
IDS = "An id is what a match has, such as drug/percocet; ask /reconcile for matches."
LIST = "See the list at /queries."
START = "Start from the first page, or look for a case or name."
CORRECT = "Correct the value and run the query again."
ASK = "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; data is read-only."
WRONG_ADDRESS = "Check the address for typing errors; a case that is not here may not be public, or not read yet."


@pytest.mark.parametrize(
    ("path", "status", "detail", "remedy"),
    [
        ("/page/drug/none", 404, f"{BASE}id/drug/none\nis not in this release (sample-1).", WRONG_ADDRESS),
        ("/data/drug/none.ttl", 404, f"{BASE}id/drug/none\nis not in this release (sample-1).", WRONG_ADDRESS),
        ("/id/drug/none", 404, f"{BASE}id/drug/none\nis not in this release (sample-1).", WRONG_ADDRESS),
        (
            "/?release=r2",
            404,
            "release r2 is not shown here; this is sample-1",
            "Leave the parameter release out to be answered from the release that is shown.",
        ),
        ("/static/none.css", 404, "the site has no file none.css", "Start from /."),
        ("/context.jsonld", 404, "this site was started without context.jsonld", "Tell whoever runs this site."),
        ("/ontology", 404, "this site was started without the ontology", "Tell whoever runs this site."),
        ("/ontology.ttl", 404, "this site was started without the ontology", "Tell whoever runs this site."),
        (
            "/drug/NDC/1",
            404,
            "drugs can't be looked up by NDC",
            "These can be looked up: /drug/rxcui/..., /drug/unii/..., /drug/mesh/..., /drug/chebi/....",
        ),
        (
            "/drug/RXCUI/1",
            404,
            "no drug here has the RxNorm RXCUI identifier 1",
            "Look for its name at /search; products and packages have no page of their own, their ingredients and "
            "brands have.",
        ),
        (
            "/case/x",
            404,
            "no case here has the number x",
            "A case number looks like CM16-0213037; a case that is not here may not be public, or not read yet.",
        ),
        (
            "/section/x",
            404,
            "no guideline section here has the id x",
            "Ids look like cpmtg09-opioids; look for its name at /search.",
        ),
        ("/reconcile/view?id=x", 404, "no concept has the id 'x'", IDS),
        ("/reconcile/view", 404, "the parameter id is missing", IDS),
        ("/reconcile/preview?id=x", 404, "no concept has the id 'x'", IDS),
        ("/reconcile/flyout/entity?id=x", 404, "no concept has the id 'x'", IDS),
        ("/reconcile/flyout/type?id=x", 404, "no type has the id 'x'", IDS),
        ("/reconcile/flyout/property?id=x", 404, "no property has the id 'x'", IDS),
        ("/reconcile/flyout/property", 404, "the parameter id is missing", IDS),
        ("/reconcile/properties?limit=-1", 400, "limit: '-1' is no whole number from 0 up", CORRECT),
        ("/reconcile/properties?limit=12345678", 400, "limit: '12345678' is no whole number from 0 up", CORRECT),
        ("/reconcile/suggest/type?cursor=²", 400, "cursor: '²' is no whole number from 0 up", CORRECT),
        ("/reconcile?queries=%5B%5D", 400, "queries: not a JSON object", CORRECT),
        ("/reconcile?extend=%5B%5D", 400, "extend: not a JSON object", CORRECT),
        ("/sparql?update=x", 403, "this endpoint answers queries and takes no update", ASK),
        (
            "/sparql?query=ASK%7B%7D&named-graph-uri=urn:g",
            403,
            "named-graph-uri=urn:g: this endpoint has one dataset, all of it in the default graph; leave "
            "named-graph-uri out",
            ASK,
        ),
        (
            "/sparql?query=a&query=b",
            400,
            "query is given more than once; send one query at a time",
            CORRECT,
        ),
        ("/sparql?query=ASK%7B%7D&format=ttl", 406, "nothing here is served as ttl", "Ask for one of these formats."),
        ("/data/drug/percocet.html", 406, "nothing here is served as html", "Ask for one of these formats."),
    ],
)
def test_what_can_not_be_had(client: FlaskClient, path: str, status: int, detail: str, remedy: str) -> None:
    answer = client.get(path, headers=DATA)
    assert answer.json is not None
    assert (answer.status_code, answer.json["detail"], answer.json["remedy"]) == (status, detail, remedy)


def test_a_query_that_is_not_in_the_list(client: FlaskClient) -> None:
    answer = client.get("/queries/none", headers=DATA)
    assert answer.json is not None
    assert (answer.status_code, answer.json["remedy"]) == (404, LIST)
    assert "no query is called 'none'" in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "body", "kind", "status", "detail"),
    [
        ("/sparql", b"ab\xff", "application/sparql-query", 400, "the body is not UTF-8 (byte 2)"),
        ("/sparql", b"x", "application/sparql-update", 403, "this endpoint answers queries and takes no update"),
        (
            "/sparql",
            b"x",
            "text/plain",
            415,
            "send a form with the field query, or a body of type application/sparql-query",
        ),
        (
            "/sparql",
            b"q=1",
            "application/x-www-form-urlencoded",
            400,
            "the form has no field query; it holds the query's text",
        ),
        (
            "/sparql?query=a",
            b"query=b",
            "application/x-www-form-urlencoded",
            400,
            "query is given more than once; send one query at a time",
        ),
        (
            "/reconcile",
            b"q=1",
            "application/x-www-form-urlencoded",
            400,
            "the form has neither the field queries nor extend",
        ),
        (
            "/reconcile",
            b"x",
            "text/plain",
            400,
            "the form has neither the field queries nor extend; the body is text/plain, not a form",
        ),
        (
            "/reconcile",
            b"x",
            "",
            400,
            "the form has neither the field queries nor extend; the body is of no type, not a form",
        ),
    ],
)
def test_what_can_not_be_sent(client: FlaskClient, path: str, body: bytes, kind: str, status: int, detail: str) -> None:
    answer = client.post(path, data=body, content_type=kind, headers=DATA)
    assert answer.json is not None
    assert (answer.status_code, answer.json["detail"]) == (status, detail)


def test_a_form_of_several_parts_is_a_form(client: FlaskClient) -> None:
    def sent(path: str, **fields: str) -> tuple[int, object]:
        answer = client.post(path, data=fields, content_type="multipart/form-data", headers=DATA)
        assert answer.json is not None
        return answer.status_code, answer.json.get("detail", answer.json)

    assert sent("/sparql", query="ASK {}") == (200, {"head": {}, "boolean": True})
    assert sent("/reconcile", q="1") == (400, "the form has neither the field queries nor extend")


@pytest.mark.parametrize(("size", "status"), [(1 << 20, 200), ((1 << 20) + 1, 413)])
def test_a_body_has_a_mebibyte_at_most(client: FlaskClient, size: int, status: int) -> None:
    body = b"queries=%7B%7D&x=".ljust(size, b"x")
    sent = client.post("/reconcile", data=body, content_type="application/x-www-form-urlencoded")
    assert sent.status_code == status


@pytest.mark.parametrize(
    ("path", "offers"),
    [
        (
            "/sparql?query=ASK%7B%7D&format=ttl",
            {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/html"},
        ),
        ("/id/drug/percocet?format=x", {"text/turtle", "application/ld+json", "application/rdf+xml", "text/html"}),
        ("/sparql?format=x", {"text/turtle", "application/n-triples", "text/html"}),
        ("/.well-known/void?format=x", {"text/turtle", "application/ld+json"}),
    ],
)
def test_who_asks_for_another_format_is_told_which_there_are(client: FlaskClient, path: str, offers: set[str]) -> None:
    answer = client.get(path, headers=DATA)
    assert answer.status_code == 406
    assert answer.json is not None
    assert offers <= {each["media_type"] for each in answer.json["offers"]}
    for each in answer.json["offers"]:
        assert each["url"].startswith("/")
    page = client.get(path.replace("format=x", "").replace("&format=ttl", ""), headers={"Accept": "image/png"})
    assert page.status_code == 406


@pytest.mark.parametrize("number", ["0", "x", "-1", "²", "1.5", ""])
def test_what_is_no_number_of_a_page_is_the_first(client: FlaskClient, number: str) -> None:
    first = client.get("/page/drug/percocet?page=1", headers={"Accept": "text/html"})
    assert client.get(f"/page/drug/percocet?page={number}", headers={"Accept": "text/html"}).text == first.text


def test_a_page_beyond_the_last_has_no_rows(client: FlaskClient) -> None:
    for number in ("2", "100000", "99999999999999999999"):
        answer = client.get(f"/page/drug/percocet?page={number}", headers={"Accept": "text/html"})
        assert answer.status_code == 200


def test_health_is_told_with_the_release_and_never_kept(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.json == {"ok": True, "release": "sample-1", "made": "2026-01-02T03:04:05Z"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.endswith("}\n")


def test_suggestions_go_on_where_the_cursor_stands(client: FlaskClient) -> None:
    def names(what: str, **asked: str) -> list[str]:
        answer = client.get(f"/reconcile/suggest/{what}", query_string=asked)
        return [each["name"] for each in json.loads(answer.text)["result"]]

    assert names("type", prefix="guideline") == ["Guideline section", "Guideline", "Edition of a guideline"]
    assert names("type", prefix=" guideline ", cursor="1") == ["Guideline", "Edition of a guideline"]
    assert names("property", prefix="drug") == ["Drug class", "Kind of drug"]
    assert names("entity", prefix="perc", type="Treatment") == []
    assert "Percocet" in names("entity", prefix="perc")


def test_every_answer_is_open_to_be_read_and_closed_to_all_else(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert (
        headers["Access-Control-Expose-Headers"] == "Link, Location, Vary, ETag, X-Truncated, X-Parameters, X-Instead"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Methods" not in headers
    asked = client.options("/sparql").headers
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    assert asked["Access-Control-Allow-Headers"] == "Accept, Content-Type"
    assert asked["Access-Control-Max-Age"] == "86400"
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
