"""Closing up a letter's whitespace, with the way back to the original characters."""

from __future__ import annotations

import re

from kg.model import FlatText

__all__ = ["flatten"]

_LONG_RUN = re.compile(r"\s\s+")

_NONCHARACTER_HYPHEN = "\ufffe"
"""What PDFium puts where a line's last hyphen stood."""


def flatten(text: str) -> FlatText:
    """The text with every run of whitespace (line ends, form feeds, no-break spaces) closed up to one blank.

    >>> flatten("Norco  10/325mg\\n\\n# 90").text
    'Norco 10/325mg # 90'
    """
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    edges, shifts, shift = [0], [start], start
    for run in _LONG_RUN.finditer(text, start, end):
        edge = run.start() - shift + 1
        shift = run.end() - edge
        edges.append(edge)
        shifts.append(shift)
    flat = " ".join(text.split())
    if _NONCHARACTER_HYPHEN in flat:
        flat = flat.replace(_NONCHARACTER_HYPHEN, "-")
    return FlatText(flat, edges, shifts)
