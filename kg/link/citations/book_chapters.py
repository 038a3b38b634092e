"""The chapters that ACOEM's book of 2004 counts, and its edition: "chapter 12", "Ch. 12", "2nd edition (2004)".

No other guideline of the MTUS counts its chapters, so a chapter's number says the edition as a year does.
"""

from __future__ import annotations

import re

from kg.link.citations.citation_words import key
from kg.link.citations.drafts import CitationDraft, Label
from kg.link.citations.editions import line, prints_edition
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.undated import take_year

__all__ = [
    "CHAPTER",
    "SECOND_EDITION",
    "bracketed",
    "chapter_of_number",
    "take_chapter",
    "take_chapter_before",
    "take_edition",
]

_NUMBER = r"(?P<number>\d{1,2})\b(?!\s?(?:[-–]\s?\d|\.\d))"

CHAPTER = re.compile(
    rf"""
    (?:[\s,:;(/\-–]|\b(?:in|at|under|see)\s){{1,4}}      # "ACOEM, chapter 12", "ACOEM (chapter 12)"
    (?P<word>chapter|chap\.?|ch\.)\s?{_NUMBER}          # "CHAPTER 12", "ch. 12"
    \)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A chapter by its number, after the book's name."""

CHAPTER_BEFORE = re.compile(
    rf"""
    \b(?:chapter|chap\.?|ch\.)\s?{_NUMBER}
    (?:,?\s(?:of|in|from|within)\s|,\s)(?:the\s)?           # "chapter 12 of the ACOEM"
    (?:(?:current|old|older|former|California|CA|MTUS)\s){{0,2}}$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A chapter by its number, before the book's name."""

SECOND_EDITION = re.compile(
    r"""
    (?:\s(?:medical\s)?(?:treatment\s|practice\s)?(?:guidelines?|chapters?)\b)?   # "low back chapter, 2nd edition"
    [\s,:;(]{1,3}(?:the\s)?(?:2nd|second)\s(?:edition\b|ed\b\.?)   # "2nd edition", "(second ed.)"
    (?:[\s,(]{1,3}(?P<year>2004)\b\)?)?                            # "2nd edition (2004)"
    \)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The edition of 2004 by its number."""


EDITION_BEFORE = re.compile(r"\b(?:2nd|second)\s(?:edition|ed\.?)\s(?:of\s)?(?:the\s)?$", re.IGNORECASE)
"""The edition of 2004 before the book's name: "the second edition of the ACOEM Guidelines"."""


def chapter_of_number(names: GuidelineNames, number: str) -> str | None:
    """The chapter of the book of 2004 that has this number."""
    found = names.inside(names.acoem_2004)[key(f"Chapter {int(number)}")] if names.acoem_2004 else ()
    return found[0] if len(found) == 1 else None


def edition_of_book(names: GuidelineNames, concept: str) -> str | None:
    """The book of 2004, or its chapter of the rule that `concept` belongs to."""
    scheme = names.scheme
    if concept in names.acoem or concept == names.schedule:
        return names.acoem_2004
    ours = [each for each in line(scheme, concept) if scheme.within(each, names.acoem_2004)]
    return ours[-1] if ours else None


def take_chapter(draft: CitationDraft, text: str, limit: int, names: GuidelineNames) -> bool:
    """Take in a chapter's number after the name; one of another topic than the name's is left."""
    said = CHAPTER.match(text, draft.end, limit)
    chapter = chapter_of_number(names, said["number"]) if said and not draft.labels else None
    if said and chapter is None and not draft.labels and draft.head in {*names.acoem, names.schedule}:
        draft.end, draft.astray = said.end(), True
        draft.labels.append(Label(said.start("word"), said.end("number"), exact=False))
        return True
    if said is None or chapter is None or not _of_book(draft, chapter, names):
        return False
    draft.end = said.end()
    draft.head = chapter
    draft.labels.append(Label(said.start("word"), said.end("number"), chapter))
    if draft.year:
        take_year(draft, draft.year, names.scheme)
        draft.labels[-1].concept = draft.head
    return True


def take_chapter_before(draft: CitationDraft, text: str, first: int, names: GuidelineNames) -> None:
    """Take in what stands before the name: "chapter 12 of the ACOEM Guidelines", "second edition of the ..."."""
    edition = EDITION_BEFORE.search(text, first, draft.start) if draft.head in names.acoem else None
    if edition and not draft.year:
        draft.start, draft.head = edition.start(), names.acoem_2004
    said = CHAPTER_BEFORE.search(text, first, draft.start)
    chapter = chapter_of_number(names, said["number"]) if said and not draft.labels else None
    if said and chapter and _of_book(draft, chapter, names):
        draft.start = said.start()
        draft.head = chapter
        draft.labels.append(Label(said.start(), said.end("number"), chapter))


def take_edition(draft: CitationDraft, text: str, limit: int, names: GuidelineNames) -> bool:
    """Take in "2nd edition" after the name; only ACOEM's book has one."""
    said = SECOND_EDITION.match(text, draft.end, limit)
    if said is None or draft.head in {None, names.schedule} or (draft.year and draft.year != "2004"):
        return False
    book = edition_of_book(names, draft.head or "")
    if book is None:
        return False
    draft.end = said.end()
    if not names.scheme.within(draft.head or "", book):
        draft.head = book
        draft.labels.clear()
    if said["year"]:
        draft.year, draft.year_named = said["year"], True
    return True


def bracketed(drafts: list[CitationDraft], text: str, names: GuidelineNames) -> list[CitationDraft]:
    """Take a bracket that names the book of a chapter, "Low Back Complaints (ACOEM, 2nd Edition (2004), Chapter 12)",
    into the citation of the chapter before it."""
    kept: list[CitationDraft] = []
    for draft in drafts:
        last = kept[-1] if kept else None
        if last and _BRACKET.fullmatch(text, last.end, draft.start) and _same_book(last, draft, names):
            _join(last, draft, text, names)
        else:
            kept.append(draft)
    return kept


def _same_book(chapter: CitationDraft, book: CitationDraft, names: GuidelineNames) -> bool:
    """Whether `book` names ACOEM's book of 2004, or the chapter of it that `chapter` means."""
    scheme, head = names.scheme, _topic_of(chapter)
    if head is None or book.head is None or chapter.pages or chapter.year or head in names.acoem:
        return False
    ours = edition_of_book(names, head) if line(scheme, head) else None
    return ours is not None and (book.head == names.acoem_2004 or scheme.within(book.head, ours))


def _topic_of(draft: CitationDraft) -> str | None:
    """The chapter named: by the only label where the head is a wider work ("MTUS Low Back Complaints")."""
    labels = [label.concept for label in draft.labels]
    return labels[0] if len(labels) == 1 and labels[0] else draft.head


def _join(chapter: CitationDraft, book: CitationDraft, text: str, names: GuidelineNames) -> None:
    """Make one citation of the two: the book's edition and pages, the narrower of the two heads."""
    chapter.head = _topic_of(chapter)
    if book.head != names.acoem_2004 or prints_edition(text[book.start : book.end]) or book.year:
        chapter.head = book.head if book.head != names.acoem_2004 else edition_of_book(names, chapter.head or "")
        chapter.labels = []
    chapter.labels += [label for label in book.labels if label.concept != chapter.head]
    chapter.year, chapter.year_named = (book.year, book.year_named) if book.year else (chapter.year, chapter.year_named)
    chapter.pages, chapter.end, chapter.exact = book.pages, book.end, chapter.exact and book.exact


_BRACKET = re.compile(r"\s?\(\s?(?:the\s)?")


def _of_book(draft: CitationDraft, chapter: str, names: GuidelineNames) -> bool:
    """Whether a chapter can go on naming the draft: the whole book is named so far, or the chapter's own topic."""
    head = draft.head
    if head is None or head == names.acoem_current:
        return False
    return head in {*names.acoem, names.schedule} or head == chapter or chapter in line(names.scheme, head)
