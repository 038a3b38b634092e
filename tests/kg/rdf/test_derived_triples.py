"""What follows from what a letter says: nothing where nothing follows, every pair of dates the wrong way round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from kg.model import Derived, Determination
from kg.namespaces import DEFAULT_BASE, Iris
from kg.rdf import case_triples
from kg.rdf.derived_triples import write_turnaround
from kg.rdf.lines import Lines, Terms

Determine = Callable[..., Determination]
IRIS = Iris()
NODE = "<https://w3id.org/imr-kg/id/case/CM16-0000042>"
IN_ORDER = ("dateOfInjury", "urDenialDate", "applicationReceived", "dateAssigned", "decisionDate")
SUMS = (("daysFromInjuryToDenial", "daysToApplication"),)
DIFFERENCES = (
    ("daysFromInjuryToDecision", "daysUnderReview"),
    ("daysFromDenialToDecision", "daysUnderReview"),
    ("daysToDecision", "daysUnderReview"),
)
"""Numbers of days whose sum or difference is that between two other dates: the ontology's change notes name them."""
DERIVED = {
    "agreement",
    "reviewerBasis",
    "administratorBasis",
    "reviewerCitesSuperseded",
    "administratorCitesSuperseded",
    "drugClass",
    "deaSchedule",
    "mmeBand",
    "drugNamedAs",
    "compound",
}


def said(lines: list[str]) -> dict[str, list[str]]:
    """Values by property, as they are written."""
    found: dict[str, list[str]] = {}
    for line in lines:
        _, predicate, value = line.removesuffix(" .").split(" ", 2)
        found.setdefault(predicate.rpartition("#")[2].rstrip(">"), []).append(value.partition("^^")[0].strip('"'))
    return found


def turnaround(**dates: dt.date) -> dict[str, list[str]]:
    lines = Lines(Terms(DEFAULT_BASE))
    write_turnaround(lines, NODE, dates)
    return said(lines.lines)


@pytest.mark.parametrize(("first", "last"), list(combinations(IN_ORDER, 2)))
def test_any_two_dates_may_be_the_wrong_way_round(first: str, last: str) -> None:
    early, late = dt.date(2016, 3, 1), dt.date(2016, 3, 31)
    assert turnaround(**{first: late, last: early})["datesOutOfOrder"] == [f"{first} after {last}"]
    assert "datesOutOfOrder" not in turnaround(**{first: early, last: late})
    assert "datesOutOfOrder" not in turnaround(**{first: early, last: early})


@pytest.mark.parametrize(
    ("days", "first", "last"),
    [
        ("daysToDecision", "applicationReceived", "decisionDate"),
        ("daysUnderReview", "dateAssigned", "decisionDate"),
        ("daysToApplication", "urDenialDate", "applicationReceived"),
        ("daysFromInjuryToDenial", "dateOfInjury", "urDenialDate"),
        ("daysFromInjuryToDecision", "dateOfInjury", "decisionDate"),
        ("daysFromDenialToDecision", "urDenialDate", "decisionDate"),
    ],
)
def test_days_are_counted_between_two_dates_that_are_in_order(days: str, first: str, last: str) -> None:
    early, late = dt.date(2015, 12, 15), dt.date(2016, 1, 14)
    assert turnaround(**{first: early, last: late})[days] == ["30"]
    assert turnaround(**{first: early, last: early})[days] == ["0"]
    assert days not in turnaround(**{first: late, last: early})
    assert days not in turnaround(**{first: early})
    assert days not in turnaround(**{last: late})


def test_between_any_two_dates_of_a_case_the_days_are_there_or_follow() -> None:
    start = dt.date(2015, 12, 15)
    dates = {name: start + dt.timedelta(days=2**place) for place, name in enumerate(IN_ORDER)}
    days = {name: int(value) for name, (value,) in turnaround(**dates).items()}
    told = set(days.values()) | {days[first] + days[second] for first, second in SUMS}
    told |= {days[whole] - days[part] for whole, part in DIFFERENCES}
    assert told == {2**later - 2**earlier for earlier, later in combinations(range(len(IN_ORDER)), 2)}


def derived(determine: Determine, what: Derived | None) -> set[str]:
    letter = determine()
    first = replace(letter.decisions[0], derived=what)
    lines = case_triples([replace(letter, decisions=(first,))], IRIS)
    return DERIVED & set(said([line for line in lines if "/decision/1> " in line]))


def test_what_does_not_follow_is_not_said(determine: Determine) -> None:
    assert derived(determine, None) == set()
    assert derived(determine, Derived("both_none")) == {"agreement"}


@pytest.mark.parametrize(
    ("what", "name"),
    [
        (Derived("both_none", reviewer_basis="none"), "reviewerBasis"),
        (Derived("both_none", administrator_basis="none"), "administratorBasis"),
        (Derived("both_none", mme_band="under 50"), "mmeBand"),
        (Derived("both_none", compound=True), "compound"),
        (Derived("both_none", dea_schedules=("CII",)), "deaSchedule"),
        (Derived("both_none", drug_named_as=("brand",)), "drugNamedAs"),
        (Derived("both_none", drug_classes=("opioids",)), "drugClass"),
    ],
)
def test_each_thing_that_follows_is_said_by_itself(what: Derived, name: str, determine: Determine) -> None:
    assert derived(determine, what) == {"agreement", name}


def test_a_combination_that_ingredients_make_up_is_a_drug_of_the_decision(determine: Determine) -> None:
    letter = determine()
    first = replace(letter.decisions[0], derived=Derived("both_none", drug_combinations=("hydrocodone-acetaminophen",)))
    lines = case_triples([replace(letter, decisions=(first,))], IRIS)
    assert IRIS.drug("hydrocodone-acetaminophen") in " ".join(line for line in lines if "/decision/1> " in line)
