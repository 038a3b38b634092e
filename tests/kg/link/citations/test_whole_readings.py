"""Whole readings of guideline fields and of prose, rows of `whole_readings.tsv`: words, labels, doubts and findings.

The other tables of cases ask which concepts the words name. These rows ask how it is said: where a citation begins and
ends, how sure it is, what else it may mean, and what a reader is told of it. A row more needs no code.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kg.link.citations import CitationResolver, Context, Moment
from kg.model import Citation, Finding, Place, Side, passage
from kg.schemes.guidelines import load
from kg.schemes.table import rows
from tests.kg.link.citations.form_words import expanded

RESOLVER = CitationResolver(load())
CASES = Path(__file__).with_name("whole_readings.tsv")
COLUMNS = ("place", "decided", "words", "citations", "findings", "why")
SHOWN_CANDIDATES = 6


def shown(citation: Citation) -> str:
    """``[words] guideline: sections (resolution, confidence) {labels} <candidates>``, without what is empty."""
    told = [
        f"[{citation.text}] {citation.guideline}: {','.join(citation.section_ids)}",
        f"({citation.resolution.value}, {citation.confidence.value})",
    ]
    if citation.labels:
        told.append("{" + "; ".join(citation.labels) + "}")
    if citation.candidates:
        more = "" if len(citation.candidates) <= SHOWN_CANDIDATES else f" and {len(citation.candidates)} in all"
        told.append(f"<{' '.join(citation.candidates[:SHOWN_CANDIDATES])}{more}>")
    return " ".join(told)


def noted(finding: Finding, text: str) -> str:
    """``code severity: message @ words``."""
    words = text[finding.span.start : finding.span.end] if finding.span else ""
    return f"{finding.code} {finding.severity.value}: {finding.message} @ {words}"


def told(place: str, decided: str, short: str) -> tuple[str, str]:
    """The columns `citations` and `findings` of the words of a place."""
    words, moment = expanded(short), Moment.on(dt.date.fromisoformat(decided))
    if place != Place.FIELD.value:
        cited = RESOLVER.prose(passage(words), Side.REVIEWER, Place(place), Context(moment=moment))
        return " | ".join(map(shown, cited)), " | ".join(noted(each, words) for each in RESOLVER.doubts(cited))
    reading = RESOLVER.field(passage(words), Side.REVIEWER, moment)
    citations = [shown(each) for each in reading.citations]
    citations += [f"none cited: [{words[each.span.start : each.span.end]}]" for each in reading.none_cited]
    return " | ".join(citations), " | ".join(noted(each, words) for each in reading.findings)


@pytest.mark.parametrize(
    "row",
    [row for _, row in rows(CASES.read_text("utf-8"), COLUMNS, CASES.name)],
    ids=lambda row: f"{row['place']} {row['decided']} {row['words'][:70]}",
)
def test_citations_are_read_whole(row: dict[str, str]) -> None:
    citations, findings = told(row["place"], row["decided"], row["words"])
    assert citations == row["citations"], row["why"]
    assert findings == row["findings"], row["why"]
