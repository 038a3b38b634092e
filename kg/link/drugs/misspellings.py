"""Where a word may be a misspelled drug: in titles that speak of a drug, in prose beside a dose or a drug."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg.link.drugs.drug_names import DrugHit, words_of
from kg.link.drugs.spelling import Guess, Speller

__all__ = ["Guessed", "Guesser"]

_EVIDENCE = re.compile(
    r"""
    \d\s?[/-]\s?\d{3}\b                       # "10/325"
    |\d\s?(?:mg|mcg|%|gm|ml)\b|\d%            # "5 mg"
    |\#\s?\d                                  # "#60"
    |\b(?:tab|cap)(?:let|sule)?s?\b           # "tablets"
    |\b(?:cream|ointment|lotion|gel|patch(?:es)?|refills?)\b
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[a-z]{6,}")
_JOIN = r"(?:\s?[/(+&-]\s?|\s(?:and|with|w/)\s)"
_BESIDE = re.compile(_JOIN)
_BESIDE_BEFORE = re.compile(_JOIN + "$")
_DOSED = re.compile(r"(?P<word>[a-z]{7,})\s(?:hcl\s)?\d[\d.,/ -]{0,12}$")
_LISTED = re.compile(r"\s?[,/]\s?(?:and\s|or\s)?(?P<after>[a-z]{7,})\b|\s(?:and|or)\s(?P<last>[a-z]{7,})\b")
_LISTED_BEFORE = re.compile(r"(?P<word>[a-z]{7,})(?:\s?[,/]\s?(?:and\s|or\s)?|\s(?:and|or)\s)$")
_UNITS = frozenset(("mg", "mcg"))
_VERBS = frozenset(
    ("taking", "takes", "took", "uses", "using", "prescribed", "trial", "refill", "continue", "tried", "failed")
)
_MENTIONING = frozenset(("medications", "medication"))
_AFTER_VERB = re.compile(r"s?(?:\s(?:of|for|to|on|taking|are|is|includes?|included))?:?\s(?P<word>[a-z]{7,})\b")
_TRIGGERS = _UNITS | _VERBS | _MENTIONING
_WINDOW = 40


@dataclass(frozen=True, slots=True)
class Guessed:
    """Hits in the order of the text, where those that were guessed begin, and names that remain open.

    `unsure`: an unknown word is joined to a name, so that the name may be a part of something else.
    """

    hits: tuple[DrugHit, ...]
    starts: frozenset[int] = frozenset()
    open: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    unsure: bool = False


class Guesser:
    """Adds misspelled names to those that were found; `familiar` words are no misspelled drugs."""

    def __init__(self, speller: Speller, familiar: Iterable[str]) -> None:
        self._familiar = frozenset(familiar)
        self._guess = lru_cache(maxsize=65536)(speller.guess)

    def title(self, low: str, hits: Sequence[DrugHit], alone: bool) -> Guessed:
        """Names in a title that speaks of a drug, or in a mention that stands `alone`."""
        if not (alone or hits or _EVIDENCE.search(low) or low.strip().isalpha()):
            return Guessed(())
        taken = list(hits)
        starts: set[int] = set()
        left_open: list[tuple[int, int, tuple[str, ...]]] = []
        unsure = False
        for match in _WORD.finditer(low) if not hits else self._beside(low, hits):
            if any(hit.start < match.end() and match.start() < hit.end for hit in taken):
                continue
            guess = self._guess(match.group())
            if guess is None:
                unsure = unsure or bool(hits)
                continue
            if guess.entry is None:
                left_open.append((match.start(), match.end(), guess.candidates))
                continue
            taken.append(DrugHit(match.start(), match.end(), guess.entry))
            starts.add(match.start())
        taken.sort(key=lambda hit: hit.start)
        return Guessed(tuple(taken), frozenset(starts), tuple(left_open), unsure or bool(hits and left_open))

    def prose(self, low: str, hits: Sequence[DrugHit], words: Sequence[str]) -> Guessed:
        """Names in prose: before a strength, in a list with a drug, after a verb of taking. None is left open there."""
        found: dict[int, DrugHit] = {}
        queue = [*hits, *self._guessed(_spoken_of(low, words), found)]
        while queue:
            queue += self._guessed(_listed(low, queue.pop()), found)
        new = [hit for hit in found.values() if not any(one.start < hit.end and hit.start < one.end for one in hits)]
        if not new:
            return Guessed(tuple(hits))
        return Guessed(tuple(sorted([*hits, *new], key=lambda hit: hit.start)), frozenset(hit.start for hit in new))

    def _guessed(self, candidates: Iterable[tuple[int, str]], found: dict[int, DrugHit]) -> list[DrugHit]:
        """The candidates that are misspelled names and not yet among those `found`, which they join."""
        new = []
        for start, word in candidates:
            guess: Guess | None = None if word in self._familiar or start in found else self._guess(word)
            if guess and guess.entry:
                found[start] = DrugHit(start, start + len(word), guess.entry)
                new.append(found[start])
        return new

    def _beside(self, low: str, hits: Sequence[DrugHit]) -> list[re.Match[str]]:
        """Unknown words that a slash, a dash, a bracket, "and" or "with" joins to a name."""
        if self._familiar.issuperset(words_of(low)):
            return []
        ends, starts = {hit.end for hit in hits}, {hit.start for hit in hits}
        found: list[re.Match[str]] = []
        for match in _WORD.finditer(low):
            if match.group() in self._familiar:
                continue
            after = _BESIDE.match(low, match.end())
            window = max(0, match.start() - _WINDOW)
            before = _BESIDE_BEFORE.search(low[window : match.start()])
            if (after and after.end() in starts) or (before and window + before.start() in ends):
                found.append(match)
        return found


def _spoken_of(low: str, words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Words before a strength, and words after a verb of taking."""
    for word in _TRIGGERS.intersection(words):
        at = low.find(word)
        while at >= 0:
            found = _dosed(low, at) if word in _UNITS else _AFTER_VERB.match(low, at + len(word))
            if found:
                yield found.start("word") + (max(0, at - _WINDOW) if word in _UNITS else 0), found["word"]
            at = low.find(word, at + len(word))


def _listed(low: str, hit: DrugHit) -> Iterator[tuple[int, str]]:
    """The words before and after a drug in a list."""
    after = _LISTED.match(low, hit.end)
    if after and after.lastgroup:
        yield after.start(after.lastgroup), after[after.lastgroup]
    window = max(0, hit.start - _WINDOW)
    before = _LISTED_BEFORE.search(low[window : hit.start])
    if before:
        yield window + before.start("word"), before["word"]


def _dosed(low: str, at: int) -> re.Match[str] | None:
    """The word whose strength ends in the unit at `at`, in the window before it."""
    return _DOSED.search(low[max(0, at - _WINDOW) : at])
