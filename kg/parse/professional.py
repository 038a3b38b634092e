"""Letters of the form "MEDICAL PROFESSIONAL REVIEW" (family P, the earliest).

Only its headings are known, from an older program. It has one issue and no decision word: what the rationale's heading
says is the outcome, and marked as read from prose.
"""

from __future__ import annotations

import re
from dataclasses import replace

from kg.model import DisputedItem, Family, Finding, Letter, Outcome, OutcomeBasis, Passage, RationaleFinding, Said
from kg.parse.assembly import LetterDraft, Parts, assemble
from kg.parse.conclusion import conclusion
from kg.parse.disputed import Fields, disputed_item
from kg.parse.findings import found
from kg.parse.header import read_header
from kg.parse.outcome_sentences import prose_reviewer

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


def read_professional(draft: LetterDraft) -> Letter:
    """Read a letter of family P."""
    notes = draft.notes
    notes.append(found("family-by-report", None, Family.PROFESSIONAL.value))
    whole = draft.flat.passage(0, len(draft.flat.text))
    headings = list(_HEADINGS.finditer(whole.text))
    under = _under(whole, headings)
    parts = Parts(
        header=read_header(whole.passage(0, headings[0].start() if headings else 0), notes, complete=False),
        summary=under.get("summary"),
        issues=whole,
        items=_items(whole, under, headings, notes),
        reviewer=prose_reviewer(under.get("qualifications", whole), notes),
    )
    return assemble(draft, Family.PROFESSIONAL, parts)


def _under(whole: Passage, headings: list[re.Match[str]]) -> dict[str, Passage]:
    """The words after each heading; of a heading that stands twice, the first."""
    ends = [*(heading.start() for heading in headings[1:]), len(whole.text)]
    parts: dict[str, Passage] = {}
    for heading, end in zip(headings, ends, strict=False):
        parts.setdefault(str(heading.lastgroup), whole.passage(heading.end(), end))
    return parts


def _items(
    whole: Passage, under: dict[str, Passage], headings: list[re.Match[str]], notes: list[Finding]
) -> tuple[DisputedItem, ...]:
    issue = under.get("issue")
    if issue is None or not issue.text:
        notes.append(found("no-items", whole.part(0, 0)))
        return ()
    rationale = under.get("rationale")
    heading = next((each for each in headings if each.lastgroup == "rationale"), None)
    outcome = _outcome(whole, rationale, heading, notes)
    fields: Fields = (None, under.get("guidelines"), rationale)
    read = disputed_item(1, issue, outcome, fields, notes, OutcomeBasis.PROSE)
    question = _QUESTION.fullmatch(issue.text)
    return (replace(read, request=issue.passage(*question.span("what"))) if question else read,)


def _outcome(
    whole: Passage, rationale: Passage | None, heading: re.Match[str] | None, notes: list[Finding]
) -> Said[Outcome] | None:
    """What the heading prints; where the rationale is read otherwise, that is noted.

    The heading is the form's own word, the rationale's conclusion a reading of prose: a wrong reading must not become
    a wrong outcome. A reader still sees both, for the finding is kept beside the outcome.
    """
    if heading is None:
        return None
    headed = Said(Outcome.UPHELD if heading["not"] else Outcome.OVERTURNED, whole.part(*heading.span()))
    finding = conclusion(rationale, []) if rationale else None
    if finding is None or finding.value is RationaleFinding.NOT_STATED:
        return headed
    concluded = Outcome.OVERTURNED if finding.value is RationaleFinding.NECESSARY else Outcome.UPHELD
    if concluded is not headed.value:
        notes.append(found("decisions-differ", headed.span))
        return headed
    return Said(concluded, finding.span)
