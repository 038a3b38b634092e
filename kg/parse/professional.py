"""Letters of the form "MEDICAL PROFESSIONAL REVIEW" (family P, the earliest).

Only its headings are known, from an older program. It has one issue and no decision word: what the rationale concludes,
or else what its heading says, is the outcome, and marked as read from prose.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.model import DisputedItem, Family, Finding, FlatText, Letter, Outcome, Passage, RationaleFinding, Said
from kg.parse.conclusion import conclusion
from kg.parse.diagnoses import read_diagnoses
from kg.parse.findings import found
from kg.parse.header import read_header
from kg.parse.interval import decision_interval
from kg.parse.narrative import read_review, told_dates
from kg.parse.patient import read_patient
from kg.parse.prose import item, prose_reviewer

__all__ = ["read_professional"]

_HEADINGS = re.compile(
    r"(?P<issue>ISSUES? AT DISPUTE ?:)|(?P<summary>CASE SUMMARY ?:)|(?P<documents>DOCUMENTS REVIEWED[A-Z ]{0,40}:)"
    r"|(?P<guidelines>MEDICAL TREATMENT GUIDELINE\(?S?\)? RELIED UPON BY PROFESSIONAL REVIEWER(?: AND WHY)? ?:)"
    r"|(?P<rationale>RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE (?:IS/WAS|IS|WAS) (?P<not>NOT )?"
    r"MEDICALLY NECESSARY ?:)"
    r"|(?P<qualifications>MEDICAL REVIEWER QUALIFICATIONS ?:)"
)

_QUESTION = re.compile(
    r"(?:Whether|Is|Was|Are|Were) (?P<what>.+?) (?:is/was |is |was |are |were )?medically necessary ?[.?]?"
)


def read_professional(flat: FlatText, text: str, source: str, source_hash: str, notes: list[Finding]) -> Letter:
    """Read a letter of family P."""
    notes.append(found("family-by-report", None, Family.PROFESSIONAL.value))
    whole = flat.passage(0, len(flat.text))
    headings = list(_HEADINGS.finditer(whole.text))
    parts = _parts(whole, headings)
    header = read_header(whole.passage(0, headings[0].start() if headings else 0), notes, complete=False)
    summary = parts.get("summary")
    review = read_review(summary, notes)
    told = told_dates(summary, review, header, notes)
    rationale = parts.get("rationale")
    return Letter(
        source=source,
        source_hash=source_hash,
        text=text,
        family=Family.PROFESSIONAL,
        header=header,
        told=told,
        decision_interval=None if header.decision_date else decision_interval(whole, summary, told, review, notes),
        reviewer=prose_reviewer(parts.get("qualifications", whole), notes),
        patient=read_patient(summary, [rationale] if rationale else [], notes),
        diagnoses=read_diagnoses(summary, notes),
        utilization_review=review,
        summary=summary,
        items=_items(whole, parts, headings, notes),
        findings=tuple(notes),
    )


def _parts(whole: Passage, headings: list[re.Match[str]]) -> dict[str, Passage]:
    """The words after each heading; of a heading that stands twice, the first."""
    ends = [*(heading.start() for heading in headings[1:]), len(whole.text)]
    parts: dict[str, Passage] = {}
    for heading, end in zip(headings, ends, strict=False):
        parts.setdefault(str(heading.lastgroup), whole.passage(heading.end(), end))
    return parts


def _items(
    whole: Passage, parts: dict[str, Passage], headings: list[re.Match[str]], notes: list[Finding]
) -> tuple[DisputedItem, ...]:
    issue = parts.get("issue")
    if issue is None or not issue.text:
        notes.append(found("no-items", whole.part(0, 0)))
        return ()
    rationale = parts.get("rationale")
    heading = next((each for each in headings if each.lastgroup == "rationale"), None)
    outcome = _outcome(whole, rationale, heading, notes)
    read = item(1, issue, outcome, (None, parts.get("guidelines"), rationale), notes)
    question = _QUESTION.fullmatch(issue.text)
    return (replace(read, request=issue.passage(*question.span("what"))) if question else read,)


def _outcome(
    whole: Passage, rationale: Passage | None, heading: re.Match[str] | None, notes: list[Finding]
) -> Said[Outcome] | None:
    """What the rationale concludes decides; its heading does where the rationale concludes nothing."""
    if heading is None:
        return None
    headed = Said(Outcome.UPHELD if heading["not"] else Outcome.OVERTURNED, whole.part(*heading.span()))
    finding = conclusion(rationale, []) if rationale else None
    if finding is None or finding.value is RationaleFinding.NOT_STATED:
        return headed
    concluded = Outcome.OVERTURNED if finding.value is RationaleFinding.NECESSARY else Outcome.UPHELD
    if concluded is not headed.value:
        notes.append(found("decisions-differ", headed.span))
    return Said(concluded, finding.span)
