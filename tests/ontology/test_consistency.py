"""Ontology, alignments, concept schemes and the example letters contradict each other nowhere.

Two checks: owlrl's closure under the rules of OWL 2 RL (https://www.w3.org/TR/owl2-profiles/#OWL_2_RL) over a letter
with the concepts that it points to, and queries for disjoint classes, domains, ranges and functional properties over
everything. Planted contradictions show that both can fail.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import owlrl
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS

from kg.build.batches import triple_reader
from kg.build.build_settings import Settings
from kg.documents import find_sources
from kg.documents.preferences import Preferences
from kg.documents.source import Source

PROJECT = Path(__file__).parents[2]
LETTERS = PROJECT / "examples" / "letters"
VOCABULARY = [PROJECT / "ontology" / name for name in ("imr.ttl", "alignments.ttl")]
SCHEMES = sorted((PROJECT / "ontology" / "schemes").glob("*.ttl"))
IMR = "https://w3id.org/imr-kg/ontology#"
CASE = "https://w3id.org/imr-kg/id/case/"
PREFIXES = f"""
PREFIX imr: <{IMR}> PREFIX schema: <https://schema.org/> PREFIX owl: <{OWL}> PREFIX rdf: <{RDF}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@cache
def letters() -> str:
    """The triples of all example letters."""
    settings = Settings(jobs=0)
    found = find_sources([str(LETTERS)], settings.limits, preferences=Preferences(), apart=False)
    read = triple_reader(settings)()([each for each in found if isinstance(each, Source)])
    assert len(read.letters) == len(list(LETTERS.iterdir()))
    return b"".join(letter.lines for letter in read.letters).decode()


# --- the rules of OWL 2 RL -----------------------------------------------------------------------------------------


@cache
def one_letter() -> Graph:
    """A letter that cites editions, a drug and superseded sections, with what is said of the concepts it points to."""
    number = "CM16-9000202"
    own = [line for line in letters().splitlines() if line.startswith(f"<{CASE}{number}") and "#text> " not in line]
    pointed = {line.split(" ", 2)[2].removesuffix(" .") for line in own}
    concepts = Store()
    for file in SCHEMES:
        concepts.load(path=str(file), format=RdfFormat.TURTLE)
    about = (str(RDF.type), IMR)
    told = [
        f"{quad.triple} ."
        for quad in concepts
        if str(quad.subject) in pointed and quad.predicate.value.startswith(about)
    ]
    graph = Graph().parse(data="\n".join([*own, *told]), format="nt")
    for file in VOCABULARY:
        graph.parse(file)
    return graph


