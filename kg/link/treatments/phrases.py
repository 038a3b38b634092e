"""Finding known phrases in a title, word by word; plurals, case, hyphens and slashes do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from kg.text import LongestNames, Tokens, singular

__all__ = ["PhraseHit", "Phrases", "words"]

V = TypeVar("V")

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")


class PhraseHit(NamedTuple, Generic[V]):
    """A phrase found: its value and the characters `start` to `end` of the title."""

    value: V
    start: int
    end: int


def words(text: str) -> Tokens:
    """The words of `text` in small letters, plurals made singular.

    >>> [word.form for word in words("X-rays: knees").words]
    ['x', 'ray', 'knee']
    """
    return Tokens((_form(match.group()), match.start(), match.end()) for match in _WORD.finditer(text))


def _form(word: str) -> str:
    return singular(word.lower().replace("'", "").replace("’", ""))


class Phrases(Generic[V]):
    """Phrases with a value each; at every place of a title the longest that fits is found."""

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        """Of two entries with the same words the later counts."""
        self._names: LongestNames[V] = LongestNames((words(phrase).joined, value) for phrase, value in entries)

    def find(self, title: Tokens) -> list[PhraseHit[V]]:
        """The phrases of `title` from left to right; none overlaps another."""
        return [
            PhraseHit(hit.value, title.starts[hit.first], title.ends[hit.last - 1]) for hit in self._names.find(title)
        ]
