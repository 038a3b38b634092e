from __future__ import annotations

import pytest

from kg.text.confusions import LikelyWords, skeleton

STATES = LikelyWords(["Wyoming", "California", "Virginia", "West Virginia", "Kansas", "Arkansas"])
OUTCOMES = LikelyWords(["Upheld", "Overturned"], tolerance=3, most=2)


@pytest.mark.parametrize(
    ("misread", "word"),
    [
        ("W yoming", "Wyoming"),
        ("Califomia", "California"),
        ("Virg1nia", "Virginia"),
        ("West Virginja", "West Virginia"),
        ("Kansas", "Kansas"),
        ("Arkans as", "Arkansas"),
    ],
)
def test_a_misread_word_is_found_again(misread: str, word: str) -> None:
    meant = STATES.meant(misread)
    assert meant is not None
    assert meant[0] == word


@pytest.mark.parametrize(
    ("misread", "word"),
    [
        *((each, "Upheld") for each in ("Uphe1d", "UpheId", "Up held", "Uplield", "Upheid", "Uphcld")),
        *((each, "Overturned") for each in ("Overtumed", "0verturned", "Over turned", "Overturncd", "Ouerturned")),
        *((each, None) for each in ("Modified", "Withdrawn", "Held", "Withheld", "Overruled", "Approved", "Upset", "")),
    ],
)
def test_a_decision_word_is_never_guessed(misread: str, word: str | None) -> None:
    meant = OUTCOMES.meant(misread)
    assert (meant[0] if meant else None) == word


def test_between_two_as_near_nothing_is_chosen() -> None:
    assert LikelyWords(["abcdefgh", "abcdefgz"]).meant("abcdefgx") is None


def test_words_that_look_alike_make_no_list() -> None:
    with pytest.raises(ValueError, match="looks like"):
        LikelyWords(["corner", "comer"])


def test_the_skeleton_has_no_blanks_and_no_look_alikes() -> None:
    assert skeleton("guidel ine") == skeleton("guide1ine") == skeleton("GUIDELINE")
