"""A letter with all that is linked to it: the one place where the linkers meet."""

from __future__ import annotations

from dataclasses import dataclass

from kg.link.citations import CitationResolver
from kg.link.drugs import DrugLinker
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

__all__ = ["Linker"]


@dataclass(frozen=True, slots=True)
class Linker:
    """Links letters against the vocabularies it was made with. Pure: loading them is the caller's work."""

    citations: CitationResolver
    drugs: DrugLinker
    treatments: TreatmentClassifier

    def link(self, letter: Letter) -> Determination:
        """The determination that `letter` is, with citations, drugs and treatments resolved."""
        findings: list[Finding] = []
        decisions = tuple(self._decision(item, findings) for item in letter.items)
        summary = letter.summary
        return Determination(
            letter,
            decisions,
            self.citations.prose(summary, Side.CLAIMS_ADMINISTRATOR, Place.SUMMARY) if summary else (),
            self.drugs.mentions(summary, Place.SUMMARY) if summary else (),
            tuple(findings),
        )

    def _decision(self, item: DisputedItem, findings: list[Finding]) -> Decision:
        citations, none_cited = self._fields(item, findings)
        drugs = self.drugs.mentions(item.request, Place.HEADING)
        for drug in drugs:
            findings.extend(drug.findings)
        treatment = self.treatments.classify(item, drugs, citations)
        mentions: tuple[DrugMention, ...] = ()
        if item.rationale:
            mentions = self.drugs.mentions(item.rationale, Place.RATIONALE)
            citations += self.citations.prose(item.rationale, Side.REVIEWER, Place.RATIONALE, context=citations)
        return Decision(item, treatment, citations, none_cited, mentions)

    def _fields(
        self, item: DisputedItem, findings: list[Finding]
    ) -> tuple[tuple[Citation, ...], tuple[NoneCited, ...]]:
        citations: tuple[Citation, ...] = ()
        none_cited: tuple[NoneCited, ...] = ()
        for side, field in (
            (Side.CLAIMS_ADMINISTRATOR, item.administrator_field),
            (Side.REVIEWER, item.reviewer_field),
        ):
            if field:
                reading = self.citations.field(field, side)
                citations += reading.citations
                none_cited += reading.none_cited
                findings.extend(reading.findings)
        return citations, none_cited
