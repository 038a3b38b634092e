"""Numbers, plurals, spacing."""

from __future__ import annotations

import pytest

from kg.text import PAGE_BREAK, double_spaced, number_of, singular


@pytest.mark.parametrize(
    ("words", "number"),
    [("twenty-four", 24), ("Ninety nine", 99), ("twice", 2), ("12", 12), ("zero", 0), ("some", None), ("", None)],
)
def test_numbers_in_words(words: str, number: int | None) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize(
    ("plural", "word"),
    [
        ("knees", "knee"),
        ("biopsies", "biopsy"),
        ("ties", "ties"[:-1]),
        ("stenosis", "stenosis"),
        ("virus", "virus"),
        ("access", "access"),
        ("tens", "tens"),
        ("gas", "gas"),
        ("", ""),
    ],
)
def test_plurals(plural: str, word: str) -> None:
    assert singular(plural) == word


@pytest.mark.parametrize(
    ("text", "double"),
    [
        ("a line\n\n" * 9, True),
        ("a line\n" * 9, False),
        ("a line\n\n" * 3, False),
        (f"a line\n\n{PAGE_BREAK}" * 9, False),
        (("words " * 40 + "\n\n") * 9, False),
    ],
    ids=["double", "single", "too short to tell", "page breaks tell nothing", "paragraphs in one line each"],
)
def test_double_spacing(text: str, double: bool) -> None:
    assert double_spaced(text) is double
