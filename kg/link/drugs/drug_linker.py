"""From a title or a sentence to the drugs that it names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.link.drugs.amounts import AmountReader
from kg.link.drugs.drug_names import DrugHit, DrugNameIndex, lowered, words_of
from kg.link.drugs.product_reader import ProductReader, Stretch
from kg.link.drugs.products import Product, products
from kg.link.drugs.spelling import Speller
from kg.model import Confidence, DrugMention, Ingredient, Passage, Place, Span, passage
from kg.schemes.drugs import DrugVocabulary
from kg.text import plain

__all__ = ["DrugLinker"]

_EVIDENCE = re.compile(
    r"\d\s?[/-]\s?\d{3}\b|\d\s?(?:mg|mcg|%|gm|ml)\b|\d%|#\s?\d|\b(?:tab|cap)(?:let|sule)?s?\b|\b(?:cream|ointment|lotion|gel|patch(?:es)?|refills?)\b"
)
_WORD = re.compile(r"[a-z]{6,}")
_JOIN = r"(?:\s?[/(+&-]\s?|\s(?:and|with|w/)\s)"
_BESIDE = re.compile(_JOIN)
_BESIDE_BEFORE = re.compile(_JOIN + "$")
_MEASURED = re.compile(
    r"\b(?:#\s?)?[\d.]+\s?(?:cc|mls?|mg|mcg|gm?|grams?|units?|tablets?|tabs?|capsules?|caps?|patches|boxes|vials?|tubes?)\s+"
    r"(?:of\s+)?$"
)
_SENTENCE = re.compile(r"[.;]\s|\n")
_WINDOW = 40
_REACH = 80
_CACHED = 65536


@dataclass(frozen=True, slots=True)
class _Guessed:
    """Hits in the order of the text, where those that were guessed begin, and names that remain open.

    `unsure`: an unknown word is joined to a name, so that the name may be a part of something else.
    """

    hits: tuple[DrugHit, ...]
    starts: frozenset[int]
    open: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    unsure: bool = False


class DrugLinker:
    """Links drug names to the vocabulary.

    `mme_vintage` chooses CDC's conversion factors ("2018", "2022"); without it those in force on the day of decision
    count. `more` is asked for the ingredients of a single mention that the vocabulary does not know (an imported
    RxNorm). A linker keeps no state but a cache, and may be shared by threads.
    """

    def __init__(
        self,
        vocabulary: DrugVocabulary,
        mme_vintage: str | None = None,
        more: Callable[[str], tuple[Ingredient, ...]] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self._more = more
        self._index = DrugNameIndex(vocabulary)
        self._known = frozenset(vocabulary.combinations)
        stop = vocabulary.words_of("stop")
        self._familiar = self._index.words | set(stop) | _words_of(vocabulary)
        self._speller = Speller(self._index.by_text, vocabulary.groups_of("confusion"), stop)
        reader = AmountReader(*(vocabulary.words_of(kind) for kind in ("form", "route", "release")))
        self._reader = ProductReader(vocabulary, reader, mme_vintage)
        screens = vocabulary.words_of("screen")
        self._screen = _any_of(screens)
        self._screen_words = frozenset(screen.split()[0] for screen in screens)
        self._test = _any_of(vocabulary.words_of("test"))
        self._cached = lru_cache(maxsize=_CACHED)(self._link)

    def link(self, mention: str, day: dt.date | None = None) -> DrugMention:
        """What one drug mention stands for; of several drugs the ingredients of all, ``how="several"``.

        `day` is the day of decision, for what depends on it (a morphine factor).
        """
        return self._cached(mention, day)

    def mentions(
        self, passage: Passage, place: Place = Place.HEADING, day: dt.date | None = None
    ) -> tuple[DrugMention, ...]:
        """Every drug that a title names, or (in any other place) that a stretch of prose names."""
        low = lowered(passage.text)
        if place is Place.HEADING and self._is_screen(low):
            return ()
        return tuple(self._read(Stretch(passage, low, place, day), alone=False))

    def _link(self, mention: str, day: dt.date | None) -> DrugMention:
        whole = passage(" ".join(plain(mention).split()))
        low = lowered(whole.text)
        if self._is_screen(low):
            return DrugMention(mention, whole.span)
        found = self._read(Stretch(whole, low, Place.HEADING, day), alone=True)
        if not found:
            return self._imported(mention, whole)
        return replace(found[0], text=mention) if len(found) == 1 else _several(found, mention)

    def _imported(self, mention: str, whole: Passage) -> DrugMention:
        """What the imported names make of a mention that the vocabulary does not know."""
        found = self._more(mention) if self._more else ()
        if not found:
            return DrugMention(mention, whole.span)
        return DrugMention(mention, whole.span, found, how="imported", confidence=Confidence.LIKELY)

    def _read(self, stretch: Stretch, alone: bool) -> list[DrugMention]:
        low, heading = stretch.low, stretch.place is Place.HEADING
        everything = self._index.find(low, heading)
        hits = [hit for hit in everything if not self._is_test(low, hit)]
        untouched = len(hits) == len(everything)
        guessed = self._guess(low, hits, alone) if heading and untouched else _Guessed(tuple(hits), frozenset())
        if not guessed.hits:
            return [_open(stretch, *((0, len(low)) if alone else one[:2]), one[2]) for one in guessed.open]
        found = []
        groups = products(low, guessed.hits, self._known, heading)
        for at, group in enumerate(groups):
            start = _lead_in(low, groups[at - 1].end, group.start) if at else 0
            following = groups[at + 1].start if at + 1 < len(groups) else None
            end = len(low) if following is None else _lead_in(low, group.end, following)
            if not heading:
                start, end = _near(low, group, start, end)
            spelled = any(hit.start in guessed.starts for hit in group.hits)
            mention = self._reader.read(stretch, group, (start, end), spelled, alone and len(groups) == 1)
            if self._counts(group, mention, low, alone):
                found.append(_doubted(mention) if guessed.unsure else mention)
        return found

    def _is_screen(self, low: str) -> bool:
        """Whether the title asks for a test of drugs."""
        return not self._screen_words.isdisjoint(words_of(low)) and bool(self._screen.search(low))

    def _is_test(self, low: str, hit: DrugHit) -> bool:
        """Whether the name stands for a laboratory test ("testosterone level")."""
        gap = hit.end
        while gap < len(low) and low[gap] in " -":
            gap += 1
        return bool(gap > hit.end and self._test.match(low, gap))

    def _counts(self, group: Product, mention: DrugMention, low: str, alone: bool) -> bool:
        """Whether a name that is also a common word is meant as a drug."""
        entry = group.hits[0].entry
        if len(group.hits) > 1 or not (entry.dose or entry.strict):
            return True
        if mention.strength or low.strip() == low[group.start : group.end]:
            return True
        return not entry.strict and (alone or bool(mention.quantity or mention.form))

    def _guess(self, low: str, hits: list[DrugHit], alone: bool) -> _Guessed:
        """Add misspelled names, where the title speaks of a drug and the word is none that is known."""
        if not (alone or hits or _EVIDENCE.search(low) or low.strip().isalpha()):
            return _Guessed((), frozenset())
        taken = list(hits)
        starts: set[int] = set()
        left_open: list[tuple[int, int, tuple[str, ...]]] = []
        unsure = False
        for match in _WORD.finditer(low) if not hits else self._beside(low, hits):
            if any(hit.start < match.end() and match.start() < hit.end for hit in taken):
                continue
            guess = self._speller.guess(match.group())
            if guess is None:
                unsure = unsure or bool(hits)
                continue
            if guess.entry is None:
                left_open.append((match.start(), match.end(), guess.candidates))
                continue
            taken.append(DrugHit(match.start(), match.end(), guess.entry))
            starts.add(match.start())
        taken.sort(key=lambda hit: hit.start)
        return _Guessed(tuple(taken), frozenset(starts), tuple(left_open), unsure or bool(hits and left_open))

    def _beside(self, low: str, hits: list[DrugHit]) -> list[re.Match[str]]:
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


def _words_of(vocabulary: DrugVocabulary) -> set[str]:
    """Words that stand around drug names and are none."""
    return {word for kind in ("form", "route", "release", "salt") for word in vocabulary.words_of(kind)} | {
        "mg",
        "mcg",
        "gm",
    }


def _any_of(words: dict[str, str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b" if words else r"(?!)")


def _lead_in(low: str, start: int, end: int) -> int:
    """Where the words that measure the name at `end` begin, if any do ("... and 2cc of"), else `end`."""
    start = max(start, end - _WINDOW)
    match = _MEASURED.search(low[start:end])
    return start + match.start() if match else end


def _near(low: str, group: Product, start: int, end: int) -> tuple[int, int]:
    """The words of prose that may belong to a name: in its sentence, and not far from it."""
    match = _SENTENCE.search(low, group.end, min(end, group.end + _REACH))
    before = [each.end() for each in _SENTENCE.finditer(low, max(start, group.start - _WINDOW), group.start)]
    return (
        before[-1] if before else max(start, group.start - _WINDOW),
        match.start() if match else min(end, group.end + _REACH),
    )


def _doubted(mention: DrugMention) -> DrugMention:
    certain = mention.confidence is Confidence.CERTAIN
    return replace(mention, confidence=Confidence.LIKELY) if certain else mention


def _several(found: list[DrugMention], text: str) -> DrugMention:
    ingredients = {ingredient.name: ingredient for mention in found for ingredient in mention.ingredients}
    names = tuple(mention.brand or "/".join(i.name for i in mention.ingredients) for mention in found)
    return DrugMention(
        text,
        Span(0, len(text)),
        ingredients=tuple(ingredients.values()),
        how="several",
        confidence=Confidence.LIKELY,
        candidates=names,
    )


def _open(stretch: Stretch, start: int, end: int, candidates: tuple[str, ...]) -> DrugMention:
    words = stretch.words
    return DrugMention(
        words.text[start:end],
        words.part(start, end),
        how="ambiguous",
        confidence=Confidence.AMBIGUOUS,
        candidates=candidates,
        place=stretch.place,
    )
