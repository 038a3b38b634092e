"""Many patterns and one text: which of them it can hold at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import or_

from kg.text.needed_words import Fragment, needed_words

__all__ = ["Alternatives", "Sieve", "alternatives"]

_LIKE_ASCII = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}
"""The characters beyond ASCII that a pattern without regard to case takes for a letter of ASCII."""

_MOST_KNOWN = 20_000
_LONGEST = 200
_ALL = -1
"""The bits of a word that is too long to look at: it may hold anything."""

_SIGNS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""What a pattern is written in: an escaped character, a set, or one character."""


class Sieve:
    """Patterns by the words that they need.

    Each group of needed words is a bit. What bits a word of a text sets is computed once a word, for texts repeat
    their words; so a text costs a look-up for each of its words, whatever the number of patterns.
    """

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._patterns = tuple(patterns)

    def possible(self, text: str) -> Sequence[int]:
        """The numbers of the patterns, from 0, of which `text` may hold a match; it holds none of the others."""
        small = text.lower() if text.isascii() else text.translate(_LIKE_ASCII).lower()
        needs, known = self._learned
        held = reduce(or_, map(known.__getitem__, set(small.split())), 0)
        return [number for number, needed in enumerate(needs) if held & needed == needed]

    @cached_property
    def _learned(self) -> tuple[Sequence[int], _KnownWords]:
        """The bits that each pattern needs, and those that words set; a program that reads no text learns nothing."""
        needed = [needed_words(pattern) for pattern in self._patterns]
        bits = {group: 1 << number for number, group in enumerate(dict.fromkeys(g for each in needed for g in each))}
        fragments: dict[str, list[tuple[Fragment, int]]] = {}
        for group, bit in bits.items():
            for fragment in group:
                fragments.setdefault(fragment.letters, []).append((fragment, bit))
        return [sum(bits[group] for group in set(groups)) for groups in needed], _KnownWords(fragments)


class _KnownWords(dict[str, int]):
    """What bits each word sets, as blanks part it from others; a word that is not known yet is looked at."""

    def __init__(self, fragments: Mapping[str, Sequence[tuple[Fragment, int]]]) -> None:
        super().__init__()
        self._fragments = fragments
        self._longest = max(map(len, fragments), default=0)

    def __missing__(self, word: str) -> int:
        if len(word) > _LONGEST:
            return _ALL
        bits = 0
        for start in range(len(word)):
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                for fragment, bit in self._fragments.get(word[start:end], ()):
                    if (not fragment.begins or _edge(word, start)) and (not fragment.ends or _edge(word, end)):
                        bits |= bit
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[word] = bits
        return bits


def _edge(word: str, at: int) -> bool:
    """Whether a word can begin or end before character `at`."""
    return at in (0, len(word)) or word[at - 1].isalnum() != word[at].isalnum()


class Alternatives:
    """A pattern of alternatives that are looked for one by one, each only in a text that has the words it needs.

    Finds what the whole pattern finds. Worth it where most alternatives are in few texts.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._pattern, self._flags = pattern, flags

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`; no alternative may match nothing."""
        parts, sieve = self._parts
        possible, at = sieve.possible(text), 0
        while found := _first([parts[number].search(text, at) for number in possible]):
            yield found
            at = found.end()

    @cached_property
    def _parts(self) -> tuple[Sequence[re.Pattern[str]], Sieve]:
        parts = [re.compile(each, self._flags) for each in alternatives(self._pattern)]
        return parts, Sieve(parts)

    def search(self, text: str, pos: int = 0) -> re.Match[str] | None:
        """As `re.Pattern.search`: the first place; of alternatives at one place the one that is named first."""
        parts, sieve = self._parts
        return _first([parts[number].search(text, pos) for number in sieve.possible(text[pos:])])


def _first(found: Iterable[re.Match[str] | None]) -> re.Match[str] | None:
    """The match that begins first, of those that begin at one place the first."""
    return min(filter(None, found), key=lambda match: match.start(), default=None)


def alternatives(pattern: str) -> list[str]:
    """The parts of `pattern` between the bars that stand in no group and no set. Verbose patterns are not read."""
    parts, depth = [""], 0
    for sign in _SIGNS.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
