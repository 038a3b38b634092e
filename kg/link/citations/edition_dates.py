"""The date that says which edition of a guideline is meant: "(July 28, 2016)", "(ACOEM February 24, 2016)", "2018"."""

from __future__ import annotations

import re

__all__ = ["date_after"]

_DATE = re.compile(
    r"""
    [\s,;:]{0,2}\(?\s?                                  # " (" before it, or ", "
    (?:(?:2nd|[Ss]econd)\s(?:[Ee]dition|ed\.?)[,\s]{1,2})?   # "(Second Edition, 2004)"
    (?:(?:ACOEM|MTUS|DWC)[\s,]{1,2})?                   # who dates it: "(ACOEM May 15, 2017)" is no second citation
    (?:(?i:updated|dated|effective|revised|published|adopted|version|edition)\s(?:on\s|of\s)?){0,2}
    (?:
      (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,?\s   # "September 2015", "Feb. 24, 2016"
      (?:\d{1,2}(?:st|nd|rd|th)?,?\s)?
      | \d{1,2}[/-]\d{1,2}[/-]                          # "5/15/2017"
    )?
    (?P<year>(?:19|20)\d\d)(?![\d/-])
    (?:\s(?:edition|version|update|revision)\b)?
    (?:\s?\))?                                          # a bracket that it stood in
    """,
    re.VERBOSE,
)


def date_after(text: str, start: int, end: int | None = None) -> re.Match[str] | None:
    """The date right after a guideline's name, which ends at `start`; its group "year" has four digits.

    >>> date_after("Low Back Disorders (ACOEM February 24, 2016)", 18)["year"]
    '2016'
    """
    return _DATE.match(text, start, len(text) if end is None else end)
