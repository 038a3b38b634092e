"""The page of a thing that is no letter: what it is called, what is said of it, the way up and what leads to it."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg.query import Bindings
from kg.questions.catalog import Catalog
from tests.web.conftest import BASE, SampleDoor, named
from web.memory import Memory
from web.pages.contexts import CasePage, ThingPage
from web.pages.measured import Accuracy, Measured
from web.pages.ontology_document import OntologyDocument
from web.pages.page_queries import PageQueries
from web.pages.panels import Panels
from web.pages.statements import Statements
from web.pages.terms import Ontology
from web.pages.thing import ThingPages
from web.urls import Urls

URLS = Urls(BASE, named)
Page = Callable[[str, str], ThingPage]
"""Makes the page of the thing at a path from what is said of it in Turtle."""

ID = f"{BASE}id/"
PREFIXES = f"""
@prefix imr: <{BASE}ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix id: <{ID}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix schema: <https://schema.org/> . @base <{ID}> .
"""
VOCABULARY = f"""
<{BASE}ontology> dcterms:title "Words" ; owl:versionInfo "1.2" ; dcterms:abstract "What for"@en .
imr:Zebra a owl:Class ; rdfs:label "zebra"@en ; rdfs:comment "striped" .
imr:Ape a owl:Class ; skos:prefLabel "Affe"@de, "ape"@en-US ; skos:definition "a definition" ;
  rdfs:subClassOf imr:Zebra .
imr:eatsGrass a owl:DatatypeProperty ; rdfs:domain imr:Zebra ;
  schema:rangeIncludes <http://www.w3.org/2001/XMLSchema#boolean> .
