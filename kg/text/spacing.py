"""What line ends mean in a text."""

from __future__ import annotations

import re
from collections import Counter

from kg.text.characters import PAGE_BREAK

__all__ = ["PAGE_BREAKS", "double_spaced"]

PAGE_BREAKS = frozenset({"\f", PAGE_BREAK})
"""What stands between two pages: a form feed as a reader of PDFs writes it, and what it becomes."""

_RUN = re.compile(rf"[\n\f{PAGE_BREAK}]\s*")
_SAMPLE = 40_000
_FEW_LINES = 4
_LONG_LINE = 130


def double_spaced(text: str) -> bool:
    """Whether every line is followed by an empty one, judged by the first pages.

    Most line ends must be double, and no line so long that it is a paragraph by itself: then an empty line is a gap.

    >>> double_spaced("a line\\n\\n" * 9), double_spaced("a line\\n" * 9)
    (True, False)
    """
    sample = text[:_SAMPLE]
    # Equal runs are counted together: a letter has hundreds of them, of some five kinds.
    runs = Counter(_RUN.findall(sample))
    kinds = {run: count for run, count in runs.items() if PAGE_BREAKS.isdisjoint(run)}
    wide = sum(count for run, count in kinds.items() if run.count("\n") > 1)
    return wide * 2 > sum(kinds.values()) > _FEW_LINES and max(map(len, sample.split("\n"))) < _LONG_LINE
