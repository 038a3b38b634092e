"""What letters of every form have in common, once their parts are found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from typing import Any

from kg.model import DisputedItem, Family, Finding, FlatText, Header, Letter, Passage, Reviewer, UtilizationReview
from kg.parse.diagnoses import read_diagnoses
from kg.parse.disputed import MOST_ITEMS
from kg.parse.findings import found
from kg.parse.header import check_order
from kg.parse.interval import decision_interval
from kg.parse.narrative import read_review, told_dates
from kg.parse.patient import read_patient

__all__ = ["LetterDraft", "Parts", "assemble"]

MOST_FINDINGS = 100
"""Findings of one code that a letter carries; a letter of hostile repetitions would have one a word."""


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter about to be read, and what was noticed so far (`notes` grows).

    `text` is the letter's own. `lined` is it with one form for each character and the form's fixed words put right,
    with its line ends; `flat` is that with its whitespace closed up and places in `text`, `lines` the same with places
    in `lined`.
    """

    flat: FlatText
    lines: FlatText
    lined: str
    text: str
    source: str
    source_hash: str
    notes: list[Finding]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a form's reader finds. `told` holds dates that the form itself tells in prose; `issues` the citations."""

    header: Header
    summary: Passage | None
    issues: Passage
    items: tuple[DisputedItem, ...]
    reviewer: Reviewer
    told: Header | None = None


def assemble(draft: LetterDraft, family: Family, parts: Parts) -> Letter:
    """Read what the clinical summary tells, and put the letter together."""
    notes, summary, header = draft.notes, parts.summary, parts.header
    items = parts.items
    if len(items) > MOST_ITEMS:
        notes.append(found("too-many-items", items[MOST_ITEMS].heading.span, f"more than {MOST_ITEMS}"))
        items = items[:MOST_ITEMS]
    review = read_review(summary, notes)
    told = _merged(parts.told or Header(), told_dates(summary, review, header, notes))
    _check_review(_merged(header, told), review, notes)
    interval = None
    if header.decision_date is None:
        interval = decision_interval(parts.issues, summary, _merged(header, told), review, notes)
    return Letter(
        source=draft.source,
        source_hash=draft.source_hash,
        text=draft.text,
        family=family,
        header=header,
        told=told,
        decision_interval=interval,
        reviewer=parts.reviewer,
        patient=read_patient(summary, [item.rationale for item in items if item.rationale], notes),
        diagnoses=read_diagnoses(summary, notes),
        utilization_review=review,
        summary=summary,
        items=items,
        findings=_limited(notes),
    )


def _check_review(dates: Header, review: UtilizationReview, notes: list[Finding]) -> None:
    """Note where the day that the summary tells of the utilization review can't be, between the other dates."""
    if review.date is None:
        return
    noted: list[Finding] = []
    check_order(replace(dates, ur_denial_date=review.date), noted)
    notes.extend(each for each in noted if each not in notes)


def _limited(notes: list[Finding]) -> tuple[Finding, ...]:
    """The findings; of one code only the first, and how many more there are."""
    counts = Counter(finding.code for finding in notes)
    seen: Counter[str] = Counter()
    kept: list[Finding] = []
    for finding in notes:
        seen[finding.code] += 1
        if seen[finding.code] <= MOST_FINDINGS:
            kept.append(finding)
        elif seen[finding.code] == MOST_FINDINGS + 1:
            kept.append(
                found("many-findings", finding.span, f"{counts[finding.code] - MOST_FINDINGS} of {finding.code}")
            )
    return tuple(kept)


def _merged(first: Header, second: Header) -> Header:
    """The fields of `first`, and those of `second` where it has none."""
    missing: dict[str, Any] = {
        field.name: getattr(second, field.name) for field in fields(Header) if getattr(first, field.name) is None
    }
    return replace(first, **missing)
