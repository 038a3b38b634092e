"""Words of a citation without spelling habits, and where in the text they stand."""

from __future__ import annotations

import pytest

from kg.link.citations.citation_words import Words, key, opening


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("MRIs", "mri"),
        ("ESI's", "esi"),
        ("NSAIDs", "nsaid"),
        ("Splints", "splint"),
        ("gas", "gas"),
        ("loss", "loss"),
        ("bones", "bone"),
        ("pelvis", "pelvis"),
        ("stenosis", "stenosis"),
        ("Work conditioning & hardening", "workconditioningandhardening"),
        ("12–7", "12-7"),
        ("3.3.9", "3.3.9"),
        ("Electro- diagnostic", "electrodiagnostic"),
        ("...", ""),
    ],
)
def test_names_are_compared_without_case_marks_and_plurals(name: str, form: str) -> None:
    assert key(name) == form


def test_a_text_opens_with_a_word_or_not() -> None:
    assert opening("Splints for") == "splint"
    assert opening(" Splints") is None
    assert opening("") is None


def test_words_know_where_they_stand_and_what_is_between_them() -> None:
    words = Words("Low Back, MRI (open).")
    assert (words.forms, words.starts, words.ends) == (["low", "back", "mri", "open"], [0, 4, 10, 15], [3, 8, 13, 19])
    assert [words.gap(index) for index in range(5)] == ["", " ", ", ", " (", ")."]
    assert words.run(0, 3) == "lowbackmri"


def test_a_name_ends_with_the_bracket_that_it_opened_and_its_sign() -> None:
    words = Words("MRI (open), Botox®, Yoga)")
    assert [words.close(first, last) for first, last in ((0, 1), (0, 2), (1, 2), (2, 3), (3, 4))] == [3, 10, 9, 18, 24]


@pytest.mark.parametrize(("letters", "forms"), [(6, ["low", "back"]), (7, ["low", "back", "mri"]), (2, ["low"])])
def test_no_more_words_are_read_than_up_to_a_number_of_letters(letters: int, forms: list[str]) -> None:
    assert Words("Low Back MRI of", letters).forms == forms
