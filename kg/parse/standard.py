"""Letters of the standard form (family S), in use since 2014."""

from __future__ import annotations

from kg.model import Family, Finding, FlatText, Letter
from kg.parse.credentials import read_credentials
from kg.parse.diagnoses import read_diagnoses
from kg.parse.findings import found
from kg.parse.header import read_header
from kg.parse.interval import decision_interval
from kg.parse.items import read_items
from kg.parse.narrative import read_review, told_dates
from kg.parse.patient import read_patient
from kg.parse.sections import sections_of

__all__ = ["read_standard"]


def read_standard(flat: FlatText, text: str, source: str, source_hash: str, notes: list[Finding]) -> Letter:
    """Read a letter of the standard form; `notes` gathers what was noticed before, and on the way."""
    sections = sections_of(flat, notes)
    header = read_header(sections.header, notes)
    if sections.summary is None:
        notes.append(found("summary-missing"))
    items = read_items(sections.issues, text, notes)
    review = read_review(sections.summary, notes)
    told = told_dates(sections.summary, review, header, notes)
    rationales = [item.rationale for item in items if item.rationale]
    interval = None
    if header.decision_date is None:
        interval = decision_interval(sections.issues, sections.summary, told, review, notes)
    return Letter(
        source=source,
        source_hash=source_hash,
        text=text,
        family=Family.STANDARD,
        header=header,
        told=told,
        decision_interval=interval,
        reviewer=read_credentials(sections.credentials, notes),
        patient=read_patient(sections.summary, rationales, notes),
        diagnoses=read_diagnoses(sections.summary, notes),
        utilization_review=review,
        summary=sections.summary,
        items=items,
        findings=tuple(notes),
    )
