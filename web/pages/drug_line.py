"""A drug that is asked for, on one line of a case's page: names with strengths, amount, MME and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyoxigraph as ox

from web.pages.nodes import LetterNode
from web.pages.pieces import Cell
from web.urls import Urls
from web.word_tables import own_table

__all__ = ["drug_line"]

_UNITS = {row["code"]: row["words"] for row in own_table("unit_words")}


def drug_line(drug: LetterNode, strengths: Sequence[LetterNode], urls: Urls) -> list[Cell]:
    """The cells of a drug request with its nodes of `strengths`; what the letter says opens its words."""
    told = dict(_by_ingredient(strengths))
    shown = dict(sorted(_names(drug, urls), key=lambda name: _order(name[0], [*told])))
    cells = [_with_strength(cell, told.get(value)) for value, cell in shown.items()]
    complete = len(told) == len(strengths) > 0 and told.keys() <= shown.keys()
    words = ", ".join(_amount(drug, strength="" if complete else drug.text("strength"))) or drug.words("mentionText")
    amount = [Cell(words, source=drug.source())] if words else []
    return [*cells, *amount, *_morphine(drug), *_assumptions(drug, urls)]


def _names(drug: LetterNode, urls: Urls) -> Iterator[tuple[str, Cell]]:
    """The name that was written, then its ingredients, by their IRIs."""
    for name in ("requestedDrug", "ingredient"):
        for value, cell in zip(drug.all(name), drug.cells(name, urls), strict=True):
            yield value.term.value, cell


def _order(iri: str, printed: Sequence[str]) -> int:
    """What has no strength of its own first, then the ingredients in the order of the strength."""
    return printed.index(iri) if iri in printed else -1


def _by_ingredient(strengths: Sequence[LetterNode]) -> Iterator[tuple[str, str]]:
    for node in strengths:
        for value in node.all("strengthOf"):
            yield value.term.value, _strength(node)


def _strength(node: LetterNode) -> str:
    per, count = node.text("perUnit"), node.text("perValue")
    counted = f"{count} {_unit(per)}" if count not in {"", "1", "1.0"} else _unit(per)
    value = _quantity(node.text("strengthValue"), _unit(node.text("strengthUnit")))
    return f"{value} per {counted}" if per else value


def _quantity(value: str, unit: str) -> str:
    return f"{value}{unit}" if unit == "%" else f"{value} {unit}"


def _unit(code: str) -> str:
    return _UNITS.get(code, code)


def _with_strength(cell: Cell, strength: str | None) -> Cell:
    return replace(cell, text=f"{cell.text} {strength}") if strength else cell


def _amount(drug: LetterNode, strength: str) -> list[str]:
    parts = [strength, drug.text("doseForm")]
    parts += [f"quantity {value.text}" for value in drug.all("quantity")]
    parts += [_counted(value.text, "refill") for value in drug.all("refills")]
    parts += [f"for {_counted(value.text, 'day')}" for value in drug.all("daysSupply")]
    parts += [f"{value.text} a day" for value in drug.all("dailyDose")]
    return [part for part in parts if part]


def _counted(number: str, name: str) -> str:
    return f"{number} {name}" if number == "1" else f"{number} {name}s"


def _morphine(drug: LetterNode) -> Iterator[Cell]:
    dose, factor, year = drug.text("mmePerDay"), drug.text("mmeFactor"), drug.text("mmeFactorVintage")
    if dose:
        yield Cell(f"{dose} MME a day", note=f"factor {factor}, CDC {year}" if factor else "")


def _assumptions(drug: LetterNode, urls: Urls) -> Iterator[Cell]:
    for value in drug.all("assumption"):
        if isinstance(value.term, ox.NamedNode):
            yield Cell(value.text, urls.link(value.term.value), note="assumed")
