"""A determination: the letter, who reviewed, what was read wrong, and where it comes from (PROV)."""

from __future__ import annotations

import datetime as dt

from kg.model import DateInterval, Determination, Finding, Profile
from kg.ntriples import iri
from kg.rdf.decision_triples import write_citations, write_decision, write_mentions
from kg.rdf.letter_graph import LetterGraph

__all__ = ["write_determination"]


def write_determination(graph: LetterGraph, determination: Determination, day: dt.date | None, software: str) -> None:
    """The letter's node and all under it. `day` is its decision date; `software` the agent's IRI in brackets."""
    lines, letter, node = graph.lines, graph.letter, iri(graph.determination)
    lines.kind(node, "Determination")
    lines.link(node, "caseOutcome", iri(graph.iris.outcome(determination.case_outcome)))
    lines.text(node, "sourceHash", letter.source_hash)
    lines.text(node, "sourceName", letter.source)
    lines.link(node, "letterFamily", iri(graph.iris.coded("letter-family", letter.family.name.lower())))
    lines.text(node, "text", letter.text)
    _write_decision_date(graph, node)
    actions = letter.utilization_review.actions
    graph.said_concepts(
        node, "reviewAction", [(graph.iris.coded("review-action", said.value), said.span) for said in actions]
    )
    lines.link(node, "prov:wasAttributedTo", software)
    _write_reviewer(graph, node, determination.profile)
    _write_diagnoses(graph)
    year = _year(day, letter.decision_interval)
    for decision in determination.decisions:
        write_decision(graph, decision, determination.profile, day, year)
    write_citations(graph, graph.determination, determination.summary_citations)
    write_mentions(graph, graph.determination, determination.summary_mentions)
    for number, finding in enumerate(dict.fromkeys(letter.findings + determination.findings), 1):
        _write_finding(graph, node, number, finding)


def _write_decision_date(graph: LetterGraph, node: str) -> None:
    letter = graph.letter
    said = letter.header.decision_date or letter.told.decision_date
    if said:
        graph.lines.date(node, "decisionDate", said.value)
        graph.value_found(node, "decisionDate", said.span)
        return
    interval = letter.decision_interval
    if interval is None:
        return
    if interval.earliest:
        graph.lines.date(node, "decisionDateEarliest", interval.earliest)
    if interval.latest:
        graph.lines.date(node, "decisionDateLatest", interval.latest)
    graph.lines.text(node, "decisionDateReason", interval.reason)


def _year(day: dt.date | None, interval: DateInterval | None) -> int | None:
    """The year of decision, where it is known for certain."""
    if day:
        return day.year
    if interval and interval.earliest and interval.latest and interval.earliest.year == interval.latest.year:
        return interval.earliest.year
    return None


def _write_reviewer(graph: LetterGraph, node: str, profile: Profile) -> None:
    """The reviewer's profile. A name that is no concept of ours keeps its printed words and has no link."""
    iris, reviewer = graph.iris, iri(graph.iris.reviewer(graph.determination))
    graph.lines.kind(reviewer, "Reviewer")
    graph.lines.link(node, "reviewedBy", reviewer)
    specialties = [(iris.specialty(each.value), each.span) for each in profile.specialties]
    states = [(iris.state(each.value), each.span) for each in profile.states]
    graph.said_concepts(reviewer, "reviewerSpecialty", specialties)
    graph.said_concepts(reviewer, "reviewerLicensedIn", states)
    for each in profile.unknown_specialties:
        graph.said_text(reviewer, "specialtyText", each)
    for each in profile.unknown_states:
        graph.said_text(reviewer, "licensedInText", each)


def _write_diagnoses(graph: LetterGraph) -> None:
    for number, said in enumerate(graph.letter.diagnoses, 1):
        node = iri(graph.iris.diagnosis(graph.determination, number))
        graph.lines.link(iri(graph.case), "diagnosis", node)
        graph.lines.kind(node, "Diagnosis")
        graph.lines.text(node, "diagnosisText", said.value)
        graph.found(node, said.span)


def _write_finding(graph: LetterGraph, letter: str, number: int, finding: Finding) -> None:
    lines, node = graph.lines, iri(graph.iris.extraction_finding(graph.determination, number))
    lines.link(letter, "hasFinding", node)
    lines.kind(node, "ExtractionFinding")
    lines.text(node, "code", finding.code)
    lines.text(node, "message", finding.message)
    lines.text(node, "severity", finding.severity)
    if finding.span:
        graph.found(node, finding.span)
