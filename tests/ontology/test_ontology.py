"""The ontology as linked-data experts check it, offline.

After FOOPS! (https://w3id.org/foops, names in capitals) and OOPS! (https://oops.linkeddata.es, pitfalls P..).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD
from rdflib.term import BNode, Node

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "ontology"
OWN = "https://w3id.org/imr-kg/ontology#"
DOCUMENT = URIRef("https://w3id.org/imr-kg/ontology")
SCHEMA = "https://schema.org/"
DOMAIN_INCLUDES = URIRef(SCHEMA + "domainIncludes")
RANGE_INCLUDES = URIRef(SCHEMA + "rangeIncludes")
GRAPH = Graph().parse(FOLDER / "imr.ttl")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
KINDS = (OWL.Class, *PROPERTIES, OWL.AnnotationProperty)


def own(*kinds: URIRef) -> list[URIRef]:
    found = {each for kind in kinds for each in GRAPH.subjects(RDF.type, kind)}
    return sorted(each for each in found if isinstance(each, URIRef) and each.startswith(OWN))


def local(term: Node) -> str:
    return str(term).removeprefix(OWN)


TERMS = own(*KINDS)
USED_BY_DATA = sorted(
    {
        URIRef(term)
        for file in ("ontology/shapes.ttl", "tests/kg/rdf/golden/two-items.nt", "ontology/alignments.ttl")
        for triple in Graph().parse(PROJECT / file)
        for term in triple
        if isinstance(term, URIRef) and term.startswith(OWN)
    }
)


# --- the document --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "predicate",
    [
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.abstract,
        DCTERMS.license,
        DCTERMS.creator,
        DCTERMS.contributor,
        DCTERMS.publisher,
        DCTERMS.created,
        DCTERMS.modified,
        DCTERMS.issued,
        DCTERMS.source,
        DCTERMS.bibliographicCitation,
        OWL.versionIRI,
        OWL.versionInfo,
        VANN.preferredNamespacePrefix,
        VANN.preferredNamespaceUri,
        URIRef("http://purl.org/ontology/bibo/status"),
        URIRef(SCHEMA + "citation"),
    ],
)
def test_the_header_is_complete(predicate: URIRef) -> None:
    """OM1 to OM5.2, P38, P41"""
    assert (DOCUMENT, RDF.type, OWL.Ontology) in GRAPH
    assert GRAPH.value(DOCUMENT, predicate), predicate


def test_the_version_is_named_in_its_iri() -> None:
    """VER1, URI2"""
    version = GRAPH.value(DOCUMENT, OWL.versionInfo)
    assert GRAPH.value(DOCUMENT, OWL.versionIRI) == URIRef(f"{DOCUMENT}/{version}")
    assert str(GRAPH.value(DOCUMENT, VANN.preferredNamespaceUri)) == OWN
    assert len(set(GRAPH.subjects(RDF.type, OWL.Ontology))) == 1


def test_nothing_is_imported() -> None:
    assert not list(GRAPH.objects(None, OWL.imports))


def test_no_iri_shows_a_file() -> None:
    """P36"""
    assert not [term for term in (*TERMS, DOCUMENT) if re.search(r"\.(owl|ttl|rdf|xml)", term)]


# --- terms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_a_term_has_a_label_a_definition_and_its_ontology(term: URIRef) -> None:
    """VOC3, VOC4, P08"""
    (label,), (definition,) = GRAPH.objects(term, RDFS.label), GRAPH.objects(term, SKOS.definition)
    assert isinstance(label, Literal)
    assert isinstance(definition, Literal)
    assert label.language == definition.language == "en"
    assert str(definition).endswith(".")
    assert str(definition).rstrip(".").lower() != str(label).lower()
    assert GRAPH.value(term, RDFS.isDefinedBy) == DOCUMENT


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_a_term_is_one_thing_and_named_in_one_style(term: URIRef) -> None:
    """P22, punning"""
    kinds = [kind for kind in KINDS if (term, RDF.type, kind) in GRAPH]
    assert len(kinds) == 1
    style = r"[A-Z][A-Za-z]+" if kinds == [OWL.Class] else r"[a-z][A-Za-z]+"
    assert re.fullmatch(style, local(term))


def shortcuts() -> list[URIRef]:
    """Properties that repeat what a longer path says: by their chain, their words or the shape that compares them."""
    found: set[Node] = {term for term in own(*PROPERTIES) if "shortcut" in str(GRAPH.value(term, SKOS.definition))}
    found |= set(GRAPH.subjects(OWL.propertyChainAxiom))
    shapes = Graph().parse(FOLDER / "shapes.ttl")
    compared = shapes.objects(URIRef("https://w3id.org/imr-kg/shapes#ShortcutShape"), SH.property)
    found |= {each for shape in compared for each in shapes.objects(shape, SH.equals)}
    found |= {below for each in found for below in GRAPH.subjects(RDFS.subPropertyOf, each)}
    return sorted(each for each in found if isinstance(each, URIRef))


@pytest.mark.parametrize("term", [*own(OWL.Class), *shortcuts()], ids=local)
def test_classes_and_shortcuts_have_an_example(term: URIRef) -> None:
    examples = list(GRAPH.objects(term, SKOS.example))
    assert examples
    assert all(isinstance(each, Literal) and each.language == "en" for each in examples)


def test_no_class_and_property_share_a_label() -> None:
    labels = [
        {str(GRAPH.value(term, RDFS.label)).casefold() for term in own(*kinds)} for kinds in ((OWL.Class,), KINDS[1:])
    ]
    assert labels[0] & labels[1] == set()


@pytest.mark.parametrize("term", own(*PROPERTIES), ids=local)
def test_a_property_says_what_it_is_of_and_what_its_values_are(term: URIRef) -> None:
    """P11, P19: one domain and range, or several that are only suggested; a date is suggested too"""
    for strict, loose in ((RDFS.domain, DOMAIN_INCLUDES), (RDFS.range, RANGE_INCLUDES)):
        firm, suggested = list(GRAPH.objects(term, strict)), list(GRAPH.objects(term, loose))
        assert (len(firm), bool(suggested)) in {(1, False), (0, True)}
        assert len(suggested) != 1 or suggested == [XSD.date]
    assert str(GRAPH.value(term, URIRef(OWN + "origin"))) in {"said", "assigned", "derived"}


def test_values_are_typed() -> None:
    """A date's range is suggested: xsd:date is not in the datatype map of OWL 2."""
    for term in own(OWL.DatatypeProperty):
        assert set(GRAPH.objects(term, RDFS.range)) <= {XSD.string, XSD.integer, XSD.decimal, XSD.boolean}, term
        assert set(GRAPH.objects(term, RANGE_INCLUDES)) <= {XSD.date}, term


