"""An answer that is cut says so: a question's own limit, and the limit of the service, in every format."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from kg.formats import FORMATS, AnswerKind
from kg.query import QueryLimits, open_door
from kg.store.releases import new_release
from kg.store.segments import Part
from tests.web.conftest import SampleDoor
from web.app import create_app

MANY = 5
TURTLE = "@base <https://w3id.org/imr-kg/> . @prefix imr: <https://w3id.org/imr-kg/ontology#> .\n"
UNLISTED = 503


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site whose service gives two rows at most, of five."""
    folder = tmp_path_factory.mktemp("cuts")
    with new_release(folder, "1") as draft:
        draft.load([Part.of("", (f'<urn:s{number}> <http://x.example/p> "{number}" .' for number in range(MANY)))])
        draft.publish()
    with open_door(folder, QueryLimits(rows=2), 1) as door, create_app(door).test_client() as client:
        yield client


@pytest.fixture(scope="module")
def many() -> Iterator[FlaskClient]:
    """A site with more undated letters than the question about them lists."""
    each = '<id/case/CM20-{0:07d}/undated> a imr:Determination ; imr:decisionDateReason "none" .\n'
    door = SampleDoor(TURTLE + "".join(each.format(number) for number in range(UNLISTED)))
    with create_app(door).test_client() as client:
        yield client


@pytest.mark.parametrize(
    "written", [each for each in FORMATS if each.kind is AnswerKind.RESULTS], ids=lambda each: each.name
)
def test_rows_that_the_service_cut_say_so(small: FlaskClient, written: object) -> None:
    name = getattr(written, "name", "")
    answer = small.get("/sparql", query_string={"query": "SELECT * { ?s ?p ?o }", "format": name})
    assert (answer.status_code, answer.headers["X-Truncated"]) == (200, "true; shown=2")
    if name == "json":
        assert json.loads(answer.data)["head"]["truncated"] == {"shown": 2, "total": None}
    elif name in {"xml", "txt"}:
        assert b"Cut by a limit: the first 2 of more than 2 only." in answer.data


@pytest.mark.parametrize(
    "written", [each for each in FORMATS if each.kind is AnswerKind.GRAPH], ids=lambda each: each.name
)
def test_triples_that_the_service_cut_say_so(small: FlaskClient, written: object) -> None:
    name = getattr(written, "name", "")
    answer = small.get("/sparql", query_string={"query": "CONSTRUCT WHERE { ?s ?p ?o }", "format": name})
    assert (answer.status_code, answer.headers["X-Truncated"]) == (200, "true; shown=2")
    assert (b"Cut by a limit: the first 2 of more than 2 only." in answer.data) is (name != "jsonld")


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_the_page_of_an_answer_that_the_service_cut_says_so(small: FlaskClient, query: str) -> None:
    page = small.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "Cut by a limit of this service: the first 2 of more than 2 only, here and in the downloads." in page
    page = small.get("/sparql", query_string={"query": f"{query} LIMIT 2"}, headers={"Accept": "text/html"})
    assert "Cut by" not in page.get_data(as_text=True)


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_who_asks_for_a_whole_answer_gets_that_or_none(small: FlaskClient, query: str) -> None:
    for accept in ("*/*", "text/html"):
        headers = {"Accept": accept}
        answer = small.get("/sparql", query_string={"query": query, "complete": "true"}, headers=headers)
        assert answer.status_code == 422
        assert b"the first 2 of more than 2" in answer.data
        for given in ({"complete": "true", "query": f"{query} LIMIT 2"}, {"complete": "false", "query": query}):
            assert small.get("/sparql", query_string=given, headers=headers).status_code == 200
    assert small.post("/sparql?complete=true", data={"query": query}).status_code == 422
    assert small.get("/sparql", query_string={"query": query, "complete": "yes"}).status_code == 400


def test_a_question_that_its_own_limit_cuts_says_of_how_many(many: FlaskClient) -> None:
    answer = many.get("/queries/undated-letters?format=json")
    assert answer.headers["X-Truncated"] == f"true; shown=500; total={UNLISTED}"
    document = json.loads(answer.data)
    assert document["head"]["truncated"] == {"shown": 500, "total": UNLISTED}
    assert len(document["results"]["bindings"]) == 500
    assert many.get("/queries/undated-letters?format=csv").headers["X-Truncated"] == answer.headers["X-Truncated"]
    page = many.get("/queries/undated-letters", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert f"of {UNLISTED} rows</h2>" in page
    assert f"of {UNLISTED}.</p>" in page


def test_a_whole_answer_says_nothing_of_cuts(many: FlaskClient) -> None:
    answer = many.get("/queries/contradictions?format=json")
    assert "X-Truncated" not in answer.headers
    assert "truncated" not in json.loads(answer.data)["head"]


def test_a_panel_that_shows_the_first_says_of_how_many() -> None:
    decision = "<id/case/CM20-{0:07d}/2020-01-02/decision/1> a imr:Decision ; imr:drug <id/drug/d{0}> ; " + (
        "imr:outcome <id/outcome/upheld> ; imr:year 2020 .\n"
    )
    door = SampleDoor(TURTLE + "".join(decision.format(number) for number in range(11)))
    page = create_app(door).test_client().get("/", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "These are the first 8 of 11." in page


def test_decisions_side_by_side_tell_how_many_each_side_has() -> None:
    """Ten of each are shown."""
    each = """<id/case/CM20-{0:07d}/1/decision/1> a imr:Decision ; imr:outcome <id/outcome/{1}> ;
  imr:treatment <id/treatment/t> ; imr:reviewerCites <id/section/s> ; imr:position 1 ; imr:heading "Item" .\n"""
    labels = "".join(
        f'<id/{one}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{one}"@en .\n'
        for one in ("outcome/upheld", "outcome/overturned", "treatment/t", "section/s")
    )
    sides = {"upheld": 12, "overturned": 3}
    data = "".join(each.format(100 * count + n, side) for side, count in sides.items() for n in range(count))
    asked = {"treatment": "https://w3id.org/imr-kg/id/treatment/t", "section": "https://w3id.org/imr-kg/id/section/s"}
    with create_app(SampleDoor(TURTLE + labels + data)).test_client() as client:
        answer = client.get("/queries/opposite-decisions", query_string={**asked, "format": "json"})
    rows = [
        (row["outcomeLabel"]["value"], row["ofOutcome"]["value"])
        for row in json.loads(answer.data)["results"]["bindings"]
    ]
    assert rows == [("outcome/overturned", "3")] * 3 + [("outcome/upheld", "12")] * 10
