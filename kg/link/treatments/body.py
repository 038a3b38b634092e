"""Where on the body: regions by name, joint or spinal level, and the side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.link.treatments.phrases import PhraseHit, Phrases, words
from kg.model import BodyRegion, Laterality, Passage, Said
from kg.schemes.treatments import TreatmentScheme
from kg.text import Tokens

__all__ = ["BodyReader"]

# C1-C8, T1-T12, L1-L6, S1-S5, alone or as the first of a run such as L4-5 or C5/6; also "C-5" but not "L1906".
_LEVEL = re.compile(
    r"(?<![A-Za-z0-9])(?P<part>[CTLS])-?(?:1[0-2]|[1-9])(?!\d)(?P<more>(?:\s*(?:-|–|/|to|through|,|and|&)\s*"
    r"[CTLS]?-?(?:1[0-2]|[1-9])(?!\d))*)",
    re.IGNORECASE,
)
_PART = re.compile(r"[CTLS]", re.IGNORECASE)
_REGION_OF_LEVEL = {"C": "neck", "T": "thoracic-spine", "L": "low-back", "S": "low-back"}
# A joint between two parts is treated with the upper neck or the low back.
_JOINTS = (
    (re.compile(r"C-?7\s*(?:-|/|and)\s*T-?1\b", re.I), "neck"),
    (re.compile(r"L-?[56]\s*(?:-|/|and)\s*S", re.I), "low-back"),
)

# RUE, LUE, RLE, LLE: the right or left upper or lower extremity.
_RIGHT = r"right(?:-sided)?|rt\b\.?|\(r\)|r\.|r[ul]e\b"
_LEFT = r"left(?:-sided)?|lt\b\.?|\(l\)|l\.|l[ul]e\b"
_SIDE = re.compile(
    r"(?<![A-Za-z])(?:(?P<both>bilateral(?:ly)?|bilat\b\.?|b/l\b|bil\b\.?|both|b[ul]es?)"
    rf"|(?P<right>{_RIGHT})|(?P<left>{_LEFT}))(?![A-Za-z])",
    re.IGNORECASE,
)
_BARE_LETTER = re.compile(r"(?<![A-Za-z0-9'’/-])(?P<side>[RL]) +(?=(?P<next>[A-Za-z]+))")
_NO_SIDE = re.compile(
    r"right[ -]?(?:away|hand(?:ed)?\b dominant|handed)|left[ -]?(?:over|handed)|both (?:medications|drugs)", re.I
)
_SIDED = frozenset(
    {"shoulder", "elbow", "forearm", "wrist", "hand", "thumb", "finger", "hip", "knee", "ankle", "foot", "leg", "arm"}
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
        self._regions = {concept.id: BodyRegion(concept.id, concept.label) for concept in scheme.regions}

    def named(self, region: str) -> BodyRegion:
        """The region of that id."""
        return self._regions[region]

    def regions(self, request: Passage, title: Tokens) -> tuple[Said[BodyRegion], ...]:
        """The regions that the words of `request` name, each once, in the order of the words."""
        hits = [*self._phrases.find(title), *_levels(request.text)]
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
        hits = sorted([*self._phrases.find(words(text)), *_levels(text)], key=lambda hit: hit.start)
        ends = [start for _, start, _ in named[1:]] + [len(text)]
        parts: dict[Laterality, set[str]] = {}
        for (side, start, _), until in zip(named, ends, strict=True):
            regions = {region for hit in hits if start <= hit.start < until for region in hit.value}
            parts.setdefault(side, set()).update(regions)
        right, left = parts[Laterality.RIGHT], parts[Laterality.LEFT]
        return bool(right and left) and right.isdisjoint(left)


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


def _letters(text: str) -> list[tuple[Laterality, int, int]]:
    """Sides told by a bare R or L, which counts only before a part of the body that has sides."""
    return [
        (Laterality.RIGHT if match["side"] == "R" else Laterality.LEFT, *match.span("side"))
        for match in _BARE_LETTER.finditer(text)
        if match["next"].lower() in _SIDED
    ]


def _levels(text: str) -> list[PhraseHit[tuple[str, ...]]]:
    hits: list[PhraseHit[tuple[str, ...]]] = []
    for match in _LEVEL.finditer(text):
        run = match.group()
        region = next((region for joint, region in _JOINTS if joint.match(run)), None)
        if region:
            regions: tuple[str, ...] = (region,)
        else:
            parts = (match["part"], *_PART.findall(match["more"].replace("to", "").replace("through", "")))
            regions = tuple(dict.fromkeys(_REGION_OF_LEVEL[part.upper()] for part in parts))
        hits.append(PhraseHit(regions, match.start(), match.end()))
    return hits
