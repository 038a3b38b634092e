"""Citations in running text: the reviewer's rationale and the clinical summary.

Only what names a guideline, a table or a section of the regulation counts; what a quotation cites ("(Resnick, 2005)")
does not. A bare "the MTUS" or "ACOEM Guidelines" is the guideline of the same item's fields, where these leave one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from kg.link.citations.citation_words import key
from kg.link.citations.drafts import CitationDraft, Label, settle
from kg.link.citations.guideline_names import ACOEM_CURRENT, ACOEM_MTUS, MTUS, ODG, OTHER, GuidelineNames
from kg.link.citations.name_index import GuidelineNameIndex
from kg.link.citations.pages import MARKER, PAGE_LIST, ranges
from kg.model import Citation, Place, Side
from kg.schemes.guidelines import GuidelineConcept, GuidelineKind

__all__ = ["ProseReader"]

_WINDOW = 240
"""Characters after a guideline's first word in which the citation must end."""

_LONGEST_NAME = 110
"""Characters in which a name must end."""

_SENTENCE_END = re.compile(r"[.;?!]\)?\s+(?=[A-Z\"“])")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEAR = re.compile(
    rf"[\s,(]*(?:(?:updated|dated|effective|revised)\s)?(?:{_MONTH}\s\d{{1,2}},?\s)?(?P<year>(?:19|20)\d\d)\b\)?"
)
_JOINT = re.compile(
    r"(?:[\s,:(/\-–§]|C\.\s?C\.\s?R\.|\b(?:guidelines?|in|the|at|on|under|see|8|title|CCR|sections?|specifically|entitled)\b)*",
    re.IGNORECASE,
)
_LABEL_JOINT = re.compile(
    r"\s?(?:guidelines?)?\s?(?:[,:(\[\"“/\-–]+\s?|(?:for|regarding|on|under)\s)(?:(?:the\s)?(?:use\sof\s|section\son\s))?[\"“(]?",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\s")
_PAGE_JOINT = re.compile(r"[\s,(:]*(?:(?:on|at|see|and)\s)?", re.IGNORECASE)
_PAGE_BEFORE = re.compile(
    rf"\b(?:pages?|pgs?\.?|pp?\.)\s?(?P<list>{PAGE_LIST.pattern})\s(?:of|in|from|per)\s(?:the\s)?(?:(?:current|California|CA)\s)*$",
    re.IGNORECASE,
)
_BEFORE = 60
_COMPOUND = re.compile(r"-[a-z]")
_SUPPLEMENT = re.compile(r"[\s,(]*\bS(\d)-\d{1,3}\b")
_SHORTEST_LABEL = 4
_MOST = 500
"""Names looked at in one passage; the longest rationale has some thirty."""


class ProseReader:
    """Finds citations in prose. Built once from the vocabulary; reading changes nothing."""

    def __init__(self, vocabulary: GuidelineNames) -> None:
        self.vocabulary = vocabulary
        names = list(self._names())
        self.names = GuidelineNameIndex(names)
        self._anchor = re.compile(rf"(?:{'|'.join(sorted({_start(name) for name, _, _ in names}))})(?![a-z])")

    def _names(self) -> Iterator[tuple[str, int, str]]:
        """Names that mean a source wherever they stand: no bare abbreviation of an outside source, no section."""
        scheme = self.vocabulary.scheme
        for concept in scheme:
            for name, rank in concept.names():
                if self._telling(concept, name):
                    yield name, rank, concept.id

    def _telling(self, concept: GuidelineConcept, name: str) -> bool:
        scheme = self.vocabulary.scheme
        if scheme.within(concept.id, OTHER):
            return concept.id != OTHER and (" " in name and name[0].isupper() and "." not in name)
        if concept.id == ODG:
            return True
        if name.startswith("9792.") or (
            concept.kind is GuidelineKind.TABLE and re.fullmatch(r"Table \d+-\d+", name) is not None
        ):
            return True
        return concept.kind in {GuidelineKind.GUIDELINE, GuidelineKind.EDITION, GuidelineKind.CHAPTER} and bool(
            self.vocabulary.openers[key(name)]
        )

    def read(self, text: str, by: Side, place: Place, context: Sequence[Citation]) -> list[Citation]:
        """Citations of `text`, each distinct one where it first stands; spans count from its first character."""
        found: dict[tuple[object, ...], Citation] = {}
        done = 0
        for anchor in islice(self._anchor.finditer(text), _MOST):
            start = anchor.start()
            if start < done or (start and text[start - 1].isalnum()):
                continue
            draft = self._draft(text, start, context)
            if draft is None or _COMPOUND.match(text, draft.end):
                continue
            done = draft.end
            for citation in settle(draft, text, self.vocabulary).citations[:1]:
                same = (citation.guideline, citation.section_ids, citation.pages)
                found.setdefault(same, replace(citation, by=by, place=place))
        return list(found.values())

    def _draft(self, text: str, start: int, context: Sequence[Citation]) -> CitationDraft | None:
        stop = _SENTENCE_END.search(text, start, start + _WINDOW)
        limit = stop.start() if stop else min(start + _WINDOW, len(text))
        begun = self.names.opening(text[start : min(limit, start + _LONGEST_NAME)])
        if begun is None:
            return None
        words, hit = begun
        end = words.close(0, hit.end)
        draft = CitationDraft(start, start + end, hit.concept, named=True, free=True)
        if self.vocabulary.scheme[hit.concept].kind in {GuidelineKind.SECTION, GuidelineKind.TABLE}:
            self._label(draft, start, draft.end, hit.concept)
        self._name_on(draft, text, limit, words.run(0, hit.end))
        self._page_before(draft, text)
        said = text[draft.start : draft.end]
        draft.mtus = True if "MTUS" in said and "Non-MTUS" not in said else None
        self._from_context(draft, context)
        return draft

    # --- what follows the name

    def _name_on(self, draft: CitationDraft, text: str, limit: int, name: str) -> None:
        """Take in what goes on naming: a year, a narrower name, sections, tables, pages."""
        for _ in range(8):
            if year := _YEAR.match(text, draft.end, limit):
                draft.year, draft.end = year["year"], year.end()
                draft.head = self._dated(draft.head, name, draft.year)
            elif supplement := _SUPPLEMENT.match(text, draft.end, limit):
                known = self.vocabulary.inside(draft.head or MTUS)[key(f"S{supplement[1]}")]
                draft.end = supplement.end()
                self._label(draft, supplement.start(), draft.end, next(iter(known), None))
            elif self._pages(draft, text, limit):
                continue
            elif further := self._further(draft, text, limit):
                name = further
            elif not self._section(draft, text, limit):
                return

    def _pages(self, draft: CitationDraft, text: str, limit: int) -> bool:
        joint = _PAGE_JOINT.match(text, draft.end, limit)
        mark = MARKER.match(text, joint.end() if joint else draft.end, limit)
        if mark is None or not (mark["list"] or mark["short"]):
            return False
        draft.pages += ranges(mark["list"] or mark["short"])
        draft.end = mark.end()
        return True

    def _further(self, draft: CitationDraft, text: str, limit: int) -> str | None:
        """A narrower name after a wide one: "MTUS Guideline in ACOEM ...", "MTUS - 8 C.C.R. 9792.24.2"."""
        joint = _JOINT.match(text, draft.end, limit)
        begin = joint.end() if joint else draft.end
        if not (text[begin : begin + 1].isupper() or text[begin : begin + 1].isdigit()):
            return None
        begun = self.names.opening(text[begin : min(limit, begin + _LONGEST_NAME)])
        if begun is None or draft.head is None:
            return None
        words, hit = begun
        scheme = self.vocabulary.scheme
        wide, narrow = draft.head, hit.concept
        same = scheme.guideline(wide) == scheme.guideline(narrow)
        if not (MTUS in {wide, narrow} or same or (wide == ACOEM_MTUS and narrow == ACOEM_CURRENT)):
            return None
        if scheme.within(narrow, ODG) or scheme.within(narrow, OTHER):
            return None
        draft.end = begin + words.close(0, hit.end)
        if narrow == MTUS:
            return words.run(0, hit.end)
        if scheme[narrow].kind in {GuidelineKind.SECTION, GuidelineKind.TABLE}:
            self._label(draft, begin, draft.end, narrow)
        else:
            draft.head = narrow
        name = words.run(0, hit.end)
        if draft.year:
            draft.head = self._dated(draft.head, name, draft.year)
        return name

    def _dated(self, head: str | None, name: str, year: str) -> str | None:
        """The edition of that year: by its name, or among those that replaced `head`."""
        if dated := self.names[name + year]:
            return dated[0]
        later = head
        while later is not None and later in self.vocabulary.scheme:
            if year in self.vocabulary.scheme[later].label:
                return later
            later = self.vocabulary.scheme.successor(later)
        return head

    def _section(self, draft: CitationDraft, text: str, limit: int) -> bool:
        """A section, chapter or table of the guideline at hand, joined by a comma, a bracket or "for"."""
        if draft.head in {None, MTUS}:
            return False
        joint = _LABEL_JOINT.match(text, draft.end, limit) or _BLANK.match(text, draft.end, limit)
        if joint is None or not text[joint.end() : joint.end() + 1].isupper():
            return False
        begin = joint.end()
        for scope in self._scopes(draft):
            begun = scope.opening(text[begin : min(limit, begin + _LONGEST_NAME)])
            if begun is None:
                continue
            words, hit = begun
            if len(hit.concepts) > 1 or hit.length < _SHORTEST_LABEL:
                continue
            kind = self.vocabulary.scheme[hit.concept].kind
            part_of_book = kind in {GuidelineKind.CHAPTER, GuidelineKind.EDITION, GuidelineKind.TABLE}
            bare = joint.re is _BLANK or (hit.end == 1 and joint[0].strip() == ",")
            if bare and not part_of_book:
                continue
            draft.end = begin + words.close(0, hit.end)
            if kind in {GuidelineKind.CHAPTER, GuidelineKind.EDITION}:
                draft.labels.clear()
                draft.head = hit.concept
            self._label(draft, begin, draft.end, hit.concept)
            return True
        return False

    def _scopes(self, draft: CitationDraft) -> tuple[GuidelineNameIndex, ...]:
        head = draft.head or MTUS
        if head == ODG:
            return (self.vocabulary.odg_chapters,)
        guideline = self.vocabulary.scheme.guideline(head)
        if guideline != head:
            return self.vocabulary.inside(head), self.vocabulary.inside(guideline)
        return (self.vocabulary.inside(head),)

    def _label(self, draft: CitationDraft, start: int, end: int, concept: str | None) -> None:
        """Add a section; it takes the place of the chapter named before it."""
        if concept is not None:
            chapter = draft.labels[-1].concept if draft.labels else None
            if chapter and self.vocabulary.scheme.within(concept, chapter):
                draft.labels.pop()
            draft.labels.append(Label(start, end, concept))

    # --- what stands before it, and what the fields say

    def _page_before(self, draft: CitationDraft, text: str) -> None:
        before = _PAGE_BEFORE.search(text, max(0, draft.start - _BEFORE), draft.start)
        if before:
            draft.pages = [*ranges(before["list"]), *draft.pages]
            draft.start = before.start()

    def _from_context(self, draft: CitationDraft, context: Sequence[Citation]) -> None:
        """Give a wide name the guideline that the fields name: "the MTUS", "ACOEM Guidelines", an undated edition."""
        if draft.labels or draft.head is None:
            return
        scheme = self.vocabulary.scheme
        cited = [citation for citation in context if citation.section_ids and citation.mtus is not False]
        own = [citation for citation in cited if citation.by is Side.REVIEWER]
        chapters = {scheme.chapter(section) for citation in own or cited for section in citation.section_ids}
        if draft.head == MTUS:
            fitting = chapters
        elif draft.head == ACOEM_MTUS and not draft.pages and not draft.year:
            fitting = {chapter for chapter in chapters if scheme.within(chapter, ACOEM_MTUS)}
        elif draft.year is None and scheme[draft.head].kind is GuidelineKind.EDITION:
            fitting = {c for c in chapters if scheme[c].replaces == draft.head}
        else:
            return
        if draft.year:
            fitting = {c for c in fitting if draft.year in scheme[c].label}
        if len(fitting) == 1:
            draft.head, draft.named = fitting.pop(), False


def _start(name: str) -> str:
    """Pattern of how a name begins: its first two words, or its only one, the blank between them being loose."""
    words = re.findall(r"[\w.]+", name)
    return r"\W{1,3}".join(map(re.escape, words[:2]))
