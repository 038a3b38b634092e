"""Two letters joined in one text: where the second begins."""

from __future__ import annotations

import re

__all__ = ["letters_in"]

_TABLE = re.compile(r"Case\s{1,4}Number\s{0,4}:\s{0,9}([A-Z]{2,3}[ -]?\d{2}-\d{4,8})?")
_HEADINGS = {
    "made": ("HOW", re.compile(r"HOW\s{1,4}THE\s{1,4}IMR\s{1,4}FINAL\s{1,4}DETERMINATION\s{1,4}WAS\s{1,4}MADE")),
    "notice": (
        "Notice",
        re.compile(r"(?m:^)[ \t]{0,9}Notice\s{1,4}of\s{1,4}Independent\s{1,4}Medical\s{1,4}Review\s{1,4}Determination"),
    ),
    "professional": ("PROFESSIONAL", re.compile(r"(?m:^)[ \t]{0,9}MEDICAL\s{1,4}PROFESSIONAL\s{1,4}REVIEW")),
}
"""A heading, and a word of it without which the text need not be searched: few letters have more than the first."""

_BEFORE = {"made": {"table"}, "table": {"notice", "professional"}, "notice": set[str](), "professional": set[str]()}
"""What may stand before each of them in one letter."""

_TABLE_FOLLOWS = re.compile(r"Date\s{1,4}Assigned")
_TABLE_WIDTH = 300


def letters_in(text: str) -> list[tuple[int, int]]:
    """Start and end of each letter in a text; one pair, the whole text, where it holds one letter or none.

    A letter begins at a header table, or at its first heading where the table is cut off. A table belongs to the
    heading that follows it; the words "Case Number:" in prose begin nothing.
    """
    starts: list[int] = []
    number: str | None = None
    seen: set[str] = set()
    for start, kind, printed in _events(text):
        other_number = bool(number and printed and printed != number)
        if not starts or other_number or not seen <= _BEFORE[kind]:
            starts.append(start)
            seen, number = set(), None
        seen.add(kind)
        number = printed or number
    if len(starts) < 2:
        return [(0, len(text))]
    starts[0] = 0
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _events(text: str) -> list[tuple[int, str, str]]:
    """Header tables (with the case number beside the label, if it stands there) and first headings, in order."""
    events = [
        (match.start(), kind, "")
        for kind, (word, pattern) in _HEADINGS.items()
        if word in text
        for match in pattern.finditer(text)
    ]
    for match in _TABLE.finditer(text):
        if _TABLE_FOLLOWS.search(text, match.end(), match.end() + _TABLE_WIDTH):
            events.append((match.start(), "table", match[1] or ""))
    return sorted(events)
