"""Two letters joined in one text: where the second begins."""

from __future__ import annotations

import re

__all__ = ["letters_in"]

_EVENT = re.compile(
    r"(?P<table>Case\s{1,4}Number\s{0,4}:\s{0,9}(?P<number>[A-Z]{2,3}[ -]?\d{2}-\d{4,8})?)"
    r"|(?P<made>HOW\s{1,4}THE\s{1,4}IMR\s{1,4}FINAL\s{1,4}DETERMINATION\s{1,4}WAS\s{1,4}MADE)"
    r"|(?P<notice>Notice\s{1,4}of\s{1,4}Independent\s{1,4}Medical\s{1,4}Review\s{1,4}Determination)"
    r"|(?P<professional>MEDICAL\s{1,4}PROFESSIONAL\s{1,4}REVIEW)"
)
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
    for event in _EVENT.finditer(text):
        kind = str(event.lastgroup if event.lastgroup != "number" else "table")
        if kind == "table" and not _TABLE_FOLLOWS.search(text, event.end(), event.end() + _TABLE_WIDTH):
            continue
        other_number = bool(number and event["number"] and event["number"] != number)
        begins = not starts or kind in seen or other_number or (kind == "table" and bool(seen - {"notice"}))
        if begins:
            starts.append(event.start())
            seen, number = set(), None
        seen.add(kind)
        number = event["number"] or number
    if len(starts) < 2:
        return [(0, len(text))]
    starts[0] = 0
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
