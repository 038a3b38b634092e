"""One thing set against another: "weaning is medically necessary. Continued use is not."

Which of the two is in dispute is told by the words of the item's title: the one that shares words with it. Where the
title does not tell, the later one is, for reviewers put what they grant or refuse at the end.
"""

from __future__ import annotations

import re

from kg.model import RationaleFinding
from kg.parse.asides import told_of_others
from kg.parse.subjects import other_subject
from kg.text.sieve import Sieve

__all__ = ["CONTRASTS", "contrasted"]

_NEEDED = r"(?:medically )?(?:necessary|appropriate|indicated|reasonable)"
_BE = r"(?:is|are|was|were|would be|has been|have been)"
_BE_NOT = r"(?:(?:is|are|was|were|has|have) not(?: been)?|would not be|cannot be)"
_FIRST = r"(?P<first>[^.;,]{2,90}?)"
_SECOND = r"(?:but |yet |however,? |while |and )?(?P<second>[^.;,]{2,90}?)"
_BETWEEN = r"[^.;,]{0,40}[.;,] ?"

CONTRASTS = tuple(
    (verdict, re.compile(pattern, re.IGNORECASE), example)
    for verdict, pattern, example in (
        (
            RationaleFinding.NOT_NECESSARY,
            rf"(?:^|(?<=[.;,] )){_FIRST} {_BE} (?:\w+ly )?{_NEEDED}{_BETWEEN}{_SECOND} "
            rf"(?:(?:is|are|was|were|would|does) not(?: be)?(?: (?:\w+ly )?{_NEEDED}[^.;,]{{0,40}})?\.?\s*$"
            r"|(?:is|are) (?:redundant|unneeded|unnecessary|excessive|superfluous|unwarranted)\b[^.;,]{0,30}\.?\s*$)",
            "Weaning is medically necessary. Continued use at this dose is not.",
        ),
        (
            RationaleFinding.NECESSARY,
            rf"(?:^|(?<=[.;,] ))(?:(?:while|although|though|whereas) )?{_FIRST} {_BE_NOT} (?:\w+ly )?{_NEEDED}"
            rf"{_BETWEEN}{_SECOND} (?:is|are|was|were|would be)"
            rf"(?: (?:\w+ly )?{_NEEDED}(?! only| if| when| for)[^.;,]{{0,40}})?\.?\s*$",
            "While a purchase would not be medically necessary, the one month rental in dispute is.",
        ),
    )
)
"""What the second thing is, the pattern, an example."""

_SIEVE = Sieve(pattern for _, pattern, _ in CONTRASTS)

_WORD = re.compile(r"[a-z]{4,}")
_SAID_OF_ANY = frozenset({"request", "requested", "medically", "while", "although", "with", "from", "this", "that"})
_IN_DISPUTE = re.compile(r"\brequest\w*|\bin dispute|\bas (?:written|asked)|\b(?:it|this|these|they)\b", re.IGNORECASE)
_NO_CONTRAST = re.compile(
    r"\b(?:no|none|neither|nor|not|nothing|never)\b|\b(?:would|could|might)$"
    r"|^(?:as|since|because|if|when|unless|given)\b|n't\b",
    re.IGNORECASE,
)
"""Things that follow from one another: "as the operation is not necessary, none of the services are"."""

_REST = re.compile(r"\s*the (?:rest|remaining|remainder|balance|excess)\b", re.IGNORECASE)
"""A part is granted and the rest is not: no verdict on the whole."""

_LAST = 400
_OTHER = {
    RationaleFinding.NECESSARY: RationaleFinding.NOT_NECESSARY,
    RationaleFinding.NOT_NECESSARY: RationaleFinding.NECESSARY,
}


def contrasted(text: str, title: str) -> tuple[int, int, RationaleFinding] | None:
    """The contrast that ends `text`: start, end, and what it says of the item that `title` names."""
    low = max(0, len(text) - _LAST)
    for number in _SIEVE.possible(text[low:]):
        verdict, pattern, _ = CONTRASTS[number]
        match = pattern.search(text, low)
        if match:
            first, second = match["first"], match["second"]
            if any(_NO_CONTRAST.search(each.strip()) for each in (first, second)) or _REST.match(second):
                continue
            if told_of_others("", second, ""):
                continue
            of_first = _shares(first, title) and not _shares(second, title) and not _IN_DISPUTE.search(second)
            if of_first and other_subject(first, title, granted=True):
                continue
            return *match.span(), _OTHER[verdict] if of_first else verdict
    return None


def _shares(words: str, title: str) -> bool:
    """Whether the two have a word of meaning in common."""
    return bool((_words(words) & _words(title)) - _SAID_OF_ANY)


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.lower())}
