"""The fixed words of the early forms (families N and P), where a scanner misread them or they stand in another case.

They are long, so that a slip in one of them is likely, and all of them end in a colon. Which of them are looked for
follows from the letter's heading: "Case Summary" is a label in one form and part of a heading in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.text import Edit
from kg.text.confusions import LikelyWords, skeleton

__all__ = ["early_words"]

LEAD = "has determined the request for"
CONCLUSION = "medically necessary and appropriate"
NOTICE = "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE"
NOTICE_LABELS = (
    "Case Summary",
    "Documents Reviewed",
    "Documents Reviewed for Determination",
    "Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert Reviewer to Make His/Her Decision",
    "Rationale for the Decision",
    "Effect of the Decision",
)
PROFESSIONAL = "MEDICAL PROFESSIONAL REVIEW"
PROFESSIONAL_LABELS = (
    "ISSUE AT DISPUTE",
    "ISSUES AT DISPUTE",
    "CASE SUMMARY",
    "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER",
    "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY PROFESSIONAL REVIEWER AND WHY",
    *(
        f"RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE {tense} {negation}MEDICALLY NECESSARY"
        for tense in ("IS/WAS", "IS", "WAS")
        for negation in ("", "NOT ")
    ),
    "MEDICAL REVIEWER QUALIFICATIONS",
)

_FORMS = (
    (NOTICE, NOTICE_LABELS, LikelyWords(NOTICE_LABELS, tolerance=8)),
    (PROFESSIONAL, PROFESSIONAL_LABELS, LikelyWords(PROFESSIONAL_LABELS, tolerance=10)),
)
_COLON = re.compile(r"[:;]")
_WORD = re.compile(r"(?<!\S)\S")
_WIDEST, _WORDS = 144, 22
_NOT = re.compile(r"\bn[o0öóq]t\b", re.IGNORECASE)
_CONCLUDED = re.compile(r"\b(?P<not>[nN][^\s]t\s)?[^\s.,;]{8,12}\s[^\s.,;]{8,11}\s\S{2,4}\s[^\s.,;]{9,12}")
_LED = re.compile(r"\bha\S\s\S{8,13}\s\S{2,4}\s\S{6,9}\sf\S{1,2}(?=\s)")
_LEAD_FORM = skeleton(LEAD)
_CONCLUSION_FORMS = {skeleton(words): words for words in (CONCLUSION, f"not {CONCLUSION}")}


def early_words(text: str) -> Iterator[Edit]:
    """What must be a label of an early form, and the words that lead up to what was decided."""
    form = next((each for each in _FORMS if each[0] in text), None)
    if form is None:
        return
    if form[0] == NOTICE:
        yield from _decisions(text)
    _, labels, likely = form
    for colon in _COLON.finditer(text):
        at = colon.start()
        before = text[max(0, at - _WIDEST) : at]
        if not before.rstrip().endswith(labels) and (best := _best(before, likely)):
            yield at - len(before) + best[0], at, best[1]


def _best(before: str, likely: LikelyWords) -> tuple[int, str] | None:
    """Where the words at the end of `before` begin that are nearest to a label, and which label."""
    best: tuple[int, int, str] | None = None
    for match in [*_WORD.finditer(before)][-_WORDS:]:
        meant = likely.meant(before[match.start() :])
        if meant and (best is None or meant[1] < best[0]):
            best = (meant[1], match.start(), meant[0])
    if best is None or bool(_NOT.search(before, best[1])) != (" NOT " in best[2]):
        return None  # whether a label denies must be printed
    return best[1], best[2]


def _decisions(text: str) -> Iterator[Edit]:
    """The words before and after what was decided, misread."""
    for match in _LED.finditer(text):
        if match.group() != LEAD and skeleton(match.group()) == _LEAD_FORM:
            yield *match.span(), LEAD
    for match in _CONCLUDED.finditer(text):
        words = _CONCLUSION_FORMS.get(skeleton(match.group()))
        if words and "".join(words.split()) != "".join(match.group().split()):  # glued words are no slip
            yield *match.span(), words
