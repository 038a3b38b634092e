"""A decision on one disputed item: its outcome, its request, and who cited what; with shortcuts for short queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from kg.model import Citation, Decision, DisputedItem, DrugMention, OutcomeBasis, Place, Profile, RationaleFinding, Side
from kg.model.readings import CitationReading
from kg.ntriples import iri
from kg.rdf.derived_triples import write_derived
from kg.rdf.letter_graph import LetterGraph
from kg.rdf.request_triples import drug_concepts, outcome_of, write_drug, write_request

__all__ = ["write_citations", "write_decision", "write_mentions"]


def write_decision(
    graph: LetterGraph, decision: Decision, profile: Profile, day: dt.date | None, year: int | None
) -> None:
    """One disputed item. The reviewer's `profile`, the letter's `day` and its `year` are repeated here as shortcuts."""
    lines, item = graph.lines, decision.item
    own = graph.iris.decision(graph.determination, item.position)
    node = iri(own)
    lines.link(iri(graph.determination), "hasDecision", node)
    lines.link(node, "case", iri(graph.case))
    lines.kind(node, "Decision")
    lines.integer(node, "position", item.position)
    lines.text(node, "heading", item.heading.text)
    graph.found(node, item.heading.span)
    _write_outcome(graph, node, item)
    _write_rationale(graph, node, item)
    write_request(graph, own, decision)
    for none_cited in decision.none_cited:
        concept = graph.iris.side(none_cited.by)
        graph.said_concepts(node, "noneCitedBy", [(concept, none_cited.span)])
    write_citations(graph, own, decision.citations)
    write_mentions(graph, own, decision.mentions)
    if day is not None:
        lines.date(node, "decidedOn", day)
    if year is not None:
        lines.integer(node, "year", year)
    _write_shortcuts(graph, node, decision)
    write_derived(lines, graph.iris, node, decision, profile)


def _write_outcome(graph: LetterGraph, node: str, item: DisputedItem) -> None:
    graph.lines.link(node, "outcome", iri(graph.iris.outcome(outcome_of(item))))
    if item.contradiction:
        graph.lines.boolean(node, "contradiction", True)
    if item.outcome:
        if item.outcome_basis is not OutcomeBasis.PRINTED:
            graph.lines.text(node, "outcomeBasis", item.outcome_basis)
        graph.value_found(node, "outcome", item.outcome.span)


def _write_rationale(graph: LetterGraph, node: str, item: DisputedItem) -> None:
    finding = item.finding.value if item.finding else RationaleFinding.NOT_STATED
    graph.lines.link(node, "rationaleFinding", iri(graph.iris.finding(finding)))
    if item.finding:
        graph.value_found(node, "rationaleFinding", item.finding.span)
    if item.rationale and item.rationale.text:
        graph.lines.text(node, "rationale", item.rationale.text)
        graph.value_found(node, "rationale", item.rationale.span)


def _write_shortcuts(graph: LetterGraph, node: str, decision: Decision) -> None:
    lines = graph.lines
    for drug in decision.treatment.drugs:
        for concept in drug_concepts(graph.iris, drug):
            lines.link(node, "drug", iri(concept))
    for citation in decision.citations:
        if citation.place is Place.FIELD:
            shortcut = "reviewerCites" if citation.by is Side.REVIEWER else "administratorCites"
            for section in _sections(citation):
                lines.link(node, shortcut, iri(graph.iris.section(section)))


# --- citations and mentions ----------------------------------------------------------------------------------------


def write_citations(graph: LetterGraph, whole: str, citations: Iterable[Citation]) -> None:
    """The citations of a decision, or of the summary where `whole` (a plain IRI) is the determination."""
    numbers = dict.fromkeys(Side, 0)
    for citation in citations:
        numbers[citation.by] += 1
        node = iri(graph.iris.citation(whole, citation.by, numbers[citation.by]))
        graph.lines.link(iri(whole), "hasCitation", node)
        _write_citation(graph, node, citation)


def _write_citation(graph: LetterGraph, node: str, citation: Citation) -> None:
    lines, section = graph.lines, graph.iris.section
    lines.kind(node, "GuidelineCitation")
    lines.link(node, "reading", iri(graph.iris.citation_reading(CitationReading.of(citation).id)))
    graph.worded(node, "citationText", citation.text, citation.span)
    if citation.edition and citation.edition != citation.section_edition:
        lines.text(node, "edition", citation.edition)
    for name in _sections(citation):
        lines.link(node, "section", iri(section(name)))
    for name in citation.candidates:
        lines.link(node, "candidateSection", iri(section(name)))
    for label in filter(None, citation.unplaced):
        lines.text(node, "sectionLabel", label)
    _write_pages(graph, node, citation.pages)
    _write_standing(graph, node, citation)


def _sections(citation: Citation) -> Sequence[str]:
    """The sections that a citation names; the guideline as a whole where it names none that we know."""
    return citation.section_ids or ((citation.guideline,) if citation.guideline else ())


def _write_standing(graph: LetterGraph, node: str, citation: Citation) -> None:
    """What is true of few citations: written only where it is true."""
    lines = graph.lines
    if citation.superseded:
        lines.boolean(node, "superseded", True)
    if citation.edition_in_force:
        lines.link(node, "editionInForce", iri(graph.iris.section(citation.edition_in_force)))


def _write_pages(graph: LetterGraph, node: str, pages: Sequence[tuple[int, int]]) -> None:
    for first, last in pages:
        graph.lines.integer(node, "pageFrom", first)
        graph.lines.integer(node, "pageTo", last)
    if len(pages) > 1:
        ranges = (str(first) if first == last else f"{first}-{last}" for first, last in pages)
        graph.lines.text(node, "pages", ", ".join(ranges))


def write_mentions(graph: LetterGraph, whole: str, mentions: Iterable[DrugMention]) -> None:
    """The drugs that a rationale names, or the summary where `whole` (a plain IRI) is the determination.

    A drug that is named alike several times is one mention, in the words of the first, found at several places.
    """
    for number, alike in enumerate(_alike(mentions), 1):
        node = iri(graph.iris.mention(whole, number))
        graph.lines.link(iri(whole), "hasMention", node)
        graph.lines.kind(node, "DrugMention")
        write_drug(graph, node, alike[0], asked=False)
        for again in alike[1:]:
            graph.found(node, again.span)


def _alike(mentions: Iterable[DrugMention]) -> Iterable[list[DrugMention]]:
    """Groups of mentions that say the same about the same drug; for an unknown drug, in the same words."""
    groups: dict[tuple[object, ...], list[DrugMention]] = {}
    for mention in mentions:
        words = "" if mention.ingredients or mention.concept else mention.text.lower()
        names = (words, mention.ingredients, mention.concept, mention.brand, mention.candidates, mention.confidence)
        amounts = (mention.strength, mention.quantity, mention.refills, mention.days, mention.daily_dose, mention.mme)
        groups.setdefault((names, amounts, mention.form, mention.route, mention.status), []).append(mention)
    return groups.values()
