"""Which edition a name without a year means: the lines of editions, and what was in force when a letter was decided.

A *line* is one rule through time, oldest edition first: ACOEM's chapter 12 of 2004, Low Back Disorders 2016, 2019 and
2020. The guideline table links it by its column `replaces`. Pure functions over the table.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.schemes.guidelines import GuidelineConcept, GuidelineKind, Guidelines, years

__all__ = [
    "UNKNOWN",
    "Moment",
    "begun_later",
    "edition_of_year",
    "in_force",
    "line",
    "named_years",
    "prints_edition",
    "standing",
]


_PRINTS_EDITION = re.compile(
    r"""
    \bchap(?:ter|\.)?\s\d | \bch\.\s?\d   # only the book of 2004 counts its chapters: "ACOEM Chapter 12"
    | \b(?:Table|Algorithm)\s\d+-  # and numbers tables by them: "Table 12-8"
    | \bS\d-\d                     # supplements of the opioids guideline of 2016: "S1-20"
    | \b(?:\d(?:st|nd|rd|th)|second|third)\s(?:ed\b|edition)   # "2nd Edition", "Third Edition", "3rd ed."
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Words by which a citation says its edition without a year."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a letter was decided: the first and the last day on which it can have been; ``None`` where not known."""

    earliest: dt.date | None = None
    latest: dt.date | None = None

    @classmethod
    def on(cls, day: dt.date | None) -> Moment:
        """The moment of a printed day."""
        return cls(day, day)


UNKNOWN = Moment()
"""Nothing is known of the day."""


@lru_cache(maxsize=4096)
def line(scheme: Guidelines, concept: str) -> tuple[str, ...]:
    """The editions of the rule that `concept` names or belongs to, oldest first; none where the table knows none."""
    whole = scheme[scheme.chapter(concept)]
    if whole.kind is GuidelineKind.GUIDELINE:
        editions = [child for child in scheme.children(whole.id) if scheme[child].kind is GuidelineKind.EDITION]
        if len({scheme[each].scheme for each in editions}) > 1:
            return ()  # the whole schedule, which has guidelines of several rules right below it
        if not editions and not whole.replaces:
            return ()
        whole = scheme[editions[0]] if editions else whole
    if not (whole.replaces or scheme.successor(whole.id) or whole.in_force_from):
        return ()
    found = [whole.id]
    while (earlier := scheme[found[0]].replaces) and earlier not in found:
        found.insert(0, earlier)
    while (later := scheme.successor(found[-1])) and later not in found:
        found.append(later)
    return tuple(found)


def standing(scheme: Guidelines, editions: tuple[str, ...], moment: Moment) -> tuple[str | None, bool]:
    """The edition of a line that was in force at that moment, and whether no other can be meant.

    No other can where none had followed the first by then. ``None`` where nothing is known of the moment, where it
    spans a change or where none had begun; an edition without a successor counts as in force to this day.
    """
    if moment.earliest is None:
        return None, False
    first = _begun(scheme, editions, moment.earliest)
    last = _begun(scheme, editions, moment.latest) if moment.latest else len(editions)
    return (editions[first - 1], last == 1) if first == last and first else (None, False)


def _begun(scheme: Guidelines, editions: tuple[str, ...], day: dt.date) -> int:
    """How many of a line had begun by that day. One without a date is older than the others."""
    starts = [scheme[each].in_force_from or dt.date.min for each in editions]
    return max((place for place, start in enumerate(starts, 1) if start <= day), default=0)


def begun_later(scheme: Guidelines, editions: tuple[str, ...], moment: Moment) -> bool:
    """Whether no edition of a line had begun at that moment."""
    return bool(editions) and moment.latest is not None and not _begun(scheme, editions, moment.latest)


def in_force(scheme: Guidelines, work: str, moment: Moment) -> list[str]:
    """The editions below a work that were in force at that moment."""
    day = moment.earliest
    if day is None:
        return []
    return [each.id for each in scheme.below(work) if each.kind is GuidelineKind.EDITION and _holds(each, day)]


def _holds(edition: GuidelineConcept, day: dt.date) -> bool:
    """Whether an edition was in force on that day; one without a date of its own is not known to be."""
    if edition.in_force_from is None or day < edition.in_force_from:
        return False
    return edition.in_force_to is None or day < edition.in_force_to


def edition_of_year(scheme: Guidelines, editions: tuple[str, ...], year: str) -> tuple[str | None, bool]:
    """The edition of a line that a printed year means, and whether it is named by that year.

    The form names an edition by ACOEM's year or by that of its adoption; a year of adoption that the table gives only
    as a date is taken too, but is no name.
    """
    for edition in reversed(editions):
        if year in named_years(scheme, edition):
            return edition, True
    adopted = [each for each in editions if (start := scheme[each].in_force_from) and str(start.year) == year]
    return (adopted[-1], False) if adopted else (None, False)


@lru_cache(maxsize=4096)
def named_years(scheme: Guidelines, edition: str) -> frozenset[str]:
    """The years by which an edition's names, or those of the book that it is a chapter of, call it."""
    return frozenset(year for each in _named(scheme, edition) for name, _ in each.names() for year in years(name))


def _named(scheme: Guidelines, edition: str) -> Iterator[GuidelineConcept]:
    """The edition, and the edition that it is a chapter of."""
    yield scheme[edition]
    if scheme[edition].kind is not GuidelineKind.EDITION:
        yield from (step for step in scheme.lineage(edition) if step.kind is GuidelineKind.EDITION)


def prints_edition(words: str) -> bool:
    """Whether the words of a citation say its edition by a number of that edition alone.

    >>> [prints_edition(words) for words in ("ACOEM Chapter 12, page 303", "the ACOEM low back chapter")]
    [True, False]
    """
    return _PRINTS_EDITION.search(words) is not None
