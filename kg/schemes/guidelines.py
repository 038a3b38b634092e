"""The guidelines that determinations cite: names, parts, pages, legal cites, editions in force.

One table, `ontology/schemes/guidelines.tsv`, is the source. A new edition or section is a row there, never code.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.errors import TableError
from kg.resources import read_resource
from kg.schemes.table import listed, rows

__all__ = ["COLUMNS", "GuidelineConcept", "GuidelineKind", "Guidelines", "from_tsv", "load", "years"]

TABLE = "ontology/schemes/guidelines.tsv"

COLUMNS = (
    "id",
    "kind",
    "parent",
    "scheme",
    "label",
    "first_page",
    "last_page",
    "page_confidence",
    "legal_cite",
    "in_force_from",
    "in_force_to",
    "replaces",
    "authority_rank",
    "source",
    "alt_labels",
    "note",
    "about",
    "dates_checked",
    "role",
    "replaced_by",
    "short_label",
)


class GuidelineKind(StrEnum):
    """What a row is. An *edition* is a guideline as it stood from one date to another."""

    GUIDELINE = "guideline"
    EDITION = "edition"
    CHAPTER = "chapter"
    SECTION = "section"
    TABLE = "table"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class GuidelineConcept:
    """One row. Pages are inclusive; `in_force_to` is the first day on which it was no longer in force.

    Of a date that the table gives by its year alone the last day of that year is taken (`whole_years` says for which of
    the two), so that nothing counts as replaced before it certainly was. `about` are words for its part of the body,
    `role` is what the grammar of citations looks for, `replaced_by` the concept of which this row is but a second name.
    `label` is its name alone, by which letters cite it; `short_label` is what the labels of its parts call it.
    """

    id: str
    kind: GuidelineKind
    parent: str | None
    scheme: str
    label: str
    alt_labels: tuple[str, ...] = ()
    first_page: int | None = None
    last_page: int | None = None
    page_confidence: str | None = None
    legal_cite: str | None = None
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    replaces: str | None = None
    authority_rank: int | None = None
    source: str = ""
    note: str = ""
    about: tuple[str, ...] = ()
    dates_checked: tuple[str, ...] = ()
    whole_years: tuple[str, ...] = ()
    role: str | None = None
    replaced_by: str | None = None
    short_label: str = ""

    def holds(self, first: int, last: int) -> bool:
        """Whether pages `first` to `last` lie in this concept's page range."""
        return (
            self.first_page is not None
            and self.first_page <= first
            and last <= (self.last_page if self.last_page is not None else self.first_page)
        )

    @property
    def cross_reference(self) -> bool:
        """Whether the heading only points to another one ("see Muscle relaxants")."""
        return self.id.endswith("-xref") or "cross-reference" in self.label

    def names(self) -> Iterator[tuple[str, int]]:
        """All names with their rank: 0 the label, 1 an alternative, 2 what follows from the label's form."""
        yield self.label, 0
        for name in self.alt_labels:
            yield name, 1
        for name in _shorter(self.label, self.kind):
            yield name, 3 if self.cross_reference else 2


_NOTE_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_CHAPTER_NUMBER = re.compile(r"(Chapter \d+): (.+)")


def _shorter(label: str, kind: GuidelineKind) -> Iterator[str]:
    """The label without a closing bracket, a chapter's number and its title, a table's number."""
    plain = _NOTE_IN_BRACKETS.sub("", label)
    if plain != label:
        yield plain
    if kind is GuidelineKind.TABLE:
        yield label.partition(": ")[0]
    if chapter := _CHAPTER_NUMBER.match(plain):
        yield from chapter.groups()


_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.]\d)")


def years(words: str) -> list[str]:
    """The years that words name, in their order."""
    return _YEAR.findall(words)


_WHOLE = frozenset({GuidelineKind.GUIDELINE, GuidelineKind.EDITION})
_DEEP = 2
"""Steps above a guideline from which on its own name does not say what it belongs to."""


