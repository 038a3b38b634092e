"""A citation while it is being read, and what it comes to in the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.link.citations.guideline_names import GuidelineNames
from kg.link.citations.pages import impossible
from kg.model import Citation, Confidence, Finding, Place, Resolution, Severity, Side, Span
from kg.schemes.guidelines import GuidelineConcept, Guidelines

__all__ = ["CitationDraft", "CitedText", "Label", "balanced", "impossible_pages", "once", "settle"]

_SAID_AGAIN = re.compile(r"[\s,;.:()\[\]-]*(?:\b(?:and|the|MTUS)\b[\s,;.:()-]*){0,2}")
_BRACKETS = (("(", ")"), ("[", "]"))
_SURE = {"high": 2, "medium": 1, "low": 0, None: 0}


@dataclass(slots=True)
class Label:
    """A section's name as written, from `start` to `end`; `exact` if the table prints it so.

    `understood` without a concept: the name adds nothing, such as a chapter whose entry is named beside it.
    """

    start: int
    end: int
    concept: str | None = None
    exact: bool = True
    understood: bool = False


@dataclass(slots=True)
class CitationDraft:
    """One guideline or chapter as named: where, with which labels and pages. Offsets count from the field's start.

    `year` is printed and, if `year_named`, one of the edition's names; `inferred` says that the edition is not printed,
    `sure` that it can be no other all the same; `own_acoem` that ACOEM is named, without the MTUS;
    `astray` that a chapter is named which the book does not have;
    `paged` is the section on its pages that the sentence, or the same side's field, names.
    """

    start: int
    end: int
    head: str | None
    mtus: bool | None = None
    year: str | None = None
    named: bool = True
    exact: bool = True
    free: bool = False
    unknown_edition: bool = False
    year_named: bool = False
    inferred: bool = False
    sure: bool = True
    own_acoem: bool = False
    astray: bool = False
    paged: str | None = None
    labels: list[Label] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    candidates: tuple[str, ...] = ()

    def add(self, label: Label) -> None:
        """Take in a label; one that goes on naming the same part only makes the last one longer."""
        last = self.labels[-1] if self.labels else None
        if last and last.concept == label.concept and label.concept == self.head:
            last.end = label.end
        else:
            self.labels.append(label)
        self.end = max(self.end, label.end)


@dataclass(frozen=True, slots=True)
class CitedText:
    """What a text cites; spans count from its first character."""

    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()
    none_cited: Span | None = None


def balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end` of words, moved so that a bracket which only opens or only closes in them is whole.

    >>> text = "Opioids (Discontinuing), (page 78)"
    >>> [text[slice(*balanced(text, *span))] for span in ((0, 22), (26, 33))]
    ['Opioids (Discontinuing)', 'page 78']
    """
    for opened, closed in _BRACKETS:
        depth = text.count(opened, start, end) - text.count(closed, start, end)
        if depth == 1 and text[end : end + 1] == closed:
            end += 1
        elif depth == -1 and start and text[start - 1] == opened:
            start -= 1
        elif depth == -1 and text[end - 1] == closed and opened not in text[start:end]:
            end -= 1
    return start, end


def once(drafts: Sequence[CitationDraft], text: str, scheme: Guidelines) -> list[CitationDraft]:
    """The drafts, each name that is only said again ("Low Back Complaints 2004, Low Back Complaints 2004") once."""
    kept: list[CitationDraft] = []
    for draft in drafts:
        last = kept[-1] if kept else None
        if last and _SAID_AGAIN.fullmatch(text, last.end, draft.start) and _leads_to(last, draft, scheme):
            draft.inferred = draft.inferred and last.inferred
            draft.start, draft.year = last.start, draft.year or last.year
            draft.year_named = draft.year_named or last.year_named
            kept.pop()
        kept.append(draft)
    return kept


def _leads_to(last: CitationDraft, draft: CitationDraft, scheme: Guidelines) -> bool:
    """Whether `last` says nothing that `draft` does not: the same head without pages, or with a wider section."""
    if last.head is None or last.head != draft.head or last.mtus != draft.mtus or last.pages:
        return False
    if last.year and draft.year and last.year != draft.year:
        return False
    own = _concepts(draft)
    return all(label.concept and any(scheme.within(concept, label.concept) for concept in own) for label in last.labels)


