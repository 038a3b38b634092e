"""Ontology, alignments and headers of schemes keep to OWL 2 DL, as far as it can be told from the triples.

A small checker of https://www.w3.org/TR/owl2-syntax/: typing constraints (5.8.1), datatypes (4), blank nodes and
property chains (11). Values of annotations are not judged, so a header's dates may be ``xsd:date``. Planted violations
show that it finds each kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD
from rdflib.term import BNode, Literal, Node

ONTOLOGY = Path(__file__).parents[2] / "ontology"
FILES = [ONTOLOGY / "imr.ttl", ONTOLOGY / "alignments.ttl"]
IMR = "https://w3id.org/imr-kg/ontology#"
SCHEMES = "https://w3id.org/imr-kg/id/scheme/"
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
KINDS = (*PROPERTY_KINDS, OWL.Class, RDFS.Datatype)
OF_OBJECTS_ONLY = {
    OWL.InverseFunctionalProperty,
    OWL.TransitiveProperty,
    OWL.SymmetricProperty,
    OWL.AsymmetricProperty,
    OWL.ReflexiveProperty,
    OWL.IrreflexiveProperty,
}
SIMPLE_ONLY = {OWL.FunctionalProperty, OWL.InverseFunctionalProperty, OWL.AsymmetricProperty, OWL.IrreflexiveProperty}
BUILTIN_ANNOTATIONS = {
    RDFS.label,
    RDFS.comment,
    RDFS.seeAlso,
    RDFS.isDefinedBy,
    OWL.versionInfo,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
    OWL.deprecated,
}
RESERVED = (str(RDF), str(RDFS), str(OWL), str(XSD))
XSD_OF_OWL = """
decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte
unsignedLong unsignedInt unsignedShort unsignedByte double float string normalizedString token language
Name NCName NMTOKEN boolean hexBinary base64Binary anyURI dateTime dateTimeStamp
"""
DATATYPES = {
    *(XSD[name] for name in re.findall(r"\w+", XSD_OF_OWL)),
    OWL.real,
    OWL.rational,
    RDF.PlainLiteral,
    RDF.langString,  # what rdf:PlainLiteral with a language is in RDF 1.1
    RDF.XMLLiteral,
    RDFS.Literal,
}
# What SKOS declares itself to be: https://www.w3.org/2009/08/skos-reference/skos.rdf
SKOS_ITSELF = f"""
@prefix owl: <{OWL}> . @prefix skos: <{SKOS}> .
skos:Concept a owl:Class . skos:ConceptScheme a owl:Class .
skos:hasTopConcept a owl:ObjectProperty .
skos:closeMatch a owl:ObjectProperty . skos:relatedMatch a owl:ObjectProperty .
skos:prefLabel a owl:AnnotationProperty . skos:definition a owl:AnnotationProperty .
skos:example a owl:AnnotationProperty . skos:scopeNote a owl:AnnotationProperty .
skos:altLabel a owl:AnnotationProperty . skos:changeNote a owl:AnnotationProperty .
"""


@cache
def documents() -> Graph:
    graph = Graph().parse(data=SKOS_ITSELF, format="turtle")
    for file in FILES:
        graph.parse(file)
    for file in sorted((ONTOLOGY / "schemes").glob("*.ttl")):
        triples = (quad.triple for quad in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE))
        header = "\n".join(f"{each} ." for each in triples if str(each.subject).startswith(f"<{SCHEMES}"))
        assert header, file
        graph.parse(data=header, format="nt")
    return graph


# --- the checker ---------------------------------------------------------------------------------------------------


def violations(graph: Graph) -> set[str]:
    checks = (kinds, predicates, classes, ends, features, values, blank_nodes, chains)
    return set(chain.from_iterable(check(graph) for check in checks))


def is_a(graph: Graph, term: Node, *kinds: URIRef) -> bool:
    return any((term, RDF.type, kind) in graph for kind in kinds)


def kinds(graph: Graph) -> Iterator[str]:
    """No IRI is two kinds of property, or a class and a datatype; none of the reserved ones is declared."""
    for term in set(graph.subjects(RDF.type)):
        of_properties = [kind for kind in PROPERTY_KINDS if is_a(graph, term, kind)]
        if len(of_properties) > 1 or (is_a(graph, term, OWL.Class) and is_a(graph, term, RDFS.Datatype)):
            yield f"two kinds: {term}"
        if str(term).startswith(RESERVED):
            yield f"reserved: {term}"


def predicates(graph: Graph) -> Iterator[str]:
    for predicate in set(graph.predicates()):
        if not str(predicate).startswith(RESERVED) and not is_a(graph, predicate, *PROPERTY_KINDS):
            yield f"undeclared property: {predicate}"


def classes(graph: Graph) -> Iterator[str]:
    """What stands where a class must is declared as one."""
    used = {value for value in graph.objects(None, RDF.type) if not str(value).startswith(RESERVED)}
    used |= {end for predicate in (RDFS.subClassOf, OWL.disjointWith) for end in of_both(graph, predicate)}
    for head in graph.objects(None, OWL.members):
        used |= set(listed(graph, head))
    for term in used - {OWL.Thing, OWL.Nothing}:
        if isinstance(term, BNode) or not is_a(graph, term, OWL.Class):
            yield f"undeclared class: {term}"


def of_both(graph: Graph, predicate: URIRef) -> Iterator[Node]:
    return chain.from_iterable(graph.subject_objects(predicate))


def listed(graph: Graph, head: Node) -> list[Node]:
    return list(Collection(graph, head)) if isinstance(head, BNode) else []


def ends(graph: Graph) -> Iterator[str]:
    """Domains are classes, ranges are what the property's kind has; super-properties and inverses are of one kind."""
    for term, end in graph.subject_objects(RDFS.domain):
        if end != OWL.Thing and not is_a(graph, end, OWL.Class):
            yield f"domain: {term}"
    for term, end in graph.subject_objects(RDFS.range):
        data = is_a(graph, term, OWL.DatatypeProperty)
        if not (end in DATATYPES if data else end == OWL.Thing or is_a(graph, end, OWL.Class)):
            yield f"range: {term}"
    for predicate in (RDFS.subPropertyOf, OWL.inverseOf, OWL.equivalentProperty):
        for one, other in graph.subject_objects(predicate):
            alike = any(is_a(graph, one, kind) and is_a(graph, other, kind) for kind in PROPERTY_KINDS)
            objects = is_a(graph, one, OWL.ObjectProperty) or predicate != OWL.inverseOf
            if not (alike and objects):
                yield f"another kind of property: {one}"


