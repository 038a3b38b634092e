from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.descriptions.dataset import dataset_iri, release_lines, service_description, void_description
from kg.namespaces import DCAT, SD, VOID
from kg.query import Bindings, Door, Release, Triples, open_door
from kg.store.releases import new_release

BASE = "https://data.example/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
ENDPOINT = "https://data.example/sparql"
LINES = [
    f"<{BASE}id/a> {TYPE} <{BASE}ontology#Thing> .",
    f"<{BASE}id/b> {TYPE} <{BASE}ontology#Thing> .",
    f'<{BASE}id/b> <{BASE}ontology#name> "b" .',
]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with new_release(tmp_path, "7", made="2030-01-01T00:00:00Z") as draft:
        draft.load([LINES])
        draft.write_manifest({"base_iri": BASE})
        draft.describe(lambda name, made: release_lines(name, made, "7", draft.census, BASE))
        draft.publish()
    with open_door(tmp_path, workers=1) as opened:
        yield opened


def values(graph: Triples, subject: str, predicate: str) -> set[str]:
    return {t.object.value for t in graph.triples if t.subject.value == subject and t.predicate.value == predicate}


def test_void_tells_how_much_there_is(door: Door) -> None:
    graph = void_description(door, ENDPOINT, f"{BASE}graph.nt")
    dataset = dataset_iri(BASE, door.release.id)
    assert values(graph, dataset, f"{VOID}triples") == {"3"}
    assert values(graph, dataset, f"{VOID}entities") == {"2"}
    assert values(graph, dataset, f"{VOID}sparqlEndpoint") == {ENDPOINT}
    assert values(graph, dataset, f"{VOID}dataDump") == {f"{BASE}graph.nt"}
    assert values(graph, dataset, f"{DCAT}version") == {f"7+{door.release.id}"}
    (thing,) = values(graph, dataset, f"{VOID}classPartition")
    assert values(graph, thing, f"{VOID}entities") == {"2"}
    assert len(values(graph, thing, f"{VOID}propertyPartition")) == 2


def test_the_store_answers_what_editors_ask_to_complete_names(door: Door) -> None:
    answer = door.run(
        f"SELECT ?class ?property ?n {{ ?part <{VOID}class> ?class ; <{VOID}propertyPartition> ?of . "
        f"?of <{VOID}property> ?property ; <{VOID}triples> ?n }} ORDER BY ?n"
    )
    assert isinstance(answer, Bindings)
    assert [row[2] for row in answer.rows] == [ox.Literal(1), ox.Literal(2)]


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
    assert values(graph, f"{ENDPOINT}#default-graph", f"{VOID}triples") == {"3"}


def test_a_remote_release_is_described_by_what_is_known() -> None:
    class Far:
        release = Release("https://far.example/sparql")

    graph = void_description(Far(), ENDPOINT)  # type: ignore[arg-type]
    assert graph.triples
