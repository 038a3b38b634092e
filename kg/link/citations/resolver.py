"""From the words of a guideline field to citations."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kg.link.citations.book_chapters import bracketed
from kg.link.citations.drafts import CitationDraft, CitedText, impossible_pages, once, settle
from kg.link.citations.editions import UNKNOWN, Moment
from kg.link.citations.form_sentences import BASED_ON, NONE_CITED, NOT_APPLICABLE, OUTSIDE, PART_OF_MTUS
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.lists import ListReader
from kg.link.citations.pages import without_furniture
from kg.link.citations.prose_citations import ProseReader
from kg.link.citations.prose_context import NOTHING, Context
from kg.link.citations.typed_sources import read_sources
from kg.link.citations.undated import give_edition
from kg.model import Citation, Finding, NoneCited, Passage, Place, Resolution, Severity, Side, Span
from kg.schemes.guidelines import Guidelines
from kg.text import Placed, normalized

__all__ = ["CitationResolver", "Context", "FieldReading", "Moment"]

_REMEMBERED = 20_000
"""Field texts whose readings are kept: the same few thousand stand in most letters."""

_LONGEST_REMEMBERED = 1_000

_ALSO = re.compile(r",?\s?and\s(?:also\s)?(?:on\s)?(?:the\s)?(?!Expert|Physician|Claims)(?=[A-Z])")
"""After ", which is part of the MTUS": one more source follows."""


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What one guideline field says. `none_cited` is the explicit statement that nothing was cited."""

    citations: tuple[Citation, ...] = ()
    none_cited: tuple[NoneCited, ...] = ()
    findings: tuple[Finding, ...] = ()


