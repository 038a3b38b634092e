"""A mention as the JSON object that `imr link drug` prints."""

from __future__ import annotations

from typing import Any

from kg.model import DrugMention

__all__ = ["as_json"]


def as_json(mention: DrugMention) -> dict[str, Any]:
    """Plain values of a mention; `rxcui` has one entry an ingredient, ``null`` where RxNorm has no concept."""
    return {
        "mention": mention.text,
        "ingredients": [ingredient.name for ingredient in mention.ingredients],
        "rxcui": [ingredient.rxcui for ingredient in mention.ingredients],
        "brand": mention.brand,
        "strength": mention.strength,
        "quantity": _plain(mention.quantity),
        "how": mention.how,
        "confidence": mention.confidence.value,
        "candidates": list(mention.candidates),
        "concept": mention.concept,
        "strengths": [ingredient.strength for ingredient in mention.ingredients],
        "form": mention.form,
        "route": mention.route,
        "refills": mention.refills,
        "days": mention.days,
        "daily_dose": _plain(mention.daily_dose),
        "mme": _plain(mention.mme),
        "mme_per_day": _plain(mention.mme),
        "assumptions": list(mention.assumptions),
        "findings": [{"code": finding.code, "message": finding.message} for finding in mention.findings],
    }


def _plain(value: float | None) -> float | int | None:
    """A number as an integer where it is one."""
    return int(value) if value is not None and value == int(value) else value
