"""What goes on naming a guideline in prose, after its first name and before it.

"MTUS Guideline in ACOEM Chapter 12, Table 12-8, page 309" is one citation: each step takes in one more name, section,
date or page, until none fits.
"""

from __future__ import annotations

import re

from kg.link.citations.book_chapters import take_chapter, take_chapter_before, take_edition
from kg.link.citations.citation_words import key
from kg.link.citations.drafts import CitationDraft, Label
from kg.link.citations.edition_dates import date_after
from kg.link.citations.editions import edition_of_year, line, named_years
from kg.link.citations.form_sentences import REGULATION
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.name_index import GuidelineNameHit, GuidelineNameIndex
from kg.link.citations.pages import MARKER, PAGE_JOINT, PAGE_LIST, SUPPLEMENT, is_furniture, of_length, ranges
from kg.link.citations.undated import take_year
from kg.schemes.guidelines import GuidelineKind

__all__ = ["Naming"]

_LONGEST_NAME = 110
"""Characters in which a name must end."""

_JOINT = re.compile(
    r"""
    (?:
      [\s,:(/\-–§]                                  # "MTUS/ACOEM", "MTUS - 8 C.C.R."
      | C\.\s?C\.\s?R\.                             # "8 C.C.R. 9792.24.2"
      | '?s\b                                       # "the MTUS's ACOEM guidelines"
      | \b(?:guidelines?|in|the|at|on|under|see|8|title|CCR|sections?|specifically|entitled)\b
    ){0,12}
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What joins a name to a narrower one."""

_LABEL_JOINT = re.compile(
    r"""
    \s?(?:guidelines?)?\s?
    (?:
      [,:(\[\"“/\-–]{1,3}\s?                        # "..., Epidural steroid injections", '("Tapering opioids"'
      | (?:for|regarding|on|under)\s                # "Guidelines for Chiropractic"
    )
    (?:(?:the\s)?(?:use\sof\s|section\son\s))?[\"“(]?   # "for the use of Opioids"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What joins a name to one of its sections."""

_TOPIC_JOINT = re.compile(
    r"""
    (?:'?s\b)?                                      # "ODG's low back chapter"
    (?:\s?(?:treatment\s)?guidelines?\b)?           # "ACOEM Guidelines, Low Back Disorders"
    [\s,:(/\-–\"“]{1,4}
    (?:(?:on|for|regarding|in|under|chapter|section):?\s(?:on\s)?)?(?:the\s)?   # "ACOEM chapter on the knee"
    [\"“(]?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What joins "ACOEM", "MTUS" or "ODG" to a chapter by its topic."""

_ODG_NOISE = re.compile(
    r"""
    (?:
      [\s,(\-]{1,3}
      (?:
        treatment\s(?:index|in|for)(?:\sworkers'?s?\scomp(?:ensation)?)?   # "ODG Treatment in Workers Comp"
        | (?:on-?line|web|internet)(?:[\s-]based)?\s(?:edition|version)    # "Online Version"
        | \d{1,2}(?:st|nd|rd|th)\s(?:annual\s)?edition                    # "14th Edition"
        | TWC | (?:19|20)\d\d | \(?updated?\s[\d/]{4,10}
      )\)?
    ){0,4}
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The publisher's words between ODG's name and a chapter."""

_TOPIC_TAIL = re.compile(
    r"""
    (?:\s?\((?:acute|updated?|chronic|online|web|version)\b[^()]{0,40}\))?   # "(Acute & Chronic)", "(updated 11/3/16)"
    [\"”]?
    (?:\s(?:disorders?|complaints?|conditions?|injur(?:y|ies)))?             # "ACOEM knee complaints chapter"
    (?:\s?\))?                                                             # "ACOEM (low back complaints) guidelines"
    (?P<said>\s(?:medical\s)?(?:treatment\s)?(?:guidelines?|chapters?|sections?|recommendations?)\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words after a topic that say that it is a chapter: "low back chapter", "knee guidelines"."""

_CLOSED = re.compile(r"[\"”]?\s?(?:[,;:.)\]\"”]|$|\s?\(|\s?-\s|\s(?:page|pg|p\.)|\s(?:19|20)\d\d\b)", re.IGNORECASE)
"""After a capitalised topic: "ACOEM Low Back Disorders, ...", not "ODG Pain patients"."""

_TOPIC_BEFORE = re.compile(
    r"""
    \b(?P<topic>[A-Za-z][A-Za-z&/,\- ]{2,50}?)
    \s(?:chapter|section|guidelines?|portion)(?:\s\(?(?P<year>(?:19|20)\d\d)\)?)?
    \s(?:of|in|from|within|under)\s(?:the\s)?(?:(?:current|California|CA)\s){0,2}$   # "the low back chapter of the ODG"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_YEAR_BEFORE = re.compile(
    r"\b(?:the|per|under|with)\s(?P<year>(?:19|20)\d\d)\s(?:(?:California|CA)\s)?$", re.IGNORECASE
)
"""The year before the name: "the 2009 MTUS Chronic Pain Guidelines"; not "In 2009 MTUS guidelines were new"."""

_PAGE_BEFORE = re.compile(
    rf"\b(?:pages?|pgs?\.?|pp?\.)\s?(?P<list>{PAGE_LIST.pattern})"
    r"\s(?:of|in|from|per)\s(?:the\s)?(?:(?:current|California|CA)\s){0,2}$",
    re.IGNORECASE,
)
"""Pages before the name: "on page 80 of the MTUS ..."."""

_BEFORE = 80
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINED = re.compile(r"\b(?:on|for|regarding)\s", re.IGNORECASE)
_TITLE_WORDS = frozenset(
    ("disorder", "complaint", "condition", "disease", "injury", "treatment", "documentation", "management", "groin")
)
"""Last words of a guideline's title, in the form in which names are compared."""
_BLANK = re.compile(r"\s")
_BEFORE_YEAR = re.compile(
    r"""
    (?:\s(?:medical\s)?(?:treatment\s)?(?:guidelines?|chapters?|sections?)\b)?   # "Low Back Complaints chapter (2004)"
    (?:,?\s(?:of|from)(?:\sthe\syear)?(?=\s))?                                 # "chapter of 2004"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words between a name and the year of its edition."""

_ONWARD = re.compile(r"\s?(?:to|through|until|till|on|onwards?|forward|and\s(?:19|20))\b|\s?[-–]\s?\d", re.IGNORECASE)
"""After a year that begins a span of time: "guidelines from 2016 on"."""

_OF_ANOTHER = re.compile(r"\s(?:of|in|from)\s(?:the\s|[A-Z])")
"""After pages: they belong to what follows ("... and page 80 of the ACOEM Guidelines")."""

_SHORTEST_LABEL = 4
_STEPS = 10
_PART_OF_BOOK = {GuidelineKind.CHAPTER, GuidelineKind.EDITION, GuidelineKind.TABLE}


class Naming:
    """Takes in what goes on naming. `telling` are names that mean a source wherever they stand."""

    def __init__(self, names: GuidelineNames, telling: GuidelineNameIndex) -> None:
        self.names = names
        self.telling = telling
        self.scheme = names.scheme

    def follow(self, draft: CitationDraft, text: str, limit: int) -> None:
        """Take in what follows the name, up to character `limit`."""
        for _ in range(_STEPS):
            if not (
                self._date(draft, text, limit)
                or self._worded_date(draft, text, limit)
                or take_edition(draft, text, limit, self.names)
                or take_chapter(draft, text, limit, self.names)
                or self._supplement(draft, text, limit)
                or self._regulation(draft, text, limit)
                or self._pages(draft, text, limit)
                or self._further(draft, text, limit)
                or self._topic(draft, text, limit)
                or self._section(draft, text, limit)
            ):
                return

    # --- dates and pages

    def _date(self, draft: CitationDraft, text: str, limit: int) -> bool:
        dated = None if draft.year else date_after(text, draft.end, limit)
        if dated is None:
            return False
        name = key(text[draft.start : draft.end])
        draft.end = dated.end()
        if found := self.telling[name + dated["year"]]:
            draft.head, draft.year, draft.year_named = found[0], dated["year"], True
        else:
            take_year(draft, dated["year"], self.scheme)
        return True

    def _worded_date(self, draft: CitationDraft, text: str, limit: int) -> bool:
        """A year joined by words, "chapter of 2004", if it is one of an edition's names."""
        joint = None if draft.year or draft.head is None else _BEFORE_YEAR.match(text, draft.end, limit)
        dated = date_after(text, joint.end(), limit) if joint and joint.end() > draft.end else None
        if dated is None or _ONWARD.match(text, dated.end()) or not self.named_by(draft.head, dated["year"]):
            return False
        draft.end = dated.end()
        take_year(draft, dated["year"], self.scheme)
        draft.year_named = True
        return True

    def named_by(self, concept: str | None, year: str) -> bool:
        """Whether a year is one of the names of the concept's book, or of an edition of its rule."""
        if concept is None or concept not in self.scheme:
            return False
        editions = line(self.scheme, concept)
        return edition_of_year(self.scheme, editions, year)[1] or year in named_years(self.scheme, concept)

    def _supplement(self, draft: CitationDraft, text: str, limit: int) -> bool:
        supplement = SUPPLEMENT.match(text, draft.end, limit)
        if supplement is None:
            return False
        known = self.names.inside(draft.head or self.names.schedule)[key(f"S{supplement['number']}")]
        draft.end = supplement.end()
        self.label(draft, supplement.start("supplement"), draft.end, next(iter(known), None))
        return True

    def _pages(self, draft: CitationDraft, text: str, limit: int) -> bool:
        joint = PAGE_JOINT.match(text, draft.end, limit)
        mark = MARKER.match(text, joint.end() if joint else draft.end, limit)
        if mark is None or not (mark["list"] or mark["short"]) or is_furniture(mark, self.scheme, draft.head):
            return False
        if _OF_ANOTHER.match(text, mark.end()):
            return False
        draft.pages += ranges(mark["list"] or mark["short"])
        draft.end = mark.end()
        if draft.head == self.names.schedule and (work := of_length(mark, self.scheme, draft.head)):
            draft.head = work
            if draft.year:
                take_year(draft, draft.year, self.scheme)
        return True

    def _regulation(self, draft: CitationDraft, text: str, limit: int) -> bool:
        """The sections of the regulation that hold the schedule, which name nothing narrower."""
        said = REGULATION.match(text, draft.end, limit)
        if said is None or draft.head is None or not self.scheme.within(draft.head, self.names.schedule):
            return False
        draft.end = said.end()
        return True

    # --- narrower names

    def _further(self, draft: CitationDraft, text: str, limit: int) -> bool:
        """A narrower name after a wide one: "MTUS Guideline in ACOEM ...", "MTUS - 8 C.C.R. 9792.24.2"."""
        joint = _JOINT.match(text, draft.end, limit)
        begin = joint.end() if joint else draft.end
        if draft.head is None or not (text[begin : begin + 1].isupper() or text[begin : begin + 1].isdigit()):
            return False
        begun = self.telling.opening(text[begin : min(limit, begin + _LONGEST_NAME)])
        if begun is None or not self._narrows(draft.head, begun[1].concept):
            return False
        words, hit = begun
        draft.end = begin + words.close(0, hit.end)
        if hit.concept == self.names.schedule:
            return True
        if self.scheme[hit.concept].kind in {GuidelineKind.SECTION, GuidelineKind.TABLE}:
            self.label(draft, begin, draft.end, hit.concept)
        else:
            draft.head = hit.concept
            if draft.year:
                take_year(draft, draft.year, self.scheme)
        return True

    def _narrows(self, wide: str, narrow: str) -> bool:
        names, scheme = self.names, self.scheme
        if scheme.within(narrow, names.odg) or scheme.within(narrow, names.other):
            return False
        same = scheme.guideline(wide) == scheme.guideline(narrow)
        return names.schedule in {wide, narrow} or same or (wide == names.acoem_2004 and narrow == names.acoem_current)

    def _topic(self, draft: CitationDraft, text: str, limit: int) -> bool:
        """A chapter by its topic: "ACOEM low back guideline", "MTUS/ACOEM Low Back Disorders", "ODG's pain chapter"."""
        index = self._topics(draft.head)
        noise = _ODG_NOISE.match(text, draft.end, limit) if draft.head == self.names.odg else None
        joint = _TOPIC_JOINT.match(text, noise.end() if noise else draft.end, limit) if index else None
        if index is None or joint is None:
            return False
        begin = joint.end()
        begun = index.opening(text[begin : min(limit, begin + _LONGEST_NAME)])
        if begun is None:
            return False
        words, hit = begun
        end = begin + words.close(0, hit.end)
        tail = _TOPIC_TAIL.match(text, end, limit)
        said = tail is not None and tail["said"] is not None
        if not said and not self._names_topic(draft, text[begin:end], words.forms[hit.end - 1], joint[0]):
            capital = text[begin].isupper() and (hit.end > 1 or draft.head == self.names.odg)
            if not capital or not _CLOSED.match(text, tail.end() if tail else end, limit):
                return False
        self._take_topic(draft, hit, text[draft.start : begin])
        draft.end = tail.end() if tail and (said or tail.end() > end) else end
        return True

    def _names_topic(self, draft: CitationDraft, said: str, last: str, joint: str) -> bool:
        """Whether a topic is named by its words alone, whatever follows: "Knee Disorders", "Knee Disorders (2019)".

        In small letters it needs a word that joins it: "guidelines on chronic pain", "for low back disorders".
        """
        if draft.head == self.names.odg or " " not in said:
            return False
        title = last in _TITLE_WORDS or _YEAR.fullmatch(last) is not None
        joined = _JOINED.search(joint) is not None and (title or said == "chronic pain")
        return last == "guideline" or (title and said[0].isupper()) or joined

    def _topics(self, head: str | None) -> GuidelineNameIndex | None:
        """The topics that may follow a work's name."""
        names = self.names
        if head == names.odg:
            return names.odg_chapters
        if head == names.acoem_current:
            return names.inside(head)
        return names.topics if head in {names.schedule, names.acoem_2004, names.acoem_adopted} else None

    def _take_topic(self, draft: CitationDraft, hit: GuidelineNameHit, before: str) -> None:
        """Make `hit` the draft's head. ACOEM outside the MTUS means its own chapter until the MTUS adopted it."""
        adopted = self.scheme.within(hit.concept, self.names.acoem_adopted)
        draft.own_acoem = adopted and draft.head == self.names.acoem_2004 and "MTUS" not in before
        draft.head = hit.concept
        draft.labels.clear()
        if draft.year:
            take_year(draft, draft.year, self.scheme)

    def _section(self, draft: CitationDraft, text: str, limit: int) -> bool:
        """A section, chapter or table of the guideline at hand, joined by a comma, a bracket or "for"."""
        if draft.head in {None, self.names.schedule}:
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
            kind = self.scheme[hit.concept].kind
            end = begin + words.close(0, hit.end)
            alone = hit.end == 1 and joint[0].strip() == "," and not _CLOSED.match(text, end, limit)
            if (joint.re is _BLANK or alone) and kind not in _PART_OF_BOOK:
                continue
            draft.end = end
            if kind in {GuidelineKind.CHAPTER, GuidelineKind.EDITION}:
                draft.labels.clear()
                draft.head = hit.concept
            self.label(draft, begin, draft.end, hit.concept)
            return True
        return False

    def _scopes(self, draft: CitationDraft) -> tuple[GuidelineNameIndex, ...]:
        head = draft.head or self.names.schedule
        if head == self.names.odg:
            return (self.names.odg_chapters,)
        guideline = self.scheme.guideline(head)
        others = [self.names.inside(edition) for edition in line(self.scheme, head) if edition != head]
        if guideline != head:
            return (self.names.inside(head), self.names.inside(guideline), *others)
        return (self.names.inside(head), *others)

    def label(self, draft: CitationDraft, start: int, end: int, concept: str | None) -> None:
        """Add a section; it takes the place of the chapter named before it."""
        if concept is not None:
            chapter = draft.labels[-1].concept if draft.labels else None
            if chapter and self.scheme.within(concept, chapter):
                draft.labels.pop()
            draft.labels.append(Label(start, end, concept))

    # --- what stands before it

    def precede(self, draft: CitationDraft, text: str) -> None:
        """Take in a topic or pages that stand before the name."""
        if draft.head in {self.names.odg, self.names.schedule, self.names.acoem_2004, self.names.acoem_adopted}:
            self._topic_before(draft, text)
            take_chapter_before(draft, text, max(0, draft.start - _BEFORE), self.names)
        first = max(0, draft.start - _BEFORE)
        if draft.head and not draft.year and (dated := _YEAR_BEFORE.search(text, first, draft.start)):
            self._year_before(draft, dated)
        before = _PAGE_BEFORE.search(text, first, draft.start)
        if before:
            draft.pages = [*ranges(before["list"]), *draft.pages]
            draft.start = before.start()

    def _year_before(self, draft: CitationDraft, dated: re.Match[str]) -> None:
        """Take a year before the name if it is one of an edition's names; any other is a date of the letter's."""
        edition, named = edition_of_year(self.scheme, line(self.scheme, draft.head or ""), dated["year"])
        if edition and named:
            draft.start = dated.start("year")
            take_year(draft, dated["year"], self.scheme)

    def _topic_before(self, draft: CitationDraft, text: str) -> None:
        """A topic before the name: "the low back chapter of the Official Disability Guidelines"."""
        before = _TOPIC_BEFORE.search(text, max(0, draft.start - _BEFORE), draft.start)
        index = self._topics(draft.head)
        closing = index.closing(before["topic"]) if before and index else None
        if before and closing:
            start, hit = closing
            self._take_topic(draft, hit, text[draft.start : draft.end])
            draft.start = before.start("topic") + start
            if not draft.year and self.named_by(draft.head, before["year"] or ""):
                take_year(draft, before["year"], self.scheme)
