"""Citations in running text: the reviewer's rationale and the clinical summary.

Only what names a guideline, a table or a section of the regulation counts; what a quotation cites ("(Resnick, 2005)")
does not. What a wide name means ("the MTUS", "ODG") its context tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

from kg.link.citations.citation_words import key
from kg.link.citations.dated_topics import dated_topic, dated_words
from kg.link.citations.drafts import CitationDraft, settle
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.name_index import GuidelineNameIndex
from kg.link.citations.naming import Naming
from kg.link.citations.prose_context import Context, ContextReader
from kg.link.citations.undated import take_year
from kg.model import Citation, Place, Side
from kg.schemes.guidelines import GuidelineConcept, GuidelineKind

__all__ = ["ProseReader"]

_WINDOW = 240
"""Characters after a guideline's first word in which the citation must end."""

_LONGEST_NAME = 110
"""Characters in which a name must end."""

_SENTENCE_END = re.compile(r"[.;?!]\)?\s+(?=[A-Z\"“])")
_COMPOUND = re.compile(r"-[a-z]")
"""After a name: "ACOEM-endorsed" cites nothing."""

_ACOEM_DATE = re.compile(
    r"""
    \s?\((?P<acoem>ACOEM),?\s                            # a bracket that dates a guideline: "(ACOEM May 15, 2017)"
    (?:[A-Z][a-z]{2,8}\.?,?\s(?:\d{1,2},?\s)?|\d{1,2}[/-]\d{1,2}[/-])?
    (?P<year>(?:19|20)\d\d)\)
    """,
    re.VERBOSE,
)
_OF_MTUS = re.compile(
    r",?\s(?:(?:now\s|a\s)?part\sof|of|in)\s(?:the\s)?(?:(?:CA|California)\s)?MTUS\b(?![\s,]+[A-Z(]|\s?/)"
)
"""After a guideline: "Interstitial Lung Disease 2016 of the MTUS"."""

_MOST = 500
"""Names looked at in one passage; the longest rationale has some thirty."""

_WHOLE = {GuidelineKind.GUIDELINE, GuidelineKind.EDITION, GuidelineKind.CHAPTER}


