"""What stands after the name of the Official Disability Guidelines: a chapter and its entries, in any order.

"Low Back - Lumbar & Thoracic (Acute & Chronic), Facet joint ...", "Knee/ Transportation", "physical therapy, elbow
chapter", "MRI shoulder", "Gym Memberships". The chapter is looked for anywhere, then the entries inside it.
"""

from __future__ import annotations

import re

from kg.link.citations.citation_words import Words
from kg.link.citations.drafts import CitationDraft, Label
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.name_index import GuidelineNameHit, GuidelineNameIndex

__all__ = ["OdgReader"]

_NOISE = re.compile(
    r"""
    # "(Acute & Chronic)", "(updated 11/3/16)"
    \((?:[^()]*\b)?(?:acute|chronic|updated?|on-?\s?line|web|internet|version|revised|edition)\b[^()]*\)
    | \b(?:last\s)?updated?\s(?:on\s)?[\d/.\-]+                  # "updated 11/23/16"
    | \b\d{1,2}[/\-]\d{1,2}[/\-]\d{2,4}\b                        # "12/20/2016"
    | \b\d{1,2}\s?(?:st|nd|rd|th)\s(?:annual\s)?edition\b       # "14th Edition", "21th Annual Edition"
    | \((?:19|20)\d\d\) | \b(?:19|20)\d\d\b                    # "(2016)", "2016"
    | \b(?:on-?line|web|internet|current)\s(?:version|edition)\b # "Online Version"
    | \bwork\sloss\sdata\sinstitute\b                            # the publisher
    | \bprocedures?\ssummary\b                                   # "Elbow Procedure Summary"
    | \btreatment\sin\sworkers.{0,2}\scomp\w* | \bTWC\b          # "Treatment in Workers' Comp"
    | \bintegrated\streatment(?:/disability\sduration)?(?:\sguidelines)?   # "Integrated Treatment/Disability Duration"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Editions, dates and the publisher, which stand anywhere between chapter and entry."""

_CHAPTER_WORDS = frozenset(("chapter", "section", "chap", "ch"))
_TAIL_WORDS = frozenset(("guideline", "topic", "subheading"))
_SEPARATOR = re.compile(r"[,;:/()\-–.]")
_EDITION_TAIL = r"(?:\s*\([^()]{0,40}\b(?:acute|chronic|updated?|on-?\s?line|web|version)\b[^()]{0,40}\))?"
_LABEL_TAIL = re.compile(rf"{_EDITION_TAIL}(?:\s*(?:chapter|section)\b)?{_EDITION_TAIL}", re.IGNORECASE)
_MIN_WORD = 6
_SEEN = "letters"
"""Source of the table's rows that letters were seen to cite; the others are known to exist."""


class OdgReader:
    """Reads one stretch of text that belongs to ODG into labels of a draft."""

    def __init__(self, text: str, offset: int, vocabulary: GuidelineNames) -> None:
        self.text = text
        self.offset = offset
        self.vocabulary = vocabulary
        self.words = Words(_NOISE.sub(lambda noise: " " * len(noise[0]), text))
        self.parts: list[tuple[str, list[Label], Label]] = []
        self.unknown: list[Label] = []

    def read(self, draft: CitationDraft) -> bool:
        """Add what the text names to `draft`; whether a chapter or an entry was found."""
        self._scan()
        labels = (
            self._labels() if self.parts else self._without_chapter(draft) if draft.head == self.vocabulary.odg else []
        )
        for label in sorted((*labels, *self.unknown), key=lambda label: label.start):
            draft.labels.append(label)
            draft.end = max(draft.end, label.end)
        return bool(labels)

    def _scan(self) -> None:
        index = lost = first = 0
        words = self.words
        while index < len(words):
            chapter = self._chapter(index)
            entry = self._entry(index, self.parts[-1][0]) if self.parts else None
            if entry and (chapter is None or entry.length >= chapter.length):
                self._flush(lost, index)
                self.parts[-1][1].append(self._label(index, entry))
                index = lost = entry.end
            elif chapter:
                if self.parts:
                    self._flush(lost, index)
                else:
                    first = index
                self.parts.append((chapter.concept, [], self._label(index, chapter)))
                index = lost = chapter.end
            else:
                index += 1
                if self.parts and (index == len(words) or _SEPARATOR.search(words.gap(index))):
                    self._flush(lost, index)
                    lost = index
        if first:
            self._before(first)

    def _chapter(self, index: int) -> GuidelineNameHit | None:
        """A chapter at word `index`: it begins a phrase, stands before "chapter" or, the first one, ends a phrase."""
        hit = self.vocabulary.odg_chapters.longest(self.words, index)
        if hit is None:
            return None
        words = self.words
        opens = index == 0 or bool(_SEPARATOR.search(words.gap(index))) or words.forms[index - 1] in _CHAPTER_WORDS
        named = hit.end < len(words) and words.forms[hit.end] in _CHAPTER_WORDS
        ends = hit.end == len(words) or bool(_SEPARATOR.search(words.gap(hit.end)))
        return hit if opens or named or (ends and not self.parts) else None

    def _entry(self, index: int, chapter: str) -> GuidelineNameHit | None:
        hit = self._scope(chapter).longest(self.words, index)
        if hit and hit.end < len(self.words) and self.words.forms[hit.end] in _TAIL_WORDS:
            form = self.words.forms[hit.end]
            return GuidelineNameHit(hit.end + 1, hit.concepts, hit.length + len(form))
        return hit

    def _scope(self, chapter: str) -> GuidelineNameIndex:
        return self.vocabulary.inside(chapter)

    def _label(self, index: int, hit: GuidelineNameHit) -> Label:
        start, end = self.words.starts[index], self.words.close(index, hit.end)
        if hit.concept in self.vocabulary.scheme.children(self.vocabulary.odg):
            tail = _LABEL_TAIL.match(self.text, end)
            end = tail.end() if tail else end
        return Label(self.offset + start, self.offset + end, hit.concept)

    def _flush(self, first: int, last: int) -> None:
        """Keep the words that were no name, as written, unless they only say "chapter" or join two names."""
        words = self.words
        skip = _CHAPTER_WORDS | _TAIL_WORDS | {"and", "the", "s", "odg", "for", "of"}
        while first < last and words.forms[first] in skip:
            first += 1
        while last > first and words.forms[last - 1] in skip:
            last -= 1
        if first >= last:
            return
        label = Label(self.offset + words.starts[first], self.offset + words.close(first, last), None, exact=False)
        if self.parts:
            concepts = self._scope(self.parts[-1][0]).misspelt(words.run(first, last))
            if len(concepts) == 1 and label.end - label.start >= _MIN_WORD:
                label.concept = concepts[0]
                self.parts[-1][1].append(label)
                return
        self.unknown.append(label)

    def _before(self, stop: int) -> None:
        """Entries that stand before the first chapter ("physical therapy, elbow chapter")."""
        index = lost = 0
        while index < stop:
            hit = self._scope(self.parts[0][0]).longest(self.words, index)
            if hit and hit.end <= stop:
                self._flush(lost, index)
                self.parts[0][1].append(self._label(index, hit))
                index = lost = hit.end
            else:
                index += 1
        self._flush(lost, stop)

    def _labels(self) -> list[Label]:
        """Chapters without entries and entries; "X chapter, Y chapter, physical therapy" means the entry in both."""
        labels: list[Label] = []
        for at in range(len(self.parts) - 2, -1, -1):
            chapter, entries, label = self.parts[at]
            following = self.parts[at + 1]
            if entries or chapter == following[0] or not following[1] or not following[2].start - label.end < 8:
                continue
            shared = [self._same_entry(chapter, entry) for entry in following[1]]
            entries += [entry for entry in shared if entry]
        narrowed = {chapter for chapter, entries, _ in self.parts if entries}
        for chapter, entries, label in self.parts:
            if chapter in narrowed:
                label.concept, label.understood = None, True
            labels += [label, *entries]
        return labels

    def _same_entry(self, chapter: str, entry: Label) -> Label | None:
        words = Words(self.text[entry.start - self.offset : entry.end - self.offset])
        hit = self._scope(chapter).longest(words, 0) if len(words) else None
        return Label(entry.start, entry.end, hit.concept) if hit and hit.end == len(words) else None

    def _without_chapter(self, draft: CitationDraft) -> list[Label]:
        """Entries alone: taken if one chapter has the name, prints it so, or was seen to; candidates otherwise."""
        labels: list[Label] = []
        candidates: list[str] = []
        index = lost = 0
        while index < len(self.words):
            hit = self.vocabulary.odg_entries.longest(self.words, index)
            if hit is None:
                index += 1
                continue
            self._flush(lost, index)
            label = self._label(index, hit)
            chosen = self._printed_so(self.text[label.start - self.offset : label.end - self.offset], hit)
            if len(chosen) == 1:
                labels.append(Label(label.start, label.end, chosen[0], exact=False))
            else:
                candidates += hit.concepts
                self.unknown.append(Label(label.start, label.end, understood=True))
            index = lost = hit.end
        self._flush(lost, len(self.words))
        draft.candidates = tuple(dict.fromkeys(candidates))
        return labels

    def _printed_so(self, said: str, hit: GuidelineNameHit) -> tuple[str, ...]:
        if len(hit.concepts) == 1:
            return hit.concepts
        scheme = self.vocabulary.scheme
        printed = [c for c in hit.concepts if said.casefold() in {name.casefold() for name, _ in scheme[c].names()}]
        if len(printed) != 1:
            seen = [c for c in printed or hit.concepts if scheme[c].source == _SEEN]
            return tuple(seen) if len(seen) == 1 else tuple(printed)
        return tuple(printed)
