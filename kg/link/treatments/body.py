"""Where on the body: regions by name, joint or spinal level, and the side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.link.treatments.phrases import PhraseHit, Phrases, words
from kg.model import BodyRegion, Laterality, Passage, Said
from kg.schemes.treatments import TreatmentScheme
from kg.text import Tokens, singular

__all__ = ["BodyReader"]

_LEVEL = re.compile(
    r"""
    (?<![A-Za-z0-9])(?P<part>[CTLS])-?(?:1[0-2]|[1-9])(?!\d)            # "C5", "C-5", but not the code "L1906"
    (?P<more>(?:\s*(?:-|–|/|to|through|,|and|&)\s*[CTLS]?-?(?:1[0-2]|[1-9])(?!\d))*)   # "L4-5", "C5, C6 and C7"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PART = re.compile(r"[CTLS]", re.IGNORECASE)
# A joint between two parts is treated with the upper neck or the low back.
_JOINTS = (
    (re.compile(r"C-?7\s*(?:-|/|and)\s*T-?1\b", re.I), "C"),
    (re.compile(r"L-?[56]\s*(?:-|/|and)\s*S", re.I), "L"),
)

_SIDE = re.compile(
    r"""
    (?<![A-Za-z])(?:
        (?P<both>bilateral(?:ly)?|bilat\b\.?|b/l\b|bil\b\.?|both
            |b[ul]es?)                                                   # "BUE": both upper extremities
        |(?P<right>right(?:-sided)?|rt\b\.?|\(r\)|r\.|r[ul]e\b)         # "RLE": the right lower extremity
        |(?P<left>left(?:-sided)?|lt\b\.?|\(l\)|l\.|l[ul]e\b)
    )(?![A-Za-z])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE_LETTER = re.compile(
    r"""
    (?<![A-Za-z0-9'’/-])(?P<side>[RL])
    (?=(?:\s*(?:/|,|&|\+|-|\band\b|\bor\b)\s*(?P<other>[RL])(?![A-Za-z0-9]))?   # "R and L knee", "R/L"
        \.?\ +(?P<next>[A-Za-z]+))                                                # "R knee"
    """,
    re.VERBOSE,
)
_NO_SIDE = re.compile(
    r"""
    right[ -]?(?:away|hand(?:ed)?\b[ ]dominant|handed)                   # "right hand dominant" is the patient
    |left[ -]?(?:over|handed)
    |both[ ](?:medications|drugs)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SIDED = frozenset(
    {"shoulder", "elbow", "forearm", "wrist", "hand", "thumb", "finger", "hip", "knee", "ankle", "foot", "leg", "arm"}
    | {"subacromial", "plantar", "achilles", "great", "index", "ring", "glenohumeral", "trigger", "thigh", "calf"}
    | {"trapezius", "sacroiliac", "si", "tmj", "acl", "clavicle", "scapula", "femur", "tibia", "humerus", "radius"}
    | {"toe", "heel", "upper", "lower", "carpal", "rotator", "eye", "ear"}
)


class BodyReader:
    """Reads body regions and side from a title's words."""

    def __init__(self, scheme: TreatmentScheme) -> None:
        entries: list[tuple[str, tuple[str, ...]]] = [
            (label, (concept.id,)) for concept in scheme.regions for label in concept.labels
        ]
        entries += [(phrase.words, phrase.regions) for phrase in scheme.phrases]
        self._phrases: Phrases[tuple[str, ...]] = Phrases(entries)
        self._levels = {level: part for part, spinal in scheme.spine.items() for level in spinal.levels}
        self._regions = {concept.id: BodyRegion(concept.id, concept.label) for concept in scheme.regions}

    def named(self, region: str) -> BodyRegion:
        """The region of that id."""
        return self._regions[region]

    def regions(self, request: Passage, title: Tokens) -> tuple[Said[BodyRegion], ...]:
        """The regions that the words of `request` name, each once, in the order of the words."""
        hits = [*self._phrases.find(title), *self._at_levels(request.text)]
        found: dict[str, Said[BodyRegion]] = {}
        for hit in sorted(hits, key=lambda hit: hit.start):
            for region in hit.value:
                found.setdefault(region, Said(self._regions[region], request.part(hit.start, hit.end)))
        return tuple(found.values())

    def side(self, request: Passage) -> Said[Laterality] | None:
        """The side; bilateral where both sides of one part are named, ``None`` where each side is another part's."""
        text = request.text
        named = _sides(text) or _letters(text)
        said = {side: (start, end) for side, start, end in reversed(named)}
        if not said:
            return None
        if len(said) > 1 and Laterality.BILATERAL not in said:
            if self._apart(text, named):
                return None
            return Said(Laterality.BILATERAL, request.part(named[0][1], named[-1][2]))
        side = Laterality.BILATERAL if Laterality.BILATERAL in said else next(iter(said))
        return Said(side, request.part(*said[side]))

    def _apart(self, text: str, named: Sequence[tuple[Laterality, int, int]]) -> bool:
        """Whether right and left belong to different parts, as in "left hand, right lower leg"."""
        hits = sorted([*self._phrases.find(words(text)), *self._at_levels(text)], key=lambda hit: hit.start)
        ends = [start for _, start, _ in named[1:]] + [len(text)]
        parts: dict[Laterality, set[str]] = {}
        for (side, start, _), until in zip(named, ends, strict=True):
            regions = {region for hit in hits if start <= hit.start < until for region in hit.value}
            parts.setdefault(side, set()).update(regions)
        right, left = parts[Laterality.RIGHT], parts[Laterality.LEFT]
        return bool(right and left) and right.isdisjoint(left)

    def _at_levels(self, text: str) -> list[PhraseHit[tuple[str, ...]]]:
        """The parts of the spine that levels such as "L4-5" stand for."""
        hits: list[PhraseHit[tuple[str, ...]]] = []
        for match in _LEVEL.finditer(text):
            run = match.group()
            joint = next((level for pattern, level in _JOINTS if pattern.match(run)), None)
            more = _PART.findall(match["more"].replace("to", "").replace("through", ""))
            levels = (joint,) if joint else (match["part"], *more)
            regions = tuple(dict.fromkeys(self._levels[level.upper()] for level in levels))
            hits.append(PhraseHit(regions, match.start(), match.end()))
        return hits


def _sides(text: str) -> list[tuple[Laterality, int, int]]:
    """The sides that words name, each with its characters, from left to right."""
    return [
        (
            Laterality.BILATERAL if match["both"] else Laterality.RIGHT if match["right"] else Laterality.LEFT,
            *match.span(),
        )
        for match in _SIDE.finditer(text)
        if not _NO_SIDE.match(text, match.start())
    ]


def _is_sided(word: str) -> bool:
    return word in _SIDED or singular(word) in _SIDED


def _letters(text: str) -> list[tuple[Laterality, int, int]]:
    """Sides told by a bare R or L, which counts only before a part of the body that has sides."""
    found: list[tuple[Laterality, int, int]] = []
    for match in _BARE_LETTER.finditer(text):
        if _is_sided(match["next"].lower()) or _LEVEL.match(text, match.start("next")):
            sides = [group for group in ("side", "other") if match[group]]
            found += [
                (Laterality.RIGHT if match[side] == "R" else Laterality.LEFT, *match.span(side)) for side in sides
            ]
    return found