def test_classes_that_exclude_each_other_say_so() -> None:
    """P10: every class is in a list of disjoint ones, or below one that is"""
    disjoint: set[Node] = set()
    for axiom in GRAPH.subjects(RDF.type, OWL.AllDisjointClasses):
        head = GRAPH.value(axiom, OWL.members)
        assert isinstance(head, BNode)
        disjoint |= set(Collection(GRAPH, head))
    for term in own(OWL.Class):
        assert disjoint & set(GRAPH.transitive_objects(term, RDFS.subClassOf)), term


def test_every_class_is_joined_to_the_others() -> None:
    """P04"""
    joints = (RDFS.domain, RDFS.range, DOMAIN_INCLUDES, RANGE_INCLUDES, RDFS.subClassOf)
    used = {each for joint in joints for pair in GRAPH.subject_objects(joint) for each in pair}
    assert not [term for term in own(OWL.Class) if term not in used and local(term) != "DrugClass"]


def test_inverses_are_mirror_images() -> None:
    """P13, P05"""
    for one, other in GRAPH.subject_objects(OWL.inverseOf):
        ends = [
            {end for predicate in (RDFS.domain, DOMAIN_INCLUDES) for end in GRAPH.objects(one, predicate)},
            {end for predicate in (RDFS.range, RANGE_INCLUDES) for end in GRAPH.objects(one, predicate)},
        ]
        mirrored = [
            {end for predicate in (RDFS.range, RANGE_INCLUDES) for end in GRAPH.objects(other, predicate)},
            {end for predicate in (RDFS.domain, DOMAIN_INCLUDES) for end in GRAPH.objects(other, predicate)},
        ]
        assert ends == mirrored, one


def test_a_letters_parts_can_be_walked_both_ways() -> None:
    """P13"""
    parts = {"hasDetermination", "hasDecision", "request", "hasCitation", "hasMention", "reviewedBy"}
    assert parts <= {local(term) for term in GRAPH.subjects(OWL.inverseOf)}


