"""From a title or a sentence to the drugs that it names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from kg.link.drugs.amounts import AmountReader
from kg.link.drugs.clauses import Clauses, dose_end
from kg.link.drugs.drug_names import DrugHit, DrugNameIndex, lowered, words_of
from kg.link.drugs.misspellings import Guessed, Guesser
from kg.link.drugs.product_reader import ProductReader, Stretch
from kg.link.drugs.products import Product, products
from kg.link.drugs.rivals import SEVERAL_STRENGTHS
from kg.link.drugs.spelling import Speller
from kg.link.drugs.statuses import Named, StatusReader
from kg.model import (
    Confidence,
    DrugMention,
    Finding,
    Ingredient,
    Passage,
    Place,
    Severity,
    Span,
    passage,
)
from kg.schemes.drug_status import StatusRule
from kg.schemes.drugs import DrugVocabulary
from kg.text import plain

__all__ = ["DrugLinker"]

_MEASURED = re.compile(
    r"""
    (?:[,;&+(:.]|\b(?:[a-z]{3,}|of|\d\)?))\s*     # a word or a mark between the last drug and the measure
    (?P<measure>(?:\#\s?)?[\d.]+\s?
        (?:cc|mls?|mg|mcg|gm?|grams?|%|percent|units?|tablets?|tabs?|capsules?|caps?|patches|boxes|vials?|tubes?)
        \s+(?:of\s+)?)$                            # "and 2cc of", "given 5 cc"
    """,
    re.VERBOSE,
)
_BLOOD = re.compile(r"\b(?:serum|plasma|blood)\s$")
_BARE_VALUE = re.compile(
    r"\s(?:(?:was|is|of|at|level)\s)?\d+(?:\.\d+)?\b(?!\.\d)"
    r"(?!\s?(?:mg|mcg|units?|iu|%|,\d{3}|/|-\s?\d|tab|cap|#))"
)
_LISTED_VALUE = re.compile(
    r"""
    (?:(?:,\s(?:and\s)?|\s(?:and|or)\s|/)[a-z][a-z0-9-]{0,20}(?:\s[a-z]?\d{1,2})?){0,3}    # "B12, ferritin and folate"
    \s(?:levels?\s)?(?:(?:was|were|is|are)\s)?(?:(?:all|also|both|slightly|very|not)\s)?   # "levels were both"
    (?:normal|low|high|elevated|deficient|unremarkable|within\snormal)\b(?!-?\s?dose)
    """,
    re.VERBOSE,
)
_EQUIVALENT = re.compile(
    r"\b(?:m(?:orphine\s)?e(?:quivalent\s)?d(?:d|ose)?|mmed?|medd|meq|equivalents?(?:\sdos(?:e|age))?)"
    r"\s(?:of\s|to\s)?(?:(?:about\s)?[\d.,]{1,7}\s?(?:mg|milligrams?)\s(?:of\s)?)?(?:oral\s)?$"
)
_OF_PATIENTS = frozenset({"allergy", "sensitivity"})
"""Words that make a test of a title ("codeine allergy") and tell of the patient in prose."""
_WINDOW = 40
_CACHED = 65536


class DrugLinker:
    """Links drug names to the vocabulary.

    `mme_vintage` chooses CDC's conversion factors ("2018", "2022"); without it those in force on the day of decision
    count. `rules` tell the status of drugs in prose. `more` is asked for the ingredients of a single mention that the
    vocabulary does not know (an imported RxNorm). A linker keeps no state but a cache, and may be shared by threads.
    """

    def __init__(
        self,
        vocabulary: DrugVocabulary,
        mme_vintage: str | None = None,
        rules: Iterable[StatusRule] = (),
        more: Callable[[str], tuple[Ingredient, ...]] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self._more = more
        self._index = DrugNameIndex(vocabulary)
        self._known = frozenset(vocabulary.combinations)
        stop = vocabulary.words_of("stop")
        familiar = self._index.words | set(stop) | set(vocabulary.words_of("ordinary")) | _words_of(vocabulary)
        self._guesser = Guesser(Speller(self._index.by_text, vocabulary.groups_of("confusion"), stop), familiar)
        self._statuses = StatusReader(rules)
        reader = AmountReader(*(vocabulary.words_of(kind) for kind in ("form", "route", "release")))
        self._reader = ProductReader(vocabulary, reader, mme_vintage)
        screens = vocabulary.words_of("screen")
        self._screen = _any_of(screens)
        self._screen_words = frozenset(screen.split()[0] for screen in screens)
        tests = vocabulary.words_of("test")
        self._test = _any_of(tests)
        self._test_in_prose = _any_of({word: value for word, value in tests.items() if word not in _OF_PATIENTS})
        self._measured = frozenset(vocabulary.words_of("measured"))
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
        if place is not Place.HEADING:
            return tuple(self._prose(Stretch(passage, low, place, day)))
        if self._is_screen(low):
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
        """Mentions of a title."""
        low = stretch.low
        everything = self._index.find(low, True)
        if not alone:
            everything = [hit for hit in everything if not _vertebra(hit)]
        hits = [hit for hit in everything if not self._is_test(low, hit, self._test)]
        untouched = len(hits) == len(everything)
        guessed = self._guesser.title(low, hits, alone) if untouched else Guessed(tuple(hits))
        if not guessed.hits:
            return [_open(stretch, *((0, len(low)) if alone else one[:2]), one[2]) for one in guessed.open]
        found = []
        groups = products(low, guessed.hits, self._known, True)
        for at, group in enumerate(groups):
            start = _lead_in(low, groups[at - 1].end, group.start) if at else 0
            following = groups[at + 1].start if at + 1 < len(groups) else None
            end = len(low) if following is None else _lead_in(low, group.end, following)
            spelled = any(hit.start in guessed.starts for hit in group.hits)
            mention = self._reader.read(stretch, group, (start, end), spelled, alone and len(groups) == 1)
            if self._counts(group, mention, low, alone):
                found.append(_doubted(mention) if guessed.unsure else mention)
        return found

    def _prose(self, stretch: Stretch) -> list[DrugMention]:
        """Mentions of prose: each with the words of its own dose only, and with its status."""
        low = stretch.low
        words = words_of(low)
        listed = [hit for hit in self._index.find(low, False, words) if not _vertebra(hit)]
        hits = [hit for hit in listed if not self._is_test(low, hit, self._test_in_prose)]
        guessed = self._guesser.prose(low, hits, words)
        if not guessed.hits:
            return []
        groups = products(low, guessed.hits, self._known, False)
        clauses = Clauses(stretch.words.text)
        regions = []
        for at, group in enumerate(groups):
            start = _lead_in(low, max(groups[at - 1].end if at else 0, group.start - _WINDOW), group.start)
            last = at + 1 == len(groups)
            following = len(low) if last else _lead_in(low, group.end, groups[at + 1].start)
            limit = min(following, max(group.end, clauses.around(group.start)[1]))
            regions.append((start, dose_end(low, group.end, limit)))
        named = [Named(group.start, region[1]) for group, region in zip(groups, regions, strict=True)]
        found = []
        for group, region, status in zip(groups, regions, self._statuses.read(low, clauses, named), strict=True):
            spelled = any(hit.start in guessed.starts for hit in group.hits)
            mention = self._reader.read(stretch, group, region, spelled, False, status)
            if self._counts(group, mention, low, False):
                found.append(mention)
        return found

    def _is_screen(self, low: str) -> bool:
        """Whether the title asks for a test of drugs."""
        return not self._screen_words.isdisjoint(words_of(low)) and bool(self._screen.search(low))

    def _is_test(self, low: str, hit: DrugHit, tests: re.Pattern[str]) -> bool:
        """Whether the name stands for a laboratory test ("testosterone level", "serum glucose", "vitamin D 22")."""
        gap = hit.end
        while gap < len(low) and low[gap] in " -":
            gap += 1
        if gap > hit.end and tests.match(low, gap):
            return True
        if _BLOOD.search(low, max(0, hit.start - _WINDOW), hit.start):
            return True
        if hit.entry.ingredients == ("morphine",):
            return bool(_EQUIVALENT.search(low[max(0, hit.start - _WINDOW) : hit.start]))
        if low[hit.start : hit.end] not in self._measured:
            return False
        return bool(_BARE_VALUE.match(low, hit.end) or _LISTED_VALUE.match(low, hit.end))

    def _counts(self, group: Product, mention: DrugMention, low: str, alone: bool) -> bool:
        """Whether a name that is also a common word is meant as a drug."""
        entry = group.hits[0].entry
        if len(group.hits) > 1 or not (entry.dose or entry.strict):
            return True
        if mention.strength or low.strip() == low[group.start : group.end]:
            return True
        if entry.strict:  # "T3 #60", given alone, may be Tylenol #3
            return alone and bool(entry.choices and mention.quantity)
        return alone or bool(mention.quantity or mention.form)


def _vertebra(hit: DrugHit) -> bool:
    """Whether the name may be a drug only where it is asked for alone: T3 in a title or in prose is a vertebra."""
    return hit.entry.strict and bool(hit.entry.choices)


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
    return start + match.start("measure") if match else end


def _doubted(mention: DrugMention) -> DrugMention:
    certain = mention.confidence is Confidence.CERTAIN
    return replace(mention, confidence=Confidence.LIKELY) if certain else mention


def _several(found: list[DrugMention], text: str) -> DrugMention:
    """One mention for several drugs, with what is to be noticed of each; a drug told twice has no dose of its own."""
    findings = [finding for mention in found for finding in mention.findings]
    sets = [frozenset(ingredient.name for ingredient in mention.ingredients) for mention in found]
    if len(set(sets)) < len(sets):
        message = f"no morphine equivalent: {SEVERAL_STRENGTHS}"
        findings.append(Finding("dose-open", message, Span(0, len(text)), Severity.INFO))
    ingredients = {ingredient.name: ingredient for mention in found for ingredient in mention.ingredients}
    names = tuple(mention.brand or "/".join(i.name for i in mention.ingredients) for mention in found)
    return DrugMention(
        text,
        Span(0, len(text)),
        ingredients=tuple(ingredients.values()),
        how="several",
        confidence=Confidence.LIKELY,
        candidates=names,
        findings=tuple(findings),
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