class Guidelines:
    """The table as a forest: parents, children, editions. Immutable after construction."""

    def __init__(self, concepts: Iterable[GuidelineConcept]) -> None:
        every = tuple(concepts)
        self.concepts: Mapping[str, GuidelineConcept] = {each.id: each for each in every if not each.replaced_by}
        self.retired: Mapping[str, GuidelineConcept] = {each.id: each for each in every if each.replaced_by}
        """Rows that are second names of others: no citation resolves to them."""
        self.roles: Mapping[str, str] = {each.role: each.id for each in self.concepts.values() if each.role}
        children: dict[str, list[str]] = {}
        successors: dict[str, str] = {}
        for concept in self.concepts.values():
            if concept.parent:
                children.setdefault(concept.parent, []).append(concept.id)
            if concept.replaces:
                successors[concept.replaces] = concept.id
        self._children: Mapping[str, tuple[str, ...]] = {k: tuple(v) for k, v in children.items()}
        self._successors: Mapping[str, str] = successors
        self._guidelines: dict[str, str] = {}
        self._years: dict[str, str | None] = {}
        self._paged: dict[str, tuple[GuidelineConcept, ...]] = {}

    def __getitem__(self, concept: str) -> GuidelineConcept:
        return self.concepts[concept]

    def __contains__(self, concept: object) -> bool:
        return concept in self.concepts

    def __iter__(self) -> Iterator[GuidelineConcept]:
        return iter(self.concepts.values())

    def __len__(self) -> int:
        return len(self.concepts)

    def children(self, concept: str) -> tuple[str, ...]:
        """Ids right below `concept`, in the table's order."""
        return self._children.get(concept, ())

    def lineage(self, concept: str) -> Iterator[GuidelineConcept]:
        """`concept` and all above it, from the narrowest up."""
        here: str | None = concept
        while here is not None:
            found = self.concepts[here]
            yield found
            here = found.parent

    def below(self, concept: str) -> Iterator[GuidelineConcept]:
        """All below `concept`, without itself, parents first."""
        for child in self.children(concept):
            yield self.concepts[child]
            yield from self.below(child)

    def within(self, concept: str, above: str) -> bool:
        """Whether `concept` is `above` or stands below it."""
        return any(step.id == above for step in self.lineage(concept))

    def guideline(self, concept: str) -> str:
        """Id of the guideline or edition that `concept` belongs to (itself, if it is one)."""
        found = self._guidelines.get(concept)
        if found is None:
            steps = list(self.lineage(concept))
            found = next((s.id for s in steps if s.kind in _WHOLE), steps[-1].id)
            self._guidelines[concept] = found
        return found

    def edition_year(self, concept: str) -> str | None:
        """The year of the edition that `concept` belongs to: the last that its label names."""
        known = self._years.get(concept, "")
        if known == "":
            known = self._years[concept] = self._edition_year(concept)
        return known

    def _edition_year(self, concept: str) -> str | None:
        for step in self.lineage(concept):
            if step.kind in {GuidelineKind.EDITION, GuidelineKind.CHAPTER} and (found := years(step.label)):
                return found[-1]
            if step.kind is GuidelineKind.EDITION:
                return None
        return None

    def chapter(self, concept: str) -> str:
        """Id of the chapter that `concept` belongs to, else of its guideline or edition."""
        whole = {GuidelineKind.CHAPTER, GuidelineKind.GUIDELINE, GuidelineKind.EDITION}
        steps = list(self.lineage(concept))
        return next((s.id for s in steps if s.kind in whole), steps[-1].id)

    def place(self, concept: str) -> tuple[str, ...]:
        """Guideline and chapter that `concept` is in, in short; empty for what stands by itself.

        An edition, or a guideline right below the one at the top, is known by its own name.
        """
        steps = list(self.lineage(concept))[1:]
        if self[concept].kind in _WHOLE and len(steps) < _DEEP:
            return ()
        named = [step for step in steps if step.short_label]
        whole = next((at for at, step in enumerate(named) if step.kind in _WHOLE), -1)
        return tuple(step.short_label for step in reversed(named[: whole + 1]))

    def full_label(self, concept: str) -> str:
        """What people are shown: the label with guideline and chapter, so that no two sections look alike.

        ``Physical therapy (PT) - ODG, Low Back``. What the label says in brackets at its end is not said again.
        """
        label = self[concept].label
        place = ", ".join(part for part in self.place(concept) if not label.endswith(f"({part})"))
        return f"{label} - {place}" if place else label

    def broader(self, concept: str) -> str | None:
        """Id right above `concept` among the concepts, so that each reaches the one edition that it is in.

        An edition that is printed in the book of another stands below their guideline, not below that book, which
        `GuidelineConcept.parent` names.
        """
        found = self[concept]
        if found.kind is not GuidelineKind.EDITION:
            return found.parent
        above = list(self.lineage(concept))[1:]
        return next((step.id for step in above if step.kind is GuidelineKind.GUIDELINE), None)

    def about(self, concept: str) -> tuple[str, ...]:
        """Words for the part of the body that `concept`, or the nearest above it, is about; none for a general one."""
        return next((s.about for s in self.lineage(concept) if s.about), ())

    def legal_cite(self, concept: str) -> str | None:
        """The regulation that `concept` stands in, its own or the nearest above."""
        return next((s.legal_cite for s in self.lineage(concept) if s.legal_cite), None)

    def authority_rank(self, concept: str) -> int | None:
        """Place in the search order of 8 CCR 9792.21.1: 1 is the MTUS."""
        return next((s.authority_rank for s in self.lineage(concept) if s.authority_rank is not None), None)

    def dated(self, concept: str) -> GuidelineConcept | None:
        """The nearest of `concept` and those above it whose time in force is known."""
        return next((s for s in self.lineage(concept) if s.in_force_from or s.in_force_to), None)

    def successor(self, concept: str) -> str | None:
        """Id of the edition that replaced `concept`."""
        return self._successors.get(concept)

    def pages(self, guideline: str, first: int, last: int) -> tuple[GuidelineConcept, ...]:
        """Narrowest parts of `guideline` whose range covers pages `first` to `last`.

        Cross-references are left out, and so is a revised edition inside the book, which counts its own pages.
        """
        paged = self._paged.get(guideline)
        if paged is None:
            whole = self.guideline(guideline)
            below = (c for c in self.below(guideline) if c.first_page is not None and not c.cross_reference)
            paged = self._paged[guideline] = tuple(c for c in below if self.guideline(c.id) == whole)
        hits = [c for c in paged if c.holds(first, last)]
        above = {step.id for hit in hits for step in self.lineage(hit.id) if step.id != hit.id}
        return tuple(hit for hit in hits if hit.id not in above)


