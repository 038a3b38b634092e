"""What stands beside a text and tells what its wide names mean: the same side's guideline field, the day, the request.

"The MTUS", "ACOEM" and "ODG" alone mean the chapter that the same side's field names, if it leaves one. What the other
side cites tells nothing, nor does a chapter about another part of the body than the words are about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.link.citations.citation_words import key
from kg.link.citations.drafts import CitationDraft
from kg.link.citations.editions import UNKNOWN, Moment, named_years, prints_edition
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.undated import give_edition
from kg.model import Citation
from kg.schemes.guidelines import GuidelineKind

__all__ = ["NOTHING", "Context", "ContextReader"]

_SENTENCE = 400
"""Characters before and after a citation in which its sentence is looked for."""

_NUMBERED = 14
"""Characters after a name in which a chapter's number is looked for, though the table has no such chapter."""

_NAME = 6
"""Letters that a section's name must have to be looked for in a sentence."""

_FULL_STOP = re.compile(r"[.;?!]\)?\s+(?=[A-Z\"“])")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside a text.

    `own` are the citations of the same side's guideline field, `elsewhere` those of its other fields in the letter,
    which tell editions only; `moment` is when the letter was decided, `request` the words of what was asked for.
    """

    own: tuple[Citation, ...] = ()
    elsewhere: tuple[Citation, ...] = ()
    moment: Moment = UNKNOWN
    request: str = ""


NOTHING = Context()
"""Nothing is known beside the text."""


class ContextReader:
    """Gives drafts what their context tells. Built once from the names; reading changes nothing but the draft."""

    def __init__(self, names: GuidelineNames) -> None:
        self.names = names
        words = sorted({word for concept in names.scheme for word in concept.about}, key=len, reverse=True)
        self._about = re.compile(rf"\b(?:{'|'.join(map(re.escape, words)) or '(?!)'})(?=s?\b)", re.IGNORECASE)

    def settle(self, draft: CitationDraft, text: str, context: Context) -> None:
        """The chapter that a wide name means, then the edition that an undated one means."""
        fitting = set(self._fitting(draft, text, context))
        if len(fitting) == 1:
            draft.head, draft.named = fitting.pop(), False
        give_edition(draft, text, self.names, context.moment, (*context.own, *context.elsewhere))
        if (
            draft.inferred
            and draft.head
            and any(self.names.scheme.within(draft.head, work) for work in self.names.acoem)
        ):
            draft.sure = False
        if draft.pages and not draft.labels:
            draft.paged = self._section_meant(draft, text, context)

    def _section_meant(self, draft: CitationDraft, text: str, context: Context) -> str | None:
        """Of the sections on the pages the one that the sentence names, else the one that the own field does."""
        scheme = self.names.scheme
        if draft.head is None or draft.head not in scheme:
            return None
        there = dict.fromkeys(hit.id for pages in draft.pages for hit in scheme.pages(draft.head, *pages))
        named = (section for citation in context.own for section in citation.section_ids if section in scheme)
        own = {section for section in named if scheme[section].kind is GuidelineKind.SECTION}
        fits = {section for section in there if self._on_pages(section, draft)}
        words = key(self._sentence(draft, text).replace(text[draft.start : draft.end], " "))
        said = {section for section in fits if any(name in words for name in self._long_names(section))}
        chosen = said or {section for section in fits if any(scheme.within(section, named) for named in own)}
        return next(iter(chosen)) if len(chosen) == 1 else None

    def _long_names(self, section: str) -> Iterator[str]:
        """A section's names in the form in which they are compared, short ones left out."""
        forms = (key(name) for name, _ in self.names.scheme[section].names())
        return (form for form in forms if len(form) >= _NAME)

    def _on_pages(self, section: str, draft: CitationDraft) -> bool:
        """Whether a section below the draft's head holds all its pages."""
        scheme = self.names.scheme
        concept = scheme[section]
        if section == draft.head or concept.kind is not GuidelineKind.SECTION or concept.first_page is None:
            return False
        return scheme.within(section, draft.head or "") and all(concept.holds(*pages) for pages in draft.pages)

    def _fitting(self, draft: CitationDraft, text: str, context: Context) -> Iterator[str]:
        """The chapters of the own field that a wide name can mean."""
        names, scheme = self.names, self.names.scheme
        if draft.labels or draft.head not in {names.schedule, names.odg, names.acoem_2004, names.acoem_adopted}:
            return
        if draft.head in {names.acoem_2004, names.acoem_adopted} and (draft.pages or draft.year):
            return
        if draft.head != names.odg and prints_edition(text[draft.start : draft.end + _NUMBERED]):
            return
        about: frozenset[str] | None = None
        for citation in context.own:
            if draft.mtus and citation.mtus is False:
                continue
            for chapter in {scheme.chapter(section) for section in citation.section_ids if section in scheme}:
                if not self._can_mean(draft, chapter, citation):
                    continue
                about = self._parts(draft, text, context) if about is None else about
                if not about or not scheme.about(chapter) or about & set(scheme.about(chapter)):
                    yield chapter

    def _can_mean(self, draft: CitationDraft, chapter: str, citation: Citation) -> bool:
        """Whether a chapter belongs to the work that the draft names."""
        names, scheme = self.names, self.names.scheme
        if chapter == draft.head:
            return False
        if draft.year and draft.year not in named_years(scheme, chapter):
            return False
        if draft.head == names.schedule:
            return citation.mtus is not False
        if draft.head == names.odg:
            return scheme.within(chapter, names.odg)
        return any(scheme.within(chapter, work) for work in names.acoem)

    def _parts(self, draft: CitationDraft, text: str, context: Context) -> frozenset[str]:
        """Words for parts of the body in the draft's sentence; where it has none, in the request."""
        sentence = self._sentence(draft, text)
        words = self._about.findall(sentence) or self._about.findall(context.request)
        return frozenset(word.lower() for word in words)

    @staticmethod
    def _sentence(draft: CitationDraft, text: str) -> str:
        """The sentence that the draft stands in."""
        first = max(0, draft.start - _SENTENCE)
        starts = [stop.end() for stop in _FULL_STOP.finditer(text, first, draft.start + 1)]
        stop = _FULL_STOP.search(text, draft.end, draft.end + _SENTENCE)
        return text[starts[-1] if starts else first : stop.start() if stop else draft.end + _SENTENCE]
