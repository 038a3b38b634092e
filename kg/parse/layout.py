"""What the line ends of a text mean, and where the title of a disputed item begins.

Extractors differ: no gap between paragraphs at all, an empty line at each gap, every line followed by an empty one with
paragraphs marked by a line that holds a single blank; and a page may break anywhere. So a line end is read by the
habits of its letter, and the end of a sentence decides where those leave it open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from kg.text import PAGE_BREAK, double_spaced
from kg.text.spacing import PAGE_BREAKS

__all__ = ["Layout", "LineEnd", "concluded", "title_start"]

_RUN = re.compile(rf"[\n\f{PAGE_BREAK}]\s*")
_MARK = re.compile(r"\n[ \t\xa0]+\n")
_SENTENCE = re.compile(r"[.!?][\"”’'»)\]]{0,3} *$")
_ABBREVIATION = re.compile(
    r"\b(?:p\.o|b\.i\.d|t\.i\.d|q\.i\.d|q\.d|q\.h\.s|p\.r\.n|vs|no|nos|approx|hrs?|tabs?|caps?|qty|dr|dx|e\.g|i\.e|mgs?|gms?|mls?)"
    r"\. *$",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:necessary|necessity|appropriate|established|supported|indicated|warranted|certified|affirmed|time|"
    r"recommended)[.\"”’')\]]* *$"
)
_INNER_SENTENCE = re.compile(r"[.!?][\"”’')\]]{0,3}\s+(?=[A-Z0-9\"“(])")
_REMAINING = re.compile(
    r"remaining\s+IMR\s+eligible|IMR\s+eligible\.\s+The\s+original|leaving\s+the\s+original\s+request"
    r"|was\s+authorized\s+by\s+the\s+Claims"
)
_ORIGINAL = re.compile(r"was\s+the\s+original\s+request")
_WINDOW = 2400
_BEFORE = 100
_SAMPLE = 40_000


class LineEnd(Enum):
    """What one run of line ends stands for."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Layout:
    """The habits of one letter: `double` spaced, paragraphs `marked` by a blank, `gapped` by an empty line."""

    double: bool = False
    marked: bool = False
    gapped: bool = False

    @classmethod
    def of(cls, text: str) -> Layout:
        """Read the habits from the first pages of a letter."""
        sample = text[:_SAMPLE]
        double = double_spaced(sample)
        marked = len(_MARK.findall(sample)) > 1
        return cls(double, marked, marked or (not double and _gapped(sample)))

    def kind(self, run: str) -> LineEnd:
        """What a run of whitespace that starts with a line end or a form feed means in this letter."""
        if self.marked and _MARK.search(run):
            return LineEnd.PARAGRAPH
        if not PAGE_BREAKS.isdisjoint(run):
            return LineEnd.OPEN
        ends = run.count("\n")
        if self.double:
            return LineEnd.LINE if ends < 3 and self.marked else LineEnd.OPEN
        if ends > 1:
            return LineEnd.OPEN if self.marked else LineEnd.PARAGRAPH
        return LineEnd.LINE if self.gapped else LineEnd.OPEN


def _gapped(sample: str) -> bool:
    """Whether an empty line stands anywhere but beside a page break."""
    return any(
        run.count("\n") > 1 and PAGE_BREAKS.isdisjoint(run) for run in map(re.Match.group, _RUN.finditer(sample))
    )


def concluded(text: str, low: int, at: int) -> bool:
    """Whether the line before character `at`, not before `low`, closes a rationale: what follows has no title."""
    start = at
    while start > low and text[start - 1].isspace():
        start -= 1
    before = text[max(low, start - _BEFORE) : start]
    return bool(_RUN.search(text, start, at)) and before.endswith(".") and bool(_CONCLUSION.search(before))


def title_start(text: str, low: int, high: int, layout: Layout) -> tuple[int, bool]:
    """Where the title that ends at `high` begins, not before `low`, and whether that is certain.

    `low` is the end of the label before it, so the words between hold the end of a rationale. Offsets of the text.
    """
    first = max(low, high - _WINDOW)
    window = text[first:high]
    guess: int | None = None
    for run in reversed(list(_RUN.finditer(window))):
        kind, before = layout.kind(run.group()), window[max(0, run.start() - _BEFORE) : run.start()].rstrip()
        if run.end() >= len(window) or kind is LineEnd.LINE:
            continue
        ended = _ends(before)
        if kind is LineEnd.OPEN and not ended:
            continue
        if _unfinished(window[run.end() :]):
            guess = first + run.end() if guess is None else guess
            continue
        start, certain = _checked(window, run.end(), first)
        if kind is LineEnd.PARAGRAPH or start > first + run.end():
            return start, certain
        return start, bool(_CONCLUSION.search(before))
    return (guess if guess is not None else _by_sentence(window, first)), False


def _ends(before: str) -> bool:
    """Whether the words before a line end close a sentence."""
    if _SENTENCE.search(before):
        return not _ABBREVIATION.search(before)
    return bool(_CONCLUSION.search(before)) or not before


def _unfinished(title: str) -> bool:
    """Whether a title speaks of what remains of a request that it does not name: it began earlier."""
    return bool(_REMAINING.search(title)) and not _ORIGINAL.search(title)


def _checked(window: str, start: int, first: int) -> tuple[int, bool]:
    """A paragraph or a page that still holds the rationale's conclusion began before the title did."""
    if _ORIGINAL.search(window, start):
        return first + start, True
    for run in reversed(list(_RUN.finditer(window, start))):
        before = window[max(start, run.start() - _BEFORE) : run.start()].rstrip()
        if run.end() < len(window) and before.endswith(".") and _CONCLUSION.search(before):
            return first + run.end(), False
    return first + start, True


def _by_sentence(window: str, first: int) -> int:
    """After the last full stop before the title: all there is to go by in a text without line ends."""
    for end in reversed(list(_INNER_SENTENCE.finditer(window))):
        if _ends(window[max(0, end.start() - _BEFORE) : end.end()].rstrip()) and not _unfinished(window[end.end() :]):
            return first + end.end()
    return first