class CitationResolver:
    """Reads citations against one guideline table. Safe to share between threads; pickles as its table."""

    def __init__(self, scheme: Guidelines) -> None:
        self.scheme = scheme
        self.vocabulary = GuidelineNames(scheme)
        self._prose = ProseReader(self.vocabulary)
        self._remembered: Callable[[str, Moment], CitedText] = lru_cache(maxsize=_REMEMBERED)(self._read)
        self._changes = sorted({c.in_force_from for c in scheme if c.in_force_from})

    def __reduce__(self) -> tuple[type[CitationResolver], tuple[Guidelines]]:
        return type(self), (self.scheme,)

    def field(self, passage: Passage, by: Side, moment: Moment = UNKNOWN) -> FieldReading:
        """Read the words after "Claims Administrator guideline:" or "MAXIMUS guideline:".

        `moment` is when the letter was decided: it tells which edition a name without a year means.
        """
        text, moment = passage.text, self._period(moment)
        reading = self._remembered(text, moment) if len(text) <= _LONGEST_REMEMBERED else self._read(text, moment)

        def place(span: Span) -> Span:
            return passage.part(span.start, span.end)

        return FieldReading(
            tuple(replace(citation, by=by, span=place(citation.span)) for citation in reading.citations),
            (NoneCited(by, place(reading.none_cited)),) if reading.none_cited else (),
            tuple(replace(f, span=place(f.span) if f.span else None) for f in reading.findings),
        )

    def prose(self, passage: Passage, by: Side, place: Place, context: Context = NOTHING) -> tuple[Citation, ...]:
        """Citations in running text, with what is known beside it."""
        text = passage.text
        placed = normalized(text)
        found = (_as_written(c, placed, text) for c in self._prose.read(placed.text, by, place, context))
        return tuple(replace(c, span=passage.part(c.span.start, c.span.end)) for c in found)

    def doubts(self, citations: Sequence[Citation]) -> tuple[Finding, ...]:
        """What is to be said of citations in running text: pages and chapters that cannot be."""
        found: list[Finding] = []
        for each in citations:
            found += impossible_pages(self.scheme, each.guideline, each.pages, each.span)
            if each.resolution is Resolution.UNRESOLVED and each.labels:
                message = f"{each.labels[0]!r} is no section of {each.guideline} in the guideline table"
                found.append(Finding("unresolved-label", message, each.span))
        return tuple(found)

    def _period(self, moment: Moment) -> Moment:
        """The moment as the first days of the periods between changes of the table, so that readings can be shared."""

        def begun(day: dt.date | None) -> dt.date | None:
            place = bisect_right(self._changes, day) if day else 0
            return self._changes[place - 1] if place else day and dt.date.min

        return Moment(begun(moment.earliest), begun(moment.latest))

    def _read(self, text: str, moment: Moment) -> CitedText:
        """Reading of a field's text; spans count from its first character."""
        placed = normalized(text)
        reading = self._read_normalized(placed.text, moment)
        if placed.text == text:
            return reading
        return CitedText(
            tuple(_as_written(citation, placed, text) for citation in reading.citations),
            tuple(
                replace(f, span=Span(*placed.span(f.span.start, f.span.end)) if f.span else None)
                for f in reading.findings
            ),
            reading.none_cited and Span(*placed.span(reading.none_cited.start, reading.none_cited.end)),
        )

    def _read_normalized(self, text: str, moment: Moment) -> CitedText:
        """Reading of a text in which each character has one form."""
        if not text.strip(" .:;"):
            return CitedText(
                findings=(Finding("citation-field-empty", "the guideline field is empty", Span(0, len(text))),)
            )
        none = NONE_CITED.search(text)
        cites = NOT_APPLICABLE.sub(lambda said: " " * len(said[0]), without_furniture(text, self.scheme))
        drafts = bracketed(list(self._drafts(cites)), text, self.vocabulary)
        if none and not drafts:
            return CitedText(none_cited=Span(0, len(text.rstrip())))
        if not drafts and (status := OUTSIDE.search(text)):
            drafts = [CitationDraft(status.start(), status.end(), self.vocabulary.unnamed, mtus=False, free=True)]
        for draft in drafts:
            give_edition(draft, text, self.vocabulary, moment)
        drafts = once(drafts, text, self.scheme)
        settled = [settle(draft, text, self.vocabulary) for draft in drafts]
        return CitedText(
            tuple(citation for reading in settled for citation in reading.citations),
            tuple(finding for reading in settled for finding in reading.findings) + tuple(_whole(text, drafts)),
        )

    def _drafts(self, text: str) -> Iterator[CitationDraft]:
        sentences = list(BASED_ON.finditer(text))
        if not sentences and not OUTSIDE.search(text) and not NONE_CITED.search(text):
            yield from self._sentences(text)
        for at, sentence in enumerate(sentences[:8]):
            end = sentences[at + 1].start() if at + 1 < len(sentences) else len(text)
            body = text[sentence.end() : end]
            if sentence["non"]:
                yield from read_sources(body, sentence.end(), self.vocabulary, mtus=False)
            else:
                drafts = ListReader(body, sentence.end(), self.vocabulary, mtus=True).read()
                yield from drafts or [
                    CitationDraft(sentence.start("mtus"), sentence.end(), self.vocabulary.schedule, mtus=True)
                ]

    def _sentences(self, text: str) -> Iterator[CitationDraft]:
        """The letters of 2013: free sentences, each part closed by "which is (not) part of the MTUS"."""
        begin = 0
        for mark in PART_OF_MTUS.finditer(text):
            yield from read_sources(text[begin : mark.start()], begin, self.vocabulary, mtus=not mark["not"])
            begin = mark.end()
        drafts = read_sources(text[begin:], begin, self.vocabulary, mtus=None)
        named = begin == 0 or _ALSO.match(text, begin)
        yield from drafts if named else (draft for draft in drafts if self._known(draft))

    def _known(self, draft: CitationDraft) -> bool:
        """Whether a source's name was read, not only words that may be one."""
        return draft.named and draft.head not in {None, self.vocabulary.other}


def _as_written(citation: Citation, placed: Placed, text: str) -> Citation:
    """A citation read in a normalized text, in the words and places of the text as it is."""
    if placed.text == text:
        return citation
    start, end = placed.span(citation.span.start, citation.span.end)
    return replace(citation, span=Span(start, end), text=text[start:end])


def _whole(text: str, drafts: Sequence[CitationDraft]) -> Iterator[Finding]:
    """What is to be said of the field as a whole."""
    if len(drafts) >= 64:
        yield Finding("too-many-citations", "only the first citations of this field were read", Span(0, len(text)))
    if not drafts:
        yield Finding(
            "no-citation", "the field names no guideline that could be read", Span(0, len(text)), Severity.WARNING
        )
