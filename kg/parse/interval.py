"""Bounds of the decision date of a letter whose header is cut off.

They rest on the dates that the letter tells and on the wording of its citations, which changed with the years.
"""

from __future__ import annotations

import datetime as dt
import re

from kg.model import DateInterval, Finding, Header, Passage, UtilizationReview
from kg.parse.dates import dates
from kg.parse.findings import found

__all__ = ["decision_interval"]

_FIRST_DECISIONS = dt.date(2013, 1, 1)
_EARLIEST_WORDING = (
    (re.compile(r"\bMTUS [^.;]{0,80}?(?:Disorders|Chronic Pain|Opioids) 201[5-7]\b"), dt.date(2017, 12, 1),
     "cites an MTUS guideline in force from 1 December 2017"),
    (re.compile(r"recommendation\(s\) outside of the MTUS Guidelines"), dt.date(2015, 9, 1),
     "uses a wording not seen before autumn 2015"),
    (re.compile(r"Chronic Pain Medical Treatment 2016|Opioid Treatment 2016"), dt.date(2016, 7, 28),
     "cites a guideline in force from 28 July 2016"),
    (re.compile(r"\d{4}(?: Guidelines)?, Section\(s\):"), dt.date(2015, 6, 1),
     "cites by edition and section, seen from summer 2015 on"),
)  # fmt: skip
_LATEST_WORDING = (
    (re.compile(r"Chronic Pain Medical Treatment 2009"), dt.date(2017, 6, 30),
     "cites the edition of 2009, replaced on 28 July 2016"),
    (re.compile(r"\bMTUS [^;]{0,200}?Page\(s\)"), dt.date(2015, 12, 31),
     "cites by page, not seen after 2015"),
)  # fmt: skip
_LATER = re.compile(r"\b(?:until|through|thru|to|expires?|by|next visit|return(?:ing)? (?:on|to)[^.]{0,40})[ (]{1,2}$")


def decision_interval(
    issues: Passage, summary: Passage | None, told: Header, review: UtilizationReview, notes: list[Finding]
) -> DateInterval:
    """Earliest and latest day on which the letter can have been decided, with the reasons."""
    earliest = _earliest(issues.text, summary, review)
    latest = _latest(issues.text)
    if latest and latest[0] <= earliest[0]:
        notes.append(found("date-order", None, f"{latest[1]}, but {earliest[1]}"))
        latest = None
    reason = f"not before {earliest[0]}: {earliest[1]}"
    if latest:
        reason += f"; not after {latest[0]}: {latest[1]}"
    notes.append(found("decision-date-bounded", told.ur_denial_date.span if told.ur_denial_date else None))
    return DateInterval(earliest[0], latest[0] if latest else None, reason)


def _earliest(issues: str, summary: Passage | None, review: UtilizationReview) -> tuple[dt.date, str]:
    bounds = [(_FIRST_DECISIONS, "reviews began in 2013")]
    if review.date:
        bounds.append((review.date.value, "the utilization review's date"))
    if summary:
        words = summary.text
        told = [said.value for said, at in dates(summary) if not _LATER.search(words, max(0, at - 60), at)]
        believable = [day for day in told if day <= dt.date(_LAST_YEAR, 12, 31)]
        bounds += [(max(believable), "the latest date that the clinical summary tells")] if believable else []
    bounds += [(day, reason) for pattern, day, reason in _EARLIEST_WORDING if pattern.search(issues)]
    return max(bounds, key=lambda bound: bound[0])


_LAST_YEAR = 2035


def _latest(issues: str) -> tuple[dt.date, str] | None:
    bounds = [(day, reason) for pattern, day, reason in _LATEST_WORDING if pattern.search(issues)]
    return min(bounds, key=lambda bound: bound[0]) if bounds else None
