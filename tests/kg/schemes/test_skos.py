"""The schemes as SKOS asks: https://www.w3.org/TR/skos-reference/ (S9, S13, S14, S27), and as readers need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from kg.namespaces import PREFIXES, Iris, slug
from kg.schemes.generate import SCHEMES_COLUMNS, generate
from kg.schemes.guidelines import GuidelineKind, load
from kg.schemes.table import rows

SCHEMES = Path(__file__).parents[3] / "ontology" / "schemes"
PLAIN = [row for _, row in rows((SCHEMES / "schemes.tsv").read_text("utf-8"), SCHEMES_COLUMNS, "schemes.tsv")]
NAMES = sorted(path.name for path in SCHEMES.glob("*.ttl"))
SKOS = PREFIXES["skos"]
LABELS = ("prefLabel", "altLabel", "hiddenLabel")


def skos(name: str) -> NamedNode:
    return NamedNode(SKOS + name)


@pytest.fixture(scope="module", params=NAMES)
def scheme(request: pytest.FixtureRequest) -> Store:
    store = Store()
    store.bulk_load(path=str(SCHEMES / request.param), format=RdfFormat.TURTLE)
    return store


def concepts(store: Store) -> list[NamedNode]:
    kind = NamedNode(PREFIXES["rdf"] + "type")
    return [quad.subject for quad in store.quads_for_pattern(None, kind, skos("Concept"), None)]


def objects(store: Store, subject: NamedNode, name: str) -> list[NamedNode | Literal]:
    return [quad.object for quad in store.quads_for_pattern(subject, skos(name), None, None)]


def pairs(store: Store, name: str) -> Iterator[tuple[NamedNode, NamedNode]]:
    for quad in store.quads_for_pattern(None, skos(name), None, None):
        yield quad.subject, quad.object


def test_the_files_are_in_step_with_the_tables() -> None:
    made = generate(SCHEMES)
    assert sorted(made) == NAMES
    stale = [name for name, text in made.items() if (SCHEMES / name).read_text(encoding="utf-8") != text]
    assert not stale, f"{stale}: run `imr vocab generate`"


def test_each_scheme_says_its_title_what_it_is_its_licence_and_its_version(scheme: Store) -> None:
    kind = NamedNode(PREFIXES["rdf"] + "type")
    headers = [quad.subject for quad in scheme.quads_for_pattern(None, kind, skos("ConceptScheme"), None)]
    assert len(headers) == 1
    said = {quad.predicate.value for quad in scheme.quads_for_pattern(headers[0], None, None, None)}
    assert {PREFIXES["dcterms"] + name for name in ("title", "description", "license")} <= said
    assert PREFIXES["owl"] + "versionInfo" in said
    assert concepts(scheme)


def test_each_concept_has_one_preferred_label_and_all_labels_are_english(scheme: Store) -> None:
    for concept in concepts(scheme):
        labels = {name: objects(scheme, concept, name) for name in LABELS}
        assert len(labels["prefLabel"]) == 1, concept
        assert all(label.language == "en" and label.value.strip() for held in labels.values() for label in held), (
            concept
        )


def test_no_two_concepts_of_a_scheme_are_shown_by_one_label(scheme: Store) -> None:
    shown: dict[tuple[str, str], list[str]] = defaultdict(list)
    for concept in concepts(scheme):
        (label,) = objects(scheme, concept, "prefLabel")
        shown[concept.value.split("/id/")[1].partition("/")[0], label.value.casefold()].append(concept.value)
    assert not {label: iris for label, iris in shown.items() if len(iris) > 1}


def test_the_three_kinds_of_label_are_disjoint(scheme: Store) -> None:
    for concept in concepts(scheme):
        values = [label.value for name in LABELS for label in objects(scheme, concept, name)]
        assert len(values) == len(set(values)), concept


def test_each_concept_is_in_its_scheme_and_reaches_a_top_concept(scheme: Store) -> None:
    (header,) = {target for _, target in pairs(scheme, "inScheme")}
    top = {concept for concept, _ in pairs(scheme, "topConceptOf")}
    assert top == set(objects(scheme, header, "hasTopConcept"))
    above = {concept: objects(scheme, concept, "broader") for concept in concepts(scheme)}
    for concept, parents in above.items():
        assert objects(scheme, concept, "inScheme") == [header], concept
        assert (concept in top) == (not parents), f"{concept} is an orphan, or a top concept with a broader one"


def test_broader_and_narrower_mirror_each_other_and_stay_inside(scheme: Store) -> None:
    broader = set(pairs(scheme, "broader"))
    assert {(above, below) for below, above in broader} == set(pairs(scheme, "narrower"))
    assert {each for pair in broader for each in pair} <= set(concepts(scheme))


def test_no_concept_is_its_own_ancestor(scheme: Store) -> None:
    above = {concept: objects(scheme, concept, "broader") for concept in concepts(scheme)}
    safe: set[NamedNode] = set()
    while len(safe) < len(above):
        found = {concept for concept, parents in above.items() if safe.issuperset(parents)}
        assert found > safe, f"a cycle among {sorted(str(each) for each in above.keys() - safe)[:5]}"
        safe = found


def test_matches_lead_out_of_the_scheme(scheme: Store) -> None:
    for name in ("exactMatch", "closeMatch", "broadMatch"):
        assert not {target for _, target in pairs(scheme, name)} & set(concepts(scheme))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"guidelines.ttl", "drugs.ttl"}])
def test_every_concept_of_the_small_schemes_is_defined(name: str) -> None:
    store = Store()
    store.bulk_load(path=str(SCHEMES / name), format=RdfFormat.TURTLE)
    assert not [concept for concept in concepts(store) if not objects(store, concept, "definition")]


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row["table"])
def test_the_concepts_of_a_scheme_have_its_class_and_its_kind_of_address(row: dict[str, str]) -> None:
    store = Store()
    store.bulk_load(path=str(SCHEMES / f"{row['table']}.ttl"), format=RdfFormat.TURTLE)
    assert all(each.value.startswith(f"{Iris().base}id/{row['kind']}/") for each in concepts(store))
    if row["class"]:
        named = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(Iris().term(row["class"]))
        members = {quad.subject for quad in store.quads_for_pattern(None, *named, None)}
        assert members == set(concepts(store))


@pytest.mark.parametrize("name", ["specialties.ttl", "states.ttl", "body_regions.ttl"])
def test_a_concept_known_by_its_printed_name_has_that_name_as_its_id(name: str) -> None:
    store = Store()
    store.bulk_load(path=str(SCHEMES / name), format=RdfFormat.TURTLE)
    for concept in concepts(store):
        (label,) = objects(store, concept, "prefLabel")
        assert concept.value.rpartition("/")[2] == slug(label.value)


def test_outcomes_say_both_what_becomes_of_the_denial_and_of_the_treatment() -> None:
    quads = list(parse(path=str(SCHEMES / "outcomes.ttl"), format=RdfFormat.TURTLE))
    definition = {q.subject.value: q.object.value for q in quads if q.predicate == skos("definition")}
    upheld, overturned = (definition[Iris().outcome(code)] for code in ("upheld", "overturned"))
    assert "denial stands" in upheld
    assert "not medically necessary" in upheld
    assert "denial falls" in overturned
    assert "is medically necessary" in overturned


def guidelines() -> Store:
    store = Store()
    store.bulk_load(path=str(SCHEMES / "guidelines.ttl"), format=RdfFormat.TURTLE)
    return store


def editions_reached(store: Store, concept: NamedNode) -> set[NamedNode]:
    edition = NamedNode(Iris().term("GuidelineEdition"))
    kind = NamedNode(PREFIXES["rdf"] + "type")
    reached, todo = set(), [concept]
    while todo:
        here = todo.pop()
        reached |= {here} if any(store.quads_for_pattern(here, kind, edition, None)) else set()
        todo += objects(store, here, "broader")
    return reached


def test_a_part_of_a_guideline_reaches_one_edition_by_broader_and_only_where_it_is_in_one() -> None:
    store = guidelines()
    table = {Iris().section(each.id): each.id for each in load()}
    for concept in concepts(store):
        whole = Iris().section(load().guideline(table[concept.value]))
        in_edition = load()[table[whole]].kind is GuidelineKind.EDITION
        assert {each.value for each in editions_reached(store, concept)} == ({whole} if in_edition else set()), concept
        assert len(objects(store, concept, "broader")) <= 1, concept


def test_a_section_keeps_its_name_alone_for_headings_and_for_search() -> None:
    store = guidelines()
    section = NamedNode(Iris().section("odg-low-back-pt"))
    short = NamedNode(Iris().term("shortLabel"))
    assert [label.value for label in objects(store, section, "prefLabel")] == ["Physical therapy (PT) - ODG, Low Back"]
    assert [quad.object.value for quad in store.quads_for_pattern(section, short, None, None)] == [
        "Physical therapy (PT)"
    ]
    assert "Physical therapy (PT)" in {label.value for label in objects(store, section, "altLabel")}
