"""A text that was edited, and the way back to the characters of the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Edit", "Placed"]

Edit = tuple[int, int, str]
"""Characters `start` up to, not including, `end` are replaced by the words."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A text, and where each of its characters stands in the original.

    ``text[i]`` stands at ``i + shifts[k]`` of the original, where ``k`` is the last index with ``edges[k] <= i``.
    """

    text: str
    edges: Sequence[int] = (0,)
    shifts: Sequence[int] = (0,)

    def original(self, index: int) -> int:
        """Offset in the original of character `index`."""
        return index + self.shifts[bisect_right(self.edges, index) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the original of ``text[start:end]``."""
        first = self.original(start)
        return first, (self.original(end - 1) + 1 if end > start else first)

    def edited(self, edits: Iterable[Edit]) -> Placed:
        """The text with `edits` made; they are in order and do not overlap. Linear in text and edits.

        >>> placed = Placed("sof\\u00adt  ﬁber").edited([(3, 4, ""), (5, 7, " "), (7, 8, "fi")])
        >>> placed.text, placed.span(0, 4), placed.span(5, 7)
        ('soft fiber', (0, 5), (7, 8))
        """
        pieces: list[str] = []
        edges, shifts = [0], [0]
        at = length = 0

        def mark(edge: int, shift: int) -> None:
            if edges[-1] == edge:
                shifts[-1] = shift
            elif shifts[-1] != shift:
                edges.append(edge)
                shifts.append(shift)

        for start, end, words in edits:
            pieces += (self.text[at:start], words)
            length += start - at
            old, new = end - start, len(words)
            # The first of the new characters stands where the old ones began, the last where they ended.
            if new < old and new > 1:
                mark(length + new - 1, end - 1 - (length + new - 1))
            for extra in range(old, new):
                mark(length + extra, max(start, end - 1) - (length + extra))
            length, at = length + new, end
            mark(length, at - length)
        if not pieces:
            return self
        pieces.append(self.text[at:])
        return self.through("".join(pieces), edges, shifts)

    def through(self, text: str, edges: Sequence[int], shifts: Sequence[int]) -> Placed:
        """`text` whose places (`edges`, `shifts`) are in this text, with places in this text's original."""
        if len(self.edges) == 1 and self.shifts[0] == 0:
            return Placed(text, edges, shifts)
        all_edges: list[int] = []
        all_shifts: list[int] = []
        ends = [*edges[1:], len(text) + 1]
        for edge, shift, end in zip(edges, shifts, ends, strict=True):
            inner = bisect_right(self.edges, edge + shift) - 1
            all_edges.append(edge)
            all_shifts.append(shift + self.shifts[inner])
            last = bisect_left(self.edges, end + shift)
            for index in range(inner + 1, last):
                all_edges.append(self.edges[index] - shift)
                all_shifts.append(shift + self.shifts[index])
        return Placed(text, all_edges, all_shifts)
