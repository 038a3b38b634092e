"""The half of a field that the State's form made from pick lists: guidelines with their sections and pages.

``MTUS <chapter> <year>[, Section(s): <labels>][, and <chapter> <year> ...]`` since 2015, and before it
``MTUS <guideline> [<labels>] [Page(s): <pages>][,<guideline> ...]``. Names hold commas, so nothing is split at commas:
at each word the longest name of the guideline at hand, or the longest name that opens a new one, is taken.
"""

from __future__ import annotations

import re

from kg.link.citations.book_chapters import CHAPTER, SECOND_EDITION, chapter_of_number, edition_of_book
from kg.link.citations.citation_words import Words, key
from kg.link.citations.drafts import CitationDraft, Label
from kg.link.citations.edition_dates import date_after
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.name_index import GuidelineNameHit, GuidelineNameIndex
from kg.link.citations.pages import MARKER, SUPPLEMENT, is_furniture, ranges
from kg.link.citations.undated import take_year
from kg.schemes.guidelines import GuidelineKind

__all__ = ["ListReader"]

_FILLERS = frozenset(
    (
        "and",
        "the",
        "section",
        "s",
        "guideline",
        "mtus",
        "california",
        "ca",
        "chapter",
        "of",
        "in",
        "see",
        "also",
        "topic",
    )
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BREAK = re.compile(r"[,;:.()\[\]/]")
_SPLIT = re.compile(r"[,;]")
_NUMBERED = re.compile(r"[\d.]+")
_CHAPTERS = frozenset((GuidelineKind.CHAPTER, GuidelineKind.EDITION))
"""What a book's name may be followed by: a chapter, or the revised edition of one."""

_MOST = 64
"""Citations of one field; the longest real field has five."""

_TRIES = 24
"""Misspelt names looked up in one field."""


class ListReader:
    """Reads one list into drafts. `head` is a guideline named before the list, `free` text typed by hand."""

    def __init__(self, text: str, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> None:
        self.words = Words(text)
        self.text = text
        self.offset = offset
        self.vocabulary = vocabulary
        self.mtus = mtus
        self.drafts: list[CitationDraft] = []
        self.free = False
        self._scopes: tuple[GuidelineNameIndex, ...] = ()
        self._tries = _TRIES

    def read(self) -> list[CitationDraft]:
        """All citations of the list."""
        return self._chunks(0)

    def _chunks(self, begin: int) -> list[CitationDraft]:
        """The citations from word `begin` on, between pages."""
        for mark in MARKER.finditer(self.text):
            self._chunk(begin, self.words.at(mark.start()))
            begin = self.words.at(mark.end())
            if self.drafts and not is_furniture(mark, self.vocabulary.scheme, self.drafts[-1].head):
                self.drafts[-1].pages += ranges(mark["list"] or mark["short"] or "")
                self.drafts[-1].end = self.offset + mark.end()
        self._chunk(begin, len(self.words))
        return self.drafts

    def read_inside(self, head: str, begin: int) -> list[CitationDraft]:
        """All citations of a list inside `head`, which its first `begin` characters stand for."""
        if not head:
            return []
        self.start(head, 0, begin)
        return self._chunks(self.words.at(begin))

    def start(
        self, head: str, start: int, end: int, scopes: tuple[GuidelineNameIndex, ...] | None = None
    ) -> CitationDraft:
        """Begin a citation of `head`, named from character `start` to `end` of the list."""
        if self.drafts and self._only_led_up_to(head):
            start = self.drafts.pop().start - self.offset
        draft = CitationDraft(self.offset + start, self.offset + end, head, self.mtus, free=self.free)
        self.drafts.append(draft)
        self._scopes = scopes if scopes is not None else self._within(head)
        return draft

    def _only_led_up_to(self, head: str) -> bool:
        """Whether the last citation is only the book of which `head` is a chapter ("ACOEM Elbow Disorders 2007")."""
        last = self.drafts[-1]
        if last.head is None or last.head == head or last.labels or last.pages or last.year:
            return False
        works = self.vocabulary.acoem
        inside = self.vocabulary.scheme.within
        if last.head in works:  # one publisher: "ACOEM Low Back Disorders 2019"
            return any(inside(head, work) for work in works)
        return inside(head, last.head)

    def _within(self, head: str) -> tuple[GuidelineNameIndex, ...]:
        """Where a label is looked up: inside the part named, then in all of its guideline."""
        vocabulary, scheme = self.vocabulary, self.vocabulary.scheme
        guideline = scheme.guideline(head)
        parent = scheme[guideline].parent
        scopes = [vocabulary.inside(head)]
        if guideline != head:
            scopes.append(vocabulary.inside(guideline))
        elif scheme[head].kind is GuidelineKind.EDITION and parent and scheme[parent].scheme == scheme[head].scheme:
            scopes.append(vocabulary.inside(parent))
        return tuple(scopes)

    def _chunk(self, index: int, stop: int) -> None:
        while index < stop and len(self.drafts) < _MOST:
            index = self._step(index, stop)

    def _step(self, index: int, stop: int) -> int:
        if self.words.forms[index] == "section":
            # "Section(s): 2." must not be read as the supplement "S2"
            return index + 1 + (self.words.forms[index + 1 : index + 2] == ["s"])
        if taken := self._supplement(index, stop) or self._astray(index, stop):
            return taken
        opener, label = self._opener(index, stop), self._label(index, stop)
        if opener and (label is None or opener.length > label.length or opener.concepts == label.concepts):
            return self._open(index, opener, stop)
        if label:
            return self._take(index, label, stop)
        if self.words.forms[index] in _FILLERS or _YEAR.fullmatch(self.words.forms[index]):
            return index + 1
        return self._unknown(index, stop)

    def _supplement(self, index: int, stop: int) -> int:
        """Where a page of a supplement at word `index` ends ("S1-20"), 0 where there is none."""
        said = SUPPLEMENT.match(self.text, self.words.starts[index])
        if said is None or not self.drafts or self.words.at(said.end()) > stop:
            return 0
        start, end = said.start("supplement"), said.end()
        known = {concept for scope in self._scopes for concept in scope[key(f"S{said['number']}")]}
        concept = known.pop() if len(known) == 1 else None
        self.drafts[-1].add(Label(self.offset + start, self.offset + end, concept))
        return self.words.at(end)

    def _astray(self, index: int, stop: int) -> int:
        """Where the number of a chapter ends that ACOEM's book does not have ("chapter 99"), 0 where it does."""
        said = CHAPTER.match(self.text, max(0, self.words.starts[index] - 1))
        draft = self.drafts[-1] if self.drafts else None
        if said is None or draft is None or draft.labels or draft.head not in self.vocabulary.acoem:
            return 0
        if self.words.at(said.end()) > stop or chapter_of_number(self.vocabulary, said["number"]):
            return 0
        draft.astray = True
        draft.add(Label(self.offset + said.start("word"), self.offset + said.end("number"), exact=False))
        return self.words.at(said.end())

    # --- names that open a citation

    def _opener(self, index: int, stop: int) -> GuidelineNameHit | None:
        """A guideline's name at word `index`; the longer of two."""
        words = self.words
        strong = self.vocabulary.openers.longest(words, index)
        bare = self.vocabulary.bare.longest(words, index)
        if bare and (bare.end > stop or not self._stands(index, bare.end, stop)):
            bare = None
        if strong and strong.end > stop:
            strong = None
        if bare and strong:
            return bare if bare.length > strong.length else strong
        return bare or strong

    def _stands(self, index: int, end: int, stop: int) -> bool:
        """Whether a name that could as well be a section's is a guideline's: it opens the list, or a year follows."""
        if self._date_at(end, stop):
            return True
        again = self.vocabulary.bare.longest(self.words, end)
        if again and again.end <= stop and self.words.run(index, end) == self.words.run(end, again.end):
            end = again.end  # said twice in a row
        first = not self.drafts and all(form in _FILLERS for form in self.words.forms[: min(index, 4)])
        return first and self._closes(end, stop)

    def _date_at(self, index: int, stop: int) -> re.Match[str] | None:
        """The date at word `index`, if it belongs to the name before it."""
        if index >= stop or ";" in self.words.gap(index):
            return None
        dated = date_after(self.text, self.words.ends[index - 1])
        return dated if dated and self.words.at(dated.end()) <= stop else None

    def _open(self, index: int, hit: GuidelineNameHit, stop: int) -> int:
        words = self.words
        head, end = hit.concept, hit.end
        printed = _YEAR.findall(self.text[words.starts[index] : words.ends[end - 1]])
        year = printed[-1] if printed else None
        dated = None if year else self._date_at(end, stop)
        if dated:
            year, end = dated["year"], words.at(dated.end())
        last = words.ends[end - 1]
        draft = self.start(head, words.starts[index], max(last, dated.end()) if dated else last)
        if year:
            take_year(draft, year, self.vocabulary.scheme)
            self._scopes = self._within(draft.head or head)
        end = self._second_edition(end, stop, year)
        if head in {self.vocabulary.acoem_2004, self.vocabulary.acoem_current} and self.mtus is not True:
            self._scopes = self._acoem(head, index)
        return end

    def _second_edition(self, end: int, stop: int, year: str | None) -> int:
        """Take in "2nd edition (2004)" after a name of ACOEM's book; where it ends."""
        draft, words = self.drafts[-1], self.words
        said = SECOND_EDITION.match(self.text, words.ends[end - 1])
        if said is None or words.at(said.end()) > stop or draft.head is None:
            return end
        if edition_of_book(self.vocabulary, draft.head) != self.vocabulary.acoem_2004:
            return end
        draft.end = self.offset + said.end()
        if said["year"] and not year:
            draft.year, draft.year_named = said["year"], True
        return words.at(said.end())

    def _acoem(self, head: str, index: int) -> tuple[GuidelineNameIndex, ...]:
        """Outside the MTUS "ACOEM" alone may be any edition: the chapter's name decides."""
        named = self.text[self.words.starts[index] : self.words.starts[index] + 200].lower()
        names = self.vocabulary
        if head == names.acoem_current or re.search(r"\b(?:3rd|third)\b|\bv\.? ?3\b", named):
            if self.drafts[-1].head == names.acoem_2004:
                self.drafts[-1].head = names.acoem_current
            return (names.inside(names.acoem_current),)
        if re.search(r"\b(?:2nd|second|2004)\b", named):
            return (names.inside(names.acoem_2004),)
        return (names.inside(names.acoem_2004, names.acoem_current),)

    # --- sections

    def _label(self, index: int, stop: int) -> GuidelineNameHit | None:
        """The longest section's name at word `index`, if it ends where a name can end."""
        for scope in self._scopes:
            hit = scope.longest(self.words, index)
            if hit is None or hit.end > stop or len(hit.concepts) > 1:
                continue
            if _NUMBERED.fullmatch(self.words.run(index, hit.end)) or self._closes(hit.end, stop):
                return hit
        return None

    def _closes(self, index: int, stop: int) -> bool:
        return index >= stop or _BREAK.search(self.words.gap(index)) is not None or self.words.forms[index] in _FILLERS

    def _take(self, index: int, hit: GuidelineNameHit, stop: int, *, exact: bool = True) -> int:
        words, scheme = self.words, self.vocabulary.scheme
        end = hit.end
        if _NUMBERED.fullmatch(words.forms[index]) and self._label_number(index):
            end = self._numbered_end(end, stop)
        label = Label(self.offset + words.starts[index], self.offset + words.close(index, end), hit.concept, exact)
        draft = self.drafts[-1]
        if scheme[hit.concept].kind in _CHAPTERS and self._opens_chapter(draft, hit.concept):
            if draft.labels or draft.pages:
                draft = self.start(hit.concept, words.starts[index], words.ends[end - 1])
                draft.year = self.drafts[-2].year
            draft.head = hit.concept
            self._scopes = (*self._within(hit.concept), *self._scopes)
        draft.add(label)
        return end

    def _opens_chapter(self, draft: CitationDraft, chapter: str) -> bool:
        """Whether a chapter's name is a citation of its own: after the book's name, or after another chapter."""
        head = self.vocabulary.scheme[draft.head] if draft.head else None
        return head is not None and head.id != chapter and head.kind in _CHAPTERS

    def _numbered_end(self, index: int, stop: int) -> int:
        """End of a label like "3.3.9 Opioids for ...": before the next number or the next guideline."""
        for at in range(index, stop):
            follows_comma = "," in self.words.gap(at)
            numbered = follows_comma and _NUMBERED.match(self.words.forms[at]) and self._label_number(at)
            joined = follows_comma or self.words.forms[at - 1] == "and"
            if numbered or (at > index and joined and self.vocabulary.openers.longest(self.words, at)):
                return at - 1 if self.words.forms[at - 1] == "and" else at
        return stop

    def _label_number(self, index: int) -> bool:
        form = self.words.forms[index]
        return any(scope[form] for scope in self._scopes)

    # --- what the table does not have

    def _unknown(self, index: int, stop: int) -> int:
        """Words that are no name as they stand: a misspelt one, one with words around it, or a label of its own."""
        if opened := self._misspelt_opener(index, stop):
            return opened
        end = self._atom_end(index, stop)
        words = self.words
        start, last = self.offset + words.starts[index], self.offset + words.ends[end - 1]
        if not self.drafts:
            self.drafts.append(CitationDraft(start, last, None, self.mtus, free=self.free))
            self.drafts[-1].labels.append(Label(start, last))
            return end
        if hit := self._misspelt(index, end):
            return self._take(index, hit, stop, exact=False)
        if self._unknown_title(index, end):
            self.drafts.append(CitationDraft(start, last, None, self.mtus, free=self.free))
            self.drafts[-1].labels.append(Label(start, last))
            self._scopes = ()
            return end
        if self._lengthen(end):
            return end
        inner = self._contained(index, end)
        if inner and self.free:
            return self._take(inner[0], inner[1], stop, exact=False)
        concept = inner[1].concept if inner else None
        self.drafts[-1].add(Label(start, last, concept, exact=False))
        return end

    def _unknown_title(self, index: int, end: int) -> bool:
        """Whether words are the title of a guideline that the table lacks: ", and Burn Disorders 2024"."""
        words = self.words
        joined = index > 1 and words.forms[index - 1] == "and" and "," in words.gap(index - 1)
        return joined and end - index > 1 and _YEAR.fullmatch(words.forms[end - 1]) is not None

    def _atom_end(self, index: int, stop: int) -> int:
        """End of the words up to the next comma outside brackets, or up to the next guideline."""
        depth = 0
        for at in range(index + 1, stop):
            gap = self.words.gap(at)
            depth += gap.count("(") - gap.count(")")
            if depth <= 0 and _SPLIT.search(gap):
                return at
            if depth <= 0 and self.vocabulary.openers.longest(self.words, at):
                return at
        return stop

    def _misspelt(self, index: int, end: int) -> GuidelineNameHit | None:
        form = self.words.run(index, end)
        for scope in self._scopes:
            if self._tries > 0 and len(form) >= 6:
                self._tries -= 1
                if len(concepts := scope.misspelt(form)) == 1:
                    return GuidelineNameHit(end, concepts, len(form))
        return None

    def _lengthen(self, end: int) -> bool:
        """Whether the last label and these words together are a misspelt name ("NSAIDs, GI symptms ...")."""
        draft = self.drafts[-1]
        if not draft.labels:
            return False
        last = draft.labels[-1]
        hit = self._misspelt(self.words.at(last.start - self.offset), end)
        if hit is None:
            return False
        last.concept, last.exact, last.end = hit.concept, False, self.offset + self.words.ends[end - 1]
        draft.end = max(draft.end, last.end)
        return True

    def _contained(self, index: int, end: int) -> tuple[int, GuidelineNameHit] | None:
        """The longest name inside the words, and where it starts."""
        best: tuple[int, GuidelineNameHit] | None = None
        for at in range(index, min(end, index + 24)):
            for scope in self._scopes:
                hit = scope.longest(self.words, at)
                if hit and hit.end <= end and len(hit.concepts) == 1 and (best is None or hit.length > best[1].length):
                    best = (at, hit)
        return best if best and best[1].length >= 4 else None

    def _misspelt_opener(self, index: int, stop: int) -> int | None:
        """Where a misspelt guideline's name with its year ends."""
        words = self.words
        for at in range(index + 1, min(stop, index + 14)):
            if not _YEAR.fullmatch(words.forms[at]):
                continue
            if self._tries <= 0:
                return None
            self._tries -= 1
            concepts = self.vocabulary.openers.misspelt(words.run(index, at + 1))
            if len(concepts) != 1:
                return None
            end = self._open(index, GuidelineNameHit(at + 1, concepts, 0), stop)
            self.drafts[-1].exact = False
            return end
        return None
