"""Which concepts a row may mean: what is read of a query, how a score is made, and when it is a match."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from werkzeug.exceptions import RequestEntityTooLarge

from kg.errors import ParameterError
from kg.namespaces import SKOS, Iris
from kg.query import Bindings, Boolean, Release
from kg.questions.catalog import Catalog
from kg.search import ConceptName, Index, LabelKind, NamedConcept
from tests.web.conftest import BASE, SampleDoor
from web.pages.pieces import Hyperlink
from web.reconcile.entities import DecisionCounts, Entities, EntitySource, read_counts
from web.reconcile.matching import Asked, Candidate, Condition, candidates, identifier, read_query, read_types
from web.reconcile.previews import preview_of, property_preview, type_preview
from web.reconcile.properties import PROPERTIES
from web.reconcile.service import beginning, extended, matched, proposed, suggested

IMR = f"{BASE}ontology#"
ID = f"{BASE}id/"


def concept(id_: str, *names: str, kind: str = "Drug", **values: str) -> NamedConcept:
    """A concept by its id; of its names the first is preferred. A value that begins with ``/`` is an id."""
    made = tuple(
        ConceptName(name, LabelKind.ALTERNATIVE if place else LabelKind.PREFERRED) for place, name in enumerate(names)
    )
    said: dict[str, tuple[ox.NamedNode | ox.Literal, ...]] = {}
    for name, value in values.items():
        property_ = SKOS + name if name in {"broader", "broadMatch", "definition"} else IMR + name
        said[property_] = tuple(
            ox.NamedNode(ID + each[1:]) if each.startswith("/") else ox.Literal(each) for each in value.split("|")
        )
    return NamedConcept(ID + id_, names[0], made, frozenset({IMR + kind, SKOS + "Concept"}), said)


CONCEPTS = [
    concept("class/pain", "Painkillers", kind="DrugClass"),
    concept("class/opioid", "Opioid class", kind="DrugClass", broader="/class/pain"),
    concept("category/drugs", "Pharmaceuticals", kind="Category"),
    concept(
        "drug/oxycodone",
        "oxycodone",
        "oxy",
        rxcui="7804",
        chebi="CHEBI:7852",
        broader="/class/opioid",
        broadMatch="/category/drugs",
        pharmacologicClass="Opioid Agonist",
        definition="A strong one",
        unii="CD35PMG570",
        mesh="D010098",
        hasMorphineFactor="1.5 (2022)",
    ),
    concept("drug/acetaminophen", "acetaminophen", "paracetamol", rxcui="161", broader="/class/pain"),
    concept(
        "drug/percocet",
        "Percocet",
        rxcui="42844",
        hasIngredient="/drug/oxycodone|/drug/acetaminophen",
        drugKind="brand",
    ),
    concept(
        "drug/both",
        "acetaminophen and oxycodone",
        hasIngredient="/drug/acetaminophen|/drug/oxycodone",
        hasSchedule="II",
        drugKind="combination",
    ),
    concept("treatment/tea", "Tea", "oxy", kind="Treatment", broader="/treatment/drinks"),
    concept("treatment/drinks", "Drinks", "oxycodone", kind="Treatment", broadMatch="/category/drugs"),
    concept("section/tea", "Tea", kind="GuidelineSection", broader="/section/edition"),
    concept("section/edition", "Edition 2016", kind="GuidelineEdition", legalCite="8 CCR 1"),
    concept("section/esi", "Epidural steroid injections - MTUS", "ESI", kind="GuidelineSection", legalCite="8 CCR 1"),
    concept("section/neck-esi", "Neck epidural", "Epidural steroid injection (ESI)", kind="GuidelineSection"),
    concept("section/yoga", "Yoga", kind="GuidelineSection"),
    concept("section/yoga-two", "Exercise at home", "Yoga (two)", kind="GuidelineSection"),
    concept("state/odd", "Odd", kind="Unknown"),
]
COUNTS = {f"{ID}drug/oxycodone": DecisionCounts(1200, 200, 1000)}
ENTITIES = Entities(Index(CONCEPTS), Iris(BASE), lambda: COUNTS)


def get(id_: str) -> NamedConcept:
    found = ENTITIES.get(id_)
    assert found is not None
    return found


def read(**asked: object) -> Asked:
    return read_query(asked, "q", ENTITIES)


def found(**asked: object) -> list[tuple[str, float, bool]]:
    return [(ENTITIES.id_of(each.concept), each.score, each.match) for each in candidates(read(**asked), ENTITIES)]


def pid(name: str, value: object) -> dict[str, object]:
    return {"pid": name, "v": value}


# --- reading -------------------------------------------------------------------------------------------------------


def test_what_is_not_said_has_a_default() -> None:
    assert read(query="x") == Asked("x", (), "any", 5, ())
    assert read(query="x", limit=None, type=None, properties=None) == Asked("x", (), "any", 5, ())


@pytest.mark.parametrize(("limit", "read_as"), [(1, 1), (3.0, 3), (50, 50), (51, 50), (1e9, 50)])
def test_at_most_fifty_candidates_are_given(limit: float, read_as: int) -> None:
    assert read(query="x", limit=limit).limit == read_as


@pytest.mark.parametrize("limit", [0, -1, 0.5, 1.5, True, "3", [3], float("inf"), float("nan")])
def test_a_limit_is_a_whole_number_from_one_up(limit: object) -> None:
    with pytest.raises(ParameterError, match=r"q\.limit: .* is no whole number from 1 up"):
        read(query="x", limit=limit)


@pytest.mark.parametrize(
    ("given", "types"),
    [
        (None, ()),
        ("", ()),
        ([], ()),
        ("Drug", (f"{IMR}Drug",)),
        ("http://example.org/T", ("http://example.org/T",)),
        ({"id": "Drug"}, (f"{IMR}Drug",)),
        (["Drug", {"id": "Treatment"}], (f"{IMR}Drug", f"{IMR}Treatment")),
    ],
)
def test_types_by_name_by_iri_or_as_objects(given: object, types: tuple[str, ...]) -> None:
    assert read_types(given, "t", ENTITIES) == types


@pytest.mark.parametrize("given", [3, {"name": "Drug"}, [""], ["Drug", None], {"id": 3}, {"id": ""}])
def test_what_is_no_type_is_told(given: object) -> None:
    with pytest.raises(ParameterError, match=r"^t: not an identifier of a type or a list of them$"):
        read_types(given, "t", ENTITIES)


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        (" brand ", ("brand",)),
        (7, ("7",)),
        (7.0, ("7",)),
        (7.5, ("7.5",)),
        (True, ("True",)),
        ({"id": "drug/a"}, ("drug/a",)),
        (["a", 2], ("a", "2")),
        ([], ()),
    ],
)
def test_values_of_a_condition_are_texts(value: object, read_as: tuple[str, ...]) -> None:
    assert read(properties=[pid("drug_kind", value)]).conditions == (Condition(PROPERTIES["drug_kind"], read_as),)


@pytest.mark.parametrize("value", [None, {"name": "a"}, {"id": None}, [["a"]]])
def test_what_is_no_value_is_told_with_its_place(value: object) -> None:
    with pytest.raises(ParameterError, match=r"^q\.properties\[1\]\.v: not a text, a number, true, false"):
        read(properties=[pid("rxcui", "1"), pid("drug_kind", value)])


@pytest.mark.parametrize("given", [3, {"v": "a"}, {"pid": "rxcui"}, {"pid": 3, "v": "a"}])
def test_what_is_no_condition_is_told_with_its_place(given: object) -> None:
    with pytest.raises(ParameterError, match=r"^q\.properties\[0\]: not of the form"):
        read(properties=[given])


@pytest.mark.parametrize("strict", ["any", "all", "should"])
def test_a_query_may_say_how_strict_its_types_are(strict: str) -> None:
    assert read(query="x", type_strict=strict).strict == strict


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("rxcui", "https://example.org/rxcui/7804/", "7804"),
        ("rxcui", " 7804 ", "7804"),
        ("unii", "cd35pmg570", "CD35PMG570"),
        ("chebi", "http://purl.obolibrary.org/obo/CHEBI_7852", "CHEBI:7852"),
        ("chebi", "chebi:7852", "CHEBI:7852"),
        ("chebi", "7852", "CHEBI:7852"),
        ("drug_kind", "http://example.org/brand", "http://example.org/brand"),
        ("unknown", "http://example.org/brand", "http://example.org/brand"),
    ],
)
def test_an_identifier_is_written_as_its_vocabulary_does(name: str, text: str, written: str) -> None:
    assert identifier(name, text) == written


# --- scores --------------------------------------------------------------------------------------------------------


def test_a_name_of_one_concept_is_a_match() -> None:
    assert found(query="Percocet") == [("drug/percocet", 100.0, True)]
    assert found(query="drug/percocet") == [("drug/percocet", 100.0, True)]
    assert found(query=f" {ID}drug/percocet ") == [("drug/percocet", 100.0, True)]


def test_what_is_called_so_goes_before_what_is_also_called_so() -> None:
    assert found(query="oxycodone", limit=2) == [("drug/oxycodone", 100.0, True), ("treatment/drinks", 100.0, False)]


def test_namesakes_are_no_match_unless_a_type_tells_them_apart() -> None:
    assert [each[1:] for each in found(query="Tea")] == [(100.0, False), (100.0, False)]
    assert [each[1:] for each in found(query="oxy", limit=2)] == [(100.0, False), (100.0, False)]
    assert found(query="Tea", type="Treatment") == [("treatment/tea", 100.0, True)]


def test_who_is_also_called_so_in_parentheses_is_a_namesake() -> None:
    assert found(query="ESI", limit=1) == [("section/esi", 100.0, False)]
    assert found(query="ESIs", limit=1)[0][2] is False
    assert found(query="Epidural steroid injection (ESI)", limit=1) == [("section/neck-esi", 100.0, True)]
    assert found(query="Yoga", limit=1) == [("section/yoga", 100.0, True)]


def test_all_types_or_one_of_them() -> None:
    assert len(found(query="Tea", type=["Treatment", "GuidelineSection"])) == 2
    assert found(query="Tea", type=["Treatment", "GuidelineSection"], type_strict="all") == []
    assert found(query="Tea", type=["Treatment", f"{SKOS}Concept"], type_strict="all") == [
        ("treatment/tea", 100.0, True)
    ]


def test_another_type_than_should_be_costs_a_fifth() -> None:
    assert found(query="Percocet", type="Treatment") == []
    assert found(query="Percocet", type="Treatment", type_strict="should") == [("drug/percocet", 80.0, False)]


def test_properties_give_three_tenths_of_the_score() -> None:
    assert found(query="Percocet", properties=[pid("drug_kind", "Brand")]) == [("drug/percocet", 100.0, True)]
    assert found(query="Percocet", properties=[pid("drug_kind", "kit")]) == [("drug/percocet", 70.0, False)]
    half = [pid("drug_kind", "brand"), pid("dea_schedule", "IV")]
    assert found(query="Percocet", properties=half) == [("drug/percocet", 85.0, False)]


def test_an_identifier_counts_as_a_name_almost_equal() -> None:
    assert found(query="Zzz", properties=[pid("rxcui", 42844)]) == [("drug/percocet", 93.0, False)]
    assert found(query="Percocet", properties=[pid("rxcui", 42844)]) == [("drug/percocet", 100.0, True)]
    assert found(query="Percocet", properties=[pid("rxcui", 1)]) == [("drug/percocet", 70.0, False)]


def test_without_a_name_the_properties_are_the_score() -> None:
    assert found(properties=[pid("rxcui", 42844)]) == [("drug/percocet", 100.0, True)]
    assert found(properties=[pid("rxcui", 42844), pid("drug_kind", "kit")]) == [("drug/percocet", 50.0, False)]
    assert found(properties=[pid("drug_kind", "brand")]) == [("drug/percocet", 100.0, True)]
    assert found(properties=[pid("drug_kind", ["brand", "combination"])], limit=1) == [("drug/percocet", 100.0, False)]


def test_a_concept_as_a_value_agrees_by_id_iri_or_any_name() -> None:
    for value in ("drug/oxycodone", f"{ID}drug/oxycodone", "OXY", {"id": "drug/oxycodone"}):
        assert {each[0] for each in found(properties=[pid("ingredients", value)])} == {"drug/percocet", "drug/both"}


def test_what_a_score_rests_on_is_told() -> None:
    (first,) = candidates(read(query="Percocet", type="Drug", properties=[pid("drug_kind", "kit")]), ENTITIES)
    assert first.features == {
        "name_is_equal": True,
        "name_spelled_alike": 100.0,
        "name_words_shared": 1.0,
        "name_is_preferred": True,
        "type_agrees": True,
        "property_drug_kind": False,
    }
    (other,) = candidates(read(query="paracetamol"), ENTITIES)
    assert other.features["name_is_preferred"] is False
    assert "type_agrees" not in other.features
    assert other.hit is not None
    assert Candidate(other.concept, other.score, other.hit, other.features).match is False


# --- what is known of a concept ------------------------------------------------------------------------------------


def ids(concepts: object) -> list[str]:
    assert isinstance(concepts, list | tuple)
    return [ENTITIES.id_of(each) for each in concepts]


def test_what_stands_on_the_drug_goes_before_what_is_made_of_the_same_and_that_before_its_ingredients() -> None:
    assert list(ENTITIES.drug_text(get("drug/percocet"), "drugKind")) == ["brand"]
    assert list(ENTITIES.drug_text(get("drug/percocet"), "hasSchedule")) == ["II"]
    assert list(ENTITIES.drug_text(get("drug/percocet"), "pharmacologicClass")) == ["Opioid Agonist"]
    assert list(ENTITIES.drug_text(get("drug/acetaminophen"), "hasSchedule")) == []


def test_classes_and_categories_of_a_drug_are_those_of_its_ingredients() -> None:
    assert ids(ENTITIES.classes(get("drug/percocet"))) == ["class/opioid", "class/pain"]
    assert ids(ENTITIES.classes(get("drug/oxycodone"))) == ["class/opioid"]
    assert ids(ENTITIES.classes(get("treatment/tea"))) == []
    assert ids(ENTITIES.categories(get("drug/percocet"))) == ["category/drugs"]
    assert ids(ENTITIES.categories(get("drug/oxycodone"))) == ["category/drugs"]
    assert ids(ENTITIES.categories(get("treatment/tea"))) == ["category/drugs"]
    assert ids(ENTITIES.categories(get("section/tea"))) == []


def test_a_section_stands_in_an_edition() -> None:
    assert ENTITIES.edition(get("section/tea")) == ["Edition 2016"]
    assert ENTITIES.edition(get("treatment/tea")) == []


def test_kind_and_counts() -> None:
    assert [ENTITIES.kind(get(id_)) for id_ in ("drug/percocet", "section/tea", "state/odd")] == [
        "Drug",
        "GuidelineSection",
        "",
    ]
    assert ENTITIES.counts(get("drug/oxycodone")) == DecisionCounts(1200, 200, 1000)
    assert ENTITIES.counts(get("drug/percocet")) == DecisionCounts(0, 0, 0)
    assert ENTITIES.get("drug/nothing") is None


def test_counts_are_read_by_iri_and_what_is_not_counted_is_none() -> None:
    thing = ox.NamedNode("urn:a")
    answer = Bindings(
        ("thing", "d", "o", "u"), [(thing, ox.Literal(3), None, ox.Literal(2)), (None, ox.Literal(1), None, None)]
    )
    assert read_counts(answer) == {"urn:a": DecisionCounts(3, 0, 2)}
    assert read_counts(Boolean(True)) == {}


# --- answers -------------------------------------------------------------------------------------------------------


def test_a_match_as_json() -> None:
    (one,) = matched({"q": {"query": "paracetamol"}}, ENTITIES)["q"]["result"]  # type: ignore[index, call-overload]
    assert {name: one[name] for name in ("id", "name", "description", "score", "match", "type")} == {
        "id": "drug/acetaminophen",
        "name": "acetaminophen",
        "description": "Drug · Painkillers · named “paracetamol”",
        "score": 100.0,
        "match": True,
        "type": [{"id": f"{IMR}Drug", "name": "Drug"}],
    }


@pytest.mark.parametrize(("count", "too_many"), [(100, False), (101, True)])
def test_a_batch_holds_a_hundred_queries(count: int, too_many: bool) -> None:
    batch = {str(number): {"query": "Percocet"} for number in range(count)}
    if too_many:
        with pytest.raises(RequestEntityTooLarge, match="101 in one batch; send at most 100 at a time"):
            matched(batch, ENTITIES)
    else:
        assert len(matched(batch, ENTITIES)) == count


def test_properties_of_concepts_as_json() -> None:
    wanted = ["rxcui", "ingredients", "decisions", "rxcui"]
    made = extended(
        {"ids": ["drug/percocet", "drug/nothing"], "properties": [{"id": each} for each in wanted]}, ENTITIES
    )
    assert made["meta"] == [
        {"id": "rxcui", "name": "RxNorm RXCUI"},
        {"id": "ingredients", "name": "Ingredients", "type": {"id": f"{IMR}Drug", "name": "Drug"}},
        {"id": "decisions", "name": "Decisions"},
    ]
    assert made["rows"] == {
        "drug/percocet": {
            "rxcui": [{"str": "42844"}],
            "ingredients": [
                {"id": "drug/oxycodone", "name": "oxycodone"},
                {"id": "drug/acetaminophen", "name": "acetaminophen"},
            ],
            "decisions": [{"int": 0}],
        },
        "drug/nothing": {"rxcui": [], "ingredients": [], "decisions": []},
    }


def test_a_thousand_ids_at_once() -> None:
    assert len(extended({"ids": ["x"] * 1000, "properties": []}, ENTITIES)["rows"]) == 1  # type: ignore[arg-type]
    with pytest.raises(RequestEntityTooLarge, match="1001 at once; send at most 1000 at a time"):
        extended({"ids": ["x"] * 1001, "properties": []}, ENTITIES)


@pytest.mark.parametrize(
    ("id_", "property_", "values"),
    [
        ("drug/oxycodone", "chebi", [{"str": "CHEBI:7852"}]),
        ("drug/oxycodone", "unii", [{"str": "CD35PMG570"}]),
        ("drug/oxycodone", "mesh", [{"str": "D010098"}]),
        ("drug/oxycodone", "mme_factor", [{"str": "1.5 (2022)"}]),
        ("drug/percocet", "mme_factor", [{"str": "1.5 (2022)"}]),
        ("drug/percocet", "drug_kind", [{"str": "brand"}]),
        ("drug/percocet", "dea_schedule", [{"str": "II"}]),
        ("drug/percocet", "pharmacologic_class", [{"str": "Opioid Agonist"}]),
        ("drug/oxycodone", "drug_class", [{"id": "class/opioid", "name": "Opioid class"}]),
        ("treatment/tea", "category", [{"id": "category/drugs", "name": "Pharmaceuticals"}]),
        ("treatment/tea", "broader", [{"id": "treatment/drinks", "name": "Drinks"}]),
        ("drug/oxycodone", "definition", [{"str": "A strong one"}]),
        ("section/edition", "legal_cite", [{"str": "8 CCR 1"}]),
        ("drug/oxycodone", "decisions", [{"int": 1200}]),
        ("drug/oxycodone", "overturned", [{"int": 200}]),
        ("drug/oxycodone", "upheld", [{"int": 1000}]),
        ("drug/oxycodone", "iri", [{"str": f"{ID}drug/oxycodone"}]),
    ],
)
def test_each_property_is_read_where_it_stands(id_: str, property_: str, values: list[object]) -> None:
    made = extended({"ids": [id_], "properties": [{"id": property_}]}, ENTITIES)
    assert made["rows"] == {id_: {property_: values}}


DISPUTED = {"broader", "definition", "iri", "decisions", "overturned", "upheld"}
OF_DRUGS = {"rxcui", "unii", "mesh", "chebi", "ingredients", "drug_kind", "drug_class", "category"}
OF_DRUGS |= {"pharmacologic_class", "dea_schedule", "mme_factor"}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("Drug", DISPUTED | OF_DRUGS),
        (f"{IMR}Drug", DISPUTED | OF_DRUGS),
        ("DrugClass", DISPUTED | {"drug_class"}),
        ("Treatment", DISPUTED | {"category"}),
        ("GuidelineSection", DISPUTED | {"legal_cite"}),
        ("Guideline", {"broader", "definition", "iri", "legal_cite"}),
        ("GuidelineEdition", {"broader", "definition", "iri", "legal_cite"}),
        ("Specialty", DISPUTED),
        ("", set(PROPERTIES)),
        ("Unknown", set(PROPERTIES)),
    ],
)
def test_properties_are_proposed_by_class(kind: str, names: set[str]) -> None:
    made = proposed(kind, None, ENTITIES)
    assert (made["type"], "limit" in made) == (kind, False)
    assert {each["id"] for each in made["properties"]} == names  # type: ignore[attr-defined]


def test_as_many_properties_are_proposed_as_are_asked_for() -> None:
    made = proposed("Drug", 2, ENTITIES)
    assert made == {
        "type": "Drug",
        "limit": 2,
        "properties": [{"id": "rxcui", "name": "RxNorm RXCUI"}, {"id": "unii", "name": "UNII"}],
    }


def test_each_property_has_a_name_and_words() -> None:
    for name, each in PROPERTIES.items():
        assert (each.id, bool(each.name), bool(each.description)) == (name, True, True)
        assert isinstance(each.read(ENTITIES, get("state/odd")), list | tuple)
    assert {name: each.term for name, each in PROPERTIES.items() if each.term} == {
        name: name for name in ("rxcui", "unii", "mesh", "chebi")
    }
    assert {name: each.gives for name, each in PROPERTIES.items() if each.gives} == {
        "ingredients": "Drug",
        "drug_class": "DrugClass",
        "category": "Category",
    }


def test_suggestions_say_what_they_are() -> None:
    assert suggested(ENTITIES, "perc", (), 0) == [
        {
            "id": "drug/percocet",
            "name": "Percocet",
            "description": "Drug",
            "notable": [{"id": f"{IMR}Drug", "name": "Drug"}],
        }
    ]
    assert [each["id"] for each in suggested(ENTITIES, "drug/percocet", (), 0)] == ["drug/percocet"]
    assert suggested(ENTITIES, "perc", (), 1) == []
    assert suggested(ENTITIES, "perc", (f"{IMR}Treatment",), 0) == []
    assert [each["description"] for each in suggested(ENTITIES, "Odd", (), 0)] == [""]


def test_what_begins_so_goes_before_what_has_it_inside() -> None:
    items = [("a-drug", "Kind of drug", "said"), ("b", "Drug class", ""), ("drug", "Other", ""), ("c", "None", "")]
    assert beginning(items, "DRUG") == [
        {"id": "b", "name": "Drug class"},
        {"id": "drug", "name": "Other"},
        {"id": "a-drug", "name": "Kind of drug", "description": "said"},
    ]


# --- previews ------------------------------------------------------------------------------------------------------


def test_a_concept_in_a_few_words() -> None:
    assert preview_of(ENTITIES, get("drug/oxycodone")) == [
        Hyperlink("Drug", None, "oxycodone"),
        Hyperlink("Also called", None, "oxy"),
        Hyperlink("Means", None, "A strong one"),
        Hyperlink("Part or kind of", None, "Opioid class"),
        Hyperlink("RxNorm RXCUI", None, "7804"),
        Hyperlink("UNII", None, "CD35PMG570"),
        Hyperlink("MeSH", None, "D010098"),
        Hyperlink("Decisions", None, "1,200; 200 overturned (necessary), 1,000 upheld"),
    ]
    assert preview_of(ENTITIES, get("state/odd")) == [Hyperlink("Concept", None, "Odd")]


@pytest.mark.parametrize(("others", "said"), [(6, "n1, n2, n3, n4, n5, n6"), (7, "n1, n2, n3, n4, n5, n6 …")])
def test_six_other_names_are_shown(others: int, said: str) -> None:
    many = concept("drug/many", *(f"n{number}" for number in range(others + 1)))
    assert Hyperlink("Also called", None, said) in preview_of(ENTITIES, many)


def test_a_type_and_a_property_in_a_few_words() -> None:
    def told(iri: str) -> str:
        return f"what {iri} is"

    shown = [Hyperlink("Guideline section", None, f"what {IMR}GuidelineSection is")]
    assert type_preview(ENTITIES, "GuidelineSection", told) == shown
    assert type_preview(ENTITIES, f"{IMR}GuidelineSection", told) == shown
    assert type_preview(ENTITIES, "Guideline section", told) == []
    assert property_preview("unii") == [Hyperlink("UNII", None, "FDA's unique ingredient identifier")]
    assert property_preview("UNII") == []


# --- from a graph --------------------------------------------------------------------------------------------------

GRAPH = f"""
@prefix imr: <{IMR}> . @prefix skos: <{SKOS}> . @base <{ID}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<drug/a> a imr:Drug ; skos:inScheme <s> ; skos:prefLabel "A" ; skos:definition "d" ; skos:broader <drug/b> ;
  skos:broadMatch <drug/c> ; imr:rxcui "1" ; imr:unii "2" ; imr:mesh "3" ; imr:chebi "4" ; imr:hasIngredient <drug/e> ;
  imr:pharmacologicClass "6" ; imr:hasSchedule <drug/a/schedule/1> ; imr:hasMorphineFactor <drug/a/morphine-factor/1> ;
  imr:drugKind "9" ; imr:legalCite "10" ;
  imr:other "no" .