def settle(
    draft: CitationDraft,
    text: str,
    vocabulary: GuidelineNames,
    by: Side = Side.REVIEWER,
    place: Place = Place.FIELD,
) -> CitedText:
    """Give the draft its concepts: by label first, then by page, then the guideline as a whole."""
    scheme = vocabulary.scheme
    draft.start, draft.end = balanced(text, draft.start, draft.end)
    for label in draft.labels:
        label.start, label.end = balanced(text, label.start, label.end)
    lost = [label for label in draft.labels if not label.concept and not label.understood]
    result = _resolve(draft, scheme, lost)
    lost_ones = set(map(id, lost))  # a field of a thousand unknown labels is read in linear time
    known = any(label.concept for label in draft.labels)
    kept = [x for x in draft.labels if id(x) not in lost_ones or not known or draft.free]
    guideline = scheme.guideline(result.ids[0]) if result.ids else draft.head
    year = scheme.edition_year(result.ids[0]) if draft.inferred and result.ids else None
    citation = Citation(
        by=by,
        place=place,
        span=Span(draft.start, draft.end),
        text=text[draft.start : draft.end],
        mtus=draft.mtus,
        guideline=guideline,
        edition=draft.year if draft.year and not draft.inferred else year,
        edition_inferred=draft.inferred,
        section_ids=result.ids,
        labels=tuple(text[x.start : x.end] for x in kept),
        unplaced=tuple(text[x.start : x.end] for x in kept if not x.concept),
        pages=tuple(draft.pages),
        candidates=result.candidates,
        resolution=result.resolution,
        confidence=result.confidence,
    )
    apart = [_unresolved(label, draft, text, guideline) for label in lost] if known and not draft.free else []
    findings = [*_notes(draft, text, lost, scheme), *(_misplaced(scheme, draft) if known else ())]
    return CitedText((citation, *apart), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Result:
    ids: tuple[str, ...]
    resolution: Resolution
    confidence: Confidence
    candidates: tuple[str, ...] = ()


def _resolve(draft: CitationDraft, scheme: Guidelines, lost: list[Label]) -> _Result:
    known = [label for label in draft.labels if label.concept]
    paged = not any(impossible(scheme, draft.head, *pages) for pages in draft.pages)
    sure = paged and draft.exact and draft.named and draft.sure and all(label.exact for label in known)
    confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
    if draft.head is None or draft.head == scheme.roles.get("other"):
        return _Result((draft.head,) if draft.head else (), Resolution.UNRESOLVED, Confidence.NONE)
    if draft.astray:
        return _Result((draft.head,), Resolution.UNRESOLVED, Confidence.NONE)
    if known:
        ids = _concepts(draft)
        resolution = Resolution.LABEL_AND_PAGE if draft.pages else Resolution.LABEL
        return _Result(ids, resolution, confidence, draft.candidates or _narrower(scheme, ids, draft.pages))
    possible = [pages for pages in draft.pages if not impossible(scheme, draft.head, *pages)]
    if possible and (found := _by_page(scheme, draft.head, possible)):
        if draft.paged is None:
            return found
        others = (each for each in (*found.ids, *found.candidates) if not scheme.within(draft.paged, each))
        rest = tuple(dict.fromkeys(others))
        return _Result((draft.paged,), Resolution.PAGE, Confidence.LIKELY, rest)
    if lost and not draft.free and scheme.children(scheme.chapter(draft.head)):
        return _Result((draft.head,), Resolution.UNRESOLVED, Confidence.NONE)
    if draft.candidates:
        doubt = Confidence.LIKELY if draft.inferred else Confidence.AMBIGUOUS
        return _Result((draft.head,), Resolution.GUIDELINE_ONLY, doubt, draft.candidates)
    return _Result((draft.head,), Resolution.GUIDELINE_ONLY, confidence)


def _concepts(draft: CitationDraft) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label.concept for label in draft.labels if label.concept))


def _unresolved(label: Label, draft: CitationDraft, text: str, guideline: str | None) -> Citation:
    """A label that the table lacks, as a citation of its own, so that it can be found and the table fixed."""
    words = text[label.start : label.end]
    return Citation(
        by=Side.REVIEWER,
        span=Span(label.start, label.end),
        text=words,
        mtus=draft.mtus,
        guideline=guideline,
        edition=draft.year,
        labels=(words,),
        unplaced=(words,),
    )


