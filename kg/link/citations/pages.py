"""Page numbers of a citation: "Page(s): 8, 22", "pages 64-65", "pg. 607", "p78", "page 63 of 127", "Page(s):"."""

from __future__ import annotations

import re

__all__ = ["MARKER", "PAGE_LIST", "ranges"]

_RANGE = r"\d{1,3}(?:\s?(?:-|–|to|through)\s?\d{1,3}(?![\d\w]|[.\-–]\d)|(?![\d\w]|[.\-–]\d))(?:\s+of\s+\d{1,3}\b)?"
_LIST = rf"{_RANGE}(?:\s?(?:,|;|&|,?\s?and)\s?{_RANGE})*"

PAGE_LIST = re.compile(_LIST)
"""One or more pages or ranges of pages. A number that goes on (9792.20, 12-8-1, 3x) is no page."""

MARKER = re.compile(
    rf"(?<![A-Za-z])(?:Page\(s\)\s?:?|[Pp]ages?(?:\(s\))?\s?:?|[Pp]gs?\b\.?\s?:?|[Pp]{{1,2}}\.\s?)\s?(?P<list>{_LIST})"
    rf"|(?<![A-Za-z])[Pp]{{1,2}}\.?\s?(?P<short>{_LIST})"
    r"|(?<![A-Za-z])[Pp]age\(s\)\s?:?(?P<empty>)"
)
"""A word for "page" with its list, which is empty where the form's field was left empty."""

_BOUNDS = re.compile(r"(\d{1,3})(?:\s?(?:-|–|to|through)\s?(\d{1,3}))?(?:\s+of\s+\d{1,3})?")


def ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Inclusive ranges of a list of pages; "76-8" is 76 to 78.

    >>> ranges("8, 22-24")
    ((8, 8), (22, 24))
    """
    found = []
    for match in _BOUNDS.finditer(text):
        first, last = match[1], match[2] or match[1]
        if len(last) < len(first) and int(last) < int(first):
            last = first[: -len(last)] + last
        found.append((min(int(first), int(last)), max(int(first), int(last))))
    return tuple(found)