<drug/a/schedule/1> rdfs:label "7" . <drug/a/morphine-factor/1> rdfs:label "8" .
"""


def test_all_that_a_property_needs_is_read_with_the_names() -> None:
    catalog = {name: query for name, query in Catalog.load().items() if name != "reconcile_counts"}
    source = EntitySource(SampleDoor(GRAPH), catalog, Iris(BASE))
    entities = source.entities()
    (one,) = entities.index
    own = ("rxcui", "unii", "mesh", "chebi", "hasIngredient", "pharmacologicClass", "hasSchedule", "hasMorphineFactor")
    read_ = {IMR + name for name in (*own, "drugKind", "legalCite")}
    assert set(one.values) == read_ | {f"{SKOS}{name}" for name in ("broader", "broadMatch", "definition")}
    assert list(entities.drug_text(one, "hasSchedule")) == ["7"]
    assert list(entities.drug_text(one, "hasMorphineFactor")) == ["8"]
    assert entities.counts(one) == DecisionCounts(0, 0, 0)


def test_decisions_are_counted_once_a_release() -> None:
    door = SampleDoor(GRAPH)
    asked = []

    class Counting:
        def run(self, *_: object) -> Bindings:
            asked.append(door.release.id)
            return Bindings(("t", "d"), [(ox.NamedNode(f"{ID}drug/a"), ox.Literal(len(asked)))])

    entities = EntitySource(door, {"reconcile_counts": Counting()}, Iris(BASE)).entities()  # type: ignore[dict-item]
    (one,) = entities.index
    assert asked == []
    assert [entities.counts(one).decisions for _ in range(2)] == [1, 1]
    door.release = Release("next")
    assert [entities.counts(one).decisions for _ in range(2)] == [2, 2]
    assert asked == ["sample-1", "next"]
