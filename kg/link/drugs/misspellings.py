"""Where a word may be a misspelled drug: in titles that speak of a drug, in prose wherever a drug can stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.link.drugs.drug_names import DrugHit, words_of
from kg.link.drugs.spelling import Speller

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
_CUT = re.compile(
    r"""
    (?:(?:\d+\s)?(?:prescriptions?|rx|refills?|retrospective)\s(?:of\s|for\s)?)?      # "1 prescription of"
    (?P<word>[a-z]{5,12})\.?\s
    (?:(?:er|xr|xl|sr|cr|ir|dr|hcl|na|sod|succ|tart)\s)?
    \d{1,4}(?:\.\d+)?\s?(?:mg|mcg|%|tab|cap|\#|,?\s\#)
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[a-z]{6,}")
_JOIN = r"(?:\s?[/(+&-]\s?|\s(?:and|with|w/)\s)"
_BESIDE = re.compile(_JOIN)
_BESIDE_BEFORE = re.compile(_JOIN + "$")
_LISTED = re.compile(r"\s?[,/]\s?(?:(?:and|or)\s)?$|\s(?:and|or|plus|nor)\s$")
_LISTED_AFTER = re.compile(r"\s?[,/]\s?(?:(?:and|or)\s)?|\s(?:and|or|plus|nor)\s")
_LENGTHS = range(7, 25)
_LEADS = re.compile(
    r"""
    (?:\b(?:taking|takes?|took|taken|uses?|used|using|utiliz(?:es?|ed|ing)|tried|trials?|failed|prescri(?:bed?|bes|bing|ptions?)
        |refills?|refilled|continu(?:es?|ed|ing)|start(?:s|ed|ing)?|stop(?:s|ped|ping)?|discontinu(?:es?|ed|ing)|resumed?
        |given|received?|receives|receiving|dispensed|administered|injected|requests?|requested|requesting|den(?:y|ies|ied)
        |certif(?:y|ied)|approved?|authorized|medications?|meds|medicines?|drugs?|including|includes?|included
        |no|not|off|on|of|for|to|with|from|than|like|as|needs?|requires?|increased?|decreased?|add(?:ed|ing)?)s?
       |:)\s(?:(?:the|a|an|any|his|her|their|some|oral|topical|generic|of|for|to|on|is|are)\s){0,2}$  # "of the"
    """,
    re.VERBOSE,
)
_FOLLOWS = re.compile(
    r"""
    \s(?:hcl\s)?\d[\d.,/ -]{0,12}(?:mg|mcg)                       # "Ketoprophen 20 mg"
    |\s(?:tab(?:let)?s?|cap(?:sule)?s?|cream|gel|ointment|patch(?:es)?|lotion|injections?)\b
    |\s(?:(?:is|was|were|has|had|have|been|did|does|not|also|be)\s){1,4}(?:medically|necessary|prescribed|given|taken|used
        |started|stopped|discontinued|continued|tried|dispensed|requested|denied|certified|approved|authorized|helpful
        |effective|ineffective|help(?:ed)?|work(?:ed)?|provided?|tolerated|failed|recommended|refilled)\b
    """,
    re.VERBOSE,
)
_PERSON = re.compile(r"\b(?:drs?|mr|mrs|ms|doctor|nurse|judge|city|county|university|state)\.?\s(?:of\s)?$")
_PLACE = re.compile(
    r",?\s(?:m\.?d\b|d\.?[oc]\b|inc\b|llc\b|hospital|clinic|center|street|avenue|county|city|road|university)"
)
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
        self._completed = lru_cache(maxsize=65536)(speller.completed)

    def title(self, low: str, hits: Sequence[DrugHit], alone: bool) -> Guessed:
        """Names in a title that speaks of a drug, or in a mention that stands `alone`."""
        if all(hit.entry.short for hit in hits) and (cut := self._cut_short(low, hits)):
            return cut
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

    def _cut_short(self, low: str, hits: Sequence[DrugHit]) -> Guessed | None:
        """A title's first word, if it is the beginning of a name and a strength follows ("Atorva 20 mg")."""
        match = _CUT.match(low) if len(hits) < 2 else None
        if match is None:
            return None
        start, end = match.span("word")
        if hits:
            entry = hits[0].entry if (hits[0].start, hits[0].end) == (start, end) else None
        else:
            guess = self._completed(match["word"]) if match["word"] not in self._familiar else None
            entry = guess.entry if guess else None
        return Guessed((DrugHit(start, end, replace(entry, short=False)),), frozenset({start})) if entry else None

    def prose(self, low: str, hits: Sequence[DrugHit], words: Sequence[str]) -> Guessed:
        """Names in prose, where a drug can stand: before a dose, in a list with a drug, after "takes" or "relief with".

        None is left open there.
        """
        suspects = self._suspects(low, words)
        if not suspects:
            return Guessed(tuple(hits))
        suspects = [one for one in suspects if not any(hit.start < one.end and one.start < hit.end for hit in hits)]
        found = [one for one in suspects if _stands(low, one)]
        ends, starts = {hit.end for hit in (*hits, *found)}, {hit.start for hit in (*hits, *found)}
        for one in (*suspects, *reversed(suspects)):  # lists go on to the right, then to the left
            if one.start not in starts and _listed(low, one, starts, ends):
                found.append(one)
                starts.add(one.start)
                ends.add(one.end)
        if not found:
            return Guessed(tuple(hits))
        every = sorted([*hits, *found], key=lambda hit: hit.start)
        return Guessed(tuple(every), frozenset(hit.start for hit in found))

    def _suspects(self, low: str, words: Sequence[str]) -> list[DrugHit]:
        """Each unknown word that is near to the name of one drug only, in the order of the text."""
        found = []
        for word in set(words).difference(self._familiar):
            guess = self._guess(word) if len(word) in _LENGTHS else None
            if guess and guess.entry:
                whole = re.finditer(rf"(?<![a-z]){word}(?![a-z])", low)
                found += [DrugHit(match.start(), match.end(), guess.entry) for match in whole]
        return sorted(found, key=lambda hit: hit.start)

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


def _stands(low: str, hit: DrugHit) -> bool:
    """Whether the words beside a name are those that stand beside a drug, and not beside a person or a place."""
    before = low[max(0, hit.start - _WINDOW) : hit.start]
    if _PERSON.search(before) or _PLACE.match(low, hit.end):
        return False
    return bool(_LEADS.search(before) or _FOLLOWS.match(low, hit.end))


def _listed(low: str, hit: DrugHit, starts: set[int], ends: set[int]) -> bool:
    """Whether a name stands in a list beside a drug that begins or ends at one of these places."""
    window = max(0, hit.start - _WINDOW)
    before = _LISTED.search(low[window : hit.start])
    after = _LISTED_AFTER.match(low, hit.end)
    return bool((before and window + before.start() in ends) or (after and after.end() in starts))