def _notes(draft: CitationDraft, text: str, lost: Iterable[Label], scheme: Guidelines) -> Iterable[Finding]:
    listed = draft.head in scheme and scheme.children(scheme.chapter(draft.head or ""))
    severity = Severity.WARNING if listed and not draft.free else Severity.INFO
    for label in lost:
        span = Span(label.start, label.end)
        where = draft.head or "any guideline"
        message = f"{text[label.start : label.end]!r} is no section of {where} in the guideline table"
        yield Finding("unresolved-label", message, span, severity)
    span = Span(draft.start, draft.end)
    if draft.head is None or draft.head == scheme.roles.get("other"):
        yield Finding("unknown-source", f"{text[draft.start : draft.end]!r} is not in the guideline table", span)
    yield from impossible_pages(scheme, draft.head, draft.pages, span)
    if draft.unknown_edition:
        yield Finding("unknown-edition", f"the guideline table has no {draft.year} edition of {draft.head}", span)
    if not draft.named:
        yield Finding("source-inferred", f"read as {draft.head}, which the words do not name", span, Severity.INFO)


def impossible_pages(
    scheme: Guidelines, concept: str | None, pages: Iterable[tuple[int, int]], span: Span
) -> Iterator[Finding]:
    """A finding for each range of pages that the work cited cannot have."""
    for first, last in pages:
        if impossible(scheme, concept, first, last):
            shown = f"{first}-{last}" if last > first else str(first)
            where = scheme[concept].label if concept and concept in scheme else "a guideline"
            yield Finding("page-impossible", f"there is no page {shown} in {where}: compare it with the letter", span)


def _misplaced(scheme: Guidelines, draft: CitationDraft) -> Iterable[Finding]:
    """Pages that lie in none of the sections named beside them, as far as the sections' pages are known."""
    ids = _concepts(draft)
    paged = [next((c for c in scheme.lineage(concept) if c.first_page is not None), None) for concept in ids]
    for first, last in draft.pages if None not in paged else ():
        if not any(c and c.holds(first, last) for c in paged):
            shown = f"{first}-{last}" if last > first else str(first)
            message = f"page {shown} lies outside the pages that the guideline table gives for {', '.join(ids)}"
            yield Finding("page-outside-section", message, Span(draft.start, draft.end), Severity.INFO)


def _narrower(scheme: Guidelines, ids: tuple[str, ...], pages: list[tuple[int, int]]) -> tuple[str, ...]:
    """The one part below the section named that holds all pages, if there is exactly one."""
    if len(ids) != 1 or not pages:
        return ()
    hits = scheme.pages(ids[0], min(p[0] for p in pages), max(p[1] for p in pages))
    return (hits[0].id,) if len(hits) == 1 else ()


def _by_page(scheme: Guidelines, head: str, pages: list[tuple[int, int]]) -> _Result | None:
    """What pages without a label tell; nothing where the table has no section on any of them.

    Of several candidates the one whose page range is best known is taken. In a book with chapters the page tells the
    chapter; sections below stay candidates.
    """
    hits = [scheme.pages(head, first, last) for first, last in pages]
    ids = tuple(dict.fromkeys(chosen for each in hits if each for chosen in _chosen(scheme, head, each)))
    candidates = tuple(dict.fromkeys(hit.id for each in hits for hit in each))
    if not candidates:
        return None
    doubt = not ids or any(len(each) > 1 for each in hits)
    found = ids or (head,)
    rest = tuple(candidate for candidate in candidates if candidate not in found)
    return _Result(found, Resolution.PAGE, Confidence.AMBIGUOUS if doubt else Confidence.LIKELY, rest)


def _chosen(scheme: Guidelines, head: str, hits: tuple[GuidelineConcept, ...]) -> tuple[str, ...]:
    """Which of the sections on a page is meant: the chapter they share, the best known one, or what they share."""
    chapters = {scheme.chapter(hit.id) for hit in hits} - {scheme.guideline(head)}
    if chapters:
        return tuple(chapters) if len(chapters) == 1 else ()
    best = max(_SURE[hit.page_confidence] for hit in hits)
    known = [hit.id for hit in hits if _SURE[hit.page_confidence] == best]
    return tuple(known) if len(known) == 1 else (_common(scheme, [hit.id for hit in hits]),)


def _common(scheme: Guidelines, ids: list[str]) -> str:
    """The narrowest concept that all of `ids` belong to."""
    return next(step.id for step in scheme.lineage(ids[0]) if all(scheme.within(other, step.id) for other in ids))
