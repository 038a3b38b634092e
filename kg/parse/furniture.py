"""What pages carry besides the letter: running headers and footers with a page's number and the case's.

They stand in the middle of sentences, would read as citations ("Page 2 of 5") and would begin a second letter ("Case
Number: ..."). The public letters have none; copies of the parties and prints of other programs do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.text import PAGE_BREAK, Edit, Placed

__all__ = ["without_furniture"]

_CASE = r"(?:(?:MAXIMUS|IMR)[ ])?(?:Case(?:[ ](?:Number|No\.?))?|Re)?[ ]?[:#]?[ ]{0,3}[CG]M[ -]?[\dOIl|]{2}-[\dOIl|]{7}"
_BESIDE = rf"""
    {_CASE}                                                                  # Case Number: CM16-0213037
    |\d{{1,2}}/\d{{1,2}}/\d{{2,4}}                                           # the day of the print
    |(?:IMR|Independent[ ]Medical[ ]Review|Final[ ]Determination(?:[ ]Letter)?|Determination(?:[ ]Letter)?
       |MAXIMUS[ ]Federal[ ]Services(?:,?[ ]Inc\.?)?|Confidential|continued)\b  # a running title
    |[-–—|,;:/()\[\]*~.\s]                                                   # what stands between
"""
_FURNITURE = re.compile(
    rf"""
    (?:{_BESIDE}){{0,40}}
    (?:P[ao][gq]e(?:[ ]No\.?)?[ ]?\#?:?[ ]?\d{{1,3}}(?:[ ]?(?:of|/)[ ]?\d{{1,3}})?   # Page 2 of 5
      |\d{{1,3}}[ ]?\|[ ]?P[ ]?a[ ]?g[ ]?e                                   # 2 | Page
      |-[ ]?\d{{1,3}}[ ]?-)                                                  # - 2 -
    (?:{_BESIDE}){{0,40}}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WITH_CASE = re.compile(
    # CM16-0213037 | 2 of 5, but not the day of "CM16-0213037   11/09/2016", which may be all the header there is
    rf"(?:{_BESIDE}){{0,40}}(?<![\d/])(?:\d{{1,3}}[ ](?:of|/)[ ])?\d{{1,3}}(?![\d/])(?:{_BESIDE}){{0,40}}",
    re.VERBOSE | re.IGNORECASE,
)
# Each branch begins with a plain letter: `re` then skips to the next of these letters.
_HINT = re.compile(
    r"CM[ -]?[\dOIl|]{2}-|GM[ -]?[\dOIl|]{2}-|P[ ]?[aoAO][ ]?[gqGQ][ ]?[eE]|-[ ]?\d{1,3}[ ]?-|p(?<=\bp)age\b"
)
_CASE_ALONE = re.compile(rf"[-–—|*\s]*{_CASE}[-–—|*\s]*", re.IGNORECASE)
_TITLED = re.compile(
    # Determination Letter for Case CM16-0213037, with a page's number
    rf"(?:{_BESIDE}|(?:for|of|in)[ ]){{0,40}}{_CASE}[-–—|*.\s]{{0,20}}(?:\b\d{{1,3}})?[-–—|*.\s]{{0,20}}",
    re.VERBOSE | re.IGNORECASE,
)
_BESIDE_ALONE = re.compile(rf"(?:{_BESIDE}){{1,40}}", re.VERBOSE | re.IGNORECASE)
_NUMBER = re.compile(r"[\dOIl|]{2}-[\dOIl|]{7}")
_WIDEST = 110
_LINE_ENDS = ("\n", "\f", PAGE_BREAK)
_LINE = re.compile(rf"(?:^|(?<=[\n\f{PAGE_BREAK}]))[^\n\f{PAGE_BREAK}]{{3,{_WIDEST}}}(?=[\n\f{PAGE_BREAK}]|$)")
_TABLE = re.compile(
    r"\s{0,20}(?:\|\s?)?Date\s{1,4}(?:Assigned|of\s{1,4}Injury)|\s{0,20}Decision\s{1,4}Date", re.IGNORECASE
)
_AROUND = re.compile(rf"[\n\f{PAGE_BREAK}]\s*")


def without_furniture(placed: Placed) -> Placed:
    """The text without running headers and footers; a page break stands in the place of each."""
    return placed.edited(_edits(placed.text))


def _edits(text: str) -> Iterator[Edit]:
    seen: set[str] = set()
    at, body = 0, text.find("HOW THE IMR")
    body = body if body >= 0 else len(text)
    for match in _lines_with_hints(text):
        words = match.group()
        number = _NUMBER.search(words)
        bare = words.strip()
        if _FURNITURE.fullmatch(bare) or (
            number
            and (
                _is_running(text, match, number.group() in seen or match.start() > body)
                or (number.group() in seen and _TITLED.fullmatch(bare) and not _TABLE.match(text, match.end()))
            )
        ):
            start, end = _with_ends(text, max(at, match.start()), match.end(), at)
            yield start, end, PAGE_BREAK if start else ""
            at = end
        if number:
            seen.add(number.group())


def _lines_with_hints(text: str) -> Iterator[re.Match[str]]:
    """The lines that may be furniture. No hint holds a line end, so they are looked for in all lines at once."""
    done = 0
    for hint in _HINT.finditer(text):
        at = hint.start()
        if at < done:
            continue
        low = max(0, at - _WIDEST)
        start = max(text.rfind(end, low, at) for end in _LINE_ENDS) + 1
        if start or not low:
            line = _LINE.match(text, start)
            if line and line.end() > at:
                done = line.end()
                yield line


def _is_running(text: str, line: re.Match[str], again: bool) -> bool:
    """Whether a line with a case's number is one that every page carries, and no header's first."""
    words = line.group().strip()
    if _WITH_CASE.fullmatch(words) and not _CASE_ALONE.fullmatch(words):
        return True
    return again and bool(_BESIDE_ALONE.fullmatch(words)) and not _TABLE.match(text, line.end())


def _with_ends(text: str, start: int, end: int, low: int) -> tuple[int, int]:
    """The line with the empty space around it."""
    while start > low and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end
