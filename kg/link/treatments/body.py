"""Where on the body: regions by name, joint or spinal level, and the side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.link.treatments.phrases import Hit, Phrases, Word
from kg.model import Laterality, Passage, Said
from kg.schemes.treatments import TreatmentScheme

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

_RIGHT = r"right(?:-sided)?|rt\b\.?|\(r\)|r\."
_LEFT = r"left(?:-sided)?|lt\b\.?|\(l\)|l\."
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
        self._labels = {concept.id: concept.label for concept in scheme.regions}

    def regions(self, request: Passage, title: Sequence[Word]) -> tuple[Said[str], ...]:
        """Labels of the regions that the words of `request` name, each once, in the order of the words."""
        hits = [*self._phrases.find(title), *_levels(request.text)]
        found: dict[str, Said[str]] = {}
        for hit in sorted(hits, key=lambda hit: hit.start):
            for region in hit.value:
                label = self._labels[region]
                found.setdefault(label, Said(label, request.part(hit.start, hit.end)))
        return tuple(found.values())

    def side(self, request: Passage) -> Said[Laterality] | None:
        """The side: bilateral where both are named."""
        text = request.text
        said: dict[Laterality, tuple[int, int]] = {}
        for match in _SIDE.finditer(text):
            if not _NO_SIDE.match(text, match.start()):
                side = (
                    Laterality.BILATERAL if match["both"] else Laterality.RIGHT if match["right"] else Laterality.LEFT
                )
                said.setdefault(side, match.span())
        if not said:
            self._letter(text, said)
        if not said:
            return None
        ends = [at for span in said.values() for at in span]
        if len(said) > 1 and Laterality.BILATERAL not in said:
            return Said(Laterality.BILATERAL, request.part(min(ends), max(ends)))
        side = Laterality.BILATERAL if Laterality.BILATERAL in said else next(iter(said))
        return Said(side, request.part(*said[side]))

    def _letter(self, text: str, said: dict[Laterality, tuple[int, int]]) -> None:
        """A bare R or L counts only before a part of the body that has sides."""
        for match in _BARE_LETTER.finditer(text):
            if match["next"].lower() in _SIDED:
                side = Laterality.RIGHT if match["side"] == "R" else Laterality.LEFT
                said.setdefault(side, match.span("side"))


def _levels(text: str) -> list[Hit[tuple[str, ...]]]:
    hits: list[Hit[tuple[str, ...]]] = []
    for match in _LEVEL.finditer(text):
        words = match.group()
        region = next((region for joint, region in _JOINTS if joint.match(words)), None)
        if region:
            regions: tuple[str, ...] = (region,)
        else:
            parts = (match["part"], *_PART.findall(match["more"].replace("to", "").replace("through", "")))
            regions = tuple(dict.fromkeys(_REGION_OF_LEVEL[part.upper()] for part in parts))
        hits.append(Hit(regions, match.start(), match.end()))
    return hits
