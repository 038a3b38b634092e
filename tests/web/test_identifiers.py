"""Short links and links by outside identifiers; the search page, which finds misspelled names too."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import SampleDoor
from web.app import create_app

HTML = {"Accept": "text/html,application/xhtml+xml"}
DRUGS = """
@prefix imr: <https://w3id.org/imr-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://w3id.org/imr-kg/id/> .
<drug/one> a imr:Drug ; skos:prefLabel "one" ; skos:hiddenLabel "wun" ; skos:altLabel "oneol" ;
  skos:inScheme <scheme/drugs> ; imr:rxcui "1001" ; imr:unii "AB12CD34EF" ; imr:mesh "D900001" ; imr:chebi "CHEBI:901" .
<drug/two> a imr:Drug ; skos:prefLabel "two" ; skos:inScheme <scheme/drugs> ; imr:mesh "D900002" .
<drug/three> a imr:Drug ; skos:prefLabel "<b>three</b>" ; skos:inScheme <scheme/drugs> ; imr:mesh "D900002" .
"""


@pytest.fixture(scope="module")
def site(sample: str) -> FlaskClient:
    return create_app(SampleDoor(sample, DRUGS)).test_client()


@pytest.mark.parametrize(
    "path",
    [
        "rxcui/1001",
        "RXCUI/1001",
        "unii/AB12CD34EF",
        "unii/ab12cd34ef",
        "mesh/D900001",
        "mesh/http://id.nlm.nih.gov/mesh/D900001",
        "chebi/CHEBI:901",
        "chebi/CHEBI%3A901",
        "chebi/CHEBI_901",
        "chebi/901",
    ],
)
def test_an_outside_identifier_leads_to_the_drug(site: FlaskClient, path: str) -> None:
    answer = site.get(f"/drug/{path}", headers=HTML)
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/page/drug/one")
    assert "Accept" in answer.headers["Vary"]


def test_a_program_is_sent_to_the_data(site: FlaskClient) -> None:
    answer = site.get("/drug/rxcui/1001", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/data/drug/one.ttl")


def test_several_drugs_are_listed(site: FlaskClient) -> None:
    answer = site.get("/drug/mesh/D900002", headers=HTML)
    assert answer.status_code == 200
    assert 'href="/page/drug/two"' in answer.text
    assert 'href="/page/drug/three"' in answer.text
    assert "<b>three" not in answer.text


@pytest.mark.parametrize(
    ("path", "cause", "remedy"),
    [
        ("/drug/rxcui/999", "no drug here has the RxNorm RXCUI identifier 999", "/search"),
        ("/drug/ndc/123", "looked up by ndc", "/drug/rxcui/..."),
        ("/drug/rxcui/<script>", "RxNorm", "ingredients"),
        ("/case/CM00-0000000", "no case here has the number CM00-0000000", "CM16-0213037"),
        ("/case/x", "no case here", "looks like"),
        ("/section/nothing", "no guideline section here has the id nothing", "cpmtg09-opioids"),
    ],
)
def test_what_is_unknown_is_404_with_cause_and_remedy(site: FlaskClient, path: str, cause: str, remedy: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert cause in answer.json["detail"]
    assert remedy in answer.json["remedy"]
    assert "<script>" not in site.get(path, headers=HTML).text


@pytest.mark.parametrize("number", ["CM99-0000001", "cm99-0000001", "cm990000001"])
def test_a_case_by_its_number(site: FlaskClient, number: str) -> None:
    answer = site.get(f"/case/{number}")
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/page/case/CM99-0000001")


def test_a_section_by_its_id(site: FlaskClient) -> None:
    answer = site.get("/section/cpmtg09-opioids", headers=HTML)
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/page/section/cpmtg09-opioids")


def test_the_search_finds_other_names_and_misspelled_ones(site: FlaskClient) -> None:
    text = site.get("/search?q=percocett", headers=HTML).text
    assert 'href="/page/drug/percocet"' in text
    assert "spelled like them" in text
    text = site.get("/search?q=oneol", headers=HTML).text
    assert 'href="/page/drug/one"' in text
    assert "also called oneol" in text
    assert "spelled like them" not in text
    assert 'href="/page/section/cpmtg09-opioids"' in site.get("/search?q=opia").text
    assert "wun" not in site.get("/search?q=one", headers=HTML).text
