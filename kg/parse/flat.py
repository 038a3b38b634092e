"""Closing up a letter's whitespace, with the way back to the original characters."""

from __future__ import annotations

import re

from kg.model import FlatText
from kg.text import Placed

__all__ = ["flatten", "flatten_through"]

_LONG_RUN = re.compile(r"\s\s+")


def flatten(placed: Placed | str) -> FlatText:
    """The text with every run of whitespace (line ends, page breaks, odd blanks) closed up to one blank.

    Its places are those of the original that `placed` was made of.

    >>> flatten("Norco  10/325mg\\n\\n# 90").text
    'Norco 10/325mg # 90'
    """
    if isinstance(placed, str):
        placed = Placed(placed)
    text = placed.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    edits = [(0, start, "")] if start else []
    edits += [(*run.span(), " ") for run in _LONG_RUN.finditer(text, start, max(start, end))]
    if end > start and end < len(text):
        edits.append((end, len(text), ""))
    closed = placed.edited(edits)
    return FlatText(" ".join(text.split()), closed.edges, closed.shifts)


def flatten_through(placed: Placed) -> tuple[FlatText, FlatText]:
    """The flat text of `placed` twice: with places in the original, and with places in the text of `placed`."""
    lines = flatten(placed.text)
    closed = placed.through(lines.text, lines.edges, lines.shifts)
    return FlatText(lines.text, closed.edges, closed.shifts), lines
