"""A letter's text as a stream of marks: every fact's words can be pointed at by an anchor.

Pure: text and spans in, tokens out; the template writes them and escapes every word. Spans may nest, touch or cross.
A span that crosses another one's end is written in pieces: the first carries the anchor, the others its class, so that
one small style sheet (`crossing_style`) lights all of them when the address ends in the anchor - no script needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.text.spacing import PAGE_BREAKS, double_spaced

__all__ = ["Break", "Close", "LetterPiece", "Open", "TextRun", "anchor", "crossing_style", "highlight", "layout"]

_ENDS = "\n" + "".join(sorted(PAGE_BREAKS))
_GAP = re.compile(rf"[^\S{_ENDS}]*[{_ENDS}]\s*")
_LABEL = re.compile(r"[A-Z][A-Za-z'()/ -]{2,38}:\s")
_SOFT = 0.62  # a line this much shorter than the long ones was ended on purpose


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text between two marks or breaks, as the letter has it."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """Whitespace that holds at least one line's end: `kind` is ``line``, ``paragraph`` or ``page``."""

    kind: str
    text: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class Open:
    """Start of a piece of the span named `anchor`; `first` says whether this piece carries the anchor itself."""

    anchor: str
    first: bool


@dataclass(frozen=True, slots=True)
class Close:
    """End of the piece opened last."""


LetterPiece = TextRun | Break | Open | Close
Spans = Iterable[tuple[int, int]]


def anchor(start: int, end: int) -> str:
    """Name of the place of characters `start` to `end`, used as the element's id.

    >>> anchor(120, 145)
    't120-145'
    """
    return f"t{start}-{end}"


def highlight(text: str, spans: Spans) -> tuple[LetterPiece, ...]:
    """`text` with a mark for each span (code points, end exclusive), in document order.

    Spans that do not fit the text are left out. Marks are balanced; what `TextRun` and `Break` hold,
    joined, is `text`; each anchor is carried by exactly one mark.
    """
    breaks = layout(text)
    tokens: list[LetterPiece] = []
    at = 0
    for place, token in _marks(len(text), _tidy(spans, len(text))):
        tokens.extend(_flow(text, at, place, breaks))
        at = place
        tokens.append(token)
    tokens.extend(_flow(text, at, len(text), breaks))
    return tuple(tokens)


def crossing_style(tokens: Sequence[LetterPiece]) -> str:
    """Style rules that light the further pieces of the spans that were cut, empty when none was."""
    cut = dict.fromkeys(token.anchor for token in tokens if isinstance(token, Open) and not token.first)
    return "\n".join(f":root:has(#{name}:target) .{name}{{background:var(--lit)}}" for name in cut)


def layout(text: str) -> tuple[tuple[int, int, str], ...]:
    """Where lines end on purpose: (start, end, kind) of each run of whitespace that is more than a wrap.

    Letters come single- or double-spaced; in a double-spaced one an empty line is no paragraph. A line that starts with
    a label and a colon starts again. Wraps are left to the browser, so that the letter reads well on a phone.
    """
    runs = [(found.start(), found.end(), found.group()) for found in _GAP.finditer(text)]
    unit = 2 if double_spaced(text) else 1
    wide = _typical_width(text)
    return tuple(_kinds(text, runs, unit, wide))


def _kinds(text: str, runs: Sequence[tuple[int, int, str]], unit: int, wide: int) -> Iterator[tuple[int, int, str]]:
    line_start = 0
    for start, end, run in runs:
        lines = run.count("\n")
        if not PAGE_BREAKS.isdisjoint(run):
            yield start, end, "page"
        elif lines > unit:
            yield start, end, "paragraph"
        elif start - line_start < wide * _SOFT or (text[start - 1] != "," and _LABEL.match(text, end)):
            yield start, end, "line"
        line_start = end


def _typical_width(text: str) -> int:
    widths = sorted(len(line) for line in re.split(f"[{_ENDS}]", text) if line.strip())
    return widths[int(len(widths) * 0.9)] if widths else 0


def _tidy(spans: Spans, length: int) -> list[tuple[int, int]]:
    """Each span once, within the text, outer ones before the inner ones that start with them."""
    kept = {(start, end) for start, end in spans if 0 <= start <= end <= length}
    return sorted(kept, key=lambda span: (span[0], -span[1]))


def _marks(length: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, LetterPiece]]:
    """Yield (offset, Open or Close) so that marks nest: a span that outlives its parent is closed and opened again."""
    open_spans: list[tuple[int, int]] = []
    for span in spans:
        yield from _close_until(span[0], open_spans)
        open_spans.append(span)
        yield span[0], Open(anchor(*span), first=True)
    yield from _close_until(length, open_spans)


def _close_until(limit: int, open_spans: list[tuple[int, int]]) -> Iterator[tuple[int, LetterPiece]]:
    while open_spans and min(end for _, end in open_spans) <= limit:
        place = min(end for _, end in open_spans)
        lowest = next(depth for depth, (_, end) in enumerate(open_spans) if end == place)
        lifted = open_spans[lowest:]
        del open_spans[lowest:]
        yield from ((place, Close()) for _ in lifted)
        for span in (span for span in lifted if span[1] > place):
            open_spans.append(span)
            yield place, Open(anchor(*span), first=False)


def _pages(text: str, end: int) -> int:
    return sum(text.count(each, 0, end) for each in PAGE_BREAKS)


def _flow(text: str, start: int, end: int, breaks: Sequence[tuple[int, int, str]]) -> Iterator[TextRun | Break]:
    """Words and breaks of one stretch without marks; a break that a mark cuts stays plain whitespace."""
    at = start
    for first, last, kind in breaks:
        if first < at or last > end:
            continue
        if first > at:
            yield TextRun(text[at:first])
        yield Break(kind, text[first:last], page=_pages(text, last) + 1 if kind == "page" else 0)
        at = last
    if at < end:
        yield TextRun(text[at:end])
