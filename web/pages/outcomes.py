"""What outcomes mean, said both ways: the table ``outcomes.tsv``."""

from __future__ import annotations

from web.word_tables import own_table

__all__ = ["NOT_STATED", "OUTCOMES", "meaning"]

NOT_STATED = "not-stated"
OUTCOMES = {row["outcome"]: row["meaning"] for row in own_table("outcomes")}
"""Meanings by the last part of an outcome's IRI."""


def meaning(outcome: str) -> str:
    """What an outcome says, the other way round; empty for one that the table does not have."""
    return OUTCOMES.get(outcome, "")
