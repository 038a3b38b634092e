"""A citation while it is being read, and what it comes to in the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.link.citations.vocabulary import OTHER, Vocabulary
from kg.model import Citation, Confidence, Finding, Place, Resolution, Severity, Side, Span
from kg.schemes.guidelines import Concept, Guidelines, Kind

__all__ = ["Draft", "Label", "Reading", "settle"]

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
class Draft:
    """One guideline or chapter as named: where, with which labels and pages. Offsets count from the field's start."""

    start: int
    end: int
    head: str | None
    mtus: bool | None = None
    year: str | None = None
    named: bool = True
    exact: bool = True
    free: bool = False
    unknown_edition: bool = False
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
class Reading:
    """What a text cites; spans count from its first character."""

    citations: tuple[Citation, ...] = ()
    findings: tuple[Finding, ...] = ()
    none_cited: Span | None = None


def settle(draft: Draft, text: str, vocabulary: Vocabulary) -> Reading:
    """Give the draft its concepts (citations.md calls it resolution): label first, then page, then the guideline."""
    scheme = vocabulary.scheme
    known = [label for label in draft.labels if label.concept]
    lost = [label for label in draft.labels if not label.concept and not label.understood]
    ids = tuple(dict.fromkeys(label.concept for label in known if label.concept))
    findings = list(_notes(draft, text, lost))
    candidates = draft.candidates
    if draft.head is None:
        resolution, confidence = Resolution.UNRESOLVED, Confidence.NONE
    elif ids:
        resolution = Resolution.LABEL_AND_PAGE if draft.pages else Resolution.LABEL
        sure = draft.exact and draft.named and all(label.exact for label in known)
        confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
        candidates = candidates or _narrower(scheme, ids, draft.pages)
        findings += _misplaced(scheme, ids, draft, text)
    elif draft.pages:
        ids, candidates, confidence = _by_page(scheme, draft.head, draft.pages)
        resolution = Resolution.PAGE if ids != (draft.head,) or candidates else Resolution.GUIDELINE_ONLY
    else:
        ids, resolution = (draft.head,), Resolution.GUIDELINE_ONLY
        confidence = Confidence.CERTAIN if draft.exact and draft.named else Confidence.LIKELY
    if lost and not known and not draft.free and resolution is not Resolution.PAGE:
        resolution, confidence = Resolution.UNRESOLVED, Confidence.NONE
    if candidates and confidence is Confidence.CERTAIN and resolution is Resolution.GUIDELINE_ONLY:
        confidence = Confidence.AMBIGUOUS
    if draft.head == OTHER:
        resolution, confidence = Resolution.UNRESOLVED, Confidence.NONE
    guideline = scheme.guideline(ids[0]) if ids else draft.head
    citation = Citation(
        by=Side.REVIEWER,
        span=Span(draft.start, draft.end),
        text=text[draft.start : draft.end],
        mtus=draft.mtus,
        guideline=guideline,
        edition=draft.year,
        edition_inferred=draft.year is None and guideline is not None and scheme[guideline].kind is Kind.EDITION,
        section_ids=ids,
        labels=tuple(
            text[label.start : label.end] for label in draft.labels if label not in lost or not known or draft.free
        ),
        pages=tuple(draft.pages),
        candidates=candidates,
        resolution=resolution,
        confidence=confidence,
        place=Place.FIELD,
    )
    apart = [_unresolved(label, draft, text, guideline) for label in lost] if known and not draft.free else []
    return Reading((citation, *apart), tuple(findings))


def _unresolved(label: Label, draft: Draft, text: str, guideline: str | None) -> Citation:
    """A label that the table lacks, as a citation of its own, so that it can be found and the table mended."""
    words = text[label.start : label.end]
    return Citation(
        by=Side.REVIEWER,
        span=Span(label.start, label.end),
        text=words,
        mtus=draft.mtus,
        guideline=guideline,
        edition=draft.year,
        labels=(words,),
    )


