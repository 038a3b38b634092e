"""The parts of a letter of the standard form: header, credentials, clinical summary, issues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Finding, FlatText, Passage
from kg.parse.findings import found

__all__ = ["Sections", "sections_of"]

_MADE = re.compile(r"HOW THE IMR FINAL DETERMINATION WAS MADE")
_SUMMARY = re.compile(r"CLINICAL CASE SUMMARY")
_SUMMARY_LEAD = re.compile(r"(?:based on a review of the case file, )?including all medical records ?[:.]")
_ISSUES = re.compile(r"IMR ISSUES, DECISIONS AND RATIONALES|IMR DECISION\(S\) AND RATIONALE\(S\)")
_ISSUES_LEAD = re.compile(r"The Final Determination was based on decisions for the [^:.]{0,60}?\bbelow ?:?")
_CREDENTIALS = re.compile(r"State\(s\) of Licensure|Certification\(s\)/Specialty")
_LABEL = re.compile(r"Claims Administrator guideline ?:")
_HEADER_WIDTH = 4000


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the parts stand. `issues` begins after its lead-in; a part that is missing is empty or ``None``."""

    header: Passage
    credentials: Passage
    summary: Passage | None
    issues: Passage


def sections_of(flat: FlatText, notes: list[Finding]) -> Sections:
    """Cut a letter at its headings; a missing heading is noted, and its part found by what else is there."""
    text, end = flat.text, len(flat.text)
    made, heading = _MADE.search(text), _SUMMARY.search(text)
    issues, issues_start = _issues(text, heading.end() if heading else 0)
    summary_start = _summary_start(text, heading.end() if heading else 0, issues)
    header_end = made.start() if made else min(_first(text, heading, issues), _HEADER_WIDTH)
    credentials_end = heading.start() if heading else (summary_start or issues)
    for name, there in (("determination made", made), ("clinical summary", heading), ("issues", _ISSUES.search(text))):
        if not there:
            notes.append(found("heading-missing", None, name))
    return Sections(
        header=flat.passage(0, header_end),
        credentials=flat.passage(min(header_end, credentials_end), credentials_end),
        summary=flat.passage(summary_start, issues) if summary_start is not None and summary_start < issues else None,
        issues=flat.passage(issues_start, end),
    )


def _first(text: str, heading: re.Match[str] | None, issues: int) -> int:
    """Where the header must have ended when its closing heading is missing."""
    credentials = _CREDENTIALS.search(text)
    return min(match.start() for match in (credentials, heading) if match) if credentials or heading else issues


def _issues(text: str, start: int) -> tuple[int, int]:
    """Where the issues' heading begins, and where the first title does."""
    heading = _ISSUES.search(text, start) or _ISSUES.search(text)
    lead = _ISSUES_LEAD.search(text, heading.start() if heading else start)
    if heading:
        return heading.start(), lead.end() if lead else heading.end()
    if lead:
        return lead.start(), lead.end()
    label = _LABEL.search(text, start)
    return (label.start() if label else len(text)), start


def _summary_start(text: str, start: int, issues: int) -> int | None:
    lead = _SUMMARY_LEAD.search(text, start, issues)
    if lead:
        return lead.end()
    return start or None
