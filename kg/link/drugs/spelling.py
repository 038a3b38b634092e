"""Names that are nearly a drug's: bounded edit distance behind guards, because a wrong link is worse than none.

A word is compared only if it is long enough and no known word; the name must begin with the same letter, be the only
nearest one, and must not be one of two names that are known to be mistaken for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from kg.link.drugs.drug_names import Entry

__all__ = ["Guess", "Speller"]

SHORTEST = 6
SHORTEST_BEGINNING = 5


@dataclass(frozen=True, slots=True)
class Guess:
    """The entry that a misspelled word means, or ``None`` with the names between which it could not be told."""

    entry: Entry | None
    candidates: tuple[str, ...] = ()


class Speller:
    """Guesses single misspelled words; `stop` words are never guessed."""

    def __init__(self, names: Mapping[str, Entry], groups: Iterable[tuple[str, ...]], stop: Iterable[str]) -> None:
        self._stop = frozenset(stop)
        self._entries = {text: entry for text, entry in names.items() if text.isalpha() and _eligible(text, entry)}
        self._by_letter: dict[str, list[str]] = {}
        for text in self._entries:
            self._by_letter.setdefault(text[0], []).append(text)
        self._groups: dict[str, set[str]] = {}
        for group in groups:
            for word in group:
                self._groups.setdefault(word, set()).update(group)

    def guess(self, word: str) -> Guess | None:
        """What a lower-case word may mean; ``None`` where nothing is near."""
        if len(word) < SHORTEST or word in self._stop or word in self._entries or not word.isalpha():
            return None  # a name itself is not misspelled: where it was not read, it is none ("Ultram Sling")
        allowed = 1 if len(word) < 9 else 2
        near = extract(word, self._by_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed + 1, limit=8)
        close = [(text, int(distance)) for text, distance, _ in near if distance <= allowed]
        if not close:
            return None
        best = min(distance for _, distance in close)
        meanings = {self._entries[text].ingredients: text for text, distance in close if distance == best}
        rivals = {text for text, distance, _ in near if distance <= best + 1} & self._rivals(close[0][0])
        if len(meanings) > 1 or rivals:
            return Guess(None, tuple(sorted({text for text, _, _ in near})))
        return Guess(self._entries[next(iter(meanings.values()))])

    def completed(self, word: str) -> Guess | None:
        """What a lower-case word is the beginning of ("atorva"), if the names that begin so all mean one thing."""
        if len(word) < SHORTEST_BEGINNING or word in self._stop or word in self._entries or not word.isalpha():
            return None
        whole = [text for text in self._by_letter.get(word[0], ()) if text.startswith(word) and text != word]
        if len({self._entries[text].ingredients for text in whole}) != 1:
            return None
        return Guess(self._entries[min(whole, key=len)])

    def _rivals(self, text: str) -> set[str]:
        """Names that are known to be mistaken for this one."""
        return self._groups.get(text, set()) - {text}


def _eligible(text: str, entry: Entry) -> bool:
    known = entry.name is None or entry.name.guessed
    return len(text) >= SHORTEST - 1 and known and not (entry.short or entry.heading or entry.choices or entry.no_drug)
