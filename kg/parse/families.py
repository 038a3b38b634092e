"""Which form a text has, told by its headings alone; what is no letter is named where that is easy."""

from __future__ import annotations

import re

from kg.model import Family, Rejection

__all__ = ["family_of", "no_decision", "rejection"]

ISSUES_STANDARD = "IMR ISSUES, DECISIONS AND RATIONALES"
ISSUES_DECISIONS = "IMR DECISION(S) AND RATIONALE(S)"

_STANDARD_LABELS = re.compile(r"(?:Claims Administrator|MAXIMUS|IMRO|Expert Reviewer) guideline ?:")
_NOTICE = re.compile(r"INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE|has determined the request for")
_PROFESSIONAL = re.compile(r"MEDICAL PROFESSIONAL REVIEW|ISSUE AT DISPUTE:")

_BILL_REVIEW = re.compile(
    r"""
    \bHOW[ ]THE[ ]IBR\b                                       # HOW THE IBR FINAL DETERMINATION WAS MADE
    |\bINDEPENDENT[ ]BILL(?:ING)?[ ]REVIEW\b                  # INDEPENDENT BILLING REVIEW FINAL DETERMINATION
    |\bIBR[ ](?:Case|Application|Final|Decision)\b            # IBR Case Number: CB16-...
    |\bCase[ ](?:Number|No\.?)[ ]?:?[ ]?CB\d{2}-\d{4,8}       # the number alone: bill reviews have CB, not CM
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BILL_REVIEW_SEEN = 4_000

_OTHER_DOCUMENTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"\binvoice\b|\bamount due\b|\bbill(?:ed)? to\b|\bremit(?:tance)?\b", "an invoice or a bill"),
        (r"application for independent medical review", "an application for IMR"),
        (r"notice of assignment|request for information", "a notice of assignment"),
        (r"proof of service", "a proof of service"),
        (r"request for authorization|\bDWC form RFA\b", "a request for authorization"),
        (r"utilization review (?:determination|decision|report)", "a utilization review letter"),
        (r"progress report|\bPR-2\b|chief complaint", "a medical report"),
    )
)
_SEEN = 20_000


def family_of(flat: str) -> Family | None:
    """The form of a letter whose whitespace is closed up, or ``None`` where no heading of a known form is seen."""
    if ISSUES_STANDARD in flat:
        return Family.STANDARD
    if ISSUES_DECISIONS in flat:
        return Family.DECISIONS
    if _BILL_REVIEW.search(flat, 0, _BILL_REVIEW_SEEN):
        return None
    if _NOTICE.search(flat):
        return Family.NOTICE
    if _PROFESSIONAL.search(flat):
        return Family.PROFESSIONAL
    if _STANDARD_LABELS.search(flat) and "Decision rationale" in flat:
        return Family.STANDARD
    return None


def rejection(flat: str, source: str) -> Rejection:
    """Why a text of no known family is no letter, as well as its words tell."""
    if not flat:
        return Rejection(
            "no-text", source, "there are no words in it", "hand in the letter's text, or its PDF with a text layer"
        )
    if _BILL_REVIEW.search(flat, 0, _BILL_REVIEW_SEEN):
        return Rejection(
            "bill-review",
            source,
            "this is an Independent Bill Review (IBR) determination: it decides what is paid for a treatment, not "
            "whether the treatment is necessary",
            "leave it out; only Independent Medical Review (IMR) determinations are read",
        )
    kind = next((name for pattern, name in _OTHER_DOCUMENTS if pattern.search(flat[:_SEEN])), None)
    if kind:
        return Rejection(
            "other-document",
            source,
            f"this looks like {kind}, not an IMR final determination letter",
            "leave it out, or hand in the determination that belongs to it",
        )
    return Rejection(
        "unknown-family",
        source,
        "none of the headings of an IMR final determination letter is in it",
        "check that the whole letter was handed in; if it is a newer form, report it",
    )


def no_decision(source: str) -> Rejection:
    """A letter with the headings of a determination in which nothing was decided, as far as can be read."""
    return Rejection(
        "no-decision",
        source,
        "it has the headings of a determination letter, but no disputed item with a decision was found in it",
        "check that the whole letter was handed in and its text is whole; if it is, report it",
    )
