from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Finding, passage
from kg.parse.conclusion import conclusion

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("valid_conclusions.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("expected", "rationale"), CASES)
def test_reads_what_a_rationale_concludes(expected: str, rationale: str):
    assert conclusion(passage(rationale), []).value.value == expected


def test_the_words_that_conclude_are_its_place():
    text = "Tea helps nobody. Therefore, the tea is not medically necessary. See also page 7."
    said = conclusion(passage(text), [])
    assert text[said.span.start : said.span.end] == "Therefore, the tea is not medically necessary."


def test_no_conclusion_is_noted():
    notes: list[Finding] = []
    assert conclusion(passage("Tea is a drink."), notes).value.value == "not_stated"
    assert [note.code for note in notes] == ["conclusion-not-found"]


def test_a_misread_word_is_noted_at_its_place_and_stays_as_printed():
    text = "Tea helps. The tea is n0t medically neces sary."
    notes: list[Finding] = []
    said = conclusion(passage(text), notes)
    assert text[said.span.start : said.span.end] == "The tea is n0t medically neces sary."
    assert [text[note.span.start : note.span.end] for note in notes if note.span] == ["n0t", "neces sary"]
