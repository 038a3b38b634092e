"""The lines of a PDF's page: their words, where they stand, and the order in which a person reads them.

pdfium gives lines in the order in which they were drawn, without the gaps between them. So each line's ends are looked
up (two cheap calls). Coordinates are turned by the direction in which most of the page's words run, so that a page that
is stored sideways (`/Rotate`, ISO 32000-1, 7.7.3.3) is measured like any other.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from kg.documents.decoding import tidy

__all__ = ["Line", "gaps", "in_order", "read_lines"]

Point = tuple[float, float]

_SAME_ROW = 2.0  # points
_LOOK_BACK = 200  # lines: more than a page has, so that a hostile one costs no more
# A gutter between columns: at most this share of the lines crosses it, at least that share lies on each side.
_CROSSING_SHARE, _SIDE_SHARE = 0.15, 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """A line's words, the heights of its first and last letter's baselines, where it begins and where its last letter
    does; in points, upwards and to the right as the page is read.

    The heights differ where pdfium joined the halves of a hyphenated word. `word` is the width of the first word.
    """

    text: str
    first: float
    last: float
    left: float
    right: float
    word: float = 0.0


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A line as pdfium has it: the origins of its first letter, its last, and the last of its first word."""

    text: str
    start: Point
    end: Point
    word_end: Point


def read_lines(page: pypdfium2.PdfTextPage) -> list[Line]:
    """The lines of a page in reading order."""
    drawn = list(_drawn_lines(page))
    direction = _direction(drawn)
    return in_order([_turned(each, direction) for each in drawn])


def gaps(lines: Sequence[Line]) -> list[float]:
    """How far each line but the first stands below the one before, in points."""
    return [above.last - below.first for above, below in pairwise(lines)]


def _drawn_lines(page: pypdfium2.PdfTextPage) -> Iterator[_Drawn]:
    text: str = page.get_text_range()
    # pdfium counts UTF-16 units.
    width = len if text.isascii() or max(text) <= "\uffff" else _units
    x, y = ctypes.c_double(), ctypes.c_double()

    # Characters that are in no text only push those after them on: if the last stands at its own place, all do.
    last_index = width(text) - 1
    plain = raw.FPDFText_GetCharIndexFromTextIndex(page, last_index) == last_index

    def origin(index: int) -> Point:
        if not plain:
            index = raw.FPDFText_GetCharIndexFromTextIndex(page, index)
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        return x.value, y.value

    at = 0
    for whole in text.split("\r\n"):
        line = whole.strip()
        if line:
            start = at + width(whole[: whole.index(line[0])])
            word = origin(start + width(line.split(None, 1)[0]) - 1)
            yield _Drawn(tidy(line), origin(start), origin(start + width(line) - 1), word)
        at += width(whole) + 2


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _direction(lines: Sequence[_Drawn]) -> Point:
    """Which way most words run: one of the four sides of the page, as a unit vector."""
    votes: Counter[Point] = Counter({(1, 0): 0})
    for line in lines:
        across, up = line.end[0] - line.start[0], line.end[1] - line.start[1]
        if across or up:
            side = ((1, 0) if across > 0 else (-1, 0)) if abs(across) >= abs(up) else ((0, 1) if up > 0 else (0, -1))
            votes[side] += len(line.text)
    return votes.most_common(1)[0][0]


def _turned(line: _Drawn, direction: Point) -> Line:
    """The line measured along `direction` and upwards from it."""
    across, up = direction

    def turned(point: Point) -> Point:
        return point[0] * across + point[1] * up, point[1] * across - point[0] * up

    (left, first), (right, last), (word, _) = turned(line.start), turned(line.end), turned(line.word_end)
    return Line(line.text, first, last, left, right, word - left)


def in_order(lines: list[Line]) -> list[Line]:
    """The lines from top to bottom, where they were drawn otherwise; two columns one after the other.

    >>> [line.text for line in in_order([Line(text, y, y, 72, 300) for text, y in (("b", 10), ("a", 24))])]
    ['a', 'b']
    """
    if not any(_is_misplaced(lines, at) for at, gap in enumerate(gaps(lines), start=1) if gap < -_SAME_ROW):
        return lines
    gutter = _gutter(lines)
    if gutter is None:
        return _by_rows(lines)
    ordered: list[Line] = []
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in _by_rows(lines):
        if line.left < gutter < line.right:  # a line across both columns ends what stands above it
            ordered += [*sides[0], *sides[1], line]
            sides = ([], [])
        else:
            sides[line.left >= gutter].append(line)
    return [*ordered, *sides[0], *sides[1]]


def _is_misplaced(lines: Sequence[Line], at: int) -> bool:
    """Whether a line above the one drawn before it belongs above it: it stands over, not beside, what was drawn.

    A header's second column, which is drawn after its first, begins further up too, but to the right of it.
    """
    line = lines[at]
    for earlier in reversed(lines[max(at - _LOOK_BACK, 0) : at]):
        if earlier.first > line.first + _SAME_ROW:
            return False
        if earlier.first < line.first - _SAME_ROW and earlier.left < line.right and line.left < earlier.right:
            return True
    return False


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.first):
        if rows and rows[-1][0].first - line.first < _SAME_ROW:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the second column begins, if there are two."""
    few = len(lines) * _CROSSING_SHARE
    many = len(lines) * _SIDE_SHARE
    for edge, _ in Counter(round(line.left) for line in lines).most_common(4):
        gutter = edge - _SAME_ROW
        left = [line for line in lines if line.right < gutter]
        right = [line for line in lines if line.left >= gutter]
        beside = left and right and min(each.first for each in left) < max(each.first for each in right)
        if len(left) >= many and len(right) >= many and len(lines) - len(left) - len(right) <= few and beside:
            return gutter
    return None
