"""A determination as one JSON object: what `imr parse` prints, a line a letter.

The shape is described by ``docs/determination.schema.json``. Every value that the letter says stands beside its place
in the letter's text: an object ``spans`` maps the value's name to ``[start, end]`` in code points. Dates are ISO 8601,
absent values ``null``, absent lists ``[]``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from kg.model import (
    Citation,
    Decision,
    Determination,
    DisputedItem,
    DrugMention,
    Finding,
    Header,
    Letter,
    Passage,
    Said,
    Span,
)

__all__ = ["as_reading"]

Json = dict[str, Any]


def as_reading(determination: Determination) -> Json:
    """The reading of one letter: header, reviewer, patient, diagnoses, items, and what was noticed on the way."""
    letter = determination.letter
    return {
        "source": letter.source,
        "source_hash": letter.source_hash,
        "family": letter.family.value,
        **_header(letter),
        "decision_interval": _interval(letter),
        "reviewer": {
            "states": [said.value for said in letter.reviewer.states],
            "specialties": [said.value for said in letter.reviewer.specialties],
        },
        "patient": {
            "age": letter.patient.age.value if letter.patient.age else None,
            "sex": letter.patient.sex.value.value if letter.patient.sex else None,
        },
        "diagnoses": [said.value for said in letter.diagnoses],
        "utilization_review": [
            {"action": said.value.value, "span": _span(said.span)} for said in letter.utilization_review.actions
        ],
        "case_outcome": determination.case_outcome.value,
        "items": [_item(decision) for decision in determination.decisions],
        "summary_citations": [_citation(each) for each in determination.summary_citations],
        "summary_drugs": [_drug(each) for each in determination.summary_mentions],
        "spans": _letter_spans(letter),
        "findings": [_finding(each) for each in (*letter.findings, *determination.findings)],
    }


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _header(letter: Letter) -> Json:
    """Each header field: what the table prints, or else what only the prose tells."""
    values: Json = {}
    for field in fields(Header):
        said: Said[Any] | None = getattr(letter.header, field.name) or getattr(letter.told, field.name)
        value = said.value if said else None
        values[field.name] = value.isoformat() if isinstance(value, dt.date) else value
    return values


def _interval(letter: Letter) -> Json | None:
    interval = letter.decision_interval
    if interval is None:
        return None
    return {
        "earliest": interval.earliest.isoformat() if interval.earliest else None,
        "latest": interval.latest.isoformat() if interval.latest else None,
        "reason": interval.reason,
    }


def _letter_spans(letter: Letter) -> Json:
    spans: Json = {}
    for field in fields(Header):
        said: Said[Any] | None = getattr(letter.header, field.name) or getattr(letter.told, field.name)
        if said:
            spans[field.name] = _span(said.span)
    for name, value in (("age", letter.patient.age), ("sex", letter.patient.sex)):
        if value:
            spans[f"patient.{name}"] = _span(value.span)
    spans["reviewer.states"] = [_span(said.span) for said in letter.reviewer.states]
    spans["reviewer.specialties"] = [_span(said.span) for said in letter.reviewer.specialties]
    spans["diagnoses"] = [_span(said.span) for said in letter.diagnoses]
    return spans


def _item(decision: Decision) -> Json:
    item, treatment = decision.item, decision.treatment
    return {
        "heading": item.heading.text,
        "request": item.request.text,
        "outcome": item.outcome.value.value if item.outcome else None,
        "outcome_basis": item.outcome_basis.value,
        "finding": item.finding.value.value if item.finding else "not_stated",
        "contradiction": item.contradiction,
        "qualifiers": [said.value.value for said in item.qualifiers],
        "original_request": _text(item.original_request),
        "authorized": _text(item.authorized),
        "category": treatment.category.label if treatment.category else None,
        "subcategory": treatment.subcategory.label if treatment.subcategory else None,
        "treatment": treatment.treatment.label if treatment.treatment else None,
        "drugs": [_drug(each) for each in treatment.drugs],
        "visits": treatment.visits.value if treatment.visits else None,
        "body_regions": [said.value.label for said in treatment.body_regions],
        "laterality": treatment.laterality.value.value if treatment.laterality else None,
        "citations": [_citation(each) for each in decision.citations if each.place == "field"],
        "prose_citations": [_citation(each) for each in decision.citations if each.place != "field"],
        "no_evidence_cited": [each.by.value for each in decision.none_cited],
        "agreement": decision.derived.agreement if decision.derived else None,
        "rationale": _text(item.rationale),
        "rationale_drugs": [_drug(each) for each in decision.mentions],
        "administrator_guideline": _text(item.administrator_field),
        "reviewer_guideline": _text(item.reviewer_field),
        "spans": _item_spans(item, decision),
    }


def _text(passage: Passage | None) -> str | None:
    return passage.text if passage else None


def _item_spans(item: DisputedItem, decision: Decision) -> Json:
    said: Mapping[str, Passage | Said[Any] | None] = {
        "heading": item.heading,
        "request": item.request,
        "outcome": item.outcome,
        "finding": item.finding,
        "original_request": item.original_request,
        "authorized": item.authorized,
        "rationale": item.rationale,
        "administrator_guideline": item.administrator_field,
        "reviewer_guideline": item.reviewer_field,
        "visits": decision.treatment.visits,
        "laterality": decision.treatment.laterality,
    }
    spans: Json = {name: _span(value.span) for name, value in said.items() if value}
    spans["qualifiers"] = _spans(each.span for each in item.qualifiers)
    spans["body_regions"] = _spans(each.span for each in decision.treatment.body_regions)
    spans["no_evidence_cited"] = _spans(each.span for each in decision.none_cited)
    return spans


def _spans(spans: Iterable[Span]) -> list[list[int] | None]:
    return [_span(span) for span in spans]


def _citation(citation: Citation) -> Json:
    return {
        "by": citation.by.value,
        "place": citation.place.value,
        "mtus": citation.mtus,
        "guideline": citation.guideline,
        "section_ids": list(citation.section_ids),
        "labels": list(citation.labels),
        "pages": [list(pages) for pages in citation.pages] or None,
        "edition": None if citation.edition_inferred else citation.edition,
        "edition_inferred": citation.edition if citation.edition_inferred else None,
        "edition_basis": _edition_basis(citation),
        "candidates": list(citation.candidates),
        "resolution": citation.resolution.value,
        "confidence": citation.confidence.value,
        "superseded": citation.superseded,
        "edition_in_force": citation.edition_in_force,
        "text": citation.text,
        "span": _span(citation.span),
    }


def _edition_basis(citation: Citation) -> str | None:
    """Whether the letter prints the edition, or we infer it; nothing of a source without editions."""
    if citation.edition_inferred:
        return "inferred"
    return "printed" if citation.edition else None


def _drug(mention: DrugMention) -> Json:
    return {
        "text": mention.text,
        "ingredients": [each.name for each in mention.ingredients],
        "rxcui": [each.rxcui for each in mention.ingredients],
        "brand": mention.brand,
        "strength": mention.strength,
        "quantity": mention.quantity,
        "refills": mention.refills,
        "form": mention.form,
        "route": mention.route,
        "days": mention.days,
        "daily_dose": mention.daily_dose,
        "mme_per_day": mention.mme,
        "assumptions": list(mention.assumptions),
        "status": mention.status.value if mention.status else None,
        "how": mention.how,
        "confidence": mention.confidence.value,
        "candidates": list(mention.candidates),
        "findings": [_finding(each) for each in mention.findings],
        "span": _span(mention.span),
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "span": _span(finding.span),
    }
