"""A case's document holds all that its letters say, the same in every format; tried on the example letters."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

from kg.store.dump import graph_blocks
from tests.web.conftest import BASE

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own

READERS = {"nt": "nt", "ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
CASE = re.compile(rf"<({BASE}id/case/[^/>]+)")
LABEL = re.compile(r" <http://www.w3.org/(2004/02/skos/core#prefLabel|2000/01/rdf-schema#label)> ")


@pytest.fixture(scope="module")
def cases(example_store: Path) -> Mapping[str, set[str]]:
    """The lines of the release about each case, by its IRI."""
    found: dict[str, set[str]] = {}
    for line in b"".join(graph_blocks(example_store / "current")).decode().split("\n"):
        case = CASE.match(line)
        if case:
            found.setdefault(case[1], set()).add(line)
    assert len(found) > 30
    return found


@pytest.fixture(autouse=True)
def literal_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)


@pytest.fixture(autouse=True)
def local_loader(monkeypatch: pytest.MonkeyPatch, example_site: FlaskClient) -> None:
    """Contexts come from the site, by the address that a document names."""

    def load(address: str) -> tuple[object, None]:
        assert address == f"{BASE}context.jsonld"
        return json.loads(example_site.get(address.replace(BASE, "/")).text), None

    monkeypatch.setattr("rdflib.plugins.shared.jsonld.context.source_to_json", load)


def read(body: str, suffix: str) -> set[str]:
    """What rdflib reads, as lines."""
    graph = Graph().parse(data=body, format=READERS[suffix])
    return {" ".join(term.n3() for term in triple) for triple in graph}


def local(iri: str) -> str:
    return iri.replace(f"{BASE}id/", "/data/")


def test_a_document_is_the_lines_of_the_case_and_labels_of_what_it_names(
    example_site: FlaskClient, cases: Mapping[str, set[str]]
) -> None:
    for case, lines in cases.items():
        answer = example_site.get(f"{local(case)}.nt")
        assert "X-Truncated" not in answer.headers
        found = set(answer.text.split("\n")) - {""}
        escaped = read("\n".join(lines), "nt")
        assert {line for line in read(answer.text, "nt") if line.startswith((f"<{case}>", f"<{case}/"))} == escaped
        others = [line for line in found if not line.startswith((f"<{case}>", f"<{case}/"))]
        assert others
        assert all(LABEL.search(line) for line in others)


def test_every_format_of_every_example_says_the_same(example_site: FlaskClient, cases: Mapping[str, set[str]]) -> None:
    for case in cases:
        expected = read(example_site.get(f"{local(case)}.nt").text, "nt")
        for suffix in ("ttl", "rdf", "jsonld"):
            body = example_site.get(f"{local(case)}.{suffix}").text
            assert read(body, suffix) == expected, (case, suffix)


def test_what_a_reader_looks_for_is_there(example_site: FlaskClient) -> None:
    found = json.loads(example_site.get("/data/case/CM14-9000102.jsonld").text)
    assert (found["@context"], found["type"]) == (f"{BASE}context.jsonld", "Case")
    decision = found["hasDetermination"]["hasDecision"][0]
    assert decision["outcome"] == {"id": f"{BASE}id/outcome/upheld", "prefLabel": "Upheld"}
    assert decision["request"]["type"] == "TreatmentRequest"
    assert "id/reading/" in str(decision["hasCitation"][0]["reading"])
    start, end = decision["hasCitation"][0]["foundAt"].rpartition("=")[2].split(",")
    assert found["hasDetermination"]["text"][int(start) : int(end)].startswith("ACOEM Chapter 12")
    assert found["hasDetermination"]["reviewedBy"]["reviewerSpecialty"]["prefLabel"]
    assert decision["foundAt"].startswith(f"{found['hasDetermination']['id']}/text#char=")


def test_turtle_opens_with_the_case(example_site: FlaskClient) -> None:
    blocks = example_site.get("/data/case/CM14-9000102.ttl").text.split("\n\n")
    assert blocks[1].startswith("case:CM14-9000102 a imr:Case ;\n")
    assert blocks[2].startswith("<2014-12-04> a imr:Determination ;\n")
    used = re.findall(r"^@prefix (\w*:)", blocks[0], re.MULTILINE)
    assert [prefix for prefix in used if not any(f"{prefix}" in block for block in blocks[1:])] == []


@pytest.mark.parametrize("suffix", READERS)
def test_describe_tells_all_of_the_case(example_site: FlaskClient, cases: Mapping[str, set[str]], suffix: str) -> None:
    case = f"{BASE}id/case/CM14-9000102"
    asked = {"query": f"DESCRIBE <{case}>", "format": suffix}
    assert read(example_site.get("/sparql", query_string=asked).text, suffix) == read("\n".join(cases[case]), "nt")


def test_describe_tells_of_several_cases_up_to_a_number(
    example_site: FlaskClient, cases: Mapping[str, set[str]]
) -> None:
    two = sorted(cases)[:2]
    query = f"DESCRIBE ?case {{ VALUES ?case {{ {' '.join(f'<{case}>' for case in two)} }} }}"
    body = example_site.get("/sparql", query_string={"query": query, "format": "nt"}).text
    assert read(body, "nt") == read("\n".join(line for case in two for line in cases[case]), "nt")
    many = "DESCRIBE ?case { ?case a <https://w3id.org/imr-kg/ontology#Case> }"
    body = example_site.get("/sparql", query_string={"query": many, "format": "nt"}).text
    assert {line.split(" ")[0] for line in body.split("\n") if line} == {f"<{case}>" for case in cases}


def test_the_words_of_every_letter_are_the_same_in_every_table(example_site: FlaskClient) -> None:
    query = f"SELECT ?text {{ ?letter <{BASE}ontology#text> ?text }} ORDER BY ?text"

    def table(name: str) -> bytes:
        return example_site.get("/sparql", query_string={"query": query, "format": name}).data

    texts = [row["text"]["value"] for row in json.loads(table("json"))["results"]["bindings"]]
    assert len(texts) > 30
    literal = "{http://www.w3.org/2005/sparql-results#}literal"
    assert [each.text for each in ElementTree.fromstring(table("xml")).iter(literal)] == texts
    assert [row[0] for row in csv.reader(io.StringIO(table("csv").decode(), newline=""))][1:] == texts
    cells = table("tsv").decode().split("\n")[1:-1]
    triples = "".join(f"<x:a> <x:b{number:03}> {cell} .\n" for number, cell in enumerate(cells))
    assert [str(term) for _, _, term in sorted(Graph().parse(data=triples, format="turtle"))] == texts


class _Scripts(HTMLParser):
    """The JSON-LD in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found.append(data)


def test_the_json_ld_in_every_case_page_is_json_with_a_context(
    example_site: FlaskClient, cases: Mapping[str, set[str]]
) -> None:
    for case in cases:
        page = example_site.get(case.replace(f"{BASE}id/", "/page/"), headers={"Accept": "text/html"})
        (script,) = _Scripts(page.text).found
        found = json.loads(script)
        assert (found["@context"], found["@type"], found["@id"]) == ("https://schema.org", "Report", case)