def features(graph: Graph) -> Iterator[str]:
    """Only properties have features; those that look at things have some more."""
    for term in graph.subjects(RDF.type, OWL.FunctionalProperty):
        if not is_a(graph, term, OWL.ObjectProperty, OWL.DatatypeProperty):
            yield f"feature: {term}"
    for feature in OF_OBJECTS_ONLY:
        yield from (
            f"feature: {term}"
            for term in graph.subjects(RDF.type, feature)
            if not is_a(graph, term, OWL.ObjectProperty)
        )


def values(graph: Graph) -> Iterator[str]:
    """Things are related to things, and data to literals of datatypes that OWL 2 has."""
    for predicate, value in graph.predicate_objects():
        if is_a(graph, predicate, OWL.ObjectProperty) and isinstance(value, Literal):
            yield f"a literal for a thing: {predicate}"
        if is_a(graph, predicate, OWL.DatatypeProperty):
            if not isinstance(value, Literal):
                yield f"a thing for a literal: {predicate}"
            elif (value.datatype or XSD.string) not in DATATYPES:
                yield f"datatype: {predicate}"


def blank_nodes(graph: Graph) -> Iterator[str]:
    """A blank node is a list or an axiom of several classes, and is pointed to from one place at most."""
    for node in {each for triple in graph for each in triple if isinstance(each, BNode)}:
        pointing = list(graph.subject_predicates(node))
        said = sorted(str(predicate) for predicate in graph.predicates(node))
        is_list = said == sorted(map(str, (RDF.first, RDF.rest))) and len(pointing) == 1
        is_axiom = is_a(graph, node, OWL.AllDisjointClasses) and len(said) == 2 and not pointing
        if not (is_list or is_axiom):
            yield "blank node"