class ProseReader:
    """Finds citations in prose. Built once from the names; reading changes nothing."""

    def __init__(self, names: GuidelineNames) -> None:
        self.names = names
        telling = list(self._telling_names())
        self.telling = GuidelineNameIndex(telling)
        self._naming = Naming(names, self.telling)
        self._context = ContextReader(names)
        self._anchor = _anchor(name for name, _, _ in telling)
        self._small = _anchor(name.lower() for name, _, _ in telling if len(name.split()) >= _LONG)

    def _telling_names(self) -> Iterator[tuple[str, int, str]]:
        """Names that mean a source wherever they stand: no bare abbreviation of an outside source, no section."""
        for concept in self.names.scheme:
            for name, rank in concept.names():
                if self._telling(concept, name):
                    yield name, rank, concept.id

    def _telling(self, concept: GuidelineConcept, name: str) -> bool:
        names = self.names
        if names.scheme.within(concept.id, names.other):
            return concept.id != names.other and (" " in name and name[0].isupper() and "." not in name)
        if concept.id == names.odg or name.startswith("9792."):
            return True
        if concept.kind is GuidelineKind.TABLE:
            return re.fullmatch(r"Table \d+-\d+", name) is not None
        return concept.kind in _WHOLE and bool(names.openers[key(name)])

    def read(self, text: str, by: Side, place: Place, context: Context) -> list[Citation]:
        """Citations of `text`, each distinct one where it first stands; spans count from its first character."""
        found: dict[tuple[object, ...], Citation] = {}
        done = 0
        for start in islice(self._starts(text), _MOST):
            if start < done or (start and text[start - 1].isalnum()):
                continue
            draft = self._dated_topic(text, start, done) or self._draft(text, start)
            if draft is None or _COMPOUND.match(text, draft.end):
                continue
            self._take_schedule(draft, text)
            done = draft.end
            if draft.head is None:
                continue
            self._context.settle(draft, text, context)
            for citation in settle(draft, text, self.names, by, place).citations[:1]:
                found.setdefault((citation.guideline, citation.section_ids, citation.pages), citation)
        return list(found.values())

    def _starts(self, text: str) -> Iterator[int]:
        """Where a name may begin."""
        anchors = (anchor.start() for anchor in self._anchor.finditer(text))
        starts = merge(anchors, (dated.start() for dated in dated_words(text)))
        if not any(words in text for words in _SMALL_WORDS):
            return starts
        return merge(starts, (anchor.start() for anchor in self._small.finditer(text)))

    def _dated_topic(self, text: str, start: int, done: int) -> CitationDraft | None:
        """A topic whose edition a bracket gives: "Low Back Disorders (ACOEM February 24, 2016)"."""
        bracket = _ACOEM_DATE.match(text, max(0, start - 2))
        if bracket is None or bracket.start("acoem") != start:
            draft = dated_topic(text, start, done, self.names)
            if draft:
                self._naming.follow(draft, text, _limit(text, draft.end))
            return draft
        first = max(done, bracket.start() - _LONGEST_NAME)
        closing = self.names.topics.closing(text[first : bracket.start()].removesuffix(" guideline"))
        if closing is None:
            return CitationDraft(start, bracket.end(), None)
        begin, hit = closing
        draft = CitationDraft(first + begin, bracket.end(), hit.concept, named=True, free=True)
        take_year(draft, bracket["year"], self.names.scheme)
        return draft

    def _take_schedule(self, draft: CitationDraft, text: str) -> None:
        """Take in the MTUS where the guideline is said to be a part of it."""
        part = _OF_MTUS.match(text, draft.end)
        if part and draft.head and draft.head != self.names.schedule and not self._outside(draft.head):
            draft.end, draft.mtus = part.end(), True

    def _outside(self, concept: str) -> bool:
        """Whether a concept is a source that is no guideline of the MTUS or of ACOEM."""
        return any(self.names.scheme.within(concept, work) for work in (self.names.odg, self.names.other))

    def _draft(self, text: str, start: int) -> CitationDraft | None:
        limit = _limit(text, start)
        begun = self.telling.opening(text[start : min(limit, start + _LONGEST_NAME)])
        if begun is None:
            return None
        words, hit = begun
        end = words.close(0, hit.end)
        draft = CitationDraft(start, start + end, hit.concept, named=True, free=True)
        if year := _YEAR.search(text, start, draft.end):
            draft.year, draft.year_named = year.group(), True
        if self.names.scheme[hit.concept].kind in {GuidelineKind.SECTION, GuidelineKind.TABLE}:
            self._naming.label(draft, start, draft.end, hit.concept)
        self._naming.follow(draft, text, limit)
        self._naming.precede(draft, text)
        said = text[draft.start : draft.end]
        draft.mtus = True if "MTUS" in said and "Non-MTUS" not in said else None
        return draft


def _limit(text: str, start: int) -> int:
    """Where a citation that begins at `start` must end."""
    stop = _SENTENCE_END.search(text, start, start + _WINDOW)
    return stop.start() if stop else min(start + _WINDOW, len(text))


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


_LONG = 4
"""Words of a name that no other words make up by chance: it is known in small letters too."""

_SMALL_WORDS = ("treatment guideline", "disability guideline", "utilization schedule")
"""Small letters without which no long name is looked for in small letters."""


def _anchor(names: Iterable[str]) -> re.Pattern[str]:
    """How names begin: their first two words, or the only one, the blank between them being loose."""
    starts = {r"\W{1,3}".join(map(re.escape, re.findall(r"[\w.]+", name)[:2])) for name in names}
    return re.compile(rf"(?:{'|'.join(sorted(starts))})(?![a-z])")
