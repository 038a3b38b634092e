"""What citations mean: the edition in force, the rank of a source, and whether the two sides cite the same rule.

Pure functions over the guideline table. A question that the table cannot answer (no dates, no rank) has the answer
``None``, never a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum

from kg.model import Citation, NoneCited, Place, Side
from kg.schemes.guidelines import GuidelineKind, Guidelines

__all__ = ["Agreement", "agreement", "authority_rank", "edition_in_force", "in_force", "superseded"]


class Agreement(StrEnum):
    """How the claims administrator's citations of one decision stand to the reviewer's, by the closest pair."""

    SAME_SECTION = "same_section"
    SAME_CHAPTER = "same_chapter"
    SAME_GUIDELINE = "same_guideline"
    DIFFERENT_GUIDELINE = "different_guideline"
    ADMINISTRATOR_NONE = "administrator_none"
    REVIEWER_NONE = "reviewer_none"
    BOTH_NONE = "both_none"
    NOT_FOUND = "not_found"


def in_force(scheme: Guidelines, concept: str, on: dt.date) -> bool | None:
    """Whether `concept` was in force `on` that day; ``None`` where the table gives no dates for it or what is above it.

    A concept without a known end counts as in force up to the start of the edition that replaced it.
    """
    dated = scheme.dated(concept)
    if dated is None or dated.in_force_from is None:
        return None
    end = dated.in_force_to or _next_start(scheme, dated.id)
    return dated.in_force_from <= on and (end is None or on < end)


def _next_start(scheme: Guidelines, concept: str) -> dt.date | None:
    later = scheme.successor(concept)
    return scheme[later].in_force_from if later else None


def edition_in_force(scheme: Guidelines, concept: str, on: dt.date) -> str | None:
    """Id of the edition, in the chain that `concept` belongs to, that was in force `on` that day.

    The chain is what the table's `replaces` column links: ACOEM chapter 12 of 2004, Low Back Disorders 2016, 2019 ...
    """
    for edition in _chain(scheme, concept):
        if in_force(scheme, edition, on):
            return edition
    return None


def _chain(scheme: Guidelines, concept: str) -> list[str]:
    """The editions before and after the one that `concept` stands in, oldest first."""
    dated = scheme.dated(concept)
    if dated is None:
        return []
    chain = [dated.id]
    while (earlier := scheme[chain[0]].replaces) and earlier not in chain:
        chain.insert(0, earlier)
    while (later := scheme.successor(chain[-1])) and later not in chain:
        chain.append(later)
    return chain


def superseded(scheme: Guidelines, concept: str, on: dt.date) -> bool | None:
    """Whether `concept` had ceased to be in force by that day; ``None`` where the table gives no dates."""
    current = in_force(scheme, concept, on)
    dated = scheme.dated(concept)
    if current is None or dated is None or dated.in_force_from is None:
        return None
    return not current and on >= dated.in_force_from


def authority_rank(scheme: Guidelines, concept: str) -> int | None:
    """Place in the search order of 8 CCR 9792.21.1 (1 MTUS, 2 current ACOEM or ODG, 3 other national, 4 the rest)."""
    return scheme.authority_rank(concept) if concept in scheme else None


def agreement(scheme: Guidelines, citations: Iterable[Citation], none_cited: Sequence[NoneCited] = ()) -> Agreement:
    """How the two sides' guideline fields of one decision agree; what only prose cites does not count.

    A side that neither cites anything we know nor says that it cites none makes the answer "not found".
    """
    cited: dict[Side, set[str]] = {side: set() for side in Side}
    for citation in (c for c in citations if c.place is Place.FIELD):
        cited[citation.by].update(concept for concept in citation.section_ids if concept in scheme)
    administrator, reviewer = cited[Side.CLAIMS_ADMINISTRATOR], cited[Side.REVIEWER]
    if administrator and reviewer:
        return _closest(scheme, administrator, reviewer)
    silent = {none.by for none in none_cited}
    if Side.CLAIMS_ADMINISTRATOR in silent and not administrator:
        if reviewer:
            return Agreement.ADMINISTRATOR_NONE
        return Agreement.BOTH_NONE if Side.REVIEWER in silent else Agreement.NOT_FOUND
    return Agreement.REVIEWER_NONE if administrator and Side.REVIEWER in silent else Agreement.NOT_FOUND


def _closest(scheme: Guidelines, administrator: set[str], reviewer: set[str]) -> Agreement:
    """The narrowest thing that both cite; a guideline named as a whole is the guideline, not a section of it."""
    shared = {scheme[concept].kind for concept in administrator & reviewer}
    if shared & {GuidelineKind.SECTION, GuidelineKind.TABLE, GuidelineKind.ENTRY}:
        return Agreement.SAME_SECTION
    chapters = {scheme.chapter(c) for c in administrator} & {scheme.chapter(c) for c in reviewer}
    if any(scheme[chapter].kind is GuidelineKind.CHAPTER for chapter in chapters):
        return Agreement.SAME_CHAPTER
    if {scheme.guideline(c) for c in administrator} & {scheme.guideline(c) for c in reviewer}:
        return Agreement.SAME_GUIDELINE
    return Agreement.DIFFERENT_GUIDELINE
