"""What few letters say: each value ends in the graph, with its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from pyoxigraph import RdfFormat, Store

from kg.model import (
    Assumption,
    Confidence,
    DateInterval,
    Decision,
    Determination,
    Passage,
    Place,
    Said,
    Span,
    StrengthPart,
)
from kg.namespaces import PREFIXES, Iris
from kg.rdf import case_triples

Determine = Callable[..., Determination]
IRIS = Iris()
LETTER = "https://w3id.org/imr-kg/id/case/CM16-0000042/2017-01-06"
WORDS = """?l imr:text ?text . ?r imr:{} ?place
  BIND(STRAFTER(STR(?place), "#char=") AS ?range) BIND(xsd:integer(STRBEFORE(?range, ",")) AS ?start)
  BIND(SUBSTR(?text, ?start + 1, xsd:integer(STRAFTER(?range, ",")) - ?start) AS ?x)"""
CHANGE = Callable[[Decision, Callable[[str], Passage]], Decision]


def values(lines: list[str], pattern: str) -> list[str]:
    store = Store()
    store.load("\n".join(lines).encode(), RdfFormat.N_TRIPLES)
    heads = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    found = store.query(f"{heads}SELECT ?x WHERE {{ {pattern} }}")
    return sorted(row[0].value for row in found)  # type: ignore[union-attr]


def parts(decision: Decision, words: Callable[[str], Passage]) -> Decision:
    item = replace(decision.item, original_request=words("Norco 10/325mg #60"), authorized=words("Norco"))
    return replace(decision, item=item)


def doubtful_citation(decision: Decision, _: object) -> Decision:
    first, *rest = decision.citations
    first = replace(first, candidates=("odg-knee", "odg-pain"), edition_inferred=True, unplaced=("", "Tea"))
    return replace(decision, citations=(first, *rest))


def uncertain_drug(decision: Decision, _: object) -> Decision:
    (drug,) = decision.treatment.drugs
    drug = replace(
        drug,
        confidence=Confidence.AMBIGUOUS,
        candidates=("Norco", "Norcuron"),
        route="by mouth",
        days=30,
        daily_dose=2.5,
        mme=20.0,
        assumptions=("taken to last 30 days", "factor 1"),
        basis=(Assumption.MONTH, Assumption.LARGER_DOSE),
        mme_factor=1.5,
        mme_vintage="2018",
    )
    return replace(decision, treatment=replace(decision.treatment, drugs=(drug,)))


def counted_drug(decision: Decision, _: object) -> Decision:
    (drug,) = decision.treatment.drugs
    drug = replace(drug, strength="40 mg/0.4ml", strength_parts=(StrengthPart(40.0, "mg", 0.4, "mL"),))
    return replace(decision, treatment=replace(decision.treatment, drugs=(drug,)))


@pytest.mark.parametrize(
    ("change", "pattern", "expected"),
    [
        (parts, "?r imr:originalRequest ?x", ["Norco 10/325mg #60"]),
        (parts, WORDS.format("originalRequestFoundAt"), ["Norco 10/325mg #60"]),
        (parts, "?r imr:authorizedPart ?x", ["Norco"]),
        (parts, WORDS.format("authorizedPartFoundAt"), ["Norco"]),
        (doubtful_citation, "?c imr:candidateSection ?x", [IRIS.section("odg-knee"), IRIS.section("odg-pain")]),
        (
            doubtful_citation,
            f"<{LETTER}/decision/1/citation/administrator-1> imr:reading ?x",
            [IRIS.citation_reading("administrator-field-label-certain-mtus-inferred")],
        ),
        (doubtful_citation, "?c imr:sectionLabel ?x", ["Tea"]),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:candidate ?x", ["Norco", "Norcuron"]),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:ingredient|imr:requestedDrug ?x", []),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:route ?x", ["by mouth"]),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:daysSupply ?x", ["30"]),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:dailyDose ?x", ["2.5"]),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:mmePerDay ?x", ["20"]),
        (
            uncertain_drug,
            "?d a imr:DrugRequest ; imr:assumption ?x",
            [IRIS.coded("assumption", "larger_dose"), IRIS.coded("assumption", "month")],
        ),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:mmeFactor ?x", ["1.5"]),
        (uncertain_drug, "?d a imr:DrugRequest ; imr:mmeFactorVintage ?x", ["2018"]),
        (uncertain_drug, "?d imr:hasStrength/imr:strengthValue ?x", ["10", "325"]),
        (uncertain_drug, "?d imr:hasStrength/imr:strengthOf ?x", []),
        (counted_drug, "?s a imr:IngredientStrength ; imr:strengthUnit ?x", ["mg"]),
        (counted_drug, "?s a imr:IngredientStrength ; imr:perValue ?x", ["0.4"]),
        (counted_drug, "?s a imr:IngredientStrength ; imr:perUnit ?x", ["mL"]),
    ],
)
def test_what_few_letters_say_is_in_the_graph(
    change: CHANGE, pattern: str, expected: list[str], determine: Determine
) -> None:
    letter = determine()
    first, *rest = letter.decisions

    def words(text: str) -> Passage:
        heading = first.item.heading
        start = heading.text.index(text)
        return heading.passage(start, start + len(text))

    lines = case_triples([replace(letter, decisions=(change(first, words), *rest))], IRIS)
    assert values(lines, pattern) == expected


def test_unknown_drugs_in_different_words_are_different_mentions(determine: Determine) -> None:
    letter = determine()
    _, unknown = letter.summary_mentions
    same = replace(unknown, text=unknown.text.upper(), span=Span(0, 4))
    other = replace(unknown, text="tea", span=Span(5, 9))
    lines = case_triples([replace(letter, summary_mentions=(unknown, same, other))], IRIS)
    assert len(values(lines, f"?x imr:reading <{IRIS.drug_reading('title-none-none')}>")) == 2
    assert values(lines, "?m imr:mentionText ?x") == ["tea"]


def test_in_prose_a_drug_that_is_its_only_ingredient_is_said_once(determine: Determine) -> None:
    letter = determine()
    mention, _ = letter.summary_mentions
    plain = replace(mention, ingredients=mention.ingredients[:1], concept="hydrocodone", brand=None)
    for place, said in ((Place.SUMMARY, []), (Place.HEADING, [IRIS.drug("hydrocodone")])):
        lines = case_triples([replace(letter, summary_mentions=(replace(plain, place=place),))], IRIS)
        assert values(lines, "?l a imr:Determination ; imr:hasMention/imr:mentionedDrug ?x") == said


def test_a_date_in_the_text_serves_where_the_header_has_none(determine: Determine, letter_text: str) -> None:
    header = determine().letter.header
    undated = replace(header, decision_date=None)
    told = replace(undated, decision_date=Said(dt.date(2017, 6, 1), Span(0, 4)))
    first = determine()
    second = determine(text=letter_text + "Two.\n", source="two.txt", header=undated, told=told)
    lines = case_triples([second, first], IRIS)
    assert values(lines, "?c imr:currentDetermination/imr:sourceName ?x") == ["two.txt"]
    assert values(lines, "?c imr:currentDetermination/imr:decisionDate ?x") == ["2017-06-01"]


def test_a_drug_in_other_words_is_the_same_mention(determine: Determine) -> None:
    letter = determine()
    mention, _ = letter.summary_mentions
    again = replace(mention, text="Norco tablets", span=Span(0, 4))
    lines = case_triples([replace(letter, summary_mentions=(mention, again))], IRIS)
    assert values(lines, "?l a imr:Determination ; imr:hasMention ?x") == [f"{LETTER}/mention/1"]
    assert values(lines, f"<{LETTER}/mention/1> imr:mentionText ?x") == []
    assert len(values(lines, f"<{LETTER}/mention/1> imr:foundAt ?x")) == 2


def test_of_many_letters_the_latest_is_current(determine: Determine, letter_text: str) -> None:
    header = determine().letter.header
    letters = [
        determine(
            text=f"{letter_text}{number}\n",
            source=f"{number}.txt",
            header=replace(header, decision_date=Said(dt.date(2017, 2, number), Span(0, 4))),
        )
        for number in range(1, 9)
    ]
    lines = case_triples(letters, IRIS)
    assert values(lines, "?c imr:currentDetermination/imr:sourceName ?x") == ["8.txt"]
    assert values(lines, "?c imr:currentDetermination/imr:decisionDate ?x") == ["2017-02-08"]


@pytest.mark.parametrize(
    ("interval", "current"),
    [
        (DateInterval(dt.date(2017, 1, 7), None, "after"), "bounded.txt"),
        (DateInterval(dt.date(2017, 1, 5), None, "after"), "dated.txt"),
        (DateInterval(None, dt.date(2017, 1, 7), "before"), "bounded.txt"),
        (DateInterval(None, dt.date(2017, 1, 5), "before"), "dated.txt"),
        (DateInterval(dt.date(2017, 1, 5), dt.date(2017, 1, 9), "between"), "dated.txt"),
        (None, "dated.txt"),
    ],
)
def test_a_letter_without_a_date_stands_at_the_first_day_that_it_can_have(
    interval: DateInterval | None, current: str, determine: Determine, letter_text: str
) -> None:
    """The other one was decided on January 6, 2017; whichever text sorts first."""
    header = replace(determine().letter.header, decision_date=None)
    for end in ("a", "b", "c", "d"):
        bounded = determine(text=f"{letter_text}{end}", source="bounded.txt", header=header, decision_interval=interval)
        lines = case_triples([determine(source="dated.txt"), bounded], IRIS)
        assert values(lines, "?c imr:currentDetermination/imr:sourceName ?x") == [current]


def test_pages_are_written_out_only_where_there_are_several(determine: Determine) -> None:
    letter = determine()
    first = letter.decisions[0]
    citation = replace(first.citations[1], pages=((78, 80),))
    lines = case_triples([replace(letter, decisions=(replace(first, citations=(citation,)),))], IRIS)
    assert values(lines, "?c imr:pageFrom ?x") == ["78"]
    assert values(lines, "?c imr:pageTo ?x") == ["80"]
    assert values(lines, "?c imr:pages ?x") == []


def test_a_drug_known_by_its_ingredients_alone_is_one_mention_in_all_words(determine: Determine) -> None:
    letter = determine()
    mention, _ = letter.summary_mentions
    one = replace(mention, concept=None, brand=None, text="hydrocodone with paracetamol")
    two = replace(one, text="paracetamol and hydrocodone", span=Span(0, 4))
    lines = case_triples([replace(letter, summary_mentions=(one, two))], IRIS)
    assert values(lines, "?l a imr:Determination ; imr:hasMention ?x") == [f"{LETTER}/mention/1"]


def test_a_finding_of_the_whole_letter_has_no_place(determine: Determine) -> None:
    (finding,) = determine().letter.findings
    lines = case_triples([determine(findings=(replace(finding, span=None),))], IRIS)
    assert values(lines, "?l imr:hasFinding/imr:code ?x") == ["diagnosis-doubtful"]
    assert values(lines, "?l imr:hasFinding/imr:foundAt ?x") == []
