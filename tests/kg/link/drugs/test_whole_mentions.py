"""Whole readings of drug mentions, which rows of `whole_mentions.tsv` give: words, doses, what they rest on, findings.

The other tables of cases ask for names, strengths and amounts. These rows ask for all that a mention says, so that no
part of it changes unseen. A row more needs no code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.link.drugs import DrugLinker
from kg.model import DrugMention, Ingredient, Place, passage
from kg.schemes import drug_status, drugs
from kg.schemes.table import rows

LINKER = DrugLinker(drugs.load(), rules=drug_status.load())
CASES = Path(__file__).with_name("whole_mentions.tsv")
COLUMNS = ("place", "decided", "words", "mentions", "findings", "why")


def part(ingredient: Ingredient) -> str:
    return f"{ingredient.name} {ingredient.strength}" if ingredient.strength else ingredient.name


def facts(mention: DrugMention) -> Iterator[str]:
    """What is known of a mention, each fact in one form."""
    yield f"[{mention.text}] {' + '.join(map(part, mention.ingredients))} ({mention.how}, {mention.confidence.value})"
    numbers = (
        ("quantity", mention.quantity),
        ("refills", mention.refills),
        ("days", mention.days),
        ("a day", mention.daily_dose),
        ("MME", mention.mme),
    )
    words = (
        ("brand", mention.brand),
        ("concept", mention.concept),
        ("strength", mention.strength),
        ("form", mention.form),
        ("route", mention.route),
        ("status", mention.status.value if mention.status else None),
    )
    yield from (f"{name} {word}" for name, word in words if word)
    yield from (f"{name} {number:.4g}" for name, number in numbers if number is not None)
    if mention.assumptions:
        yield "assuming " + ", ".join(mention.assumptions)
    if mention.candidates:
        yield "or " + ", ".join(mention.candidates)


def told(place: str, decided: str, words: str) -> tuple[str, str]:
    """The columns `mentions` and `findings` of some words."""
    day = dt.date.fromisoformat(decided) if decided else None
    found = (LINKER.link(words, day),) if place == "alone" else LINKER.mentions(passage(words), Place(place), day)
    findings = (
        f"{finding.code} {finding.severity.value}: {finding.message}" for each in found for finding in each.findings
    )
    return " | ".join("; ".join(facts(each)) for each in found), " | ".join(findings)


@pytest.mark.parametrize(
    "row",
    [row for _, row in rows(CASES.read_text("utf-8"), COLUMNS, CASES.name)],
    ids=lambda row: f"{row['place']} {row['decided']} {row['words'][:70]}",
)
def test_a_mention_is_read_whole(row: dict[str, str]) -> None:
    mentions, findings = told(row["place"], row["decided"], row["words"])
    assert mentions == row["mentions"], row["why"]
    assert findings == row["findings"], row["why"]
