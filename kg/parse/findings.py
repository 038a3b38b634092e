"""What can be wrong with a letter's text, as codes, and what each code means.

A problem is a value that travels with the letter: never an exception, never silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kg.model import Finding, Severity, Span

__all__ = ["MEANINGS", "found"]

_INFO, _WARNING, _ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR

MEANINGS: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {
        # the letter as a whole
        "joined-letters": (_WARNING, "several letters stood in one text; this is one of them"),
        "other-form": (_WARNING, "the form that its headings name gave no disputed item; it was read as another form"),
        "many-findings": (_WARNING, "there are many more findings of a kind; only the first of them are listed"),
        "heading-missing": (
            _WARNING,
            "a heading of the form is missing; its part was found by other words or not at all",
        ),
        "summary-missing": (_WARNING, "no clinical summary was found"),
        "misread": (_WARNING, "a scanner misread a word; it was read as what it must be"),
        # header and dates
        "header-missing": (_INFO, "the header table is cut off: no case number and no printed dates"),
        "header-field-missing": (_WARNING, "the header table is there, but one of its fields is not"),
        "header-columns": (_INFO, "the header's labels and values stood apart and were matched by their order"),
        "date-unreadable": (_WARNING, "a date is no day of the calendar, or its year can't be right"),
        "date-order": (_WARNING, "dates that must follow one another do not"),
        "told-date-differs": (_INFO, "the summary tells another date than the header prints"),
        "decision-date-bounded": (_INFO, "the decision date is not printed; it is given as an interval"),
        # reviewer and patient
        "credentials-missing": (_WARNING, "the reviewer's licence states or specialties were not found"),
        "age-not-found": (_INFO, "the letter does not say the patient's age"),
        "sex-not-found": (_INFO, "neither a word nor a pronoun says the patient's sex"),
        "sex-from-pronouns": (_INFO, "the patient's sex was read from pronouns"),
        "sex-uncertain": (_WARNING, "words or pronouns of both sexes are used of the patient"),
        "diagnoses-not-found": (_INFO, "the clinical summary lists no diagnoses in words that we know"),
        "review-date-not-found": (_INFO, "the clinical summary does not date the utilization review"),
        # disputed items
        "no-items": (_ERROR, "no disputed item was found"),
        "too-many-items": (_ERROR, "the letter repeats the form's labels without end; only its first items were read"),
        "title-missing": (_ERROR, "a disputed item has no title"),
        "title-start-uncertain": (_WARNING, "where the title begins was guessed from the end of a sentence"),
        "decision-word-missing": (_ERROR, "a title ends without a decision word"),
        "unknown-decision-word": (_ERROR, "a title ends in a word that is neither Upheld nor Overturned"),
        "stray-decision-word": (
            _WARNING,
            "a decision word stands inside a field: perhaps an item whose labels are lost",
        ),
        "missing-guideline-field": (_WARNING, "a disputed item lacks one of its two guideline fields"),
        "missing-rationale": (_WARNING, "a disputed item lacks its rationale"),
        "authorization-unclear": (_WARNING, "a partly authorized title does not say what was authorized or remains"),
        "conclusion-not-found": (_INFO, "the rationale's own words reach no conclusion on medical necessity"),
        "contradiction": (_WARNING, "the rationale concludes against the decision word"),
        # older forms
        "outcome-from-prose": (_INFO, "the form has no decision word; the outcome was read from a sentence"),
        "family-by-report": (_INFO, "this form is known from descriptions only; its fields may be incomplete"),
        "decisions-differ": (_WARNING, "the letter states a decision twice, and differently"),
    }
)
"""Code -> (severity, meaning). The codes are stable: reports and queries use them."""


def found(code: str, span: Span | None = None, detail: str = "") -> Finding:
    """A finding of a known `code`, its message the code's meaning and what was seen (`detail`)."""
    severity, meaning = MEANINGS[code]
    return Finding(code, f"{meaning}: {detail}" if detail else meaning, span, severity)
