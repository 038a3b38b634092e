from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query import Bindings, Door, Release
from kg.search import ConceptName, Index, LabelKind, NamedConcept, Search
from kg.search.named_concepts import read_concepts
from kg.text import folded

SCHEMES = Path(__file__).parents[3] / "ontology" / "schemes"
EX = "https://example.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
IMR = "https://w3id.org/imr-kg/ontology#"
GARDEN = """
@prefix : <https://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:tools a skos:ConceptScheme ; skos:prefLabel "Tools" .
:spade a :Tool, skos:Concept ; skos:inScheme :tools ; skos:prefLabel "Spade"@en ; skos:altLabel "Digging shovel"@en ;
  skos:hiddenLabel "spaed" ; skos:notation "T-7" ; :code "s1" ; skos:broader :hand-tool .
:hand-tool a :Tool, skos:Concept ; skos:inScheme :tools ; skos:prefLabel "Hand tool" ; skos:broader :tool .
:tool a :Tool, skos:Concept ; skos:inScheme :tools ; skos:prefLabel "Tool" ; skos:broader :spade .
:rake a :Tool, skos:Concept ; skos:inScheme :tools ; skos:prefLabel "Rake" ; skos:altLabel "RAKE" ; :code "s2" .
:rake-game a :Game, skos:Concept ; skos:inScheme :games ; skos:prefLabel "Rake" ; :code "s2" .
:loose a :Tool ; skos:prefLabel "Not in any scheme" .
"""


class MemoryDoor:
    """Answers from triples in memory, and counts how often."""

    def __init__(self, text: str) -> None:
        self.store = ox.Store()
        self.store.load(text.encode(), format=ox.RdfFormat.TURTLE)
        self.release = Release("one")
        self.asked = 0

    def run(self, query: str) -> Bindings:
        self.asked += 1
        found = self.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return Bindings(tuple(v.value for v in found.variables), [tuple(row) for row in found])


def index_of(text: str, *values: str) -> Index:
    return Index(read_concepts(cast(Door, MemoryDoor(text)), values)[0])


@pytest.fixture(scope="module")
def garden() -> Index:
    return index_of(GARDEN, EX + "code", SKOS + "broader")


@pytest.fixture(scope="module")
def schemes() -> Index:
    store = ox.Store()
    for path in sorted(SCHEMES.glob("*.ttl")):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    door = MemoryDoor("")
    door.store = store
    return Index(read_concepts(cast(Door, door))[0])


def labels(index: Index, text: str, *types: str) -> list[str]:
    return [hit.concept.label for hit in index.find(text, types)]


def test_concepts_are_what_stands_in_a_scheme(garden: Index) -> None:
    assert len(garden) == 5
    spade = garden.get(EX + "spade")
    assert spade is not None
    assert spade.label == "Spade"
    assert spade.types == {EX + "Tool", SKOS + "Concept"}
    assert spade.names == (
        ConceptName("Spade", LabelKind.PREFERRED),
        ConceptName("Digging shovel", LabelKind.ALTERNATIVE),
        ConceptName("T-7", LabelKind.NOTATION),
        ConceptName("spaed", LabelKind.HIDDEN),
    )
    assert garden.get(EX + "loose") is None


@pytest.mark.parametrize("text", ["Spade", "  sPADE ", "digging-shovel", "t 7", "spaed", EX + "spade"])
def test_a_name_but_for_case_and_punctuation_scores_100(garden: Index, text: str) -> None:
    (first, *others) = garden.find(text)
    assert (first.concept.iri, first.score, first.exact) == (EX + "spade", 100, True)
    assert all(not other.exact for other in others)


@pytest.mark.parametrize("text", ["spad", "spadde", "shovel", "a spade of iron", "digging shovels 30cm"])
def test_what_is_only_like_a_name_scores_less(garden: Index, text: str) -> None:
    first = garden.find(text)[0]
    assert first.concept.iri == EX + "spade"
    assert 50 < first.score < 95
    assert not first.exact


