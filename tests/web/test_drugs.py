"""Pages of drugs and of their classes, and the page for who curates them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import HERE, SampleDoor
from web.app import create_app


@pytest.fixture(scope="module")
def site(sample: str) -> FlaskClient:
    return create_app(SampleDoor(sample, (HERE / "drugs.ttl").read_text(encoding="utf-8"))).test_client()


def page(site: FlaskClient, path: str) -> str:
    answer = site.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def panel(text: str, name: str) -> str:
    return text.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


def test_an_ingredient_has_its_names_but_no_misspelling(site: FlaskClient) -> None:
    text = page(site, "/page/drug/oxycodone")
    assert "Also: oxy" in text
    assert "oxycodon<" not in text
    assert ">Percocet</a>" in panel(text, "narrower")


def test_a_name_that_is_no_longer_sold_says_so(site: FlaskClient) -> None:
    assert "no longer sold" in panel(page(site, "/page/drug/oxycodone"), "narrower")
    assert "No longer sold in the United States" in page(site, "/page/drug/roxilox")


def test_outside_links_are_links_by_the_name_of_their_vocabulary(site: FlaskClient) -> None:
    text = page(site, "/page/drug/oxycodone")
    assert '<a href="http://purl.bioontology.org/ontology/RXNORM/7804">RxNorm 7804</a>' in text
    assert '<a href="http://id.nlm.nih.gov/mesh/D010098">MeSH D010098</a>' in text
    assert '<a href="http://purl.obolibrary.org/obo/CHEBI_7852">ChEBI 7852</a>' in text
    assert ">UNII CD35PMG570</a>" in text


def test_schedule_has_its_dates_and_the_factor_its_vintage(site: FlaskClient) -> None:
    text = page(site, "/page/drug/oxycodone")
    assert "CII from 2014-10-06" in text
    assert "1.5 (CDC 2022)" in text
    assert "CII from 2014-10-06" in panel(page(site, "/page/drug/percocet"), "ingredients")


def test_classes_lead_up_to_the_root(site: FlaskClient) -> None:
    classes = panel(page(site, "/page/drug/percocet"), "classes")
    assert classes.index("Opioid agonists") < classes.index(">Opioids<")


@pytest.mark.parametrize(
    ("name", "said"),
    [("years", "2017"), ("strengths", "10/325 mg"), ("quantities", "120"), ("sections", ">Opioids<")],
)
def test_a_drug_is_counted_by(site: FlaskClient, name: str, said: str) -> None:
    for drug in ("oxycodone", "percocet"):
        assert said in panel(page(site, f"/page/drug/{drug}"), name)


def test_sections_that_denials_cite(site: FlaskClient) -> None:
    assert "Chronic Pain Medical Treatment 2009" in panel(page(site, "/page/drug/oxycodone"), "denials")


def test_drugs_of_other_items_of_the_case(site: FlaskClient) -> None:
    together = panel(page(site, "/page/drug/oxycodone"), "together")
    assert ">zolpidem</a>" in together
    assert "acetaminophen" not in together


def test_a_class_has_its_classes_drugs_and_years(site: FlaskClient) -> None:
    text = page(site, "/page/drug-class/opioids")
    assert ">Opioid agonists</a>" in panel(text, "narrower")
    assert ">oxycodone</a>" in panel(text, "members")
    assert "2017" in panel(text, "years")
    assert "Upheld" in panel(text, "outcomes")


def test_who_curates_sees_unlinked_names_with_their_cases(site: FlaskClient) -> None:
    text = page(site, "/curation")
    names = panel(text, "names")
    assert "Zorbazine 5mg #30" in names
    assert "ambiguous" in names
    assert "azine; zorba" in names or "zorba; azine" in names
    assert '/page/case/CM99-0000003">CM99-0000003</a>' in names
    assert 'decision-1">Zorbazine 5mg #30</a>' in panel(text, "cases")
    assert "/queries/unresolved-drugs" in text


def test_where_all_names_are_linked_the_page_says_so(client: FlaskClient) -> None:
    assert "every drug name" in client.get("/curation", headers={"Accept": "text/html"}).text


def test_the_page_for_curators_is_linked(client: FlaskClient) -> None:
    for path in ("/queries", "/.well-known/void"):
        assert 'href="/curation"' in client.get(path, headers={"Accept": "text/html"}).text


def test_a_decision_without_a_label_is_told_by_case_and_item(site: FlaskClient) -> None:
    query = "SELECT ?d WHERE { ?d a <https://w3id.org/imr-kg/ontology#Decision> } ORDER BY ?d LIMIT 1"
    text = site.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"}).text
    assert ">CM99-0000001 item 1</a>" in text
