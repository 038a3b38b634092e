"""Page numbers of a citation: "Page(s): 8, 22", "pages 64-65", "pg. 607", "p78", "page 63 of 127", "Page(s):"."""

from __future__ import annotations

import re

from kg.schemes.guidelines import GuidelineKind, Guidelines

__all__ = [
    "MARKER",
    "PAGE_LIST",
    "SUPPLEMENT",
    "impossible",
    "is_furniture",
    "of_length",
    "ranges",
    "without_furniture",
]

_DASH = "[-\u2010-\u2015\u2212]"
"""Every dash: a range may be typed 64-65, 64–65 or 64—65."""

_END = rf"(?![\d\w]|(?:[.]|{_DASH})\d)"
_PAGE = r"(?:\d{1,3}(?!\d)|(?!19|20)\d{4})"
"""No work has a page of four digits, but letters misprint them; 1990 to 2099 are years."""

_RANGE = rf"{_PAGE}(?:\s?(?:{_DASH}|to|through)\s?{_PAGE}{_END}|{_END})(?:\s+of\s+\d{{1,3}}\b)?"
_LIST = rf"{_RANGE}(?:\s?(?:,|;|&|,?\s?and)\s?{_RANGE})*"

PAGE_LIST = re.compile(_LIST)
"""One or more pages or ranges of pages. A number that goes on (9792.20, 12-8-1, 3x) is no page."""

MARKER = re.compile(
    rf"""
    (?<![A-Za-z])
    (?:
      Page\(s\)\s?:?                    # the form's "Page(s): 8, 22"
      | (?:[Pp]ages?|PAGES?)(?:\(s\))?\s?:?   # "page(s) 74-96", "pages 64-65", "Page: 80", "PAGE 301"
      | [Pp]gs?\b\.?\s?:?               # "pg. 607"
      | [Pp]{{1,2}}\.\s?                # "pp. 76-80"
    )\s?(?P<list>{_LIST})
    | (?<![A-Za-z])[Pp]{{1,2}}\.?\s?(?P<short>{_LIST})      # "p78"
    | (?<![A-Za-z])[Pp]age\(s\)\s?:?(?P<empty>)             # "Page(s):." of a field left empty
    """,
    re.VERBOSE,
)
"""A word for "page" with its list, which is empty where the form's field was left empty."""

PAGE_JOINT = re.compile(
    r"""
    (?:\s(?:guidelines?|chapters?|sections?)\b)?        # "Low Back Complaints 2004 chapter, page 308"
    [\s,(:]{0,3}
    (?:
      (?:notes?|states?|says|reads|indicates?|provides?|recommends?|sp(?:eaks|oke)|allow(?:s|ed)|warn(?:s|ed))
      (?:\s(?:of\s)?(?:it|this|them))?\s(?=(?:on|at)\s)   # "notes on page 607 that", "spoke of it on page 111"
    )?
    (?:(?:on|at|see|and)\s)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What may stand between a name and its pages."""

SUPPLEMENT = re.compile(r"[\s,(]{0,3}(?P<supplement>\bS(?P<number>\d)-\d{1,3}\b)")
"""A page of a supplement, "S1-20", after what may join it to a name."""

_BOUNDS = re.compile(rf"(\d{{1,4}})(?:\s?(?:{_DASH}|to|through)\s?(\d{{1,4}}))?(?:\s+of\s+\d{{1,3}})?")
_TOTAL = re.compile(r"\d\s+of\s+(\d{1,3})$")
_FOOTER = re.compile(
    r"(?:[,;.]?\s?\bCM\d\d-\d{7}\b[\s,]{0,3})?(?<![A-Za-z])Page\s\d{1,2}\s+of\s+(?P<total>[1-3]?\d)\b(?:[\s,]{0,3}\bCM\d\d-\d{7}\b)?"
)
_LETTER_PAGES = 40
"""A letter has fewer pages than this, a guideline has more."""

_MOST_PAGES = 998
"""The last page of a work whose length the table does not give."""


def ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Inclusive ranges of a list of pages; "76-8" is 76 to 78.

    >>> ranges("8, 22—24")
    ((8, 8), (22, 24))
    """
    found = []
    for match in _BOUNDS.finditer(text):
        first, last = match[1], match[2] or match[1]
        if len(last) < len(first) and int(last) < int(first):
            last = first[: -len(last)] + last
        found.append((min(int(first), int(last)), max(int(first), int(last))))
    return tuple(found)


def is_furniture(mark: re.Match[str], scheme: Guidelines, head: str | None) -> bool:
    """Whether a match of `MARKER` is the letter's own "Page 2 of 5", which fell into the words of a citation."""
    total = _TOTAL.search(mark["list"] or mark["short"] or "")
    return total is not None and int(total[1]) < _LETTER_PAGES and int(total[1]) != _length(scheme, head)


def of_length(mark: re.Match[str], scheme: Guidelines, work: str) -> str | None:
    """The one edition right below `work` that has as many pages as a match of `MARKER` tells ("page 111 of 127")."""
    total = _TOTAL.search(mark["list"] or mark["short"] or "")
    found = [child for child in scheme.children(work) if total and scheme[child].last_page == int(total[1])]
    return found[0] if len(found) == 1 else None


def without_furniture(text: str, scheme: Guidelines) -> str:
    """`text` with the letter's own page numbers ("CM16-0012345 Page 2 of 5") blanked, so that places stay.

    Where a guideline has as many pages, they may be its own and are kept.
    """
    if " of " not in text or not _FOOTER.search(text):
        return text
    lengths = {concept.last_page for concept in scheme if concept.kind is GuidelineKind.EDITION}

    def blank(footer: re.Match[str]) -> str:
        return footer.group() if int(footer["total"]) in lengths else " " * len(footer.group())

    return _FOOTER.sub(blank, text)


def impossible(scheme: Guidelines, concept: str | None, first: int, last: int) -> bool:
    """Whether no page of the work that `concept` belongs to can have these numbers: 0, or beyond its end."""
    return first < 1 or last > (_length(scheme, concept) or _MOST_PAGES)


def _length(scheme: Guidelines, concept: str | None) -> int | None:
    """Pages of the edition that `concept` belongs to, where the table gives them."""
    if concept is None or concept not in scheme:
        return None
    editions = (step for step in scheme.lineage(concept) if step.kind is GuidelineKind.EDITION)
    return next((edition.last_page for edition in editions if edition.last_page), None)
