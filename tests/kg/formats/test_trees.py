"""A thing with its parts, as a document that begins with it: the same triples in every format."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from kg.formats import AnswerKind, CompactTerms, Tree, by_suffix, tree_document

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own

EX = "https://example.org/"
ROOT = f"{EX}case/1"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
ADDRESS = f"{EX}context.jsonld"
CONTEXT = json.dumps(
    {
        "@context": {
            "@version": 1.1,
            "id": "@id",
            "type": "@type",
            "ex": EX,
            "xsd": XSD,
            "rdfs": RDFS,
            "Case": "ex:Case",
            "part": {"@id": "ex:part", "@type": "@id"},
            "words": "ex:words",
            "day": {"@id": "ex:day", "@type": "xsd:date"},
            "number": {"@id": "ex:number", "@type": "xsd:integer"},
            "sure": {"@id": "ex:sure", "@type": "xsd:boolean"},
            "dose": {"@id": "ex:dose", "@type": "xsd:decimal"},
            "label": {"@id": "rdfs:label", "@language": "en"},
        }
    }
)
TERMS = CompactTerms.read(CONTEXT, ADDRESS)
PREFIXES = {"ex": EX, "rdfs": RDFS, "xsd": XSD, "unused": "https://nowhere.example/"}
READERS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nt": "nt"}
ORDER = ["part", "number", "words"]


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if name.startswith("http") else EX + name)


def triple(subject: str, predicate: str, value: str | int | ox.Literal) -> ox.Triple:
    term = value if isinstance(value, ox.Literal) else ox.Literal(value) if isinstance(value, int) else iri(value)
    return ox.Triple(iri(subject), iri(predicate), term)


def rank(predicate: str) -> tuple[int, ...]:
    name = predicate.removeprefix(EX)
    return (ORDER.index(name) if name in ORDER else len(ORDER),)


def document(tree: Tree, suffix: str) -> bytes:
    written = by_suffix(suffix, AnswerKind.GRAPH)
    assert written is not None
    return tree_document(tree, written, PREFIXES, TERMS)


def read(body: bytes, suffix: str) -> set[tuple[str, ...]]:
    """The triples that rdflib reads, with the context at hand that the document names by its address."""
    data = body.decode()
    if suffix == "jsonld":
        loaded = json.loads(data)
        assert loaded["@context"] == ADDRESS
        data = json.dumps(loaded | {"@context": json.loads(CONTEXT)["@context"]})
    return {tuple(term.n3() for term in found) for found in Graph().parse(data=data, format=READERS[suffix])}


@pytest.fixture(autouse=True)
def literal_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)


LETTER = f"{ROOT}/2017-01-06"
OWN = [
    triple(f"{LETTER}/text/9-12", "words", ox.Literal("two")),
    triple(f"{LETTER}/text/1-3", "words", ox.Literal("one\n\u2028")),
    triple(f"{LETTER}/decision/10", f"{RDF}type", "Decision"),
    triple(f"{LETTER}/decision/2", f"{RDF}type", "Decision"),
    triple(f"{LETTER}/decision/2", "outcome", "outcome/upheld"),
    triple(f"{LETTER}/decision/2", "part", f"{LETTER}/text/9-12"),
    triple(f"{LETTER}/decision/2", "words", ox.Literal("says")),
    triple(f"{LETTER}/decision/10", "case", ROOT),
    triple(LETTER, "part", f"{LETTER}/decision/10"),
    triple(LETTER, "part", f"{LETTER}/decision/2"),
    triple(LETTER, f"{RDF}type", "Letter"),
    triple(ROOT, "words", ox.Literal("words of the case")),
    triple(ROOT, "number", 7),
    triple(ROOT, "part", LETTER),
    triple(ROOT, f"{RDFS}label", ox.Literal("Case 1", language="en")),
    triple(ROOT, f"{RDF}type", "Case"),
    triple(f"{ROOT}/2017-01-06/decision/10", "part", f"{LETTER}/text/1-3"),
]
LABELS = [triple("outcome/upheld", f"{RDFS}label", ox.Literal("Upheld", language="en"))]
TREE = Tree(ROOT, OWN, LABELS, rank)


def test_turtle_opens_with_the_thing_and_ends_with_places() -> None:
    text = document(TREE, "ttl").decode()
    assert text.startswith(f"@base <{ROOT}/> .\n@prefix ex: <{EX}> .\n@prefix rdfs: <{RDFS}> .\n\n")
    assert re.findall(r"^(?!@)(\S+)", text, re.MULTILINE) == [
        *(f"<{EX}case/1>", "<2017-01-06>", "<2017-01-06/decision/2>", "<2017-01-06/decision/10>"),
        *(f"<{EX}outcome/upheld>", "<2017-01-06/text/1-3>", "<2017-01-06/text/9-12>"),
    ]


def test_turtle_has_the_properties_of_a_thing_in_order() -> None:
    (block,) = (each for each in document(TREE, "ttl").decode().split("\n\n") if each.startswith(f"<{ROOT}>"))
    assert block.splitlines() == [
        f"<{ROOT}> a ex:Case ;",
        '    rdfs:label "Case 1"@en ;',
        "    ex:part <2017-01-06> ;",
        "    ex:number 7 ;",
        '    ex:words "words of the case" .',
    ]


def test_json_ld_is_nested_with_the_thing_at_its_root_and_plain_keys() -> None:
    found = json.loads(document(TREE, "jsonld"))
    assert list(found) == ["@context", "id", "type", "label", "part", "number", "words"]
    assert (found["@context"], found["id"], found["type"], found["label"]) == (ADDRESS, ROOT, "Case", "Case 1")
    second, tenth = found["part"]["part"]
    assert second["ex:outcome"] == {"id": f"{EX}outcome/upheld", "label": "Upheld"}
    assert second["part"] == {"id": f"{LETTER}/text/9-12", "words": "two"}
    assert tenth["ex:case"] == {"id": ROOT}


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_says_the_same(suffix: str) -> None:
    nt = "".join(f"{each} .\n" for each in [*OWN, *LABELS])
    assert read(document(TREE, suffix), suffix) == read(nt.encode(), "nt")


def test_without_a_context_json_ld_has_prefixes() -> None:
    written = by_suffix("jsonld", AnswerKind.GRAPH)
    assert written is not None
    assert json.loads(tree_document(TREE, written, PREFIXES))["@context"] == {"ex": EX, "rdfs": RDFS, "xsd": XSD}


def test_a_thing_that_is_not_known_is_an_empty_document() -> None:
    empty = Tree(ROOT, (), (), rank)
    assert document(empty, "ttl") == b""
    assert json.loads(document(empty, "jsonld")) == {"@context": ADDRESS, "id": ROOT}


def test_parts_of_parts_without_end_are_all_there() -> None:
    chain = [triple(f"{ROOT}/{number}", "part", f"{ROOT}/{number + 1}") for number in range(2000)]
    tree = Tree(ROOT, [triple(ROOT, "part", f"{ROOT}/0"), *chain], (), rank)
    found = json.loads(document(tree, "jsonld"))
    assert len(found["@included"]) > 1000
    assert read(document(tree, "jsonld"), "jsonld") == read(document(tree, "nt"), "nt")


NODES = [ROOT, *(f"{ROOT}/{path}" for path in ("a", "a/b", "a/2", "a/10", "c:d", "e//f", "..", "é"))]
LINKED = st.sampled_from([*NODES, f"{EX}other", f"{EX}case/10", "urn:x:y", f"{ROOT}/gone"])
VALUE = st.one_of(
    LINKED.map(ox.NamedNode),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=9).map(ox.Literal),
    st.sampled_from(["en", "de"]).map(lambda language: ox.Literal("word", language=language)),
    st.sampled_from(
        [("2016-02-30", "date"), ("7", "integer"), ("007", "integer"), ("2.5", "decimal"), ("true", "boolean")]
    ).map(lambda each: ox.Literal(each[0], datatype=ox.NamedNode(XSD + each[1]))),
)
PROPERTY = st.sampled_from(["part", "words", "day", "number", "sure", "dose", "unknown", f"{RDFS}label", f"{RDF}type"])
ANY_TRIPLE = st.builds(lambda s, p, o: ox.Triple(iri(s), iri(p), o), st.sampled_from(NODES), PROPERTY, VALUE)


@given(st.lists(ANY_TRIPLE, max_size=12))
def test_any_triples_of_a_thing_survive_every_format(triples: list[ox.Triple]) -> None:
    linked = [triple(ROOT, "part", node) for node in NODES[1:]]
    tree = Tree(ROOT, [*triples, *linked], LABELS, rank)
    expected = read("".join(f"{each} .\n" for each in [*triples, *linked, *LABELS]).encode(), "nt")
    for suffix in READERS:
        assert read(document(tree, suffix), suffix) == expected
