"""IRIs: stable, safe, and readable back."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.namespaces import PREFIXES, Iris, TextPlace, Thing, slug

IRIS = Iris()
CASE = IRIS.case("CM16-0000001", "ab" * 32)
LETTER = IRIS.determination(CASE, "2017-01-31")
DECISION = IRIS.decision(LETTER, 2)
REQUEST = IRIS.request(DECISION)
HOSTILE = st.text(st.characters(exclude_categories=()), max_size=40)
SAFE = re.compile(r"[A-Za-z0-9._~%-]+")


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        (CASE, "id/case/CM16-0000001"),
        (IRIS.case(None, "0123456789abcdef0123"), "id/case/sha256-0123456789abcdef"),
        (LETTER, "id/case/CM16-0000001/2017-01-31"),
        (IRIS.determination(CASE, None), "id/case/CM16-0000001/undated"),
        (IRIS.determination(CASE, "2017-01-31", "deadbeefcafe"), "id/case/CM16-0000001/2017-01-31-deadbeef"),
        (REQUEST, "id/case/CM16-0000001/2017-01-31/decision/2/request"),
        (IRIS.citation(DECISION, "reviewer", 1), "id/case/CM16-0000001/2017-01-31/decision/2/citation/reviewer-1"),
        (
            IRIS.citation(DECISION, "claims_administrator", 3),
            "id/case/CM16-0000001/2017-01-31/decision/2/citation/administrator-3",
        ),
        (IRIS.text(LETTER, 120, 145), "id/case/CM16-0000001/2017-01-31/text#char=120,145"),
        (IRIS.section("cpmtg09-opioids"), "id/section/cpmtg09-opioids"),
        (IRIS.category("pharmaceuticals/opioids"), "id/category/pharmaceuticals/opioids"),
        (IRIS.drug("Oxycodone / Acetaminophen"), "id/drug/oxycodone-acetaminophen"),
        (IRIS.outcome("partly_overturned"), "id/outcome/partly-overturned"),
        (IRIS.side("claims_administrator"), "id/side/claims-administrator"),
        (IRIS.term("Decision"), "ontology#Decision"),
    ],
)
def test_iris_are_those_of_the_iri_scheme(iri: str, path: str) -> None:
    assert iri == f"https://w3id.org/imr-kg/{path}"


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (CASE, "case"),
        (LETTER, "determination"),
        (DECISION, "decision"),
        (REQUEST, "request"),
        (IRIS.drug_request(REQUEST, 1), "drug-request"),
        (IRIS.citation(DECISION, "reviewer", 1), "citation"),
        (IRIS.citation(LETTER, "claims_administrator", 1), "citation"),
        (IRIS.mention(DECISION, 1), "mention"),
        (IRIS.reviewer(LETTER), "reviewer"),
        (IRIS.diagnosis(LETTER, 1), "diagnosis"),
        (IRIS.text(LETTER, 1, 2), "text"),
        (IRIS.extraction_finding(LETTER, 1), "extraction-finding"),
        (f"{LETTER}/text", "text"),
        (IRIS.citation_reading("reviewer-field-label-certain"), "reading"),
        (IRIS.drug_reading("taken-exact-certain"), "drug-reading"),
        (IRIS.section("odg"), "section"),
        (IRIS.category("pharmaceuticals/opioids"), "category"),
        (IRIS.drug_class("opioid"), "drug-class"),
        (IRIS.body_region("low-back"), "body-region"),
        (IRIS.scheme("outcomes"), "scheme"),
        (IRIS.software("0.1.0"), "software"),
        (IRIS.term("Decision"), "term"),
        (IRIS.base + "shapes#CaseShape", "shape"),
        (IRIS.concept("qualifier", "retrospective"), "qualifier"),
    ],
)
def test_every_iri_is_read_back_as_what_it_names(iri: str, kind: str) -> None:
    thing = IRIS.parse(iri)
    assert thing is not None
    assert thing.kind == kind
    assert iri.endswith(thing.id)


@pytest.mark.parametrize(
    "iri",
    [
        "https://example.org/id/case/1",
        "https://w3id.org/imr-kg/",
        "https://w3id.org/imr-kg/ontology#",
        "https://w3id.org/imr-kg/id/case/",
        "https://w3id.org/imr-kg/id/No kind/1",
        "https://w3id.org/imr-kg/id/case/1/2/3",
        "https://w3id.org/imr-kg/id/case/1/2/decision/x",
        "",
    ],
)
def test_what_is_no_iri_of_the_graph_names_nothing(iri: str) -> None:
    assert IRIS.parse(iri) is None


@given(st.integers(0), st.integers(0))
def test_a_place_is_read_back_as_its_characters(start: int, end: int) -> None:
    assert IRIS.place(IRIS.text(LETTER, start, end)) == TextPlace(LETTER, start, end)


@pytest.mark.parametrize(
    "iri", [LETTER, f"{LETTER}/text", f"{LETTER}/text#char=1", "https://example.org/text#char=1,2"]
)
def test_what_is_no_place_has_no_characters(iri: str) -> None:
    assert IRIS.place(iri) is None


def test_parse_gives_kind_and_id() -> None:
    assert IRIS.parse(DECISION) == Thing("decision", "CM16-0000001/2017-01-31/decision/2")


@given(HOSTILE, HOSTILE)
def test_hostile_case_numbers_make_one_safe_segment_each(one: str, other: str) -> None:
    first, second = (IRIS.case(name, "ab" * 32) for name in (one, other))
    segment = first.removeprefix("https://w3id.org/imr-kg/id/case/")
    assert SAFE.fullmatch(segment)
    assert NamedNode(first).value == first
    assert urljoin("https://w3id.org/imr-kg/", first) == first
    assert IRIS.parse(first) == Thing("case", segment)
    assert IRIS.case_of(IRIS.decision(IRIS.determination(first, None), 1)) == first
    if one.strip() and not set(one.strip()) <= {"."}:
        assert unquote(segment, errors="surrogatepass") == one.strip()
    if one.strip() != other.strip() and "~" not in one + other:
        assert first != second


@given(HOSTILE)
def test_hostile_names_make_safe_concepts(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(name))
    assert slug(slug(name)) == slug(name)
    for iri in (IRIS.concept("treatment", name), IRIS.drug(name), IRIS.specialty(name), IRIS.term(name)):
        assert NamedNode(iri).value == iri
        assert re.fullmatch(r"[A-Za-z0-9._~%/:#-]+", iri)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Low  Back", "low-back"),
        ("Podiátric-Surgery ", "podiatric-surgery"),
        ("Hospice & Palliative", "hospice-palliative"),
    ],
)
def test_slugs_are_small_letters_digits_and_hyphens(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_base_of_ones_own_gets_its_last_slash() -> None:
    iris = Iris("http://localhost:8000/kg")
    assert iris.drug("Norco") == "http://localhost:8000/kg/id/drug/norco"
    assert iris.prefixes["imr"] == "http://localhost:8000/kg/ontology#"


@pytest.mark.parametrize("base", ["", "w3id.org/imr", "ftp://x/", "https://x/y z/", "https://x/<y>/", "https://x/?q="])
def test_a_broken_base_is_refused(base: str) -> None:
    with pytest.raises(InputError, match="base IRI"):
        Iris(base)


def test_prefixes_name_the_own_vocabulary_and_the_webs() -> None:
    assert PREFIXES["imr"] == "https://w3id.org/imr-kg/ontology#"
    assert {"skos", "prov", "dcterms", "schema", "xsd", "sh"} <= PREFIXES.keys()
