"""A disputed item, once its title, its outcome and the words after its labels are found."""

from __future__ import annotations

from kg.model import DisputedItem, Finding, Outcome, OutcomeBasis, Passage, RationaleFinding, Said
from kg.parse.conclusion import conclusion
from kg.parse.findings import found
from kg.parse.titles import read_title

__all__ = ["MOST_ITEMS", "Fields", "disputed_item"]

MOST_ITEMS = 200
"""Disputed items of a letter that are read: ten times as many as in the longest real letter. A text that repeats the
form's labels would make a graph of tens of thousands of decisions."""

Fields = tuple[Passage | None, Passage | None, Passage | None]
"""The claims administrator's field, the reviewer's, and the rationale."""


def disputed_item(
    position: int,
    heading: Passage,
    outcome: Said[Outcome] | None,
    fields: Fields,
    notes: list[Finding],
    basis: OutcomeBasis = OutcomeBasis.PRINTED,
) -> DisputedItem:
    """Take the title apart, read what the rationale concludes, and note what is missing or speaks against itself.

    Where the form has no decision word (`basis` prose) and no `outcome` was found, the rationale's conclusion is it.
    """
    administrator, reviewer, rationale = fields
    for field, name in ((administrator, "the claims administrator's"), (reviewer, "the reviewer's")):
        if field is None:
            notes.append(found("missing-guideline-field", heading.span, name))
    if rationale is None:
        notes.append(found("missing-rationale", heading.span))
    finding = conclusion(rationale, notes, heading.text) if rationale else None
    if basis is OutcomeBasis.PROSE:
        outcome = outcome or _outcome_of(finding)
        notes.append(found("outcome-from-prose", outcome.span if outcome else heading.span))
    title = read_title(heading, notes)
    item = DisputedItem(
        position=position,
        heading=heading,
        request=title.request,
        outcome=outcome,
        outcome_basis=basis,
        original_request=title.original,
        authorized=title.authorized,
        qualifiers=title.qualifiers,
        administrator_field=administrator,
        reviewer_field=reviewer,
        rationale=rationale,
        finding=finding,
    )
    if item.contradiction and finding:
        notes.append(found("contradiction", finding.span))
    return item


def _outcome_of(finding: Said[RationaleFinding] | None) -> Said[Outcome] | None:
    if finding is None or finding.value is RationaleFinding.NOT_STATED:
        return None
    necessary = finding.value is RationaleFinding.NECESSARY
    return Said(Outcome.OVERTURNED if necessary else Outcome.UPHELD, finding.span)
