"""The guideline table arranged for reading citations: which names may open a citation, and which stand inside which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.link.citations.name_index import GuidelineNameIndex
from kg.schemes.guidelines import GuidelineConcept, GuidelineKind, Guidelines

__all__ = ["GuidelineNames"]

_ALONE = re.compile(
    r"""
    \b(?:19|20)\d\d\b             # a year: "Knee Complaints 2004"
    | guideline                    # "Chronic Pain Guidelines"
    | mtus | acoem | ompg | cpmtg  # a work: "MTUS Chronic Pain"
    | utilization\ schedule | official\ disability | occupational\ medicine    # its long name
    | workplace\ mental\ health      # ACOEM's name of several
    | 9792\.                       # a section of the regulation: "9792.24.2"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A name with one of these words says by itself that a guideline is meant; "Pain" and "Opioids" do not."""

_DOMAIN = re.compile(r"(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|org|gov|net|edu)", re.I)

_WHOLE = {GuidelineKind.GUIDELINE, GuidelineKind.EDITION, GuidelineKind.CHAPTER}


class GuidelineNames:
    """Name indexes over the table; those inside one guideline are made when first needed."""

    def __init__(self, scheme: Guidelines) -> None:
        self.scheme = scheme
        role = scheme.roles.get
        self.schedule = role("schedule", "")
        """The MTUS as a whole."""
        self.odg = role("odg", "")
        self.other = role("other", "")
        """Above all sources that are neither the MTUS nor ACOEM nor ODG."""
        self.acoem_2004 = role("acoem-2004", "")
        self.acoem_adopted = role("acoem-adopted", "")
        """Above ACOEM's guidelines as the MTUS adopted them since December 2017."""
        self.acoem_current = role("acoem-current", "")
        """ACOEM's own later edition, outside the MTUS."""
        self.acoem = (self.acoem_2004, self.acoem_adopted, self.acoem_current)
        self.web_page = role("web-page", "")
        self.unnamed = role("unnamed", "")
        self._inside: dict[tuple[str, ...], GuidelineNameIndex] = {}
        whole = [c for c in scheme if c.kind in _WHOLE or c.role == "general-approaches"]
        ours = [c for c in whole if not scheme.within(c.id, self.other) and not scheme.within(c.id, self.odg)]
        self.openers = GuidelineNameIndex([*_named(ours, alone=True), *_named(self._odg_openers(), alone=False)])
        adopted = [c for c in ours if not scheme.within(c.id, self.acoem_current)]
        self.bare = GuidelineNameIndex(_named(adopted, alone=False))
        self.topics = GuidelineNameIndex(_named((c for c in adopted if not c.role), alone=False))
        """What may follow "ACOEM" or "MTUS": "Low Back", "Knee Disorders"."""
        outside = [c for c in scheme if scheme.within(c.id, self.other) and not c.role]
        self.sources = GuidelineNameIndex(
            [*_named(ours, alone=True), *_named(self._odg_openers(), alone=False), *_named(outside, alone=False)]
        )
        self.domains = {name.lower(): c.id for c in outside for name, _ in c.names() if _DOMAIN.fullmatch(name)}
        chapters = [scheme[child] for child in scheme.children(self.odg)] if self.odg else []
        self.odg_chapters = GuidelineNameIndex(named for named in _named(chapters, alone=False) if "(" not in named[0])
        entries = (c for chapter in chapters for c in scheme.below(chapter.id))
        self.odg_entries = GuidelineNameIndex((name, 0, c.id) for c in entries for name, _ in c.names())

    def _odg_openers(self) -> Iterator[tuple[str, int, str]]:
        """ODG's own names, and those of its parts that hold the word."""
        scheme = self.scheme
        for concept in (c for c in scheme if scheme.within(c.id, self.odg)):
            for name, rank in concept.names():
                if concept.id == self.odg or name.startswith("ODG "):
                    yield name, rank, concept.id

    def inside(self, *concepts: str) -> GuidelineNameIndex:
        """Names that stand below any of `concepts`; a name that several parts share belongs to none of them."""
        found = self._inside.get(concepts)
        if found is None:
            below = (c for concept in concepts for c in self.scheme.below(concept))
            found = self._inside[concepts] = GuidelineNameIndex(_named(below, alone=False))
        return found

    def domain(self, address: str) -> str:
        """The publisher of a web address; "other web page" where it is not in the table."""
        match = _DOMAIN.search(address)
        parts = match[0].lower().split(".") if match else []
        for start in range(len(parts) - 1):
            if known := self.domains.get(".".join(parts[start:])):
                return known
        return self.web_page


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
