"""Pieces that several templates show: links, values, tables, panels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "Cell",
    "Fact",
    "Hyperlink",
    "Panel",
    "Proportion",
    "Section",
    "Share",
    "Table",
    "Verdict",
]


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """Words that lead somewhere; `href` is ``None`` where they lead nowhere."""

    text: str
    href: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proportion:
    """`k` of `n`, with the 95 % Wilson interval; shares from 0 to 1."""

    n: int
    k: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """k / n, 0 for an empty set."""
        return self.k / self.n if self.n else 0.0

    @property
    def small(self) -> bool:
        """Whether so few are counted that the rate alone would mislead."""
        return self.n < 30


@dataclass(frozen=True, slots=True)
class Share:
    """One outcome of a set of decisions: `offset` and `width` place it in the bar, in percent."""

    link: Hyperlink
    meaning: str
    slug: str
    rate: Proportion
    offset: float
    width: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `kind` is ``iri``, ``number``, ``text``, ``mark`` or ``empty``; `note` a datatype, language or remark.

    `source` is the anchor of the letter's words that say it.
    """

    text: str
    href: str | None = None
    kind: str = "text"
    note: str = ""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a result. `truncated` says that a limit cut them off; `rates` stand beside the rows they count.

    `cut` says how many there are of how many, where that is known.
    `overall` is what rates of this kind are in the whole release, where that is known.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    truncated: bool = False
    rates: Sequence[Proportion | None] = ()
    cut: str = ""
    overall: Proportion | None = None

    def is_number(self, column: int) -> bool:
        """Whether every cell of a column that holds anything holds a number."""
        kinds = {row[column].kind for row in self.rows} - {"empty"}
        return kinds == {"number"}


@dataclass(frozen=True, slots=True)
class Panel:
    """One query's part of a page. `kind` is ``table``, ``list``, ``outcomes``, ``stopped`` or ``source``.

    `extent` says which rows of how many are shown, where it is a page of them. Links are absent when they would be too
    long.
    """

    name: str
    title: str
    note: str
    kind: str
    table: Table
    shares: Sequence[Share] = ()
    edit: str | None = None
    csv: str | None = None
    json: str | None = None
    extent: str = ""
    newer: str | None = None
    older: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A label (with the property it stands for) and its values."""

    label: str
    values: Sequence[Cell]
    hint: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a page that no query gives; `anchor` names its place."""

    anchor: str
    title: str
    note: str
    table: Table


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome, said both ways."""

    text: str
    meaning: str
    slug: str
    href: str | None = None
    source: str | None = None