# --- property chains -----------------------------------------------------------------------------------------------


def chains(graph: Graph) -> Iterator[str]:
    """Chains are regular, and what follows from a chain isn't functional, asymmetric, disjoint or counted."""
    composite = not_simple(graph)
    counted = set(graph.objects(None, OWL.onProperty)) | set(of_both(graph, OWL.propertyDisjointWith))
    for term in composite:
        if is_a(graph, term, *SIMPLE_ONLY) or term in counted:
            yield f"not simple: {term}"
    for term, head in graph.subject_objects(OWL.propertyChainAxiom):
        if not all(is_a(graph, each, OWL.ObjectProperty) for each in (term, *listed(graph, head))):
            yield f"chain: {term}"
    yield from (f"not regular: {term}" for term in irregular(graph))


def not_simple(graph: Graph) -> set[Node]:
    """Properties with a chain, transitive ones, and all above them or inverse to them."""
    found = {*graph.subjects(OWL.propertyChainAxiom), *graph.subjects(RDF.type, OWL.TransitiveProperty)}
    waiting = set(found)
    while waiting:
        waiting = {each for term in waiting for each in implied(graph, term)} - found
        found |= waiting
    return found


def implied(graph: Graph, term: Node) -> set[Node]:
    inverse = {*graph.objects(term, OWL.inverseOf), *graph.subjects(OWL.inverseOf, term)}
    return {*graph.objects(term, RDFS.subPropertyOf), *inverse}


def irregular(graph: Graph) -> set[Node]:
    """Properties with a chain of which a part follows from the property itself: no order of them exists.

    The property may stand in its own chain at one end, or alone twice (it is transitive then).
    """
    found: set[Node] = set()
    above: dict[Node, set[Node]] = {}
    for term in graph.subjects(RDF.type, OWL.ObjectProperty):
        above.setdefault(term, set()).update(implied(graph, term))
    strict = [
        (part, term)
        for term, head in graph.subject_objects(OWL.propertyChainAxiom)
        for part in parts(graph, term, head)
    ]
    for part, term in strict:
        above.setdefault(part, set()).add(term)
    for part, term in strict:
        reached, waiting = {term}, {term}
        while waiting:
            waiting = {each for one in waiting for each in above.get(one, ())} - reached
            reached |= waiting
        if part in reached:
            found.add(term)
    return found


def parts(graph: Graph, term: Node, head: Node) -> list[Node]:
    """What must come before `term`, which has the chain at `head`."""
    chained = listed(graph, head)
    if chained == [term, term]:
        return []
    if chained and chained[0] == term:
        return chained[1:]
    return chained[:-1] if chained and chained[-1] == term else chained


# --- tests ---------------------------------------------------------------------------------------------------------


def test_ontology_alignments_and_schemes_keep_to_owl_2_dl() -> None:
    assert violations(documents()) == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_skos_declares_is_not_declared_otherwise(file: Path) -> None:
    skos = Graph().parse(data=SKOS_ITSELF, format="turtle")
    assert {(term, kind) for term, kind in Graph().parse(file).subject_objects(RDF.type) if is_of_skos(term)} <= set(
        skos.subject_objects(RDF.type)
    )


def is_of_skos(term: Node) -> bool:
    return str(term).startswith(str(SKOS))


def test_there_are_chains_to_judge() -> None:
    chains = {str(each).rpartition("#")[2] for each in documents().subjects(OWL.propertyChainAxiom)}
    assert chains == {"case", "drug", "specialty"}


