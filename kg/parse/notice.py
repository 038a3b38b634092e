"""Letters of the form "Notice of Independent Medical Review Determination" (family N, 2013).

Half of one such letter was seen; the headings after its case summary are known from memory only. The numbered decisions
stand twice, at the top and again under the decision's heading: they are one list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg.model import DisputedItem, Family, Finding, Header, Letter, OutcomeBasis, Passage, Said
from kg.parse.assembly import LetterDraft, Parts, assemble
from kg.parse.dates import DATE, date_of
from kg.parse.disputed import Fields, disputed_item
from kg.parse.findings import found
from kg.parse.header import check_order, read_header
from kg.parse.outcome_sentences import Decided, decided, prose_reviewer

__all__ = ["read_notice"]

_LEAD = "has determined the request for "
_HEADING = re.compile(r"INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE")
_SUMMARY = re.compile(r"Case Summary ?:(?: ?Disclaimer: The following case summary[^.]{0,200}\.)?")
_SUMMARY_END = re.compile(
    r"Documents Reviewed(?: for Determination)? ?:?|\b1[.)] ?[Rr]egarding the request|Section of the Medical Treatment"
)
_FIELDS = re.compile(
    r"(?P<section>Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make"
    r" His/Her Decision ?:?)|(?P<rationale>Rationale for the Decision ?:?)"
    r"|(?P<end>\b\d{1,2}[.)] ?[Rr]egarding the request|Effect of the Decision ?:?|Disclaimer: (?:MAXIMUS|Maximus))"
)
_REVIEWER_FIELD = re.compile(r"The Expert Reviewer (?:found|based|did not|relied)\b")
_TOLD = (
    (
        "application_received",
        re.compile(rf"application for (?i:Independent Medical Review) was filed on (?P<on>{DATE})"),
    ),
    ("ur_denial_date", re.compile(rf"Utilization Review (?i:Denial|Modification|Decision) dated (?P<on>{DATE})")),
    ("date_assigned", re.compile(rf"(?i:Notice of Assignment)[^.]{{0,160}}? on (?P<on>{DATE})")),
)


def read_notice(draft: LetterDraft) -> Letter:
    """Read a letter of family N."""
    notes = draft.notes
    notes.append(found("family-by-report", None, Family.NOTICE.value))
    whole = draft.flat.passage(0, len(draft.flat.text))
    header = read_header(whole.passage(0, _head_end(whole.text)), notes, complete=False)
    parts = Parts(
        header=header,
        summary=_summary(whole),
        issues=whole,
        items=_items(whole, notes),
        reviewer=prose_reviewer(whole, notes),
        told=_told(whole, header, notes),
    )
    return assemble(draft, Family.NOTICE, parts)


def _head_end(text: str) -> int:
    """The header ends where the first decision or the heading over the decisions stands."""
    heading = _HEADING.search(text)
    first = text.find(_LEAD)
    ends = [end for end in (heading.start() if heading else -1, first) if end >= 0]
    return min(ends) if ends else 0


def _summary(whole: Passage) -> Passage | None:
    start = _SUMMARY.search(whole.text)
    if start is None:
        return None
    end = _SUMMARY_END.search(whole.text, start.end())
    return whole.passage(start.end(), end.start() if end else len(whole.text))


def _told(whole: Passage, header: Header, notes: list[Finding]) -> Header:
    """The dates of the sentence that tells how the case came about, where the header does not print them."""
    told: dict[str, Any] = {}
    for name, pattern in _TOLD:
        match = pattern.search(whole.text)
        day = date_of(match["on"]) if match else None
        if match and day and getattr(header, name) is None:
            told[name] = Said(day, whole.part(*match.span("on")))
    check_order(Header(**told), notes)
    return Header(**told)


def _items(whole: Passage, notes: list[Finding]) -> tuple[DisputedItem, ...]:
    lists: list[list[Decided]] = []
    text, last = whole.text, 0
    for each in decided(whole, ") ", _LEAD):
        number = int(text[each[2] : text.index(")", each[2])])
        if number <= last or not lists:
            lists.append([])
        lists[-1].append(each)
        last = number
    if not lists:
        notes.append(found("no-items", whole.part(0, 0)))
        return ()
    titles = max(lists, key=len)
    _compare(lists, notes)
    fields = _fields(whole, max(each[3] for each in lists[-1]))
    if len(fields) != len(titles):
        fields = [(None, None, None)] * len(titles)
    return tuple(
        disputed_item(position, heading, outcome, each, notes, OutcomeBasis.PROSE)
        for position, ((heading, outcome, _, _), each) in enumerate(zip(titles, fields, strict=True), 1)
    )


def _compare(lists: Sequence[Sequence[Decided]], notes: list[Finding]) -> None:
    """Note where the two statements of the decisions do not agree."""
    outcomes = {tuple(said.value for _, said, _, _ in each) for each in lists}
    if len(outcomes) > 1:
        notes.append(found("decisions-differ", lists[-1][0][1].span))


def _fields(whole: Passage, start: int) -> list[Fields]:
    """For each issue: what either side relied upon, and the rationale."""
    text = whole.text
    marks = list(_FIELDS.finditer(text, start))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    parts = [(mark.lastgroup, whole.passage(mark.end(), end)) for mark, end in zip(marks, ends, strict=False)]
    fields: list[Fields] = []
    relied: Passage | None = None
    for name, part in parts:
        if name == "section":
            relied = part
        elif name == "rationale":
            fields.append((*_sides(relied), part))
            relied = None
    return fields


def _sides(relied: Passage | None) -> tuple[Passage | None, Passage | None]:
    if relied is None:
        return None, None
    reviewer = _REVIEWER_FIELD.search(relied.text)
    if reviewer is None:
        return None, relied
    return relied.passage(0, reviewer.start()), relied.passage(reviewer.start(), len(relied.text))