def test_types_restrict_and_namesakes_stay_apart(garden: Index) -> None:
    assert {hit.concept.iri for hit in garden.find("rake") if hit.exact} == {EX + "rake", EX + "rake-game"}
    assert [hit.concept.iri for hit in garden.find("rake", [EX + "Game"])] == [EX + "rake-game"]
    assert garden.find(EX + "rake", [EX + "Game"]) == []


def test_nothing_is_found_for_nothing(garden: Index) -> None:
    for text in ("", "   ", "###", "qqqqqqqq", "é" * 5000):
        assert garden.find(text) == []
        assert garden.suggest(text) == []


def test_values_lead_to_concepts(garden: Index) -> None:
    assert [each.iri for each in garden.having(EX + "code", "s2")] == [EX + "rake", EX + "rake-game"]
    assert garden.having(EX + "code", "s3") == garden.having("no such property", "s1") == ()


def test_what_is_above_comes_nearest_first_even_in_a_circle(garden: Index) -> None:
    spade = garden.get(EX + "spade")
    assert spade is not None
    assert [each.label for each in garden.above(spade, SKOS + "broader")] == ["Hand tool", "Tool"]


def test_suggestions_take_the_last_word_as_begun(garden: Index) -> None:
    assert garden.suggest("sp")[0].concept.label == "Spade"
    assert garden.suggest("shovel dig")[0].concept.label == "Spade"
    assert [hit.concept.label for hit in garden.suggest("r", limit=1, skip=1)] == ["Rake"]


def test_the_index_is_made_once_a_release() -> None:
    door = MemoryDoor(GARDEN)
    search = Search(cast(Door, door))
    assert door.asked == 0
    assert search.index() is search.index()
    asked = door.asked
    door.store.update(f'INSERT DATA {{ <{EX}hoe> <{SKOS}inScheme> <{EX}tools> ; <{SKOS}prefLabel> "Hoe" }}')
    assert len(search.index()) == 5
    assert door.asked == asked
    door.release = replace(door.release, id="two")
    assert len(search.index()) == 6


def test_a_name_counts_once_by_its_best_kind() -> None:
    twice = NamedConcept(
        EX + "x",
        "Hoe",
        (ConceptName("Hoe", LabelKind.PREFERRED), ConceptName("HOE", LabelKind.HIDDEN)),
        frozenset(),
        {},
    )
    (hit,) = Index([twice]).find("hoe")
    assert (hit.name, hit.kind) == ("Hoe", LabelKind.PREFERRED)


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("Percocet", "Drug", "Percocet"),
        ("percocett", "Drug", "Percocet"),
        ("Percocet 10/325mg #120", "Drug", "Percocet"),
        ("hydrocodon", "Drug", "hydrocodone"),
        ("gabapentn", "Drug", "gabapentin"),
        ("GABAdone", "Drug", "GABAdone"),
        ("Theramine", "Drug", "Theramine"),
        ("functional restoration progam", "Treatment", "Functional restoration program"),
        ("Magnetic Resonance Imaging", "Treatment", "MRI"),
        ("orthopedic surgey", "Specialty", "Orthopedic Surgery"),
    ],
)
def test_the_names_of_this_graph_are_found(schemes: Index, text: str, kind: str, label: str) -> None:
    assert labels(schemes, text, IMR + kind)[0] == label


def test_known_confusions_are_never_exact(schemes: Index) -> None:
    for text, other in (("Theramine", "thiamine"), ("GABAdone", "gabapentin"), ("Celebrex", "Celexa")):
        exact = {hit.concept.label for hit in schemes.find(text, [IMR + "Drug"]) if hit.exact}
        assert exact == {text}
        assert other not in exact


def test_every_name_finds_its_concept_exactly(schemes: Index) -> None:
    names = [(concept.iri, name.text) for concept in schemes for name in concept.names][::37]
    for iri, text in names:
        found = {hit.concept.iri for hit in schemes.find(text, limit=100) if hit.exact}
        assert not folded(text) or iri in found, text


@given(st.text(max_size=40))
def test_no_text_breaks_it(garden: Index, text: str) -> None:
    assert folded(folded(text)) == folded(text)
    for hit in [*garden.find(text), *garden.suggest(text)]:
        assert 0 < hit.score <= 100
