"""The half of a field that is typed by hand: ``Non-MTUS Citation <source>; and the Non-MTUS <source> ...``.

A source is known by its name or its web address anywhere in the words. What follows a name belongs to it up to the next
name; what stands before the first name is ODG without its name if it holds a chapter of ODG, else it belongs to the
first. A source that nothing knows is kept as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.link.citations.citation_words import Words
from kg.link.citations.drafts import CitationDraft, Label
from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.lists import ListReader
from kg.link.citations.odg import OdgReader
from kg.link.citations.pages import MARKER, is_furniture, ranges
from kg.schemes.guidelines import Guidelines

__all__ = ["read_sources"]

_PARTS = re.compile(
    r"""
    ;?\s*\b(?:and\s)?(?:the\s)?Non\s?-\s?MTUS(?:\sCitations?)?:?       # "; and the Non-MTUS Official Disability ..."
    | \b(?:and\s)?Other\sMedical\sTreatment\sGuidelines?              # "and Other Medical Treatment Guidelines https://..."
      (?:\s(?:or|and)\sMedical\sEvidence)?:?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What the form puts between two sources."""

_ADDRESS = re.compile(
    r"""
    (?:https?://|www\.)[^\s,;]+                                        # "https://www.example.org/policy.html"
    | (?<![\w.-])(?:[\w-]{1,63}\.){1,5}(?:com|org|gov|net|edu)\b[^\s,;]*   # "UpToDate.com"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A web address. Its host has few, short parts, so that a long run of dots is read once."""

_LEAD = re.compile(
    r"""
    (?:
      \W | _
      | \b(?:and|also|on|the|of|in|or|from|by|per|its|their|his|her)\b        # "and the", "per"
      | \b(?:based|decision|citing|cited|used|found|guidelines?)\b       # "based its decision on the guidelines"
      | \b(?:claims|administrator|expert|physician|reviewer)\b           # who cites
      | \b(?:california|ca)\b                                            # "the California MTUS"
    )*
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words that lead up to a source and say nothing of it."""

_EDITION = re.compile(r"\b(?:2nd|second)\s(?:edition|ed\b\.?)", re.IGNORECASE)
_COMPLAINTS = re.compile(r"\b(?:[A-Z][a-z]+,?\s(?:and\s|&\s)?){1,4}Complaints\b")
"""Only chapters of ACOEM's book of 2004 are called so."""

_DATED_BY = re.compile(
    r"(?<=\()(?:ACOEM|DWC|MTUS)(?=,?\s(?:[A-Z][a-z]{2,8}\.?,?\s(?:\d{1,2},?\s)?|\d{1,2}[/-]\d{1,2}[/-])?(?:19|20)\d\d\s?\))"
)
"""Who dates a guideline, "(ACOEM May 15, 2017)", is no source of its own."""

_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/.-])")
_BETWEEN_NAMES = re.compile(r"(?:[\s(),:'’\-–]|\b(?:the|treatment|index|in|for|workers?|comp(?:ensation)?|s)\b)*", re.I)
_MOST = 64


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    concept: str


