"""Topics of guidelines that only a year or a chapter's number beside them makes a citation.

"The chronic pain guideline of 2009", "Neck and Upper Back Complaints chapter (2004)", "the low back chapter 12": no
work is named, but the table has one edition of that topic by that year. Guidelines of other publishers bear the same
topics, so nothing is taken where one is named nearby or where the topic does not stand after an article or the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.link.citations.book_chapters import chapter_of_number
from kg.link.citations.drafts import CitationDraft, Label
from kg.link.citations.editions import edition_of_year, line
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.undated import take_year

__all__ = ["dated_topic", "dated_words"]

_DATED = re.compile(
    r"""
    \b(?:[Gg]uidelines?|[Cc]hapters?)
    (?:
      (?:\s?\((?:ACOEM,?\s)?|,?\s(?:of|from|dated)\s)              # "chapter (2004)", "guideline of 2009"
      (?:[A-Z][a-z]{2,8}\.?\s(?:\d{1,2},?\s)?|\d{1,2}[/-]\d{1,2}[/-])?   # "guideline of July 18, 2009"
      (?P<year>(?:19|20)\d\d)(?![\d/-])(?:\s?\)|(?!\s?\)))
      | \s(?P<number>\d{1,2})\b(?!\s?[-–.]\s?\d)                     # "the low back complaints chapter 12"
    )
    (?!,?\s(?:of|from|by|in|to|through|until|on|onwards?)\b)         # not "chapter (2015) of ODG", "from 2009 on"
    """,
    re.VERBOSE,
)

_LED_UP_TO = re.compile(
    r"""
    (?:
      ^ | [.;:(,]\s?
      | \b(?:the|an?|per|see|and|or|both|under|in|with|by|to|from|of|this|that|MTUS|ACOEM)\s   # "Per the knee chapter"
        (?:(?:old|older|former|earlier|previous|prior|superseded|outdated|current)\s)?
    )["“]?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What may stand before such a topic; a publisher's name may not."""

_OTHERS = re.compile(
    r"\bODG\b|Official Disability|\bCDC\b|Centers for Disease|\bVA\b|\bDoD\b|Colorado|Washington|New York|\bAHRQ\b"
    r"|\bNGC\b|Clearinghouse|\bAAOS\b|\bAPA\b|\bAMA\b|Evidence[- ][Bb]ased|\bJournal\b|\bet al\b|\bNICE\b|\bWHO\b"
)
"""Other publishers of guidelines and chapters of the same topics."""

_LONGEST_NAME = 110
_NEAR = 120
_LEAD = 24


def dated_words(text: str) -> Iterator[re.Match[str]]:
    """The words "guideline" or "chapter" with a year or a number after them."""
    return _DATED.finditer(text)


def dated_topic(text: str, start: int, done: int, names: GuidelineNames) -> CitationDraft | None:
    """The citation whose word "guideline" or "chapter" begins at `start`, if its topic and year name one edition."""
    dated = _DATED.match(text, start)
    if dated is None or _OTHERS.search(text, max(0, start - _NEAR), dated.end() + _NEAR):
        return None
    first = max(done, start - _LONGEST_NAME)
    closing = names.topics.closing(text[first:start])
    if closing is None:
        return None
    begin, hit = closing
    begin += first
    if not _LED_UP_TO.search(text, max(0, begin - _LEAD), begin):
        return None
    draft = CitationDraft(begin, dated.end(), hit.concept, named=True, free=True)
    return draft if _take(draft, dated, names) else None


def _take(draft: CitationDraft, dated: re.Match[str], names: GuidelineNames) -> bool:
    """Move the draft to the edition of the year, or to the chapter of the number."""
    editions = line(names.scheme, draft.head or "")
    if dated["number"]:
        chapter = chapter_of_number(names, dated["number"])
        if chapter is None or (chapter not in editions and chapter != draft.head):
            return False
        draft.head = chapter
        draft.labels.append(Label(draft.start, draft.end, chapter))
        return True
    if not edition_of_year(names.scheme, editions, dated["year"])[1]:
        return False
    take_year(draft, dated["year"], names.scheme)
    return True
