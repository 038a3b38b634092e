"""Dates that only the prose tells, and what utilization review did with the requests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from kg.model import Finding, Header, Passage, ReviewAction, Said, UtilizationReview
from kg.parse.dates import DATE, date_of
from kg.parse.findings import found

__all__ = ["INJURY_ROWS", "REVIEW_DATE_ROWS", "read_review", "told_dates"]

_UR = r"(?:U(?:tilization [Rr]eview|TILIZATION REVIEW|R(?<=\bUR)\b)|utilization [Rr]eview)"
# Both begin with plain letters, and look for the start of the word after: `re` then skips to the next of these letters.
_ON = r"[Oo](?<=\b[Oo])n"
_KIND = (
    r"(?:\s?\((?:UR|[^()]{0,30}[Rr]eview[^()]{0,20})\)"
    r"| (?:[Rr]eport|[Ff]orm|[Ll]etter|[Dd]ocumentation|[Dd]ecision|[Dd]etermination|[Dd]enial|physician|reviewer))"
)
REVIEW_DATE_ROWS = (
    (
        "On 3/4/2016, the original utilization review denied it.",
        rf"{_ON} \(?(?P<on>{DATE})\)?,? (?:the |an? )?(?:original |prior |initial )?{_UR}",
    ),
    (
        "The Utilization Review report dated 3/4/2016 denied it.",
        rf"{_UR}{_KIND}{{0,3}},?(?: [a-z]+){{0,5}},? ?\(?(?P<on>{DATE})\)?",
    ),
    (
        "Utilization Review denied the brace in a letter dated 3/4/2016.",
        rf"{_UR}[^.;]{{0,160}}?\b(?:dated|on)\b:? ?\(?(?P<on>{DATE})\)?",
    ),
    (
        "The prior determination of the carrier was made 3/4/2016.",
        rf"\b(?:[Pp]rior|[Pp]revious(?:ly)?|[Oo]riginal(?:ly)?|[Aa]dverse|[Ii]nitial)\b[^.;]{{0,40}}?"
        rf"\b(?:determination|denial|denied|review(?:ed)?|non-?certified|decision"
        rf"|modified)\b[^.;]{{0,80}}?(?P<on>{DATE})",
    ),
    (
        "On 3/4/2016, a request for a brace was denied by Utilization Review.",
        rf"{_ON} (?P<on>{DATE}),? (?:an? |the )?(?:requests?|prior)\b[^;]{{0,300}}? by {_UR}",
    ),
    (
        "A letter of 3/4/2016 from Utilization Review denied it.",
        rf"(?P<on>{DATE})[^.;]{{0,60}}? {_UR}",
    ),
    (
        "On 3/4/2016 the claims administrator denied the brace.",
        rf"{_ON} (?P<on>{DATE}),? (?:the |its )?(?:claims administrator|(?:insurance )?carrier)[^.;]{{0,60}}?"
        r" (?:denied|non-? ?certified|modified|failed to|did not|partially)\b",
    ),
    (
        "The claims administrator denied the brace on 3/4/2016.",
        r"\b(?:claims administrator|(?:insurance )?carrier|insurer|claims adjuster)(?: (?:has|had|\w+ly)){0,2}"
        r" (?:denied|non-? ?certified|modified|failed to (?:approve|certify|authorize)|did not"
        r" (?:approve|certify|authorize)"
        rf"|partially \w+)\b[^.;]{{0,160}}? on (?P<on>{DATE})",
    ),
    (
        "The request for a brace was denied on 3/4/2016.",
        r"\b(?:request(?:s|ed)?|treatments?|services?|procedures?|medications?)\b[^.;]{0,80}? (?:was|were) (?:\w+ly )?"
        rf"(?:denied|non-? ?certified|modified|not certified)[^.;]{{0,30}}? on (?P<on>{DATE})",
    ),
)
"""An example, and the pattern that finds its date: how letters date the utilization review, the plainest first."""

_REVIEW_DATES = tuple(re.compile(pattern) for _, pattern in REVIEW_DATE_ROWS)
INJURY_ROWS = (
    (
        "The injury occurred on 3/4/2016.",
        r"\b(?:[Ii]njur(?:y|ies|ed)|[Dd]ate of (?:the )?(?:injury|loss)|occupational claim|accident|DOI)\b(?: \(DOI\))?"
        r"\W{1,2}(?:(?:that|which) )?"
        r"(?:(?:occurred|sustained|occurring|date|dated|dating|of|on|from|is|was|back|to|reported|being"
        r"|in|as|listed|noted"
        rf"|documented)\W{{1,2}}){{0,4}}(?P<on>{DATE})",
    ),
    (
        "With a 3/4/2016 date of injury.",
        rf"(?P<on>{DATE})\)? (?:date of (?:the )?(?:industrial |work )?injury|DOI\b"
        r"|(?:industrial|work|occupational)[ -]?(?:related )?injury)",
    ),
    (
        "She fell from a ladder at work on 3/4/2016.",
        rf"\b(?:injur(?:y|ies|ed)|accident|fell|hurt)\b[^.;]{{0,100}}?\bon (?P<on>{DATE})",
    ),
    (
        "On 3/4/2016 the worker was hurt.",
        rf"{_ON} (?P<on>{DATE}),?[^.;]{{0,80}}? (?:sustained|suffered|was (?:injured|hurt)|injured|hurt|fell)\b",
    ),
)
"""An example, and the pattern that finds its date: how letters date the injury."""

_INJURIES = tuple(re.compile(pattern) for _, pattern in INJURY_ROWS)
_ACTION = re.compile(
    r"""
    # "conditionally approved", "conditional non-certification"
    \b(?:(?P<conditional>conditional(?:ly)?[ ](?:non-?[ ]?)?(?:approv|certif|authoriz)\w*)
    # "partially certified", "modified"
    |(?P<partial>partial(?:ly)?[ ](?:approv|certif|authoriz|den)\w*|modif(?:ied|y|ication)\b)
    # "non-certified", "failed to approve", "was not medically necessary"
    |(?P<denied>(?:denied|denying|non-?[ ]?certif\w+|noncertif\w+|denied[ ]certification
      |fail(?:ed|s)[ ]to[ ](?:approve|certify|authorize)|not[ ](?:been[ ])?(?:approved
      |certified|authorized)|did[ ]not[ ](?:approve|certify|authorize)|(?:found|deemed
      |is|was|were|are)[ ]not[ ]medically[ ]necessary|prior[ ]denial)\b)
    # "approved"
    |(?P<approved>(?:approved|certified|authorized)\b))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ACTIONS = {
    "conditional": ReviewAction.CONDITIONALLY_APPROVED,
    "partial": ReviewAction.MODIFIED,
    "denied": ReviewAction.DENIED,
    "approved": ReviewAction.APPROVED,
}
_PERSON_DENIED = re.compile(
    r"\b(?:worker|patient|applicant|claimant|employee|he|she)(?: (?:has|had|also|currently|reportedly)){0,2} $",
    re.IGNORECASE,
)
_REACH = 60_000
"""How far into a summary the review's date is looked for: ten times the longest real summary."""

