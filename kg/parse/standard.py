"""Letters of the standard form (family S), in use since 2014."""

from __future__ import annotations

from kg.model import Family, Letter
from kg.parse.assembly import LetterDraft, Parts, assemble
from kg.parse.credentials import read_credentials
from kg.parse.findings import found
from kg.parse.header import read_header
from kg.parse.items import read_items
from kg.parse.sections import sections_of

__all__ = ["read_standard"]


def read_standard(draft: LetterDraft) -> Letter:
    """Read a letter of family S."""
    notes = draft.notes
    sections = sections_of(draft.flat, notes)
    if sections.summary is None:
        notes.append(found("summary-missing"))
    parts = Parts(
        header=read_header(sections.header, notes),
        summary=sections.summary,
        issues=sections.issues,
        items=read_items(sections.issues, draft.lines, draft.lined, notes),
        reviewer=read_credentials(sections.credentials, notes),
    )
    return assemble(draft, Family.STANDARD, parts)
