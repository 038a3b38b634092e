"""Where words stand in a letter: spans of its text, passages of it with line breaks closed up."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["FlatText", "Passage", "Said", "Span", "passage"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to, not including, `end` of the letter's text, in code points from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FlatText:
    """A letter's text with every run of whitespace closed up to one blank, and the way back to the original.

    `text[i]` stands at ``i + shifts[k]`` of the original, where ``k`` is the last index with ``edges[k] <= i``.
    """

    text: str
    edges: Sequence[int] = (0,)
    shifts: Sequence[int] = (0,)

    def original(self, index: int) -> int:
        """Offset in the letter's text of the flat text's character `index`."""
        return index + self.shifts[bisect_right(self.edges, index) - 1]

    def passage(self, start: int, end: int) -> Passage:
        """The part from `start` to `end`, blanks at both ends left out."""
        text = self.text
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        return Passage(self, start, end)

    @classmethod
    def plain(cls, text: str) -> FlatText:
        """A flat text whose offsets are the original's: for strings that never had line breaks."""
        return cls(text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words of a letter: the flat text between `start` and `end`."""

    flat: FlatText
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, line breaks closed up."""
        return self.flat.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where the words stand in the letter's text."""
        return self.part(0, self.end - self.start)

    def part(self, start: int, end: int) -> Span:
        """Span, in the letter's text, of ``self.text[start:end]``."""
        if start >= end:
            at = self.flat.original(self.start + start)
            return Span(at, at)
        first, last = self.start + start, self.start + end - 1
        return Span(self.flat.original(first), self.flat.original(last) + 1)

    def passage(self, start: int, end: int) -> Passage:
        """The passage ``self.text[start:end]``, blanks at both ends left out."""
        return self.flat.passage(self.start + start, self.start + end)


def passage(text: str) -> Passage:
    """A passage made of a string that stands alone (a title on the command line, a test)."""
    return Passage(FlatText.plain(text), 0, len(text))


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A value that the letter says, and the characters that say it."""

    value: T
    span: Span
