"""Accuracy and the release's own counts, as pages show them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kg.parse.findings import MEANINGS
from tests.web.conftest import BASE, SampleDoor
from web.app import create_app
from web.pages.measured import Measured
from web.settings import SiteSettings
from web.word_tables import rows

PROJECT = Path(__file__).parents[3]
ONTOLOGY = PROJECT / "ontology"
MEASURED = Measured.load(ONTOLOGY, BASE)
MANIFEST = {
    "rejected": [
        {"code": "password", "place": "/srv/in/a.pdf", "reason": "needs a password", "remedy": "give the password"},
        {"code": "password", "place": "/srv/in/b.pdf", "reason": "needs a password", "remedy": "give the password"},
    ],
    "notices": [],
    "findings": {"age-not-found": 1234},
    "warnings": {f"{BASE}shapes#DecisionShape-noContradiction": 5},
}


@pytest.fixture(scope="module")
def site(sample: str) -> FlaskClient:
    door = SampleDoor(sample)
    door.release = replace(door.release, manifest=MANIFEST)
    return create_app(door, settings=SiteSettings(ontology=ONTOLOGY)).test_client()


@pytest.fixture(scope="module")
def about(site: FlaskClient) -> str:
    return site.get("/.well-known/void", headers={"Accept": "text/html"}).text


def panel(text: str, name: str) -> str:
    return text.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


# --- accuracy ------------------------------------------------------------------------------------------------------


def test_each_field_that_is_measured_has_a_name_and_properties() -> None:
    assert MEASURED.fields
    ontology = (ONTOLOGY / "imr.ttl").read_text(encoding="utf-8")
    for field in MEASURED.fields:
        assert field.terms, field.name
        assert all(re.search(rf"^imr:{term} a ", ontology, re.MULTILINE) for term in field.terms), field.name


def test_accuracy_stands_with_n_and_interval(about: str) -> None:
    shown = panel(about, "accuracy")
    assert "at hand while the reader was written" in shown
    assert "parts of the body" in shown
    assert re.search(r"\d+\.\d % \(\d+\.\d – \d+\.\d\)", shown)


def test_letters_that_nobody_had_seen_stand_first(about: str) -> None:
    places = [about.index(f'id="{name}"') for name in ("quality", "heldout-a", "heldout-b", "heldout-c", "heldout-d")]
    assert sorted(places) == places
    assert places[-1] < about.index('id="accuracy"')
    first = panel(about, "heldout-a")
    assert "had never seen, with the program as it was at commit d43069e. It has changed since" in first
    assert "44 letters" in first


def row(text: str, *cells: str) -> bool:
    """Whether one row of a table begins with these cells."""
    found = [re.findall(r"<td[^>]*>(.*?)</td>", each, re.DOTALL) for each in text.split("<tr>")]
    return any(tuple(each[: len(cells)]) == cells for each in found)


def test_an_f1_stands_beside_the_rates_it_is_made_of_and_has_no_interval(about: str) -> None:
    interval = "90.8 % (84.9 – 94.5)", "90.1 % (84.1 – 94.0)"
    assert row(panel(about, "heldout-a"), "DWC category", "142", "141", "128", *interval, "0.905")


def test_other_measures_say_in_words_what_was_counted(about: str) -> None:
    assert row(panel(about, "heldout-b"), "DWC category", "right", "146", "143", "97.9 % (94.1 – 99.3)")
    prose, drugs = panel(about, "heldout-c"), panel(about, "heldout-d")
    assert row(prose, "drug in running text", "right, of what the program said", "150", "145", "96.7 % (92.4 – 98.6)")
    assert row(prose, "drug in running text", "found, of what is there", "44", "43", "97.7 % (88.2 – 99.6)")
    assert row(prose, "citation called superseded", "right, of what the program said", "5", "1", "20.0 % (3.6 – 62.4)")
    assert row(drugs, "another drug, though certain", "wrong: fewer is better", "567", "7", "1.2 % (0.6 – 2.5)")


def test_every_figure_is_of_a_set_a_field_and_one_measurement_that_are_named() -> None:
    table = list(rows((ONTOLOGY / "heldout_accuracy.tsv").read_text(encoding="utf-8")))
    sets = {each.id: each for each in MEASURED.heldout}
    assert {each["set"] for each in table} == set(sets)
    assert sum(len(each.figures) for each in sets.values()) == len(table)
    named = {each["field"] for each in rows((ONTOLOGY / "accuracy_terms.tsv").read_text(encoding="utf-8"))}
    assert {each["field"] for each in table} <= named
    (commit,), (date,) = ({each[name] for each in table} for name in ("commit", "date"))
    assert f"commit {commit}" in MEASURED.heldout_caption
    assert date in MEASURED.heldout_caption
    for each in table:
        counts = [int(each[name]) for name in ("said", "there") if each[name]]
        assert counts
        assert all(int(each["right"]) <= count for count in counts), each


def test_a_site_without_the_tables_shows_none_of_it(client: FlaskClient) -> None:
    text = client.get("/.well-known/void", headers={"Accept": "text/html"}).text
    assert 'id="quality"' not in text
    assert "heldout" not in text


def test_a_property_says_how_well_it_is_read(site: FlaskClient) -> None:
    text = site.get("/ontology", headers={"Accept": "text/html"}).text
    outcome = panel(text, "outcome")
    assert "Read how well" in outcome
    assert "recall" in outcome
    assert "at hand while the reader was written" in text
    assert "Read how well" not in panel(text, "sourceHash")


# --- the release ---------------------------------------------------------------------------------------------------


def test_rejected_letters_are_counted_by_code_without_the_makers_folders(about: str) -> None:
    rejected = panel(about, "rejected")
    assert "password" in rejected
    assert ">2<" in rejected
    assert "needs a password; give the password" in rejected
    assert "/srv/in" not in about


def test_findings_are_counted_in_words(about: str) -> None:
    findings = panel(about, "findings")
    assert "1,234" in findings
    assert "the letter does not say the patient&#39;s age" in findings


def test_warnings_are_counted_by_shape_with_its_message(about: str) -> None:
    warnings = panel(about, "warnings")
    assert "DecisionShape-noContradiction" in warnings
    assert MEASURED.messages[f"{BASE}shapes#DecisionShape-noContradiction"] in unescape(warnings)


def test_a_graph_without_a_manifest_shows_no_counts_of_a_release(client: FlaskClient) -> None:
    text = client.get("/.well-known/void", headers={"Accept": "text/html"}).text
    assert 'id="rejected"' not in text


def test_the_codes_are_those_that_reading_gives() -> None:
    written = {code: meaning for code, (_, meaning) in MEANINGS.items()}
    assert {code: MEASURED.meanings.get(code) for code in written} == written
    assert set(codes_of_linking()) <= set(MEASURED.meanings)


def codes_of_linking() -> Iterator[str]:
    for path in (PROJECT / "kg" / "link").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Finding", "_unknown"}
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


# --- markup --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/.well-known/void"])
def test_search_engines_are_told_of_the_dataset(site: FlaskClient, path: str) -> None:
    text = site.get(path, headers={"Accept": "text/html"}).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    described = json.loads(found[1])
    assert described["@type"] == "Dataset"
    assert described["http://purl.org/dc/terms/conformsTo"]["@id"].startswith(
        "https://bioschemas.org/profiles/Dataset/"
    )
    assert {"name", "description", "url", "license", "keywords", "identifier"} <= set(described)