imr:knows a owl:ObjectProperty .
<http://example.org/Other> a owl:Class .
"""


def ontology(text: str = VOCABULARY) -> Ontology:
    quads = ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE)
    return Ontology(f"{BASE}ontology", tuple(quad.triple for quad in quads))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load()


@pytest.fixture
def page(catalog: Catalog) -> Page:
    def made(path: str, said: str) -> ThingPage:
        panels = Panels(PageQueries(SampleDoor(PREFIXES + said), catalog, Memory()), URLS, page_rows=25)
        template, context = ThingPages(panels, ontology()).page_of(ID + path, ())
        assert template == "thing.html"
        assert isinstance(context, ThingPage)
        return context

    return made


def facts(made: ThingPage) -> list[tuple[str, list[str]]]:
    return [(fact.label, [cell.text for cell in fact.values]) for fact in made.about]


# --- names ---------------------------------------------------------------------------------------------------------


def test_a_thing_is_called_by_its_label_and_told_by_its_definition(page: Page) -> None:
    made = page(
        "drug/tea",
        '<drug/tea> skos:prefLabel "Tea" ; rdfs:label "Other" ; skos:altLabel "Cha" ; skos:inScheme <s> ;'
        ' skos:definition "Leaves" ; rdfs:comment "no" .',
    )
    assert (made.title, made.definition, made.other_names, made.kind) == ("Tea", "Leaves", ["Cha"], "Drug")
    assert made.markup["inDefinedTermSet"] == f"{ID}s"
    assert made.notice == ""


@pytest.mark.parametrize(
    ("path", "said", "title"),
    [
        ("drug/green-tea", "a imr:Drug", "green-tea"),
        ("case/A/2017-03-02/decision/1", "a imr:Decision", "decision 1"),
        ("case/A/2017-03-02/decision/1", 'imr:heading "MRI"', "MRI"),
        ("case/A/2017-03-02/reviewer", "imr:reviewerSpecialty <specialty/b>", "Pain medicine"),
    ],
)
def test_what_nothing_names_is_called_by_its_path(page: Page, path: str, said: str, title: str) -> None:
    assert page(path, f'<{path}> {said} . <specialty/b> skos:prefLabel "Pain medicine" .').title == title


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("drug/a", "Drug"),
        ("body-region/a", "Body region"),
        ("section/a", "Guideline section"),
        ("scheme/a", "List of terms"),
    ],
)
def test_a_kind_in_words(page: Page, path: str, kind: str) -> None:
    assert page(path, f"<{path}> a imr:Zebra .").kind == kind


def test_a_drug_that_is_no_longer_sold_says_so(page: Page) -> None:
    assert page("drug/a", "<drug/a> imr:withdrawn true .").notice.startswith("No longer sold in the United States")
    assert page("drug/a", "<drug/a> imr:withdrawn false .").notice == ""
    assert page("state/a", "<state/a> a imr:Zebra .").notice.startswith("Reviewers licensed in different states")


# --- the way up ----------------------------------------------------------------------------------------------------

UP = (
    '<drug/a> skos:broader <drug/b> . <drug/b> skos:broader <drug/c> ; skos:prefLabel "B" . <drug/c> rdfs:seeAlso <x> .'
)


def test_the_way_up_begins_at_the_top(page: Page) -> None:
    assert [(each.text, each.href) for each in page("drug/a", UP).crumbs] == [
        ("c", "/things.page?path=drug%2Fc"),
        ("B", "/things.page?path=drug%2Fb"),
    ]
    assert facts(page("drug/a", UP)) == []


def test_a_circle_and_a_long_way_end(page: Page) -> None:
    assert [each.text for each in page("drug/a", UP + "<drug/c> skos:broader <drug/a> .").crumbs] == ["c", "B"]
    long = " ".join(f"<drug/n{at}> skos:broader <drug/n{at + 1}> ." for at in range(12))
    assert [each.text for each in page("drug/n0", long).crumbs] == [f"n{at}" for at in range(8, 0, -1)]


def test_two_ways_up_are_facts_too(page: Page) -> None:
    made = page("drug/a", "<drug/a> skos:broader <drug/b>, <drug/c> .")
    assert len(made.crumbs) == 1
    ((label, values),) = facts(made)
    assert (label, sorted(values)) == ("Broader", ["drug/b", "drug/c"])


def test_above_a_part_of_a_letter_are_its_letter_and_its_case(page: Page) -> None:
    path = "case/A/2017-03-02/decision/1/request"
    assert [(each.text, each.href) for each in page(path, f"<{path}> a imr:Zebra .").crumbs] == [
        ("A", "/things.page?path=case%2FA"),
        ("Letter of 2017-03-02", "/things.page?path=case%2FA%2F2017-03-02"),
    ]
    path = "case/A/2017-03-02/decision/1"
    (_, letter) = page(path, f"<{path}> a imr:Zebra .").crumbs
    assert letter.href == "/things.page?path=case%2FA%2F2017-03-02#decision-1"


# --- facts ---------------------------------------------------------------------------------------------------------


def test_what_the_page_says_elsewhere_is_no_fact(page: Page) -> None:
    made = page(
        "drug/a",
        """<drug/a> a imr:Drug ; skos:prefLabel "A" ; skos:altLabel "B" ; skos:hiddenLabel "C" ; skos:definition "D" ;
        skos:narrower <drug/b> ; skos:topConceptOf <s> ; imr:hasIngredient <drug/b> ; imr:withdrawn true ;
        imr:rxcui "7804" ; imr:unii "UNKNOWN" ; skos:exactMatch <http://purl.bioontology.org/ontology/RXNORM/7804> ;
        imr:knows <drug/b> . <s> skos:hasTopConcept <drug/a> . <drug/b> skos:prefLabel "the other" .""",
    )
    assert facts(made) == [
        ("Knows", ["the other"]),
        ("Exact match", ["RxNorm 7804"]),
        ("Unii", ["UNKNOWN"]),
    ]
    assert made.about[0].href == "/ontology.ontology#knows"


def test_places_in_the_letter_stand_last(page: Page) -> None:
    path = "case/A/2017-03-02/decision/1/request"
    made = page(
        path,
        f"<{path}> imr:foundAt <case/A/2017-03-02/text#char=3,90> ; imr:zed 1 ; imr:knows <{path}/drug/2> ;"
        f' imr:requestedVisitsFoundAt <case/A/2017-03-02/text#char=3,9> ; imr:eatsGrass "{"x" * 601}", "{"y" * 600}" .',
    )
    assert facts(made) == [
        ("Eats grass", sorted(["x" * 600 + " …", "y" * 600])),
        ("Knows", ["drug 2"]),
        ("Zed", ["1"]),
        ("Found at", ["characters 3 to 90 of the letter"]),
        ("Requested visits found at", ["characters 3 to 9 of the letter"]),
    ]


# --- what leads here -----------------------------------------------------------------------------------------------


def test_without_a_panel_the_properties_that_lead_here_are_counted(page: Page) -> None:
    made = page("outline/a", "<outline/a> a imr:Zebra . <b> imr:knows <outline/a> . <c> imr:knows <outline/a> .")
    assert made.panels == []
    assert [(each.text, each.note) for each in made.inward] == [("Knows", "2")]
    assert made.inward[0].href is not None
    assert made.inward[0].href.startswith("/sparql.endpoint?query=")


# --- cases of several letters --------------------------------------------------------------------------------------

LETTERS = """
<case/A> a imr:Case ; imr:caseNumber "A" ; imr:hasDetermination <case/A/2016-01-01>, <case/A/2017-03-02> ;
  imr:currentDetermination <case/A/2017-03-02> .