def from_tsv(text: str, name: str = TABLE) -> Guidelines:
    """Read the table. Raises `TableError` naming file and line where a row is wrong."""
    concepts: dict[str, GuidelineConcept] = {}
    lines: dict[str, int] = {}
    for number, row in rows(text, COLUMNS, name):
        concept = _concept(row, f"{name}:{number}")
        if concept.id in concepts:
            raise TableError(f"{name}:{number}: id {concept.id!r} stands already on line {lines[concept.id]}")
        concepts[concept.id], lines[concept.id] = concept, number
    for concept in concepts.values():
        for role, other in (("parent", concept.parent), ("replaces", concept.replaces)):
            if other and other not in concepts:
                raise TableError(f"{name}:{lines[concept.id]}: {role} {other!r} is not an id of this table")
        if concept.replaced_by and concept.replaced_by not in concepts:
            where = f"{name}:{lines[concept.id]}"
            raise TableError(f"{where}: replaced_by {concept.replaced_by!r} is not an id of this table")
    _refuse_loops(concepts, lines, name)
    _refuse_retired(concepts, lines, name)
    return Guidelines(concepts.values())


def _refuse_retired(concepts: Mapping[str, GuidelineConcept], lines: Mapping[str, int], name: str) -> None:
    """A row that only points on may not be what another row stands under, follows or points to."""
    for concept in concepts.values():
        for other in (concept.parent, concept.replaces, concept.replaced_by):
            if other and concepts[other].replaced_by:
                target = concepts[other].replaced_by
                raise TableError(f"{name}:{lines[concept.id]}: {other!r} is replaced; write {target!r} in its place")


def _refuse_loops(concepts: Mapping[str, GuidelineConcept], lines: Mapping[str, int], name: str) -> None:
    rooted: set[str] = set()
    for concept in concepts:
        path: list[str] = []
        here: str | None = concept
        while here is not None and here not in rooted:
            if here in path:
                raise TableError(f"{name}:{lines[here]}: {here!r} is its own parent; fix the parent column")
            path.append(here)
            here = concepts[here].parent
        rooted.update(path)


def _concept(row: Mapping[str, str], place: str) -> GuidelineConcept:
    if not row["id"] or not row["label"]:
        raise TableError(f"{place}: a row needs an id and a label")
    try:
        return GuidelineConcept(
            id=row["id"],
            kind=GuidelineKind(row["kind"]),
            parent=row["parent"] or None,
            scheme=row["scheme"],
            label=row["label"],
            alt_labels=listed(row["alt_labels"]),
            first_page=int(row["first_page"]) if row["first_page"] else None,
            last_page=int(row["last_page"]) if row["last_page"] else None,
            page_confidence=row["page_confidence"] or None,
            legal_cite=row["legal_cite"] or None,
            in_force_from=_day(row["in_force_from"]),
            in_force_to=_day(row["in_force_to"]),
            replaces=row["replaces"] or None,
            authority_rank=int(row["authority_rank"]) if row["authority_rank"] else None,
            source=row["source"],
            note=row["note"],
            about=listed(row["about"]),
            dates_checked=listed(row["dates_checked"]),
            whole_years=tuple(end for end in ("from", "to") if len(row[f"in_force_{end}"]) == _YEAR_DIGITS),
            role=row["role"] or None,
            replaced_by=row["replaced_by"] or None,
            short_label=row["short_label"],
        )
    except ValueError as bad:
        raise TableError(
            f"{place}: {bad}; kinds are {', '.join(GuidelineKind)}, dates ISO or a year, pages and ranks whole numbers"
        ) from bad


_YEAR_DIGITS = 4


def _day(cell: str) -> dt.date | None:
    """The day in a cell; for a year alone its last day. Raises `ValueError` for anything else."""
    if len(cell) == _YEAR_DIGITS:
        return dt.date(int(cell), 12, 31)
    return dt.date.fromisoformat(cell) if cell else None


@cache
def load() -> Guidelines:
    """The project's own table. Raises `VocabularyError` if the installation lacks it, `TableError` if it is broken."""
    return from_tsv(read_resource(TABLE))