def _notes(draft: Draft, text: str, lost: Iterable[Label]) -> Iterable[Finding]:
    severity = Severity.INFO if draft.free else Severity.WARNING
    for label in lost:
        span = Span(label.start, label.end)
        where = draft.head or "any guideline"
        message = f"{text[label.start : label.end]!r} is no section of {where} in the guideline table"
        yield Finding("unresolved-label", message, span, severity)
    span = Span(draft.start, draft.end)
    if draft.head is None or draft.head == OTHER:
        yield Finding("unknown-source", f"{text[draft.start : draft.end]!r} is not in the guideline table", span)
    if draft.unknown_edition:
        yield Finding("unknown-edition", f"the guideline table has no {draft.year} edition of {draft.head}", span)
    if not draft.named:
        yield Finding("source-inferred", f"read as {draft.head}, which the words do not name", span, Severity.INFO)


def _covers(concept: Concept, pages: tuple[int, int]) -> bool:
    return concept.first_page is None or concept.holds(*pages)


def _misplaced(scheme: Guidelines, ids: tuple[str, ...], draft: Draft, text: str) -> Iterable[Finding]:
    """Pages that lie in none of the sections named beside them."""
    paged = [c for concept in ids for c in scheme.lineage(concept) if c.first_page is not None]
    nearest = {concept: next((c for c in scheme.lineage(concept) if c.first_page is not None), None) for concept in ids}
    for first, last in draft.pages if paged else ():
        if not any(c is None or _covers(c, (first, last)) for c in nearest.values()):
            shown = f"{first}-{last}" if last > first else str(first)
            message = f"page {shown} lies outside the pages that the guideline table gives for {', '.join(ids)}"
            yield Finding("page-outside-section", message, Span(draft.start, draft.end), Severity.INFO)


def _narrower(scheme: Guidelines, ids: tuple[str, ...], pages: list[tuple[int, int]]) -> tuple[str, ...]:
    """The one part below the section named that holds all pages, if there is exactly one."""
    if len(ids) != 1 or not pages:
        return ()
    hits = scheme.pages(ids[0], min(p[0] for p in pages), max(p[1] for p in pages))
    return (hits[0].id,) if len(hits) == 1 else ()


def _by_page(
    scheme: Guidelines, head: str, pages: list[tuple[int, int]]
) -> tuple[tuple[str, ...], tuple[str, ...], Confidence]:
    """Sections, candidates and confidence of pages without a label.

    Of several candidates the one whose page range is best known is taken. In a book with chapters the page tells the
    chapter; sections below stay candidates.
    """
    ids: list[str] = []
    candidates: list[str] = []
    doubt = False
    for first, last in pages:
        hits = scheme.pages(head, first, last)
        chapters = {scheme.chapter(hit.id) for hit in hits} - {scheme.guideline(head)}
        candidates += [hit.id for hit in hits]
        if not hits:
            continue
        if chapters:
            ids += chapters if len(chapters) == 1 else []
            doubt = doubt or len(chapters) > 1
            continue
        best = max(_SURE[hit.page_confidence] for hit in hits)
        best_hits = [hit.id for hit in hits if _SURE[hit.page_confidence] == best]
        ids += best_hits if len(best_hits) == 1 else [_common(scheme, [hit.id for hit in hits])]
        doubt = doubt or len(hits) > 1
    found = tuple(dict.fromkeys(ids)) or (head,)
    rest = tuple(c for c in dict.fromkeys(candidates) if (c,) != found)
    return found, rest, Confidence.AMBIGUOUS if doubt or found == (head,) else Confidence.LIKELY


def _common(scheme: Guidelines, ids: list[str]) -> str:
    """The narrowest concept that all of `ids` belong to."""
    return next(step.id for step in scheme.lineage(ids[0]) if all(scheme.within(other, step.id) for other in ids))
