"""The names of a few thousand concepts in memory, and how well a text fits each of them.

A text that is a name, but for case, accents and punctuation, scores 100 and nothing else does. Below that come names
that begin with the text, names that share its words (rare words count more, numbers and unknown words little), and
names that are spelled like it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from math import log

from rapidfuzz import fuzz, process

from kg.search.named_concepts import LabelKind, NamedConcept
from kg.text import folded

__all__ = ["EXACT", "Index", "SearchHit"]

EXACT = 100.0
_PREFIX, _PREFIX_SPAN = 80.0, 14.0
_WORDS, _WORDS_SPAN = 52.0, 40.0
_SPELLED = 0.94
_LEAST_ALIKE = 72.0
_LEAST_WORD_ALIKE = 80.0
_LEAST_SHARED = 0.3
_NUMBER, _UNKNOWN, _FILLER = 0.2, 0.4, 0.1
_FILLERS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "without"]
)
_MOST_NAMES = 1500
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A concept that fits: `score` from 0 to 100, `name` is the name that fits best, `kind` which label that is.

    `alike` says how alike text and name are spelled (0 to 100), `shared` which part of their words they share (0 to 1).
    """

    concept: NamedConcept
    score: float
    name: str
    kind: LabelKind
    alike: float
    shared: float

    @property
    def exact(self) -> bool:
        """Whether the text is a name of the concept."""
        return self.score == EXACT


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name: as it is compared, its words, and whose it is."""

    normal: str
    words: frozenset[str]
    concept: NamedConcept
    text: str
    kind: LabelKind


class Index:
    """Concepts by IRI, by name, and by the values they were read with. Immutable, so safe to share between threads."""

    def __init__(self, concepts: Iterable[NamedConcept]) -> None:
        self._concepts = {concept.iri: concept for concept in concepts}
        self._entries = sorted(_entries(self._concepts.values()), key=lambda each: (each.normal, each.kind))
        self._names = [entry.normal for entry in self._entries]
        self._spelled = list(dict.fromkeys(self._names))
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(self._entries):
            for word in entry.words:
                self._by_word[word].append(at)
        self._vocabulary = sorted(self._by_word)
        self._weights = {word: _weight(word, len(found)) for word, found in self._by_word.items()}
        self._by_value: dict[str, dict[str, list[NamedConcept]]] = defaultdict(lambda: defaultdict(list))
        for concept in self._concepts.values():
            for name, values in concept.values.items():
                for value in values:
                    self._by_value[name][value.value].append(concept)

    def __len__(self) -> int:
        return len(self._concepts)

    def __iter__(self) -> Iterator[NamedConcept]:
        """The concepts, by IRI."""
        return iter(self._concepts.values())

    @property
    def types(self) -> Mapping[str, int]:
        """How many concepts each class has, the most first."""
        counts: dict[str, int] = defaultdict(int)
        for concept in self._concepts.values():
            for each in concept.types:
                counts[each] += 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def get(self, iri: str) -> NamedConcept | None:
        """The concept of this IRI."""
        return self._concepts.get(iri)

    def having(self, name: str, value: str) -> Sequence[NamedConcept]:
        """The concepts whose property `name` has the value `value` (the words of a literal, or an IRI)."""
        return tuple(self._by_value.get(name, {}).get(value, ()))

    def above(self, concept: NamedConcept, name: str) -> Iterator[NamedConcept]:
        """The concepts that `concept` leads to by the property `name`, nearest first, itself not among them."""
        seen, at = {concept.iri}, [concept]
        while at:
            iris = [iri for each in at for iri in each.texts(name)]
            at = [found for iri in dict.fromkeys(iris) if iri not in seen and (found := self.get(iri))]
            seen.update(each.iri for each in at)
            yield from at

    def find(self, text: str, types: Collection[str] = (), limit: int = 10) -> list[SearchHit]:
        """The `limit` concepts (of one of `types`, if any are given) that fit `text` best, the best first.

        `text` may be an IRI too.
        """
        known = self._concepts.get(text.strip())
        if known is not None:
            return [_hit_by_iri(known)] if _is_one_of(known, types) else []
        wanted = folded(text)
        if not wanted:
            return []
        return self._best(wanted, self._scores(wanted), types, limit)

    def suggest(self, text: str, types: Collection[str] = (), limit: int = 10, skip: int = 0) -> list[SearchHit]:
        """Like `find`, for a text that is still being typed: its last word may be incomplete.

        `skip` leaves out the best matches, for the next page.
        """
        wanted = folded(text)
        if not wanted or text.strip() in self._concepts:
            return self.find(text, types, limit + skip)[skip:]
        scores = dict(self._begun(wanted))
        if len(scores) < limit + skip:
            scores = _higher(scores, self._scores(wanted))
        return self._best(wanted, scores, types, limit + skip)[skip:]

    # --- how well each name fits ---

    def _scores(self, wanted: str) -> dict[int, float]:
        """Scores of names by their place among the entries."""
        exact = dict.fromkeys(self._equal(wanted), EXACT)
        scores = _higher(_higher(dict(exact), dict(self._beginning(wanted))), self._sharing(wanted.split()))
        return scores if exact else _higher(scores, self._spelled_like(wanted))

    def _equal(self, wanted: str) -> Iterator[int]:
        at = bisect_left(self._names, wanted)
        while at < len(self._names) and self._names[at] == wanted:
            yield at
            at += 1

    def _beginning(self, wanted: str) -> Iterator[tuple[int, float]]:
        """Names that go on after `wanted`, whole words of it or at least three characters."""
        start = bisect_left(self._names, wanted)
        for at in takewhile(lambda at: self._names[at].startswith(wanted), range(start, len(self._names))):
            if at - start >= _MOST_NAMES:
                return
            name = self._names[at]
            if len(wanted) >= _SHORTEST or name[len(wanted) :].startswith(" "):
                yield at, EXACT if name == wanted else _PREFIX + _PREFIX_SPAN * len(wanted) / len(name)

    def _begun(self, wanted: str) -> Iterator[tuple[int, float]]:
        """Names that start with `wanted`, or have all its words, the last of them begun."""
        start = bisect_left(self._names, wanted)
        for at in takewhile(lambda at: self._names[at].startswith(wanted), range(start, len(self._names))):
            name = self._names[at]
            yield at, EXACT if name == wanted else _PREFIX + _PREFIX_SPAN * len(wanted) / len(name)
        *whole, last = wanted.split()
        found = self._with_word_begun(last)
        for word in whole:
            found &= set(self._by_word[word]) if word in self._by_word else self._with_word_begun(word)
        for at in found:
            if not self._names[at].startswith(wanted):
                yield at, _WORDS + _WORDS_SPAN * min(1.0, len(wanted) / len(self._names[at])) * 0.7

    def _with_word_begun(self, start: str) -> set[int]:
        """Names with a word that begins with `start`."""
        first = bisect_left(self._vocabulary, start)
        words = takewhile(lambda word: word.startswith(start), islice(self._vocabulary, first, None))
        return {at for word in words for at in self._by_word[word]}

    def _sharing(self, words: Sequence[str], trust: float = 1.0) -> dict[int, float]:
        """Names that share enough of `words`; `trust` from 0 to 1 lowers the score of words that were corrected."""
        known = sorted(
            (word for word in set(words) if word in self._by_word), key=lambda word: len(self._by_word[word])
        )
        found: set[int] = set()
        for word in known:
            if len(found) + len(self._by_word[word]) > _MOST_NAMES and found:
                break
            found.update(self._by_word[word])
        own = frozenset(words)
        shares = ((at, self._share(own, self._entries[at].words)) for at in found)
        return {at: (_WORDS + _WORDS_SPAN * share) * trust for at, share in shares if share >= _LEAST_SHARED}

    def _share(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The part of their words, by weight, that both have."""
        total = self._heft(one) + self._heft(other)
        return 2 * self._heft(one & other) / total if total else 0.0

    def _heft(self, words: frozenset[str]) -> float:
        return sum(self._weights.get(word) or _weight(word, 0) for word in words)

    def _spelled_like(self, wanted: str) -> dict[int, float]:
        """Names that are spelled like `wanted` as a whole, or once each unknown word is read as a known one."""
        alike = process.extract(wanted, self._spelled, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, limit=50)
        scores = {at: _SPELLED * score for name, score, _ in alike for at in self._equal(name)}
        corrected = [self._corrected(word) for word in wanted.split()]
        trust = min(score for _, score in corrected) / 100
        return _higher(scores, self._sharing([word for word, _ in corrected], trust)) if trust < 1 else scores

    def _corrected(self, word: str) -> tuple[str, float]:
        """The known word that `word` is most like, and how alike they are; `word` itself where none is."""
        if word in self._by_word or len(word) <= _SHORTEST or _has_digit(word):
            return word, 100.0
        found = process.extractOne(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_LEAST_WORD_ALIKE)
        return (found[0], found[1]) if found else (word, 100.0)

    # --- the best of them ---

    def _best(self, wanted: str, scores: Mapping[int, float], types: Collection[str], limit: int) -> list[SearchHit]:
        best: dict[str, tuple[float, int]] = {}
        for at, score in scores.items():
            entry = self._entries[at]
            kept = best.get(entry.concept.iri)
            if (kept is None or (-score, at) < (-kept[0], kept[1])) and _is_one_of(entry.concept, types):
                best[entry.concept.iri] = score, at
        ranked = sorted(best.values(), key=lambda pair: self._rank(*pair))
        return [self._hit(wanted, score, self._entries[at]) for score, at in ranked[:limit]]

    def _rank(self, score: float, at: int) -> tuple[float, LabelKind, int, str, str]:
        entry = self._entries[at]
        return -round(score, 1), entry.kind, len(entry.normal), entry.concept.label.casefold(), entry.concept.iri

    def _hit(self, wanted: str, score: float, entry: _Entry) -> SearchHit:
        alike = round(fuzz.ratio(wanted, entry.normal), 1)
        shared = round(self._share(frozenset(wanted.split()), entry.words), 3)
        return SearchHit(entry.concept, round(score, 1), entry.text, entry.kind, alike, shared)


def _entries(concepts: Iterable[NamedConcept]) -> Iterator[_Entry]:
    for concept in concepts:
        seen = set()
        for name in concept.names:
            plain = folded(name.text)
            if plain and plain not in seen:
                seen.add(plain)
                yield _Entry(plain, frozenset(plain.split()), concept, name.text, name.kind)


def _weight(word: str, names: int) -> float:
    """The weight of a word that so many `names` have: the more names, the lower; low too if none has it."""
    if word in _FILLERS:
        return _FILLER
    if _has_digit(word):
        return _NUMBER
    return 1 / (1 + 0.15 * log(names)) if names else _UNKNOWN


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _is_one_of(concept: NamedConcept, types: Collection[str]) -> bool:
    return not types or not concept.types.isdisjoint(types)


def _higher(some: dict[int, float], others: Mapping[int, float]) -> dict[int, float]:
    for at, score in others.items():
        if score > some.get(at, 0.0):
            some[at] = score
    return some


def _hit_by_iri(concept: NamedConcept) -> SearchHit:
    return SearchHit(concept, EXACT, concept.label, LabelKind.PREFERRED, EXACT, 1.0)
