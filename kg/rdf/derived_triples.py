"""What follows from what a letter says, as triples that queries count by: on a decision, on a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from kg.model import Decision, Derived, Profile
from kg.namespaces import Iris
from kg.ntriples import iri
from kg.rdf.lines import Lines

__all__ = ["write_derived", "write_turnaround"]

_IN_ORDER = ("dateOfInjury", "urDenialDate", "applicationReceived", "dateAssigned", "decisionDate")
_TURNAROUNDS = (
    ("daysToDecision", "applicationReceived", "decisionDate"),
    ("daysUnderReview", "dateAssigned", "decisionDate"),
    ("daysToApplication", "urDenialDate", "applicationReceived"),
    ("daysFromInjuryToDenial", "dateOfInjury", "urDenialDate"),
    ("daysFromInjuryToDecision", "dateOfInjury", "decisionDate"),
    ("daysFromDenialToDecision", "urDenialDate", "decisionDate"),
)


def write_derived(lines: Lines, iris: Iris, node: str, decision: Decision, profile: Profile) -> None:
    """Shortcuts of a decision (`node`, in brackets) to what its links and its reviewer's profile give."""
    _write_links(lines, node, "specialty", iris.specialty, (said.value for said in profile.specialties))
    if decision.derived:
        _write_citations(lines, iris, node, decision.derived)
        _write_drugs(lines, iris, node, decision.derived)


def _write_links(lines: Lines, node: str, predicate: str, mint: Callable[[str], str], ids: Iterable[str]) -> None:
    for concept in ids:
        lines.link(node, predicate, iri(mint(concept)))


def _write_citations(lines: Lines, iris: Iris, node: str, derived: Derived) -> None:
    lines.text(node, "agreement", derived.agreement)
    if derived.reviewer_basis:
        lines.text(node, "reviewerBasis", derived.reviewer_basis)
    if derived.administrator_basis:
        lines.text(node, "administratorBasis", derived.administrator_basis)
    _write_links(lines, node, "reviewerCitesSuperseded", iris.section, derived.reviewer_superseded)
    _write_links(lines, node, "administratorCitesSuperseded", iris.section, derived.administrator_superseded)


def _write_drugs(lines: Lines, iris: Iris, node: str, derived: Derived) -> None:
    _write_links(lines, node, "drugClass", iris.drug_class, derived.drug_classes)
    _write_links(lines, node, "drug", iris.drug, derived.drug_combinations)
    for schedule in derived.dea_schedules:
        lines.text(node, "deaSchedule", schedule)
    if derived.mme_band:
        lines.text(node, "mmeBand", derived.mme_band)
    for way in derived.drug_named_as:
        lines.text(node, "drugNamedAs", way)
    if derived.compound:
        lines.boolean(node, "compound", True)


def write_turnaround(lines: Lines, case: str, dates: Mapping[str, dt.date]) -> None:
    """The days between the dates of a case (`case` in brackets), which are given by the names of their properties.

    Dates out of order give no days: one of them is misprinted, and a mean would suffer from it. Such pairs are named.
    """
    for predicate, first, last in _TURNAROUNDS:
        if first in dates and last in dates and dates[first] <= dates[last]:
            lines.integer(case, predicate, (dates[last] - dates[first]).days)
    for first, last in combinations([name for name in _IN_ORDER if name in dates], 2):
        if dates[first] > dates[last]:
            lines.text(case, "datesOutOfOrder", f"{first} after {last}")