_SENTENCE = re.compile(r"\.(?=\s+[A-Z]|[A-Z])")


def read_review(summary: Passage | None, notes: list[Finding]) -> UtilizationReview:
    """The utilization review's date and the actions that the summary tells of it, in their order."""
    if summary is None:
        return UtilizationReview()
    dated = _review_date(summary, notes)
    if dated is None:
        mention = re.search(_UR, summary.text)
        notes.append(found("review-date-not-found", summary.part(0, 0)))
        return UtilizationReview(None, tuple(_actions(summary, mention.start())) if mention else ())
    said, start = dated
    return UtilizationReview(said, tuple(_actions(summary, start)))


def _review_date(summary: Passage, notes: list[Finding]) -> tuple[Said[dt.date], int] | None:
    """The date, and where the words that give it begin; the plainest way of saying it is tried first."""
    for pattern in _REVIEW_DATES:
        for match in pattern.finditer(summary.text, 0, _REACH):
            day = date_of(match["on"])
            if day:
                return Said(day, summary.part(*match.span("on"))), match.start()
            notes.append(found("date-unreadable", summary.part(*match.span("on")), match["on"]))
    return None


def _actions(summary: Passage, start: int) -> Iterator[Said[ReviewAction]]:
    """Actions from the sentence in which the review is first spoken of, to the end."""
    text = summary.text
    sentences = [end.end() for end in _SENTENCE.finditer(text, max(0, start - 600), start)]
    for match in _ACTION.finditer(text, sentences[-1] if sentences else max(0, start - 600)):
        name = str(match.lastgroup)
        if name == "denied" and _PERSON_DENIED.search(text, max(0, match.start() - 50), match.start()):
            continue
        yield Said(_ACTIONS[name], summary.part(*match.span()))


def told_dates(summary: Passage | None, review: UtilizationReview, header: Header, notes: list[Finding]) -> Header:
    """Dates that the header does not print and the summary tells; where both speak and differ, that is noted."""
    injury = _injury_date(summary) if summary else None
    for name, told in (("date_of_injury", injury), ("ur_denial_date", review.date)):
        printed: Said[dt.date] | None = getattr(header, name)
        if printed and told and printed.value != told.value:
            notes.append(found("told-date-differs", told.span, f"{told.value} for {printed.value}"))
    return Header(
        date_of_injury=None if header.date_of_injury else injury,
        ur_denial_date=None if header.ur_denial_date else review.date,
    )


def _injury_date(summary: Passage) -> Said[dt.date] | None:
    plain, loose = _first(summary, _INJURIES[:2]), _first(summary, _INJURIES[2:])
    if plain and loose and loose.span < plain.span and loose.value < plain.value:
        return loose
    return plain or loose


def _first(summary: Passage, patterns: Sequence[re.Pattern[str]]) -> Said[dt.date] | None:
    """The first date in the text that any of the patterns finds."""
    seen = [
        Said(day, summary.part(*match.span("on")))
        for pattern in patterns
        if (match := pattern.search(summary.text, 0, _REACH)) and (day := date_of(match["on"]))
    ]
    return min(seen, key=lambda said: said.span) if seen else None
