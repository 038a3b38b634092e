"""A letter with all that is linked to it: the one place where the linkers meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.link.citations import CitationResolver
from kg.link.derivation import derive, on_the_day
from kg.link.drugs import DrugLinker
from kg.link.inherited import inherited
from kg.link.reviewers import ReviewerLinker
from kg.link.treatments import TreatmentClassifier
from kg.model import (
    Citation,
    Decision,
    Determination,
    DisputedItem,
    DrugMention,
    Finding,
    Letter,
    NoneCited,
    Place,
    Side,
)

__all__ = ["LetterLinker"]


@dataclass(frozen=True, slots=True)
class LetterLinker:
    """Links letters against the vocabularies it was made with. Pure: loading them is the caller's work."""

    citations: CitationResolver
    drugs: DrugLinker
    treatments: TreatmentClassifier
    reviewers: ReviewerLinker

    def link(self, letter: Letter) -> Determination:
        """The determination that `letter` is, with citations, drugs, treatments and the reviewer's profile resolved."""
        said = letter.header.decision_date or letter.told.decision_date
        day = said.value if said else None
        profile, unknown = self.reviewers.link(letter.reviewer)
        findings = list(unknown)
        decisions = tuple(self._decision(item, day, findings) for item in letter.items)
        summary = letter.summary
        cited = self.citations.prose(summary, Side.CLAIMS_ADMINISTRATOR, Place.SUMMARY) if summary else ()
        return Determination(
            letter,
            decisions,
            self._on_the_day(cited, day),
            self.drugs.mentions(summary, Place.SUMMARY) if summary else (),
            tuple(findings),
            profile,
        )

    def _decision(self, item: DisputedItem, day: dt.date | None, findings: list[Finding]) -> Decision:
        citations, none_cited = self._fields(item, findings)
        drugs = self.drugs.mentions(item.request, Place.HEADING)
        for drug in drugs:
            findings.extend(drug.findings)
        treatment = self.treatments.classify(item, drugs, citations)
        mentions: tuple[DrugMention, ...] = ()
        if item.rationale:
            mentions = self.drugs.mentions(item.rationale, Place.RATIONALE)
            citations += self.citations.prose(item.rationale, Side.REVIEWER, Place.RATIONALE, context=citations)
        decision = Decision(item, treatment, self._on_the_day(citations, day), none_cited, mentions)
        return replace(decision, derived=derive(decision, day, self.citations.scheme, self.drugs.vocabulary))

    def _on_the_day(self, citations: Iterable[Citation], day: dt.date | None) -> tuple[Citation, ...]:
        return tuple(on_the_day(citation, day, self.citations.scheme) for citation in citations)

    def _fields(
        self, item: DisputedItem, findings: list[Finding]
    ) -> tuple[tuple[Citation, ...], tuple[NoneCited, ...]]:
        citations: tuple[Citation, ...] = ()
        none_cited: tuple[NoneCited, ...] = ()
        for side, field in (
            (Side.CLAIMS_ADMINISTRATOR, item.administrator_field),
            (Side.REVIEWER, item.reviewer_field),
        ):
            if field is None:
                continue
            if side is Side.REVIEWER and (same := inherited(field, citations)):
                citations += same
            else:
                reading = self.citations.field(field, side)
                citations += reading.citations
                none_cited += reading.none_cited
                findings.extend(reading.findings)
        return citations, none_cited
