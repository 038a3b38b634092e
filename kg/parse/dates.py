"""Dates as letters write them: 10/13/2016, 6-30-14, 11- 17-2016, October 1, 2003, August 13-15."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from kg.model import Passage, Said

__all__ = ["DATE", "date_of", "dates"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR, _LAST_YEAR, _PIVOT = 1940, 2060, 60

DATE = (
    r"(?:[\dJFMASOND](?:(?<=\d)(?<![\d/-]\d)\d?(?P<sep>[/-]) ?\d{1,2}(?P=sep) ?(?:\d{4}|\d{2})(?![\d/])"
    r"|(?<=\D)(?<!\w\D)(?:(?<=J)(?:an|un|ul)|(?<=F)eb|(?<=M)a[ry]|(?<=A)(?:pr|ug)|(?<=S)ep|(?<=O)ct|(?<=N)ov|(?<=D)ec)"
    r"[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?(?:,? ?\d{4}|-\d{2}(?!\d|,? ?\d{4}))(?!\d)))"
)
"""Pattern source of one date. It names a group, so it may stand once in a pattern.

It begins with a set of characters and looks back at what it took: `re` skips fast to one of a set, four times as fast.
"""

_DATE = re.compile(DATE)
_NUMBERS = re.compile(r"\d+")


def date_of(words: str) -> dt.date | None:
    """The day that `words` (a match of `DATE`) name, or ``None`` where there is no such day.

    Two digits of a year up to 60 are of this century. "August 13-15" is a day and a year.

    >>> date_of("August 13-15")
    datetime.date(2015, 8, 13)
    """
    numbers = [int(n) for n in _NUMBERS.findall(words)]
    month = words[:3].lower()
    if month in _MONTHS:
        numbers.insert(0, _MONTHS.index(month) + 1)
    if len(numbers) != 3:
        return None
    month_number, day, year = numbers
    if year < 100:
        year += 2000 if year <= _PIVOT else 1900
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return dt.date(year, month_number, day)
    except ValueError:
        return None


def dates(passage: Passage) -> Iterator[tuple[Said[dt.date], int]]:
    """Every date of a passage with its offset in ``passage.text``; those that are no day are left out."""
    for match in _DATE.finditer(passage.text):
        day = date_of(match.group())
        if day is not None:
            yield Said(day, passage.part(*match.span())), match.start()
