"""The reviewer's field that points at the other side's: "found the guidelines used by the Claims Administrator apt".

So the forms of 2013 word it; the reviewer then cites what the claims administrator cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kg.model import Citation, Confidence, Passage, Side

__all__ = ["inherited"]

_POINTER = re.compile(
    r"""
    (?:Expert|Physician)\ Reviewer\ (?:also\ )?found\ (?:that\ )?
    the\ (?:guidelines?|sections?)(?:\ of\ the\ MTUS)?\                       # "the section of the MTUS"
    (?:used|cited|relied\ upon)\ by\ the\ Claims\ Administrator\             # the other side's
    (?:to\ be\ |was\ |were\ )?(?:relevant|appropriate)                       # "to be relevant and appropriate"
    """,
    re.IGNORECASE | re.VERBOSE,
)


def inherited(field: Passage, administrator: Sequence[Citation]) -> tuple[Citation, ...]:
    """The administrator's citations as the reviewer's, if the reviewer's `field` says so; each at the words that do.

    How sure they are is "likely" at most: the words do not name the section themselves.
    """
    pointer = _POINTER.search(field.text)
    if pointer is None:
        return ()
    span, words = field.part(*pointer.span()), pointer.group()
    return tuple(
        replace(
            citation,
            by=Side.REVIEWER,
            span=span,
            text=words,
            confidence=Confidence.LIKELY if citation.confidence is Confidence.CERTAIN else citation.confidence,
        )
        for citation in administrator
    )
