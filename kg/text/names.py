"""Names: folded for look-up, and the longest name of a vocabulary at a place of a text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from kg.text.characters import plain

__all__ = ["LONGEST", "LongestNames", "NameHit", "NameToken", "Tokens", "folded"]

V = TypeVar("V")

LONGEST = 200
"""Characters of a text that `folded` looks at; no name is longer, and a longer text is no name."""

_GAP = re.compile(r"[\W_]+")


@lru_cache(maxsize=16384)
def folded(text: str) -> str:
    """`text` without case, accents and punctuation: small letters and digits, one blank between words.

    >>> folded("Oxycodone/APAP  10-325")
    'oxycodone apap 10 325'
    """
    # Case folding can leave letters that decompose, and some only fold once decomposed: Unicode 3.13, D146.
    form = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain(text[:LONGEST])).casefold())
    return _GAP.sub(" ", "".join(each for each in form if not unicodedata.combining(each))).strip()


class NameToken(NamedTuple):
    """A word in the form that is compared, and the characters `start` to `end` where it stands."""

    form: str
    start: int
    end: int


class Tokens:
    """The words of a text in the form that is compared: `joined` is all of them, ``offsets[i]`` where word i begins.

    They are given as (form, start, end), and kept as three lists: texts have many, and few are looked at one by one.
    """

    __slots__ = ("ends", "forms", "joined", "offsets", "starts")

    def __init__(self, words: Iterable[tuple[str, int, int]]) -> None:
        listed = list(words)
        self.forms = [form for form, _, _ in listed]
        self.starts = [start for _, start, _ in listed]
        self.ends = [end for _, _, end in listed]
        self.joined = "".join(self.forms)
        self.offsets = list(accumulate(map(len, self.forms), initial=0))

    @property
    def words(self) -> tuple[NameToken, ...]:
        """Each word with its place."""
        return tuple(map(NameToken, self.forms, self.starts, self.ends))

    def __len__(self) -> int:
        return len(self.forms)

    def at(self, offset: int) -> int:
        """Index of the first word that starts at or after character `offset` of the text."""
        return bisect_left(self.starts, offset)


class NameHit(NamedTuple, Generic[V]):
    """A name found: its value, and the words `first` up to, not including, `last`."""

    value: V
    first: int
    last: int


class LongestNames(Generic[V]):
    """Names with a value each; at a place of a text, the longest name that begins there and ends with a word.

    A name is looked up by its words run together, so that "electro-diagnostic" finds "electrodiagnostic"; its first
    letters tell how far a look-up must reach. `names` are given in that form, of two the later counts.
    """

    __slots__ = ("_names", "_reach")

    SEED = 2
    """Letters by which names are grouped."""

    def __init__(self, names: Iterable[tuple[str, V]]) -> None:
        self._names: Mapping[str, V] = {name: value for name, value in names if name}
        self._reach: dict[str, int] = {}
        for name in self._names:
            seed = name[: self.SEED]
            self._reach[seed] = max(self._reach.get(seed, 0), len(name))

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def get(self, name: str) -> V | None:
        """The value of a whole name."""
        return self._names.get(name)

    def reach(self, opening: str) -> int:
        """Letters of the longest name that begins like `opening`."""
        return self._reach.get(opening[: self.SEED]) or self._reach.get(opening[:1], 0)

    def longest(self, tokens: Tokens, first: int) -> NameHit[V] | None:
        """The longest name that begins with word `first`."""
        joined, offsets = tokens.joined, tokens.offsets
        start = offsets[first]
        end = start + self.reach(joined[start : start + self.SEED])
        best = None
        for last in range(first + 1, len(offsets)):
            if offsets[last] > end:
                break
            value = self._names.get(joined[start : offsets[last]])
            if value is not None:
                best = NameHit(value, first, last)
        return best

    def find(self, tokens: Tokens) -> Iterator[NameHit[V]]:
        """The names of a text from left to right; none overlaps another."""
        at = 0
        while at < len(tokens):
            hit = self.longest(tokens, at)
            if hit:
                yield hit
            at = hit.last if hit else at + 1