def contradictions(extra: str = "") -> list[str]:
    """What owlrl finds wrong in the letter with `extra` triples (Turtle)."""
    graph = one_letter() + Graph().parse(data=f"@prefix imr: <{IMR}> .\n{extra}", format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    said = [str(value) for _, predicate, value in graph if str(predicate).endswith("#error")]
    return said + [str(each) for each in graph.subjects(RDF.type, OWL.Nothing) if each != OWL.Nothing]


def test_a_letter_contradicts_neither_the_ontology_nor_its_alignments() -> None:
    assert contradictions() == []


@pytest.mark.parametrize(
    "planted",
    [
        f"<{CASE}CM16-9000202> a imr:Decision .",
        f"<{CASE}CM16-9000202> imr:outcome <https://w3id.org/imr-kg/id/outcome/upheld> .",
        f"<{CASE}CM16-9000202/2016-08-03/decision/1> imr:reviewerCites <{CASE}1> . <{CASE}1> a imr:Treatment .",
    ],
    ids=["two disjoint classes", "a domain", "a range"],
)
def test_a_planted_contradiction_is_found(planted: str) -> None:
    assert contradictions(planted)


# --- everything, by queries ----------------------------------------------------------------------------------------


def everything(extra: str = "") -> Store:
    """Vocabulary, schemes and letters in one graph; every class that disjoint classes are told of, in pairs."""
    store = Store()
    store.bulk_load(letters().encode() + extra.encode(), RdfFormat.N_TRIPLES)
    for file in (*VOCABULARY, *SCHEMES):
        store.bulk_load(path=str(file), format=RdfFormat.TURTLE)
    ontology = Graph().parse(VOCABULARY[0])
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    below = {each: set(ontology.transitive_subjects(RDFS.subClassOf, each)) for each in classes}
    apart = "".join(
        f"<{low}> <{OWL.disjointWith}> <{also}> .\n<{also}> <{OWL.disjointWith}> <{low}> .\n"
        for head in ontology.objects(None, OWL.members)
        for one, other in combinations(Collection(ontology, head), 2)
        for low in below[one]
        for also in below[other]
    )
    store.load(apart.encode(), RdfFormat.N_TRIPLES)
    return store


QUERIES = {
    "a thing of two disjoint classes": """
        ?one owl:disjointWith ?other . ?thing a ?one, ?other .""",
    "a subject whose class excludes the domain": """
        ?property rdfs:domain ?domain . ?domain owl:disjointWith ?kind . ?thing a ?kind ; ?property ?value .""",
    "a value whose class excludes the range": """
        ?property rdfs:range ?range . ?range owl:disjointWith ?kind . ?thing ?property ?value . ?value a ?kind .""",
    "two values of a functional property": """
        ?property a owl:FunctionalProperty . ?thing ?property ?value, ?second . FILTER(STR(?value) < STR(?second))""",
    "a string where a thing is asked for": """
        ?property a owl:ObjectProperty . ?thing ?property ?value . FILTER(isLiteral(?value))""",
    "a thing where a string or number is asked for": """
        ?property a owl:DatatypeProperty . ?thing ?property ?value . FILTER(!isLiteral(?value))""",
    "a value of another datatype": """
        ?property a owl:DatatypeProperty ; rdfs:range ?range . ?thing ?property ?value .
        FILTER(isLiteral(?value) && DATATYPE(?value) != ?range)""",
    "a property of ours that is not declared": f"""
        ?thing ?property ?value . FILTER(STRSTARTS(STR(?property), "{IMR}"))
        FILTER NOT EXISTS {{ ?property a ?kind . FILTER(STRSTARTS(STR(?kind), STR(owl:))) }}""",
    "a property of decisions that other things have": """
        { SELECT DISTINCT ?property { ?decision a imr:Decision ; ?property ?any } }
        FILTER(?property NOT IN (rdf:type, rdfs:label, imr:foundAt, imr:hasMention, imr:hasCitation))
        ?thing ?property ?value ; a ?kind . FILTER(?kind != imr:Decision)""",
    "a property that is declared of decisions and of other things": """
        ?property schema:domainIncludes imr:Decision, ?value . FILTER(?value != imr:Decision)
        FILTER(?property NOT IN (imr:foundAt, imr:hasMention, imr:hasCitation)) BIND(?property AS ?thing)""",
    "an outside concept that is the exact match of two of ours": """
        ?thing skos:exactMatch ?value . ?second skos:exactMatch ?value . FILTER(STR(?thing) < STR(?second))""",
}


@cache
def sound() -> Store:
    return everything()


@pytest.mark.parametrize("pattern", QUERIES.values(), ids=QUERIES)
def test_the_whole_graph_is_sound(pattern: str) -> None:
    assert list(sound().query(f"{PREFIXES} SELECT ?thing ?property ?value {{ {pattern} }} LIMIT 3")) == []


PLANTED = {
    "a thing of two disjoint classes": f"<{CASE}1> a imr:Case, imr:Decision .",
    "a subject whose class excludes the domain": f"<{CASE}1> a imr:Case ; imr:hasDecision <{CASE}1/x> .",
    "a value whose class excludes the range": f"<{CASE}1> imr:hasDetermination <{CASE}2> . <{CASE}2> a imr:Case .",
    "two values of a functional property": f'<{CASE}1> imr:caseNumber "1", "2" .',
    "a string where a thing is asked for": f'<{CASE}1> imr:hasDetermination "x" .',
    "a thing where a string or number is asked for": f"<{CASE}1> imr:caseNumber <{CASE}2> .",
    "a value of another datatype": f"<{CASE}1> imr:caseNumber 1 .",
    "a property of ours that is not declared": f"<{CASE}1> imr:moonPhase 1 .",
    "a property of decisions that other things have": f'<{CASE}1> a imr:Case ; imr:deaSchedule "CII" .',
    "a property that is declared of decisions and of other things": (
        "imr:moonPhase schema:domainIncludes imr:Decision, imr:Case ."
    ),
    "an outside concept that is the exact match of two of ours": (
        f"<{CASE}1> skos:exactMatch <x:> . <{CASE}2> skos:exactMatch <x:> ."
    ),
}


@cache
def spoilt() -> Store:
    turtle = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in (
            ("imr", IMR),
            ("schema", "https://schema.org/"),
            ("skos", "http://www.w3.org/2004/02/skos/core#"),
        )
    )
    data = "".join(PLANTED.values())
    return everything(Graph().parse(data=turtle + data, format="turtle").serialize(format="nt"))


@pytest.mark.parametrize("name", QUERIES)
def test_each_query_finds_what_is_planted(name: str) -> None:
    planted = {*(NamedNode(f"{CASE}{number}") for number in (1, 2)), NamedNode(f"{IMR}moonPhase")}
    found = spoilt().query(f"{PREFIXES} SELECT DISTINCT ?thing {{ {QUERIES[name]} }}")
    assert planted & {solution["thing"] for solution in found}
