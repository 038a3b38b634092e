"""Finding the longest name of a vocabulary at a place in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.link.citations.citation_words import Words, key, opening
from kg.text import LongestNames

__all__ = ["GuidelineNameHit", "GuidelineNameIndex"]

_BEGINNING = 4
_MAX_MISSPELT = 160
"""Longest run, in letters, that is compared with every name."""


@dataclass(frozen=True, slots=True)
class GuidelineNameHit:
    """Name of `concepts` (one, unless the name is shared) that ends before word `end`."""

    end: int
    concepts: tuple[str, ...]
    length: int

    @property
    def concept(self) -> str:
        """The concept; the first in the table's order where the name is shared."""
        return self.concepts[0]


class GuidelineNameIndex:
    """Names and what they mean. Of two concepts with one name, the one with the lower rank has it."""

    __slots__ = ("_beginnings", "_names")

    def __init__(self, names: Iterable[tuple[str, int, str]]) -> None:
        ranked: dict[str, tuple[int, list[str]]] = {}
        for name, rank, concept in names:
            form = key(name)
            known = ranked.get(form)
            if not form:
                continue
            if known is None or rank < known[0]:
                ranked[form] = (rank, [concept])
            elif rank == known[0] and concept not in known[1]:
                known[1].append(concept)
        self._names = LongestNames((form, tuple(found[1])) for form, found in ranked.items())

        self._beginnings = frozenset(form[:_BEGINNING] for form in ranked)

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, form: str) -> tuple[str, ...]:
        return self._names.get(form) or ()

    def opening(self, text: str) -> tuple[Words, GuidelineNameHit] | None:
        """The longest name with which `text` begins, and the words up to its end (and some more)."""
        first = opening(text)
        if first is None:
            return None
        # A name ends with a word: one that begins with a word of four letters or more has its first four.
        if len(first) >= _BEGINNING and first[:_BEGINNING] not in self._beginnings:
            return None
        reach = self._names.reach(first) if len(first) >= LongestNames.SEED else len(text)
        if not reach:
            return None
        words = Words(text, reach)
        hit = self.longest(words, 0)
        return (words, hit) if hit else None

    def closing(self, text: str) -> tuple[int, GuidelineNameHit] | None:
        """The longest name with which `text` ends, and the character with which it begins."""
        words = Words(text)
        for first in range(len(words)):
            hit = self.longest(words, first)
            if hit and hit.end == len(words):
                return words.starts[first], hit
        return None

    def longest(self, words: Words, first: int) -> GuidelineNameHit | None:
        """The longest name that starts with word `first` and ends with a word."""
        hit = self._names.longest(words, first)
        if hit is None:
            return None
        return GuidelineNameHit(hit.last, hit.value, words.offsets[hit.last] - words.offsets[first])

    def misspelt(self, form: str) -> tuple[str, ...]:
        """What `form` means if it is a name with a slip of the keyboard; nothing where two names are as near.

        One slip is allowed from six letters on, two from twelve; digits must agree (12-7 is not 12-8).
        """
        slips = (len(form) >= 6) + (len(form) >= 12)
        if not slips or len(form) > _MAX_MISSPELT:
            return ()
        near = process.extract(form, list(self._names), scorer=OSA.distance, score_cutoff=slips, limit=3)
        near = [found for found in near if _digits(found[0]) == _digits(form)]
        best = [found for found in near if found[1] == near[0][1]]
        meanings = {self[found[0]] for found in best}
        return meanings.pop() if len(meanings) == 1 else ()


def _digits(form: str) -> str:
    return "".join(letter for letter in form if letter.isdigit())
