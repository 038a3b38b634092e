from __future__ import annotations

from collections.abc import Callable

from kg.model import Letter
from kg.parse import parse
from kg.parse.split import letters_in

Compose = Callable[..., str]


def test_one_letter_is_one_part(letter: Compose):
    text = letter()
    assert letters_in(text) == [(0, len(text))]


def test_two_letters_in_one_text_are_told_apart_and_flagged(letter: Compose):
    first, second = letter(), letter().replace("CM16-0000042", "CM16-0000077")
    read = parse(f"{first}\n\f{second}\n", "joined.txt")
    assert [each.source for each in read] == ["joined.txt#1", "joined.txt#2"]
    letters = [each for each in read if isinstance(each, Letter)]
    assert [each.header.case_number.value for each in letters if each.header.case_number] == [
        "CM16-0000042",
        "CM16-0000077",
    ]
    assert [each.text for each in letters] == [first, second]
    assert all("joined-letters" in {finding.code for finding in each.findings} for each in letters)


def test_letters_without_header_are_told_apart_by_their_first_heading(letter: Compose):
    text = letter(header="") + "\n" + letter(header="")
    assert len(letters_in(text)) == 2


def test_a_letter_that_stands_twice_gives_the_same_text_twice(letter: Compose):
    first, second = parse(letter() + "\n\n" + letter(), "x")
    assert isinstance(first, Letter)
    assert isinstance(second, Letter)
    assert first.source_hash == second.source_hash


def test_a_case_number_in_prose_begins_no_letter(letter: Compose):
    text = letter(summary="An earlier review, Case Number: CM14-0000001, was closed. He is 30 years old.")
    assert len(letters_in(text)) == 1
