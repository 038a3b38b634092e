"""A form that is given a name of several concepts asks which; whatever it was asked with, the answer says so."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import BASE, SampleDoor
from web.app import create_app

TWINS = """
@base <https://w3id.org/imr-kg/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<id/section/odg-pain-opioids> a skos:Concept ; skos:prefLabel "Opioids - ODG, Pain"@en ; skos:altLabel "Opioids"@en ;
  skos:inScheme <id/scheme/guidelines> .
"""
OURS, TWIN = f"{BASE}id/section/cpmtg09-opioids", f"{BASE}id/section/odg-pain-opioids"
ASKED = "/queries/decisions-like-mine"


@pytest.fixture(scope="module")
def client(sample: str) -> Iterator[FlaskClient]:
    with create_app(SampleDoor(sample, TWINS)).test_client() as client:
        yield client


def test_a_page_lists_the_same_question_about_each_with_its_decisions(client: FlaskClient) -> None:
    answer = client.get(ASKED, query_string={"section": "opioids", "year": "2017"}, headers={"Accept": "text/html"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "&#39;opioids&#39; can mean 2 concepts; which is meant?" in page
    choices = page.partition('class="listing choices"')[2].partition("</ul>")[0]
    assert choices.index(">Opioids</a>") < choices.index(">Opioids - ODG, Pain</a>")
    assert ["2 decisions" in choices, "0 decisions" in choices] == [True, True]
    assert "year=2017" in choices
    assert "section=https%3A%2F%2Fw3id.org%2Fimr-kg%2Fid%2Fsection%2Fodg-pain-opioids" in choices
    assert "No row answers" not in page


@pytest.mark.parametrize("form", ["json", "csv", "xml", "tsv", "txt"])
def test_data_is_refused_with_the_concepts_and_their_addresses(client: FlaskClient, form: str) -> None:
    answer = client.get(ASKED, query_string={"section": "Opioids", "format": form})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    told = json.loads(answer.data)
    assert [(each["value"], each["label"], each["decisions"]) for each in told["choices"]] == [
        (OURS, "Opioids", 2),
        (TWIN, "Opioids - ODG, Pain", 0),
    ]
    assert client.get(told["choices"][0]["url"]).status_code == 200
    assert f"format={form}" in told["choices"][0]["url"]


@pytest.mark.parametrize("given", ["Opiates", "cpmtg09-opioids", "section/cpmtg09-opioids", OURS])
def test_what_was_used_is_told_in_words_and_id(client: FlaskClient, given: str) -> None:
    page = client.get(ASKED, query_string={"section": given}, headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "section: Opioids (id/section/cpmtg09-opioids)" in page
    assert "outcome: Overturned (id/outcome/overturned)" in page
    answer = client.get(ASKED, query_string={"section": given, "format": "json"})
    head = json.loads(answer.data)["head"]
    assert head["parameters"]["section"] == {"value": OURS, "label": "Opioids"}
    answer = client.get(ASKED, query_string={"section": given, "format": "csv"})
    assert json.loads(answer.headers["X-Parameters"])["section"] == {"value": OURS, "label": "Opioids"}
    assert answer.data.startswith(b"decision,")


def test_an_unknown_name_is_refused_with_the_nearest(client: FlaskClient) -> None:
    answer = client.get(ASKED, query_string={"section": "Opoids", "format": "json"})
    assert answer.status_code == 400
    assert "did you mean 'Opioids'" in json.loads(answer.data)["detail"]


def test_a_question_without_parameters_says_nothing_of_them(client: FlaskClient) -> None:
    answer = client.get("/queries/contradictions?format=csv")
    assert "X-Parameters" not in answer.headers


def test_of_two_values_of_a_parameter_none_is_taken(client: FlaskClient) -> None:
    answer = client.get(f"{ASKED}?section=Opiates&section=other&format=csv")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert "section: given twice, as 'Opiates' and 'other'" in json.loads(answer.data)["detail"]
    assert (
        client.get(f"{ASKED}?section=Opiates&section=other&run=1", headers={"Accept": "text/html"}).status_code == 400
    )
    assert client.get(f"{ASKED}?section=Opiates&section=&section=Opiates&format=csv").status_code == 200