@pytest.mark.parametrize(
    ("found", "planted"),
    [
        ("undeclared property: {imr}moonPhase", "imr:Case imr:moonPhase 1 ."),
        ("undeclared class: {imr}Moon", "imr:Case rdfs:subClassOf imr:Moon ."),
        ("undeclared class: {imr}Moon", "<x:moon> a imr:Moon ."),
        ("undeclared class: {imr}Moon", "[] a owl:AllDisjointClasses ; owl:members ( imr:Case imr:Moon ) ."),
        ("two kinds: {imr}outcome", "imr:outcome a owl:DatatypeProperty ."),
        ("two kinds: {imr}outcome", "imr:outcome a owl:AnnotationProperty ."),
        ("two kinds: {imr}text", "imr:text a owl:AnnotationProperty ."),
        ("two kinds: {imr}Case", "imr:Case a rdfs:Datatype ."),
        ("reserved: {rdfs}label", "rdfs:label a owl:DatatypeProperty ."),
        ("domain: {imr}outcome", "imr:outcome rdfs:domain imr:Moon ."),
        ("range: {imr}dateDecided", "imr:dateDecided rdfs:range xsd:date ."),
        ("range: {imr}year", "imr:year rdfs:range xsd:gYear ."),
        ("range: {imr}outcome", "imr:outcome rdfs:range xsd:string ."),
        ("range: {imr}text", "imr:text rdfs:range imr:Case ."),
        ("another kind of property: {imr}outcome", "imr:outcome rdfs:subPropertyOf imr:text ."),
        ("another kind of property: {imr}text", "imr:text owl:inverseOf imr:heading ."),
        ("feature: {imr}text", "imr:text a owl:TransitiveProperty ."),
        ("feature: {imr}origin", "imr:origin a owl:FunctionalProperty ."),
        ("a literal for a thing: {imr}outcome", '<x:1> imr:outcome "upheld" .'),
        ("a thing for a literal: {imr}text", "<x:1> imr:text <x:2> ."),
        ("datatype: {imr}text", '<x:1> imr:text "2017-01-06"^^xsd:date .'),
        ("blank node", "<x:1> imr:outcome [ a imr:Outcome ] ."),
        ("blank node", "imr:Case rdfs:seeAlso _:x . _:x rdfs:label 1 ."),
        ("not simple: {imr}case", "imr:case a owl:FunctionalProperty ."),
        ("not simple: {imr}case", "imr:case owl:propertyDisjointWith imr:request ."),
        ("not simple: {imr}case", "[] a owl:Restriction ; owl:onProperty imr:case ; owl:cardinality 1 ."),
        ("not simple: {imr}request", "imr:case rdfs:subPropertyOf imr:request ."),
        ("not simple: {imr}request", "imr:request a owl:TransitiveProperty ."),
        ("chain: {imr}treatment", "imr:treatment owl:propertyChainAxiom ( imr:request imr:text ) ."),
        ("not regular: {imr}request", "imr:request owl:propertyChainAxiom ( imr:outcome imr:request imr:outcome ) ."),
        ("not regular: {imr}case", "imr:case rdfs:subPropertyOf imr:determinationOf ."),
        (
            "not regular: {imr}hasDecision",
            "imr:hasDecision owl:propertyChainAxiom ( imr:hasDetermination imr:decisionOf ) .",
        ),
    ],
)
def test_a_planted_violation_is_found(found: str, planted: str) -> None:
    prefixes = {"imr": IMR, "owl": OWL, "rdfs": RDFS, "xsd": XSD}
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    graph = documents() + Graph().parse(data=head + planted, format="turtle")
    assert found.format(imr=IMR, rdfs=RDFS) in violations(graph)


@pytest.mark.parametrize(
    "sound",
    [
        "imr:cites owl:propertyChainAxiom ( imr:cites imr:cites ) .",
        "imr:case owl:propertyChainAxiom ( imr:case imr:partOfCase ) . imr:partOfCase a owl:ObjectProperty .",
    ],
)
def test_a_sound_chain_passes(sound: str) -> None:
    head = f"@prefix imr: <{IMR}> . @prefix owl: <{OWL}> .\n"
    graph = documents() + Graph().parse(data=head + sound, format="turtle")
    assert not [each for each in violations(graph) if each.startswith("not regular")]
