"""How well letters are read that the program's authors never saw: sets of them, each with its figures.

Figures are counts (``ontology/heldout_accuracy.tsv``); rates and 95 % Wilson intervals are made of them here. An F1 is
of two rates, so it is shown beside both with their intervals and has none of its own. Items of one letter are taken as
independent, so an interval is rather too narrow than too wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.questions.rates import wilson
from web.pages.pieces import Cell, Section, Table
from web.word_tables import rows

__all__ = ["HeldOutFigure", "HeldOutSet", "heldout_sections", "read_heldout", "share"]

_F1 = "F1"
_MEASURES = {
    "accuracy": "right",
    "precision": "right, of what the program said",
    "recall": "found, of what is there",
    "count": "wrong: fewer is better",
}
"""What a rate says, in words; that of `recall` is of what is there, any other of what the program said."""


@dataclass(frozen=True, slots=True)
class HeldOutFigure:
    """One field of a set by one `measure`: `right` values of those that the program `said`, or of those `there`."""

    field: str
    measure: str
    right: int
    said: int | None
    there: int | None


@dataclass(frozen=True, slots=True)
class HeldOutSet:
    """Letters or mentions that the authors never saw, what they are in words, and how well they were read."""

    id: str
    title: str
    note: str
    figures: Sequence[HeldOutFigure]


def read_heldout(figures: str, sets: str, names: Mapping[str, str]) -> list[HeldOutSet]:
    """The sets in the tables `figures` and `sets`, in the order of the latter; `names` are those of fields."""
    found = [(row["set"], _figure(row, names)) for row in rows(figures)]
    return [
        HeldOutSet(row["set"], row["title"], row["note"], [each for name, each in found if name == row["set"]])
        for row in rows(sets)
    ]


def _figure(row: Mapping[str, str], names: Mapping[str, str]) -> HeldOutFigure:
    said, there = (int(row[name]) if row[name] else None for name in ("said", "there"))
    return HeldOutFigure(names.get(row["field"], row["field"]), row["measure"], int(row["right"]), said, there)


def heldout_sections(sets: Sequence[HeldOutSet], caption: str) -> Iterator[Section]:
    """A table for each set; the first says when all of them were measured."""
    for place, each in enumerate(sets):
        note = f"{caption} {each.note}" if place == 0 else each.note
        yield Section(f"heldout-{each.id.lower()}", each.title, note, _table(each.figures))


def _table(figures: Sequence[HeldOutFigure]) -> Table:
    if all(figure.measure == _F1 for figure in figures):
        columns = (
            "Field",
            "In the letters",
            "Read",
            "Read rightly",
            "Precision, 95 % interval",
            "Recall, 95 % interval",
            "F1",
        )
        return Table(columns, [_f1_row(figure) for figure in figures])
    rated = ("Field", "What was counted", "Of (n)", "Times (k)", "Share, 95 % interval")
    return Table(rated, [_rate_row(figure) for figure in figures])


def _f1_row(figure: HeldOutFigure) -> tuple[Cell, ...]:
    said, there = figure.said or 0, figure.there or 0
    f1 = f"{2 * figure.right / (said + there):.3f}" if said + there else "–"
    counts = (f"{there:,}", f"{said:,}", f"{figure.right:,}", share(figure.right, said), share(figure.right, there), f1)
    return (Cell(figure.field), *(Cell(text, kind="number") for text in counts))


def _rate_row(figure: HeldOutFigure) -> tuple[Cell, ...]:
    n = (figure.there if figure.measure == "recall" else figure.said) or 0
    counts = (f"{n:,}", f"{figure.right:,}", share(figure.right, n))
    words = Cell(_MEASURES.get(figure.measure, figure.measure))
    return (Cell(figure.field), words, *(Cell(text, kind="number") for text in counts))


def share(k: int, n: int) -> str:
    """k of n in percent, with its 95 % Wilson interval."""
    if n == 0:
        return "–"
    low, high = wilson(k, n)
    return f"{100 * k / n:.1f} % ({100 * low:.1f} – {100 * high:.1f})"
