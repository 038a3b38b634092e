"""Headings and labels however they were printed; cases are rows of a file, each with its reason."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Finding, Letter, Outcome
from kg.parse import parse
from kg.parse.fixed_words import with_fixed_words
from kg.text import Placed

from .conftest import compose

Compose = Callable[..., str]


def cases() -> Iterator[tuple[str, str, str, str]]:
    path = Path(__file__).with_name("cases_fixed_words.tsv")
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["where"], row["printed"], row["read as"], row["noted"]


@pytest.mark.parametrize(("where", "printed", "read", "noted"), list(cases()))
def test_a_fixed_word_gets_its_printed_form(where: str, printed: str, read: str, noted: str) -> None:
    whole = compose()
    text = {"header": f"{printed}\n{whole}", "heading": f"{printed}\n{whole}", "label": f"words.\n{printed} words"}[
        where
    ]
    notes: list[Finding] = []
    result = with_fixed_words(Placed(text), notes)
    assert result.text == text.replace(printed, read, 1)
    assert {note.code for note in notes} == ({noted} if noted else set())
    for note in notes:
        assert note.span is not None
        assert text[note.span.start : note.span.end] in printed


def test_a_clean_letter_is_not_touched(letter: Compose) -> None:
    notes: list[Finding] = []
    clean = Placed(letter())
    assert with_fixed_words(clean, notes).text == clean.text
    assert notes == []


FIXED = re.compile(
    r"HOW THE IMR FINAL DETERMINATION WAS MADE|CLINICAL CASE SUMMARY|IMR ISSUES, DECISIONS AND RATIONALES"
    r"|(?:Claims Administrator|MAXIMUS) guideline:|Decision rationale:|Case Number:|Date Assigned:|UR Denial Date:"
    r"|(?<=: )(?:Upheld|Overturned)"
)
ALIKE = {
    "l": "1I|",
    "i": "l1!",
    "I": "l1|",
    "O": "0Q",
    "o": "0e",
    "e": "c",
    "C": "G",
    "S": "5",
    "s": "5",
    "m": ("rn", "nn"),
}
TWO = [("Cane", "Upheld", "It is not medically necessary."), ("Tea", "Overturned", "It is medically necessary.")]


@st.composite
def misread(draw: st.DrawFn) -> str:
    """A letter with one slip of a scanner in each of some fixed words."""

    def spoiled(match: re.Match[str]) -> str:
        words = match.group()
        if not draw(st.booleans()):
            return words
        at = draw(st.integers(0, len(words) - 2))
        if words[at] in ALIKE:
            return words[:at] + draw(st.sampled_from(ALIKE[words[at]])) + words[at + 1 :]
        if words[at].isalpha() and words[at + 1].isalpha():
            return f"{words[: at + 1]} {words[at + 1 :]}"
        return words

    return FIXED.sub(spoiled, compose(TWO))


@settings(max_examples=150, deadline=None)
@given(misread())
def test_a_misread_letter_is_read_as_the_clean_one(text: str) -> None:
    (read,) = parse(text, "x")
    assert isinstance(read, Letter)
    assert [item.heading.text for item in read.items] == ["Cane", "Tea"]
    assert [item.outcome.value for item in read.items if item.outcome] == [Outcome.UPHELD, Outcome.OVERTURNED]
    assert all(item.administrator_field and item.reviewer_field and item.rationale for item in read.items)
    assert read.header.case_number is not None
    assert read.header.case_number.value == "CM16-0000042"
    for finding in read.findings:
        assert finding.code == "misread"
        assert finding.span is not None
        assert text[finding.span.start : finding.span.end].strip()


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [
        ("upheld", Outcome.UPHELD),
        ("UPHELD.", Outcome.UPHELD),
        ("Uphe1d", Outcome.UPHELD),
        ("Overtumed", Outcome.OVERTURNED),
        ("Over turned", Outcome.OVERTURNED),
        ("- Overtumed", Outcome.OVERTURNED),
        ("Partially overturned", Outcome.PARTLY_OVERTURNED),
        ("Modified", Outcome.NOT_STATED),
    ],
)
def test_decision_words(letter: Compose, printed: str, outcome: Outcome) -> None:
    (read,) = parse(
        letter().replace("Wrist brace: Upheld", f"Wrist brace{'' if printed[0] == '-' else ':'} {printed}"), "x"
    )
    assert isinstance(read, Letter)
    assert read.items[0].heading.text == "Wrist brace"
    assert read.items[0].outcome is not None
    assert read.items[0].outcome.value is outcome


def test_a_table_has_labels_without_colons(letter: Compose) -> None:
    text = letter()
    for label in ("Claims Administrator guideline", "MAXIMUS guideline", "Decision rationale"):
        text = text.replace(f"{label}: ", f"| {label} | ")
    (read,) = parse(text, "x")
    assert isinstance(read, Letter)
    item = read.items[0]
    assert item.administrator_field
    assert item.reviewer_field
    assert item.rationale
    assert item.rationale.text.startswith("The brace")


def test_nothing_is_misread_in_the_example_letters(example_texts: Mapping[str, str]) -> None:
    for name, text in example_texts.items():
        for read in parse(text, name):
            assert isinstance(read, Letter)
            assert "misread" not in {finding.code for finding in read.findings}, name
