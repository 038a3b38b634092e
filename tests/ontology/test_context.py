"""The JSON-LD context knows every term of the ontology, with its type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import to_isomorphic
from rdflib.namespace import OWL, RDF, RDFS, XSD

PROJECT = Path(__file__).parents[2]
OWN = "https://w3id.org/imr-kg/ontology#"
GRAPH = Graph().parse(PROJECT / "ontology" / "imr.ttl")
CONTEXT = json.loads((PROJECT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]


def entry(term: URIRef) -> object:
    """How the context must give a term."""
    name = f"imr:{term.removeprefix(OWN)}"
    if (term, RDF.type, OWL.ObjectProperty) in GRAPH:
        return {"@id": name, "@type": "@id"}
    kind = GRAPH.value(term, RDFS.range) or GRAPH.value(term, URIRef("https://schema.org/rangeIncludes"))
    if (term, RDF.type, OWL.DatatypeProperty) in GRAPH and kind != XSD.string:
        return {"@id": name, "@type": f"xsd:{str(kind).removeprefix(str(XSD))}"}
    return name


def test_the_context_agrees_with_the_ontology() -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {each for kind in kinds for each in GRAPH.subjects(RDF.type, kind) if str(each).startswith(OWN)}
    expected = {str(term).removeprefix(OWN): entry(URIRef(str(term))) for term in terms}
    assert {name: value for name, value in CONTEXT.items() if name in expected} == expected
    ours = {name for name, value in CONTEXT.items() if str(value).find("imr:") >= 0}
    assert ours == set(expected)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_a_case_survives_the_way_through_json_ld() -> None:
    data = Graph().parse(PROJECT / "tests" / "kg" / "rdf" / "golden" / "two-items.nt")
    text = data.serialize(format="json-ld", context=CONTEXT, auto_compact=False)
    assert to_isomorphic(Graph().parse(data=text, format="json-ld")) == to_isomorphic(data)
    decision = next(node for node in json.loads(text)["@graph"] if node.get("type") == "Decision")
    assert decision["position"] in {"1", "2"}
    assert decision["outcome"].startswith("https://w3id.org/imr-kg/id/outcome/")
