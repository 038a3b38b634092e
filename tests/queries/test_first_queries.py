"""The query that a newcomer writes first gives what the careful one gives.

Each row: what is asked, the pattern that comes to mind, and the class of what it should see. The careful query says the
class, too. Cubes are in the same graph: their observations must not be counted by any of them. A row more is a question
more.
"""

from __future__ import annotations

import pytest

from kg.query import Bindings, Door

PREFIXES = """
PREFIX imr: <https://w3id.org/imr-kg/ontology#>
PREFIX outcome: <https://w3id.org/imr-kg/id/outcome/>
PREFIX drug: <https://w3id.org/imr-kg/id/drug/>
PREFIX class: <https://w3id.org/imr-kg/id/drug-class/>
PREFIX category: <https://w3id.org/imr-kg/id/category/>
"""
COUNTS = [
    ("how many were overturned", "?x imr:outcome outcome:overturned", "Decision"),
    ("how many were upheld", "?x imr:outcome outcome:upheld", "Decision"),
    ("how many sections reviewers cite", "?x imr:reviewerCites ?section", "Decision"),
    ("how many claims administrators cite", "?x imr:administratorCites ?section", "Decision"),
    ("decided in 2015", "?x imr:year 2015 ; imr:outcome ?outcome", "Decision"),
    ("injections", "?x imr:category category:injection", "Decision"),
    ("opioids", "?x imr:drugClass class:opioids", "Decision"),
    ("opioids that were overturned", "?x imr:drugClass class:opioids ; imr:outcome outcome:overturned", "Decision"),
    ("letters with an outcome", "?x imr:caseOutcome ?outcome", "Determination"),
    ("citations of pages", "?x imr:pageFrom ?page", "GuidelineCitation"),
    ("days to the decision", "?x imr:daysToDecision ?days", "Case"),
]
GROUPS = [
    ("outcomes", "?x imr:outcome ?key", "Decision"),
    ("outcomes of a drug", "?x imr:drug drug:oxycodone ; imr:outcome ?key", "Decision"),
    ("overturned by drug", "?x imr:outcome outcome:overturned ; imr:drug ?key", "Decision"),
    ("overturned by year", "?x imr:outcome outcome:overturned ; imr:year ?key", "Decision"),
    ("overturned by treatment", "?x imr:outcome outcome:overturned ; imr:treatment ?key", "Decision"),
    ("overturned by specialty", "?x imr:outcome outcome:overturned ; imr:specialty ?key", "Decision"),
    ("sections that reviewers cite", "?x imr:reviewerCites ?key", "Decision"),
    ("categories", "?x imr:category ?key", "Decision"),
    ("how the sides agree", "?x imr:agreement ?key", "Decision"),
    ("who cites", "?x imr:reading/imr:citedBy ?key", "GuidelineCitation"),
]


def rows(door: Door, query: str) -> list[tuple[str, ...]]:
    answer = door.run(PREFIXES + query)
    assert isinstance(answer, Bindings)
    return sorted(tuple(getattr(term, "value", "") for term in row) for row in answer.rows)


@pytest.mark.parametrize(("pattern", "kind"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS])
def test_it_counts_what_it_should(pattern: str, kind: str, door: Door) -> None:
    counted = rows(door, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert counted == rows(door, f"SELECT (COUNT(*) AS ?n) {{ ?x a imr:{kind} . {pattern} }}")
    assert counted != [("0",)]


@pytest.mark.parametrize(("pattern", "kind"), [row[1:] for row in GROUPS], ids=[row[0] for row in GROUPS])
def test_its_groups_are_what_they_should_be(pattern: str, kind: str, door: Door) -> None:
    grouped = rows(door, f"SELECT ?key (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?key")
    assert grouped == rows(door, f"SELECT ?key (COUNT(*) AS ?n) {{ ?x a imr:{kind} . {pattern} }} GROUP BY ?key")
    assert grouped
