"""What the site says of its data is so: every number is what a count over SPARQL gives, every address answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.namespaces import DCAT, DCTERMS, FOAF, RDF, SD, VOID
from kg.query import open_door
from tests.queries.graphs import EXAMPLES, build_examples
from tests.web.conftest import BASE, ONTOLOGY
from web.app import create_app
from web.settings import SiteSettings

NT = {"Accept": "application/n-triples"}


class Described:
    """A description, as a store to look things up in."""

    def __init__(self, body: bytes) -> None:
        self.store = ox.Store()
        self.store.load(body, format=ox.RdfFormat.N_TRIPLES)

    def values(self, subject: str, predicate: str) -> set[str]:
        return {
            quad.object.value
            for quad in self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
        }

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            yield quad.subject.value, quad.object.value

    def number(self, subject: str, predicate: str) -> int:
        (value,) = self.values(subject, predicate)
        return int(value)


@pytest.fixture(scope="module")
def void(example_site: FlaskClient) -> Described:
    return Described(example_site.get("/.well-known/void", headers=NT).data)


@pytest.fixture(scope="module")
def dataset(void: Described) -> str:
    ((subject, _),) = void.pairs(f"{VOID}sparqlEndpoint")
    return subject


def count(site: FlaskClient, pattern: str, what: str = "*") -> int:
    query = f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}"
    answer = site.get("/sparql", query_string={"query": query, "format": "json"})
    return int(json.loads(answer.text)["results"]["bindings"][0]["n"]["value"])


def test_the_whole_is_counted(example_site: FlaskClient, void: Described, dataset: str) -> None:
    assert void.number(dataset, f"{VOID}triples") == count(example_site, "?s ?p ?o")
    assert void.number(dataset, f"{VOID}entities") == count(example_site, "?s ?p ?o", "DISTINCT ?s")
    assert void.number(dataset, f"{VOID}properties") == count(example_site, "?s ?p ?o", "DISTINCT ?p")
    assert void.number(dataset, f"{VOID}classes") == count(example_site, "?s a ?c", "DISTINCT ?c")


def test_every_class_is_counted_and_its_properties(example_site: FlaskClient, void: Described, dataset: str) -> None:
    partitions = void.values(dataset, f"{VOID}classPartition")
    assert len(partitions) > 25
    for partition in partitions:
        (kind,) = void.values(partition, f"{VOID}class")
        assert void.number(partition, f"{VOID}entities") == count(example_site, f"?s a <{kind}>"), kind
    decision = next(node for node, kind in void.pairs(f"{VOID}class") if kind == f"{BASE}ontology#Decision")
    for partition in void.values(decision, f"{VOID}propertyPartition"):
        (name,) = void.values(partition, f"{VOID}property")
        pattern = f"?s a <{BASE}ontology#Decision> ; <{name}> ?o"
        assert void.number(partition, f"{VOID}triples") == count(example_site, pattern), name


def test_every_property_is_counted(example_site: FlaskClient, void: Described, dataset: str) -> None:
    partitions = void.values(dataset, f"{VOID}propertyPartition")
    assert len(partitions) > 100
    for partition in partitions:
        (name,) = void.values(partition, f"{VOID}property")
        assert void.number(partition, f"{VOID}triples") == count(example_site, f"?s <{name}> ?o"), name


def test_links_to_every_outside_vocabulary_are_counted(
    example_site: FlaskClient, void: Described, dataset: str
) -> None:
    told = {}
    for links in void.values(dataset, f"{VOID}subset"):
        assert void.values(links, f"{VOID}subjectsTarget") == {dataset}
        (predicate,), (target,) = void.values(links, f"{VOID}linkPredicate"), void.values(links, f"{VOID}objectsTarget")
        (space,) = void.values(target, f"{VOID}uriSpace")
        told[space] = told.get(space, 0) + void.number(links, f"{VOID}triples")
        if space.endswith(("RXNORM/", "mesh/", "unii/", "CHEBI_")):
            pattern = f'?s <{predicate}> ?o FILTER(STRSTARTS(STR(?o), "{space}"))'
            assert void.number(links, f"{VOID}triples") == count(example_site, pattern), links
    for space in ("ontology/RXNORM/", "nih.gov/mesh/", "srs/unii/", "obo/CHEBI_"):
        assert sum(number for name, number in told.items() if name.endswith(space)) > 1000
    match = "<http://www.w3.org/2004/02/skos/core#{}Match>"
    every = "|".join(match.format(name) for name in ("exact", "close", "broad", "narrow", "related"))
    outside = f'?s {every} ?o FILTER(!STRSTARTS(STR(?o), "{BASE}"))'
    assert sum(told.values()) == count(example_site, outside)


def test_the_store_holds_the_same_description(example_site: FlaskClient, void: Described, dataset: str) -> None:
    stored = Described(example_site.get(dataset.replace(f"{BASE}id/", "/data/") + ".nt").data)
    for name in ("triples", "entities", "classes", "properties"):
        assert stored.values(dataset, VOID + name) == void.values(dataset, VOID + name)


def test_the_service_counts_its_default_graph(example_site: FlaskClient) -> None:
    service = Described(example_site.get("/sparql", headers=NT).data)
    ((_, graph),) = service.pairs(f"{SD}defaultGraph")
    assert service.number(graph, f"{VOID}triples") == count(example_site, "?s ?p ?o")
    assert service.number(graph, f"{VOID}entities") == count(example_site, "?s ?p ?o", "DISTINCT ?s")


def test_there_is_no_blank_node(example_site: FlaskClient) -> None:
    for address in ("/.well-known/void", "/sparql"):
        assert "_:" not in re.sub(r'"[^"]*"', "", example_site.get(address, headers=NT).text)


def test_the_distribution_is_a_file_of_the_size_told(example_site: FlaskClient, void: Described, dataset: str) -> None:
    (node,) = void.values(dataset, f"{DCAT}distribution")
    (media_type,) = void.values(node, f"{DCAT}mediaType")
    addresses = void.values(node, f"{DCAT}downloadURL")
    assert {re.sub(r"/releases/.*", "", address) for address in addresses} == {BASE[:-1], "http://localhost"}
    for address in addresses:
        answer = example_site.get(address.replace(BASE, "/"))
        assert (answer.status_code, len(answer.data)) == (200, void.number(node, f"{DCAT}byteSize"))
        assert media_type.endswith(answer.mimetype)
    assert void.values(dataset, f"{VOID}dataDump") == addresses


def test_a_download_goes_on_where_it_broke_off(example_site: FlaskClient, void: Described, dataset: str) -> None:
    address = next(iter(void.values(dataset, f"{VOID}dataDump"))).replace(BASE, "/")
    part = example_site.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, example_site.get(address).data[10:20])
    assert part.headers["ETag"] == example_site.get(address).headers["ETag"]


def test_the_publisher_answers_and_has_a_name(example_site: FlaskClient, void: Described, dataset: str) -> None:
    (publisher,) = void.values(dataset, f"{DCTERMS}publisher")
    assert f"{FOAF}Organization" in void.values(publisher, f"{RDF}type")
    assert void.values(publisher, f"{FOAF}name")
    assert example_site.get(publisher.replace(BASE, "/"), follow_redirects=True).status_code == 200
    page = example_site.get("/.well-known/void", headers={"Accept": "text/html"}).text
    assert "The imr-kg project" in page


def test_schema_org_names_a_download(example_site: FlaskClient) -> None:
    page = example_site.get("/.well-known/void", headers={"Accept": "text/html"}).text
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    found = json.loads(script)["distribution"]
    assert (found["@type"], found["encodingFormat"]) == ("DataDownload", "application/n-triples")
    size = len(example_site.get(found["contentUrl"]).data)
    assert found["contentSize"] == f"{size} B"


def test_releases_that_are_kept_are_told_and_answer(tmp_path: Path) -> None:
    build_examples(tmp_path)
    first = (tmp_path / "current").resolve().name
    build_examples(tmp_path, EXAMPLES / "p-2013-necessary.txt")
    with open_door(tmp_path, workers=1) as door:
        site = create_app(door, settings=SiteSettings(ontology=ONTOLOGY)).test_client()
        void = Described(site.get("/.well-known/void", headers=NT).data)
        now, before = f"{BASE}id/dataset/{door.release.id}", f"{BASE}id/dataset/{first}"
        assert void.values(f"{BASE}id/dataset/imr-kg", f"{DCTERMS}hasVersion") == {now, before}
        for iri in (now, before, f"{BASE}id/dataset/imr-kg"):
            for accept in ("text/html", "text/turtle"):
                answer = site.get(iri.replace(BASE, "/"), headers={"Accept": accept}, follow_redirects=True)
                assert (answer.status_code, answer.mimetype) == (200, accept)
        kept = Described(site.get(f"/releases/{first}", headers=NT).data)
        assert kept.number(before, f"{VOID}triples") > void.number(now, f"{VOID}triples")
        assert site.get(f"/releases/{first}/graph.nt").status_code == 200
        for path in ("/releases/0123456789abcdef", f"/releases/{first}/manifest.json", f"/releases/{first}/../lock"):
            assert site.get(path).status_code == 404


def test_a_site_over_an_endpoint_offers_no_files(client: FlaskClient) -> None:
    assert "dataDump" not in client.get("/.well-known/void").text
    assert client.get("/releases/sample-1/graph.nt").status_code == 404
