"""Letters of the form "IMR DECISION(S) AND RATIONALE(S)" (family D, end of 2013 and 2014).

No such letter was seen whole: headings are known from an older program, the wording of an issue from memory. What is
read here is therefore marked as known by report.
"""

from __future__ import annotations

import re

from kg.model import DisputedItem, Family, Finding, Letter, OutcomeBasis, Passage, Reviewer
from kg.parse.assembly import LetterDraft, Parts, assemble
from kg.parse.credentials import labeled, read_credentials
from kg.parse.disputed import Fields, disputed_item
from kg.parse.findings import found
from kg.parse.header import read_header
from kg.parse.outcome_sentences import decided, prose_reviewer
from kg.parse.sections import Sections, sections_of

__all__ = ["read_decisions"]

_ADMINISTRATOR = re.compile(r"The Claims Administrator (?:based|did not)\b")
_REVIEWER = re.compile(r"The (?:Physician|Expert) Reviewer (?:based|found|did not)\b")
_RATIONALE = re.compile(r"(?:The (?:Physician|Expert) Reviewer['’]s decision rationale|Decision rationale) ?:")
_NEAR = 200
_DOCUMENTS = re.compile(r"DOCUMENTS REVIEWED")


def read_decisions(draft: LetterDraft) -> Letter:
    """Read a letter of family D."""
    notes = draft.notes
    notes.append(found("family-by-report", None, Family.DECISIONS.value))
    sections = sections_of(draft.flat, notes)
    parts = Parts(
        header=read_header(sections.header, notes),
        summary=sections.summary,
        issues=sections.issues,
        items=_items(sections.issues, notes),
        reviewer=_reviewer(_credentials(sections), notes),
    )
    return assemble(draft, Family.DECISIONS, parts)


def _credentials(sections: Sections) -> Passage:
    documents = _DOCUMENTS.search(sections.credentials.text)
    return sections.credentials.passage(0, documents.start()) if documents else sections.credentials


def _reviewer(credentials: Passage, notes: list[Finding]) -> Reviewer:
    """Labels, or the sentence that the form of 2013 had in their place: "Board Certified in Neurology and is ..."."""
    return (read_credentials if labeled(credentials) else prose_reviewer)(credentials, notes)


def _items(issues: Passage, notes: list[Finding]) -> tuple[DisputedItem, ...]:
    text = issues.text
    titles = [each for each in decided(issues, ". ") if _ADMINISTRATOR.search(text, each[3], each[3] + _NEAR)]
    if not titles:
        notes.append(found("no-items", issues.part(0, 0)))
    ends = [*(each[2] for each in titles[1:]), len(text)]
    return tuple(
        disputed_item(position, each[0], each[1], _fields(issues, text, each[3], end), notes, OutcomeBasis.PROSE)
        for position, (each, end) in enumerate(zip(titles, ends, strict=False), 1)
    )


def _fields(issues: Passage, text: str, start: int, end: int) -> Fields:
    """The claims administrator's sentence, the reviewer's, and the rationale."""
    administrator = _ADMINISTRATOR.search(text, start, end)
    rationale = _RATIONALE.search(text, start, end)
    fields_end = rationale.start() if rationale else end
    reviewer = _REVIEWER.search(text, start, fields_end)
    middle = reviewer.start() if reviewer else fields_end
    return (
        issues.passage(administrator.start(), max(middle, administrator.start())) if administrator else None,
        issues.passage(reviewer.start(), fields_end) if reviewer else None,
        issues.passage(rationale.end(), end) if rationale else None,
    )
