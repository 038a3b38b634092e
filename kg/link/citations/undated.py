"""A citation that prints no edition: the one that it means, and what becomes of its sections.

"MTUS Chronic Pain Guidelines" names a rule that had three editions. Meant is the one that the same side's guideline
field names, else the one in force when the letter was decided. That is an inference, and the citation says so: nothing
that rests on it counts as superseded.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.link.citations.citation_words import key
from kg.link.citations.drafts import CitationDraft, Label
from kg.link.citations.editions import (
    Moment,
    begun_later,
    edition_of_year,
    in_force,
    line,
    named_years,
    prints_edition,
    standing,
)
from kg.link.citations.guideline_names import GuidelineNames
from kg.model import Citation
from kg.schemes.guidelines import GuidelineKind, Guidelines, years

__all__ = ["give_edition", "take_year"]


def take_year(draft: CitationDraft, year: str, scheme: Guidelines) -> None:
    """Move `draft` to the edition of a printed year; say so if the table has none of that year."""
    draft.year_named = False
    if draft.head is None or draft.head not in scheme:
        draft.year = year
        return
    editions = line(scheme, draft.head)
    edition, named = edition_of_year(scheme, editions, year)
    draft.year = year
    if edition is None and editions:
        draft.unknown_edition, draft.exact = True, False
    elif edition is None:
        draft.unknown_edition = _has_editions(scheme, draft.head)
        draft.exact = draft.exact and not draft.unknown_edition
    elif named:
        draft.year_named = True
        draft.head = draft.head if scheme.within(draft.head, edition) else edition
    else:
        draft.head, draft.exact = edition, False


def _has_editions(scheme: Guidelines, concept: str) -> bool:
    """Whether the table knows editions of a guideline, though not when they were in force."""
    whole = scheme[concept]
    if whole.kind is not GuidelineKind.GUIDELINE or not whole.parent:
        return False
    return any(scheme[child].kind is GuidelineKind.EDITION for child in scheme.children(concept))


def give_edition(
    draft: CitationDraft, text: str, names: GuidelineNames, moment: Moment, own: Sequence[Citation] = ()
) -> None:
    """Give a draft without a printed edition the one it means. `own` are citations of the same side's field."""
    scheme = names.scheme
    if draft.head is None or draft.head not in scheme:
        return
    _take_adopted(draft, text, names, moment)
    editions = line(scheme, draft.head)
    if not editions or _printed(draft, text, scheme):
        return
    named = scheme.chapter(draft.head)
    cited = _named_by(scheme, editions, own)
    if draft.mtus is False or (draft.year and not draft.unknown_edition and not cited):
        draft.inferred = scheme[named].kind is not GuidelineKind.GUIDELINE
        return
    current, alone = standing(scheme, editions, moment)
    if draft.own_acoem and not (current and scheme.within(current, names.acoem_adopted)):
        _take_own_acoem(draft, names)
        return
    target = cited or current
    if target is None and _take_earlier(draft, names, moment):
        return
    if target is None:
        draft.inferred, draft.sure = named in editions, False
    elif target == named or not _on_its_page(draft, scheme):
        draft.inferred, draft.sure = True, alone and target == named
        _move(draft, text, names, target)


def _take_own_acoem(draft: CitationDraft, names: GuidelineNames) -> None:
    """ACOEM's own chapter of that topic, before the MTUS had adopted it ("ACOEM Low Back Disorders" in 2016)."""
    label = names.scheme[draft.head].label if draft.head else ""
    if found := names.inside(names.acoem_current)[key(label)]:
        draft.head = found[0]


def _take_adopted(draft: CitationDraft, text: str, names: GuidelineNames, moment: Moment) -> None:
    """ACOEM's chapter as the MTUS had adopted it by then: "ACOEM Opioids Guideline" in 2019 is no other book's."""
    scheme = names.scheme
    if draft.mtus is False or draft.year or draft.head is None or not scheme.within(draft.head, names.acoem_current):
        return
    if scheme[draft.head].kind is not GuidelineKind.CHAPTER or prints_edition(text[draft.start : draft.end]):
        return
    for name, _ in scheme[draft.head].names():
        for topic in names.topics[key(name)]:
            current, _ = standing(scheme, line(scheme, topic), moment)
            if current and scheme.within(current, names.acoem_adopted):
                draft.labels = [label for label in draft.labels if label.concept != draft.head]
                draft.head = topic
                return


def _take_earlier(draft: CitationDraft, names: GuidelineNames, moment: Moment) -> bool:
    """What had that name before the MTUS adopted ACOEM's guideline: "MTUS opioids section" in 2015."""
    scheme = names.scheme
    if draft.head is None or draft.labels or not scheme.within(draft.head, names.acoem_adopted):
        return False
    if not begun_later(scheme, line(scheme, draft.head), moment):
        return False
    topic = key(scheme[draft.head].label)
    found = [each for edition in in_force(scheme, names.schedule, moment) for each in names.inside(edition)[topic]]
    draft.sure = False
    if len(found) == 1:
        draft.head, draft.inferred = found[0], True
        draft.labels.append(Label(draft.start, draft.end, found[0]))
    else:
        draft.head = names.schedule
    return True


def _printed(draft: CitationDraft, text: str, scheme: Guidelines) -> bool:
    """Whether the words say the edition: by a year that is one of its names, or by a number that only it has."""
    words = text[draft.start : draft.end]
    if not draft.year and draft.head and (said := set(years(words)) & named_years(scheme, scheme.chapter(draft.head))):
        draft.year, draft.year_named = said.pop(), True
    tables = any(label.concept and scheme[label.concept].kind is GuidelineKind.TABLE for label in draft.labels)
    return draft.year_named or tables or prints_edition(words)


def _named_by(scheme: Guidelines, editions: Sequence[str], own: Sequence[Citation]) -> str | None:
    """The one edition of the line that the same side's field names."""
    found = {scheme.chapter(section) for citation in own for section in citation.section_ids if section in scheme}
    return next(iter(found)) if len(found := found & set(editions)) == 1 else None


def _on_its_page(draft: CitationDraft, scheme: Guidelines) -> bool:
    """Whether the sections named stand on the pages named: then the old edition's own text was cited."""
    sections = [label.concept for label in draft.labels if label.concept]
    paged = [next((c for c in scheme.lineage(each) if c.first_page is not None), None) for each in sections]
    if not draft.pages or not paged or any(c is None or c.kind in _WHOLE for c in paged):
        return False
    return all(any(c and c.holds(first, last) for c in paged) for first, last in draft.pages)


_WHOLE = {GuidelineKind.GUIDELINE, GuidelineKind.EDITION, GuidelineKind.CHAPTER}


def _move(draft: CitationDraft, text: str, names: GuidelineNames, target: str) -> None:
    """Read the draft as one of the edition `target`: sections of the same name there, the others as candidates."""
    scheme = names.scheme
    if draft.head is not None and scheme.within(draft.head, target):
        return
    inside = names.inside(target)
    candidates = []
    for label in draft.labels:
        if label.concept and scheme[label.concept].kind in _WHOLE:
            label.concept = target
            continue
        found = inside[key(text[label.start : label.end])]
        same = found[0] if len(found) == 1 else None
        if label.concept and not same:
            candidates.append(label.concept)
            label.understood = True
        label.concept = same
    draft.head = target
    draft.candidates = tuple(dict.fromkeys((*draft.candidates, *candidates)))
