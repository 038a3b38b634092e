"""Finding known phrases in a title, word by word; plurals, case, hyphens and slashes do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][A-Za-z]+)*")
# "TENS" must not become "ten": it would meet the number.
_AS_IS = frozenset({"tens"})


class Word(NamedTuple):
    """A word of a title in the form that is compared, and where it stands there."""

    form: str
    start: int
    end: int


class PhraseHit(NamedTuple, Generic[V]):
    """A phrase found: its value and the characters `start` to `end` of the title."""

    value: V
    start: int
    end: int


def _form(word: str) -> str:
    word = word.lower()
    if not word.isalnum():
        word = word.replace("'", "").replace("’", "")
    if len(word) <= 3 or not word.endswith("s") or word in _AS_IS or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]


def words(text: str) -> list[Word]:
    """The words of `text`, plurals made singular.

    >>> [word.form for word in words("X-rays: knees")]
    ['x', 'ray', 'knee']
    """
    return [Word(_form(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


class Phrases(Generic[V]):
    """Phrases with a value each; at every place of a title the longest that fits is found."""

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        """Of two entries with the same words the later counts."""
        table: dict[str, dict[tuple[str, ...], V]] = {}
        for phrase, value in entries:
            forms = tuple(word.form for word in words(phrase))
            if forms:
                table.setdefault(forms[0], {})[forms] = value
        self._table = {
            first: tuple(sorted(entries.items(), key=lambda entry: -len(entry[0]))) for first, entries in table.items()
        }

    def find(self, title: Sequence[Word]) -> list[PhraseHit[V]]:
        """The phrases of `title` from left to right; none overlaps another."""
        hits: list[PhraseHit[V]] = []
        at = 0
        while at < len(title):
            length = 1
            for forms, value in self._table.get(title[at].form, ()):
                if len(forms) == 1 or forms == tuple(word.form for word in title[at : at + len(forms)]):
                    length = len(forms)
                    hits.append(PhraseHit(value, title[at].start, title[at + length - 1].end))
                    break
            at += length
        return hits
