from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.descriptions.dataset import Contents, dataset_iri, release_lines, service_description, void_description
from kg.namespaces import DCAT, DCTERMS, FOAF, RDF, SD, VOID
from kg.query import Bindings, Door, Release, Triples, open_door
from kg.store.dump import graph_blocks
from kg.store.releases import new_release
from kg.store.segments import Part

BASE = "https://data.example/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"
OUTSIDE = "http://id.nlm.nih.gov/mesh/"
ENDPOINT = "https://data.example/sparql"
LINES = [
    f"<{BASE}id/a> {TYPE} <{BASE}ontology#Thing> .",
    f"<{BASE}id/b> {TYPE} <{BASE}ontology#Thing> .",
    f'<{BASE}id/b> <{BASE}ontology#name> "b" .',
]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with new_release(tmp_path, "7", made="2030-01-01T00:00:00Z") as draft:
        draft.load([Part.of("", LINES)])
        draft.write_manifest({"base_iri": BASE, "outward": [[EXACT, OUTSIDE, 2]]})
        contents = Contents(draft.counted(), {(EXACT, OUTSIDE): 2}, draft.size)
        draft.describe(lambda name, made: release_lines(name, made, "7", contents, BASE))
        draft.publish()
    with open_door(tmp_path, workers=1) as opened:
        yield opened


def values(graph: Triples, subject: str, predicate: str) -> set[str]:
    return {t.object.value for t in graph.triples if t.subject.value == subject and t.predicate.value == predicate}


def count(door: Door, query: str) -> str:
    answer = door.run(query)
    assert isinstance(answer, Bindings)
    (number,) = answer.rows[0]
    assert isinstance(number, ox.Literal)
    return number.value


def test_void_counts_what_the_endpoint_holds(door: Door) -> None:
    graph = void_description(door, ENDPOINT, "https://site.example/releases/1/")
    dataset = dataset_iri(BASE, door.release.id)
    assert values(graph, dataset, f"{VOID}triples") == {count(door, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")}
    assert values(graph, dataset, f"{VOID}entities") == {count(door, "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")}
    assert values(graph, dataset, f"{VOID}sparqlEndpoint") == {ENDPOINT}
    assert values(graph, dataset, f"{DCAT}version") == {f"7+{door.release.id}"}
    things = f"{dataset}/class/{sha256(f'{BASE}ontology#Thing'.encode()).hexdigest()[:12]}"
    assert things in values(graph, dataset, f"{VOID}classPartition")
    assert values(graph, things, f"{VOID}entities") == {"2"}
    assert len(values(graph, things, f"{VOID}propertyPartition")) == 2


def test_files_are_told_under_the_base_and_under_the_site(door: Door) -> None:
    graph = void_description(door, ENDPOINT, "https://site.example/releases/1/")
    dataset = dataset_iri(BASE, door.release.id)
    addresses = {f"{BASE}releases/{door.release.id}/graph.nt", "https://site.example/releases/1/graph.nt"}
    assert values(graph, dataset, f"{VOID}dataDump") == addresses
    assert values(graph, f"{dataset}/distribution", f"{DCAT}downloadURL") == addresses
    assert door.release.folder is not None
    size = sum(map(len, graph_blocks(door.release.folder)))
    assert values(graph, f"{dataset}/distribution", f"{DCAT}byteSize") == {str(size)}


def test_links_to_another_vocabulary_are_a_linkset(door: Door) -> None:
    graph = void_description(door, ENDPOINT)
    dataset = dataset_iri(BASE, door.release.id)
    (links,) = values(graph, dataset, f"{VOID}subset")
    assert values(graph, links, f"{VOID}subjectsTarget") == {dataset}
    assert values(graph, links, f"{VOID}linkPredicate") == {EXACT}
    assert values(graph, links, f"{VOID}triples") == {"2"}
    (target,) = values(graph, links, f"{VOID}objectsTarget")
    assert values(graph, target, f"{VOID}uriSpace") == {OUTSIDE}


def test_the_publisher_is_an_organization_with_a_name(door: Door) -> None:
    graph = void_description(door, ENDPOINT)
    (publisher,) = values(graph, dataset_iri(BASE, door.release.id), f"{DCTERMS}publisher")
    assert f"{FOAF}Organization" in values(graph, publisher, f"{RDF}type")
    assert values(graph, publisher, f"{FOAF}name") == {"The imr-kg project"}


def test_earlier_releases_are_versions_of_the_same_work(door: Door) -> None:
    earlier = [Release("old", "2029-01-01T00:00:00Z"), Release("older", "2028-01-01T00:00:00Z")]
    graph = void_description(door, ENDPOINT, earlier=earlier)
    names = {dataset_iri(BASE, name) for name in (door.release.id, "old", "older")}
    assert values(graph, dataset_iri(BASE), f"{DCTERMS}hasVersion") == names
    previous = values(graph, dataset_iri(BASE, door.release.id), f"{DCAT}previousVersion")
    assert previous == {dataset_iri(BASE, "old")}


def test_the_store_answers_what_editors_ask_to_complete_names(door: Door) -> None:
    answer = door.run(
        f"SELECT ?class ?property ?n {{ ?part <{VOID}class> ?class ; <{VOID}propertyPartition> ?of . "
        f"?of <{VOID}property> ?property ; <{VOID}triples> ?n }} ORDER BY ?n"
    )
    assert isinstance(answer, Bindings)
    own = [(row[1], row[2]) for row in answer.rows if str(row[0]) == f"<{BASE}ontology#Thing>"]
    assert [number for _, number in own] == [ox.Literal(1), ox.Literal(2)]


def test_there_are_no_blank_nodes(door: Door) -> None:
    for graph in (void_description(door, ENDPOINT), service_description(ENDPOINT, door.release)):
        assert not [
            t for t in graph.triples if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)
        ]


def test_the_endpoint_says_what_it_can_do(door: Door) -> None:
    graph = service_description(ENDPOINT, door.release)
    assert values(graph, ENDPOINT, f"{SD}supportedLanguage") == {f"{SD}SPARQL11Query"}
    assert values(graph, ENDPOINT, f"{SD}endpoint") == {ENDPOINT}
    assert "http://www.w3.org/ns/formats/SPARQL_Results_JSON" in values(graph, ENDPOINT, f"{SD}resultFormat")
    held = count(door, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert values(graph, f"{ENDPOINT}#default-graph", f"{VOID}triples") == {held}


def test_a_remote_release_is_described_by_what_is_known() -> None:
    class Far:
        release = Release("https://far.example/sparql")

    graph = void_description(Far(), ENDPOINT)  # type: ignore[arg-type]
    assert graph.triples