<case/A/2016-01-01> a imr:Determination ; imr:decisionDate "2016-01-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<case/A/2017-03-02> a imr:Determination ; imr:decisionDate "2017-03-02"^^<http://www.w3.org/2001/XMLSchema#date> .
"""


@pytest.mark.parametrize(
    ("path", "others"),
    [
        ("case/A", [("Letter of 2016-01-01", "")]),
        ("case/A/2017-03-02", [("Letter of 2016-01-01", "")]),
        ("case/A/2016-01-01", [("Letter of 2017-03-02", "current")]),
    ],
)
def test_a_case_shows_its_current_letter_and_names_the_others(
    path: str, others: list[tuple[str, str]], catalog: Catalog
) -> None:
    panels = Panels(PageQueries(SampleDoor(PREFIXES + LETTERS), catalog, Memory()), URLS, page_rows=25)
    template, made = ThingPages(panels, ontology()).page_of(ID + path, ())
    assert template == "case.html"
    assert isinstance(made, CasePage)
    assert (made.title, made.iri) == ("A", f"{ID}case/A")
    assert [(each.text, each.note) for each in made.others] == others
    assert [panel.name for panel in made.sources] == ["letter", "decisions", "citations", "letters"]


def test_a_case_without_a_letter_is_a_thing_like_others(page: Page) -> None:
    assert page("case/B", '<case/B> imr:caseNumber "B" .').title == "B"


# --- statements ----------------------------------------------------------------------------------------------------


def test_texts_and_truths() -> None:
    own = f"{BASE}ontology#"
    made = Statements(
        "urn:x",
        own,
        {
            "urn:a": ((ox.NamedNode("urn:iri"), "label"),),
            "urn:b": ((ox.NamedNode("urn:iri"), None), (ox.Literal("b"), None), (ox.Literal("c"), None)),
            f"{own}withdrawn": ((ox.Literal(True), None),),
            f"{own}reviewerSpecialty": (
                (ox.NamedNode("urn:s"), "One"),
                (ox.NamedNode("urn:t"), None),
                (ox.NamedNode("urn:u"), "Two"),
            ),
        },
    )
    assert (made.first_text(["urn:a", "urn:b"]), made.first_text(["urn:a"])) == ("b", "")
    assert (made.is_true("withdrawn"), made.is_true("reviewerSpecialty")) == (True, False)
    assert made.title() == "One, Two"


def test_whether_the_graph_knows_a_thing(catalog: Catalog) -> None:
    queries = PageQueries(SampleDoor(PREFIXES + "<drug/a> a imr:Drug ."), catalog, Memory())
    assert queries.knows(f"{ID}drug/a")
    assert not queries.knows(f"{ID}drug/b")
    assert isinstance(queries.ask("thing_properties", {"this": f"{ID}drug/b"}), Bindings)


# --- the ontology --------------------------------------------------------------------------------------------------


def test_labels_and_definitions_of_terms() -> None:
    words = ontology()
    own = f"{BASE}ontology#"
    assert [words.label(own + name) for name in ("Zebra", "Ape", "eatsGrass")] == ["zebra", "ape", "eats grass"]
    assert [words.definition(own + name) for name in ("Zebra", "Ape", "knows")] == ["striped", "a definition", ""]
    assert words.text(f"{BASE}ontology", "urn:none", "http://purl.org/dc/terms/title") == "Words"


def test_terms_have_the_places_of_the_document_and_others_come_after() -> None:
    words = ontology()
    places = [words.rank(f"{BASE}ontology#{name}") for name in ("Zebra", "Ape", "eatsGrass", "knows", "none")]
    assert places == [1, 2, 3, 4, 6]


def test_terms_are_grouped_by_kind_in_the_order_of_their_names() -> None:
    own = f"{BASE}ontology#"
    assert list(ontology().groups()) == [
        ("Classes", "classes", [f"{own}Ape", f"{own}Zebra"]),
        ("Properties between things", "object-properties", [f"{own}knows"]),
        ("Properties with a value", "datatype-properties", [f"{own}eatsGrass"]),
    ]


def test_the_ontology_as_a_document() -> None:
    measured = Measured("Of 9 letters.", (Accuracy("grass", ("eatsGrass",), 1, 1, 2),), {}, {}, (), "")
    made = OntologyDocument(ontology(), measured, URLS).page(())
    assert (made.title, made.iri, made.abstract) == ("Words", f"{BASE}ontology", "What for")
    assert [(fact.label, fact.values[0].text) for fact in made.header] == [("Version", "1.2")]
    assert made.accuracy == "Of 9 letters."
    ape, _ = made.groups[0].terms
    assert (ape.anchor, ape.label, ape.definition) == ("Ape", "ape", "a definition")
    assert [(fact.label, fact.values[0].text, fact.href) for fact in ape.facts] == [("Kind of", "zebra", None)]
    (grass,) = made.groups[2].terms
    assert [(fact.label, fact.values[0].text) for fact in grass.facts[:2]] == [
        ("Belongs to", "zebra"),
        ("Leads to", "xsd:boolean"),
    ]
    assert (grass.facts[2].label, grass.facts[2].href) == ("Read how well", "#accuracy")
    empty = OntologyDocument(Ontology(f"{BASE}ontology", ()), measured, URLS).page(())
    assert (empty.title, empty.groups, empty.header) == ("The ontology", [], [])
