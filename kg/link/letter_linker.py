"""A letter with all that is linked to it: the one place where the linkers meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.link.citations import CitationResolver, Context, Moment
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
    Passage,
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
        reviewer, misread = self.reviewers.read(letter.reviewer)
        letter = replace(letter, reviewer=reviewer)
        profile, unknown = self.reviewers.link(reviewer)
        findings = [*misread, *unknown]
        moment = _moment(letter, day)
        decisions = tuple(self._decision(item, day, moment, findings) for item in letter.items)
        summary = letter.summary
        cited = self._summary_citations(summary, decisions, moment) if summary else ()
        findings.extend(self.citations.doubts(cited))
        return Determination(
            letter,
            decisions,
            self._on_the_day(cited, day),
            self.drugs.mentions(summary, Place.SUMMARY, day) if summary else (),
            tuple(findings),
            profile,
        )

    def _summary_citations(
        self, summary: Passage, decisions: Iterable[Decision], moment: Moment
    ) -> tuple[Citation, ...]:
        """What the clinical summary says that utilization review cited; its fields tell which edition."""
        side = Side.CLAIMS_ADMINISTRATOR
        fields = tuple(c for each in decisions for c in each.citations if c.by is side and c.place is Place.FIELD)
        return self.citations.prose(summary, side, Place.SUMMARY, Context(elsewhere=fields, moment=moment))

    def _decision(self, item: DisputedItem, day: dt.date | None, moment: Moment, findings: list[Finding]) -> Decision:
        citations, none_cited = self._fields(item, moment, findings)
        drugs = self._requested(item, day)
        for drug in drugs:
            findings.extend(drug.findings)
        treatment = self.treatments.classify(item, drugs, citations)
        mentions: tuple[DrugMention, ...] = ()
        if item.rationale:
            mentions = self.drugs.mentions(item.rationale, Place.RATIONALE, day)
            own = tuple(citation for citation in citations if citation.by is Side.REVIEWER)
            context = Context(own, moment=moment, request=item.request.text)
            cited = self.citations.prose(item.rationale, Side.REVIEWER, Place.RATIONALE, context)
            findings.extend(self.citations.doubts(cited))
            citations += cited
        decision = Decision(item, treatment, self._on_the_day(citations, day), none_cited, mentions)
        return replace(decision, derived=derive(decision, day, self.citations.scheme, self.drugs.vocabulary))

    def _requested(self, item: DisputedItem, day: dt.date | None) -> tuple[DrugMention, ...]:
        """The drugs in dispute. A part of a prescription is no month's dose: its MME is that of the whole, or none."""
        drugs = self.drugs.mentions(item.request, Place.HEADING, day)
        if not drugs or (item.original_request is None and item.authorized is None):
            return drugs
        whole = self.drugs.mentions(item.original_request, Place.HEADING, day) if item.original_request else ()
        return tuple(_dosed_as(drug, whole) for drug in drugs)

    def _on_the_day(self, citations: Iterable[Citation], day: dt.date | None) -> tuple[Citation, ...]:
        return tuple(on_the_day(citation, day, self.citations.scheme) for citation in citations)

    def _fields(
        self, item: DisputedItem, moment: Moment, findings: list[Finding]
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
                reading = self.citations.field(field, side, moment)
                citations += reading.citations
                none_cited += reading.none_cited
                findings.extend(reading.findings)
        return citations, none_cited


def _moment(letter: Letter, day: dt.date | None) -> Moment:
    """When the letter was decided: its day, else the bounds between which it lies."""
    interval = letter.decision_interval
    return Moment.on(day) if day or interval is None else Moment(interval.earliest, interval.latest)


def _dosed_as(part: DrugMention, whole: Iterable[DrugMention]) -> DrugMention:
    """`part` with the morphine equivalent of the prescription that it is a part of."""
    same = [drug for drug in whole if (drug.ingredients, drug.strength) == (part.ingredients, part.strength)]
    dosed = same[0] if len(same) == 1 else DrugMention("", part.span) if part.mme is not None else part
    return replace(
        part,
        mme=dosed.mme,
        assumptions=dosed.assumptions,
        basis=dosed.basis,
        mme_factor=dosed.mme_factor,
        mme_vintage=dosed.mme_vintage,
    )
