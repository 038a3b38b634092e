"""The guideline table arranged for reading citations: which names may open a citation, and which stand inside which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.link.citations.name_index import GuidelineNameIndex
from kg.schemes.guidelines import GuidelineConcept, GuidelineKind, Guidelines

__all__ = ["ACOEM_CURRENT", "ACOEM_MTUS", "MTUS", "ODG", "OTHER", "UNNAMED", "WEB_PAGE", "GuidelineNames"]

# Rows of the table that the grammar itself speaks of.
MTUS = "mtus"
ODG = "odg"
OTHER = "other"
ACOEM_MTUS = "acoem04"
ACOEM_CURRENT = "acoem3"
WEB_PAGE = "other-slideshare"
UNNAMED = "none-cited-unnamed-non-mtus"

_ALONE = re.compile(
    r"\b(?:19|20)\d\d\b|guideline|mtus|acoem|official disability|cpmtg|occupational medicine|9792\.", re.I
)
"""A name with one of these words says by itself that a guideline is meant; "Pain" and "Opioids" do not."""

_DOMAIN = re.compile(r"(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|org|gov|net|edu)", re.I)

_WHOLE = {GuidelineKind.GUIDELINE, GuidelineKind.EDITION, GuidelineKind.CHAPTER}


class GuidelineNames:
    """Name indexes over the table; those inside one guideline are made when first needed."""

    def __init__(self, scheme: Guidelines) -> None:
        self.scheme = scheme
        self._inside: dict[tuple[str, ...], GuidelineNameIndex] = {}
        whole = [c for c in scheme if c.kind in _WHOLE or c.id == "acoem04-general"]
        ours = [c for c in whole if not scheme.within(c.id, OTHER) and not scheme.within(c.id, ODG)]
        self.openers = GuidelineNameIndex([*_named(ours, alone=True), *_named(self._odg_openers(), alone=False)])
        self.bare = GuidelineNameIndex(_named((c for c in ours if not scheme.within(c.id, ACOEM_CURRENT)), alone=False))
        outside = [c for c in scheme if scheme.within(c.id, OTHER) and c.id not in {OTHER, WEB_PAGE, UNNAMED}]
        self.sources = GuidelineNameIndex(
            [*_named(ours, alone=True), *_named(self._odg_openers(), alone=False), *_named(outside, alone=False)]
        )
        self.domains = {name.lower(): c.id for c in outside for name, _ in c.names() if _DOMAIN.fullmatch(name)}
        chapters = [scheme[child] for child in scheme.children(ODG)] if ODG in scheme else []
        self.odg_chapters = GuidelineNameIndex(named for named in _named(chapters, alone=False) if "(" not in named[0])
        entries = (c for chapter in chapters for c in scheme.below(chapter.id))
        self.odg_entries = GuidelineNameIndex((name, 0, c.id) for c in entries for name, _ in c.names())

    def _odg_openers(self) -> Iterator[tuple[str, int, str]]:
        """ODG's own names, and those of its parts that hold the word."""
        scheme = self.scheme
        for concept in (c for c in scheme if scheme.within(c.id, ODG)):
            for name, rank in concept.names():
                if concept.id == ODG or name.startswith("ODG "):
                    yield name, rank, concept.id

    def inside(self, *concepts: str) -> GuidelineNameIndex:
        """Names that stand below any of `concepts`; a name that several parts share belongs to none of them."""
        found = self._inside.get(concepts)
        if found is None:
            below = (c for concept in concepts for c in self.scheme.below(concept))
            found = self._inside[concepts] = GuidelineNameIndex(_named(below, alone=False))
        return found

    def edition(self, concept: str, year: str) -> str | None:
        """The edition of `concept` that carries `year`."""
        for child in self.scheme.children(concept):
            if self.scheme[child].kind is GuidelineKind.EDITION and self.scheme[child].label.endswith(year):
                return child
        return None

    def domain(self, address: str) -> str:
        """The publisher of a web address; "other web page" where it is not in the table."""
        match = _DOMAIN.search(address)
        parts = match[0].lower().split(".") if match else []
        for start in range(len(parts) - 1):
            if known := self.domains.get(".".join(parts[start:])):
                return known
        return WEB_PAGE


def _named(
    concepts: Iterable[GuidelineConcept | tuple[str, int, str]], *, alone: bool
) -> Iterator[tuple[str, int, str]]:
    """(name, rank, id) of each concept; only names that say by themselves what they are, if `alone`."""
    for concept in concepts:
        if isinstance(concept, tuple):
            yield concept
            continue
        for name, rank in concept.names():
            if not alone or _ALONE.search(name):
                yield name, rank, concept.id
