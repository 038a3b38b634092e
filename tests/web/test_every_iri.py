"""Every IRI that the project mints answers with a page and with data, after redirects; a made-up one is 404."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from kg.store.dump import graph_blocks
from tests.web.conftest import BASE

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
A_FEW = 4
"""IRIs of one kind that are tried: there are 17,000."""
FILES = {
    "context.jsonld": "application/ld+json",
    "determination.schema.json": "application/schema+json",
    "mappings": "text/tab-separated-values",
    "releases": "application/n-triples",
}
"""IRIs that name a file: it has one form, whatever is asked for."""


def named(quads: Iterable[ox.Quad]) -> Iterator[str]:
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE):
                yield term.value


def minted(store: Path) -> set[str]:
    release = [*graph_blocks(store / "current"), (store / "current" / "about.nt").read_bytes()]
    found = {iri for lines in release for iri in named(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))}
    for path in ONTOLOGY.glob("*.ttl"):
        found |= set(named(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)))
    for path in ONTOLOGY.glob("mappings/*.tsv"):
        found |= set(re.findall(rf"{BASE}mappings/\S+", path.read_text(encoding="utf-8")))
    schema = (ROOT / "docs" / "determination.schema.json").read_text(encoding="utf-8")
    return found | set(re.findall(rf"{BASE}[\w./-]+", schema))


def kind(iri: str) -> str:
    """Of things what they are and how deep below it they stand, of documents their path without numbers."""
    path = iri.removeprefix(BASE).partition("#")[0]
    first, _, rest = path.removeprefix("id/").partition("/")
    if path.startswith("id/case/"):
        return re.sub(r"\d+|sha256-\w+", "0", path.partition("case/")[2])
    return f"{first} {rest.count('/')} {rest.count('.')}" if path.startswith("id/") else re.sub(r"\d+", "0", path)


@pytest.fixture(scope="module")
def kinds(example_store: Path) -> Mapping[str, Sequence[str]]:
    """Some IRIs of each kind; the same ones each time."""
    found = defaultdict(list)
    for iri in sorted(minted(example_store)):
        found[kind(iri)].append(iri)
    chance = random.Random(7)
    return {name: chance.sample(iris, min(A_FEW, len(iris))) for name, iris in found.items()}


def test_there_are_all_kinds(kinds: Mapping[str, Sequence[str]]) -> None:
    words = {name.split(" ")[0] for name in kinds}
    assert words >= {"0", "dataset", "drug", "drug-class", "ontology", "outcome", "scheme", "section", "shapes"} - {
        "case"
    }
    assert words >= {"software", "statistics", "context.jsonld", "mappings/rxnorm.sssom.tsv", "ontology/0.0.0"}


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_every_iri_answers(example_site: FlaskClient, kinds: Mapping[str, Sequence[str]], accept: str) -> None:
    wrong = {}
    for iris in kinds.values():
        for iri in iris:
            path = iri.removeprefix(BASE).partition("#")[0]
            answer = example_site.get(f"/{path}", headers={"Accept": accept}, follow_redirects=True)
            wanted = "text/plain" if "/text#char=" in iri else FILES.get(path.partition("/")[0], accept)
            if (answer.status_code, answer.mimetype) != (200, wanted):
                wrong[iri] = (answer.status_code, answer.mimetype)
    assert wrong == {}


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
@pytest.mark.parametrize(
    "path",
    [
        *("id/case/CM00-0000000", "id/scheme/nothing", "id/software/imr-kg-9.9.9", "id/dataset/0123456789abcdef"),
        *("ontology/9.9.9", "mappings/nothing.sssom.tsv", "shape", "context.json", "id/drug/no.thing"),
    ],
)
def test_an_unknown_one_is_404_and_says_so(example_site: FlaskClient, path: str, accept: str) -> None:
    answer = example_site.get(f"/{path}", headers={"Accept": accept}, follow_redirects=True)
    assert answer.status_code == 404
    assert "404" in answer.text


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """The triples, their blank nodes named by what is said of them."""
    graph = ox.Dataset(quads)
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in graph}


@pytest.mark.parametrize("document", ["ontology", "shapes", "ontology/alignments", "ontology/0.1.0"])
def test_a_document_is_told_in_every_format(example_site: FlaskClient, document: str) -> None:
    graphs = [
        canonical(ox.parse(example_site.get(f"/{document}.{suffix}").data, format=reader))
        for suffix, reader in (
            ("nt", ox.RdfFormat.N_TRIPLES),
            ("ttl", ox.RdfFormat.TURTLE),
            ("rdf", ox.RdfFormat.RDF_XML),
            ("jsonld", ox.RdfFormat.JSON_LD),
        )
    ]
    assert graphs[0]
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.parametrize(("page", "anchor"), [("shapes", "CaseShape"), ("ontology/alignments", "Determination")])
def test_a_page_has_an_anchor_for_each_term(example_site: FlaskClient, page: str, anchor: str) -> None:
    text = example_site.get(f"/{page}", headers={"Accept": "text/html"}).text
    assert text.count(f'id="{anchor}"') == 1


def test_an_earlier_version_says_that_it_is_not_the_latest(example_site: FlaskClient) -> None:
    links = example_site.get("/ontology/0.1.0").headers.getlist("Link")
    assert '</ontology>; rel="latest-version"' in links
    assert example_site.get("/ontology/0.1.0", headers={"Accept": "text/html"}).status_code == 200


def test_what_was_a_prior_version_is_kept() -> None:
    triples = ox.parse(path=str(ONTOLOGY / "imr.ttl"), format=ox.RdfFormat.TURTLE)
    prior = [quad.object.value for quad in triples if quad.predicate.value.endswith("owl#priorVersion")]
    assert prior
    assert [iri for iri in prior if not (ONTOLOGY / "versions" / f"{iri.rpartition('/')[2]}.ttl").is_file()] == []
