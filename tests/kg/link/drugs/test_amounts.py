"""Words that tell how often, how long and how many times again, each alone after a name; rows of `amounts.tsv`."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.link.drugs import DrugLinker
from kg.link.drugs.amounts import digits
from kg.schemes import drugs
from kg.schemes.table import rows

LINKER = DrugLinker(drugs.load())
CASES = Path(__file__).with_name("amounts.tsv")
COLUMNS = ("words", "daily", "days", "refills", "why")


@pytest.mark.parametrize(
    "row", [row for _, row in rows(CASES.read_text("utf-8"), COLUMNS, CASES.name)], ids=lambda row: row["words"]
)
def test_words_alone_tell_their_amount(row: dict[str, str]) -> None:
    found = LINKER.link(f"Ibuprofen 800 mg {row['words']}")
    told = (found.daily_dose, found.days, found.refills)
    assert ["" if value is None else f"{value:g}" for value in told] == [
        row[column] for column in ("daily", "days", "refills")
    ], row["why"]
    assert found.quantity is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("thirty tablets", "30 tablets"),
        ("thirty (30) tablets", "30 tablets"),
        ("twenty five", "25"),
        ("twenty-five", "25"),
        ("one hundred", "100"),
        ("one hundred ten", "110"),
        ("one hundred and ten", "110"),
        ("one-hundred twenty", "120"),
        ("hundred", "100"),
        ("thirtyish", "thirtyish"),
        ("30 (#30)", "30"),
    ],
)
def test_numbers_in_words_become_digits(text: str, plain: str) -> None:
    words = text.replace("-", " ").replace("(", " ").replace(")", " ").split()
    assert digits(text, words) == plain