def read_sources(text: str, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> list[CitationDraft]:
    """Drafts of all sources that `text` names; `offset` is where it starts in the field."""
    drafts: list[CitationDraft] = []
    begin = 0
    for mark in [*_PARTS.finditer(text), None]:
        end = mark.start() if mark else len(text)
        part = text[begin:end]
        if not _LEAD.fullmatch(part) and len(drafts) < _MOST:
            drafts += _read_part(part, offset + begin, vocabulary, mtus)
        begin = mark.end() if mark else end
    return drafts


def _read_part(text: str, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> list[CitationDraft]:
    names = _names(text, vocabulary)
    if not names:
        return [_nameless(text, offset, vocabulary, mtus)]
    drafts: list[CitationDraft] = []
    before = text[: names[0].start]
    start = names[0].start
    if not _LEAD.fullmatch(before):
        inferred = _inferred(before, offset, vocabulary, mtus)
        if inferred:
            drafts.append(inferred)
        elif names[0].concept == vocabulary.odg or ";" in before:
            drafts.append(_unknown(before, offset, vocabulary, mtus))
        else:
            start = len(before) - len(before.lstrip())
    for at, name in enumerate(names[:_MOST]):
        end = names[at + 1].start if at + 1 < len(names) else len(text)
        drafts += _read_source(text, start if at == 0 else name.start, name, end, offset, vocabulary, mtus)
    return drafts


def _names(text: str, vocabulary: GuidelineNames) -> list[_Name]:
    """Names of sources in the order of the text; one said twice, or before its part ("(ODG) ODG Preface"), is one."""
    found = [
        _Name(m.start(), m.start() + len(m[0].rstrip(".)")), vocabulary.domain(m[0])) for m in _ADDRESS.finditer(text)
    ]
    hidden = _ADDRESS.sub(lambda address: " " * len(address[0]), text)
    hidden = _DATED_BY.sub(lambda dated: " " * len(dated[0]), hidden)
    words = Words(hidden)
    index = 0
    while index < len(words):
        hit = vocabulary.sources.longest(words, index)
        if hit:
            found.append(_Name(words.starts[index], words.close(index, hit.end), hit.concept))
        index = hit.end if hit else index + 1
    found.sort(key=lambda name: name.start)
    merged: list[_Name] = []
    for name in found:
        last = merged[-1] if merged else None
        twice = last and _goes_on(last.concept, name.concept, vocabulary)
        if last and twice and _BETWEEN_NAMES.fullmatch(text, last.end, name.start):
            merged[-1] = _Name(last.start, name.end, name.concept)
        else:
            merged.append(name)
    return merged


def _goes_on(wide: str, narrow: str, vocabulary: GuidelineNames) -> bool:
    """Whether a name only narrows the one before it: a part of it, or a guideline of the publisher named."""
    works = vocabulary.acoem if wide in vocabulary.acoem else (wide,)
    return any(vocabulary.scheme.within(narrow, work) for work in works)


def _read_source(
    text: str, start: int, name: _Name, end: int, offset: int, vocabulary: GuidelineNames, mtus: bool | None
) -> list[CitationDraft]:
    """One named source with the words that follow it up to `end`."""
    scheme = vocabulary.scheme
    if scheme.within(name.concept, vocabulary.other):
        draft = CitationDraft(offset + start, offset + _stop(text, name.end, end), name.concept, mtus, free=True)
        _add_pages(draft, text[name.end : end], offset + name.end, scheme)
        return [draft]
    if scheme.within(name.concept, vocabulary.odg):
        return [_odg(text, name, end, offset, vocabulary, mtus)]
    reader = ListReader(text[name.start : end], offset + name.start, vocabulary, mtus)
    reader.free = True
    return reader.read()


def _odg(text: str, name: _Name, end: int, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> CitationDraft:
    draft = CitationDraft(offset + name.start, offset + name.end, name.concept, mtus, free=True)
    rest = text[name.end : end]
    years = _YEAR.findall(rest)
    draft.year = years[0] if years else None
    OdgReader(rest, offset + name.end, vocabulary).read(draft)
    _add_pages(draft, rest, offset + name.end, vocabulary.scheme)
    return draft


def _inferred(text: str, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> CitationDraft | None:
    """ODG that is not named, known by a chapter of it."""
    draft = CitationDraft(offset + len(text) - len(text.lstrip()), offset, vocabulary.odg, mtus, named=False, free=True)
    reader = OdgReader(text, offset, vocabulary)
    return draft if reader.read(draft) and reader.parts else None


def _nameless(text: str, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> CitationDraft:
    book = _book(text, offset, vocabulary, mtus)
    return book or _inferred(text, offset, vocabulary, mtus) or _unknown(text, offset, vocabulary, mtus)


def _book(text: str, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> CitationDraft | None:
    """ACOEM's book that is not named, known by its edition ("Second Edition, Low Back Complaints") or its chapter."""
    edition = _EDITION.search(text)
    chapter = None if edition else _COMPLAINTS.search(text)
    begin = edition.start() if edition else chapter.start() if chapter else -1
    if begin < 0 or not _LEAD.fullmatch(text[:begin]):
        return None
    reader = ListReader(text[begin:], offset + begin, vocabulary, mtus)
    reader.free = True
    drafts = reader.read_inside(vocabulary.acoem_2004, edition.end() - begin if edition else 0)
    whole = drafts[0] if len(drafts) == 1 and (edition or drafts[0].head != vocabulary.acoem_2004) else None
    if whole:
        whole.named = edition is not None
    return whole


def _unknown(text: str, offset: int, vocabulary: GuidelineNames, mtus: bool | None) -> CitationDraft:
    start, end = len(text) - len(text.lstrip()), _stop(text, 0, len(text))
    draft = CitationDraft(offset + start, offset + end, vocabulary.other, mtus, free=True)
    draft.labels.append(Label(offset + start, offset + end, understood=True))
    _add_pages(draft, text, offset, vocabulary.scheme)
    return draft


def _stop(text: str, start: int, end: int) -> int:
    """`end` without the blanks and stops that close a sentence or join it to the next."""
    stripped = text[start:end].rstrip(" .;,")
    return start + len(stripped)


def _add_pages(draft: CitationDraft, text: str, offset: int, scheme: Guidelines) -> None:
    for mark in MARKER.finditer(text):
        if is_furniture(mark, scheme, draft.head):
            continue
        draft.pages += ranges(mark["list"] or mark["short"] or "")
        draft.end = max(draft.end, offset + mark.end())