def test_each_place_of_words_names_its_property() -> None:
    locates, found_at = URIRef(OWN + "locates"), URIRef(OWN + "foundAt")
    places = set(GRAPH.subjects(RDFS.subPropertyOf, found_at))
    assert places == set(GRAPH.subjects(locates))
    for place in places:
        told = GRAPH.value(place, locates)
        assert local(place) == f"{local(told)}FoundAt"
        domain = GRAPH.value(place, RDFS.domain)
        assert domain in {*GRAPH.objects(told, RDFS.domain), *GRAPH.objects(told, DOMAIN_INCLUDES)}


def test_no_term_of_others_is_redefined() -> None:
    """P40: terms of others are declared, nothing is said of them"""
    for subject in set(GRAPH.subjects()):
        if isinstance(subject, URIRef) and not subject.startswith(str(DOCUMENT)):
            assert set(GRAPH.predicates(subject)) == {RDF.type}, subject


PLACES_OF_TERMS = {RDFS.range, RDFS.domain, RDFS.subClassOf, RDFS.subPropertyOf}


def undeclared() -> Iterator[Node]:
    """Terms of others that the ontology uses outside OWL, RDF, RDFS and XSD without a declaration."""
    builtin = (str(OWL), str(RDF), str(RDFS), str(XSD))
    for _, predicate, value in GRAPH:
        yield from (
            term
            for term in (predicate, value if predicate in PLACES_OF_TERMS else RDFS.Class)
            if not str(term).startswith((OWN, *builtin)) and not list(GRAPH.objects(term, RDF.type))
        )


def test_terms_of_others_are_declared() -> None:
    """P34, P35"""
    assert not sorted(set(undeclared()))


# --- what uses the ontology ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", USED_BY_DATA, ids=local)
def test_a_term_in_use_is_declared(term: URIRef) -> None:
    """P34, P35"""
    assert term in TERMS


def test_the_data_uses_properties_as_declared() -> None:
    data = Graph().parse(PROJECT / "tests" / "kg" / "rdf" / "golden" / "two-items.nt")
    for _, predicate, value in data:
        if isinstance(predicate, URIRef) and predicate.startswith(OWN):
            if isinstance(value, Literal):
                kinds = {*GRAPH.objects(predicate, RDFS.range), *GRAPH.objects(predicate, RANGE_INCLUDES)}
                assert kinds == {value.datatype or XSD.string}, predicate
            else:
                assert (predicate, RDF.type, OWL.ObjectProperty) in GRAPH, predicate


def test_the_data_keeps_to_domains() -> None:
    data = Graph().parse(PROJECT / "tests" / "kg" / "rdf" / "golden" / "two-items.nt")
    for subject, predicate in data.subject_predicates():
        allowed = {*GRAPH.objects(predicate, RDFS.domain), *GRAPH.objects(predicate, DOMAIN_INCLUDES)}
        kinds = set(data.objects(subject, RDF.type))
        kinds |= {above for kind in kinds for above in GRAPH.transitive_objects(kind, RDFS.subClassOf)}
        assert not allowed or allowed & kinds, (subject, predicate)


def test_alignments_speak_of_our_terms_and_import_nothing() -> None:
    graph = Graph().parse(FOLDER / "alignments.ttl")
    strict = {RDFS.subClassOf, RDFS.subPropertyOf}
    loose = {SKOS.closeMatch, SKOS.relatedMatch, RDFS.seeAlso}
    for subject, predicate, value in graph:
        if subject != URIRef(f"{DOCUMENT}/alignments") and predicate != RDF.type:
            assert str(subject).startswith("https://w3id.org/imr-kg/")
            assert not str(value).startswith("https://w3id.org/imr-kg/")
            assert predicate in strict | loose
    assert (URIRef(OWN + "Determination"), RDFS.subClassOf, URIRef("http://purl.org/spar/fabio/Report")) in graph


def test_sub_properties_of_others_join_like_with_like() -> None:
    """Only object properties are put below those of CiTO and PROV, which join things."""
    joins = ("http://purl.org/spar/cito/", str(PROV), str(DCTERMS.hasPart), str(DCTERMS.isPartOf))
    for ours, theirs in Graph().parse(FOLDER / "alignments.ttl").subject_objects(RDFS.subPropertyOf):
        assert ((ours, RDF.type, OWL.ObjectProperty) in GRAPH) == str(theirs).startswith(joins), ours


def test_shapes_and_ontology_are_documents_of_their_own() -> None:
    shapes = Graph().parse(FOLDER / "shapes.ttl")
    assert not [shape for shape in shapes.subjects(RDF.type, SH.NodeShape) if str(shape).startswith(OWN)]
    assert not set(shapes.subjects(RDF.type, OWL.Class))
