"""A verdict is read only where its whole sentence, and those after it, are explained."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import RationaleFinding, passage
from kg.parse.conclusion import conclusion

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("cases_reservations.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith(("#", "expected\t"))
]


@pytest.mark.parametrize(("expected", "title", "rationale", "kind"), CASES)
def test_a_verdict_is_read_where_its_words_are_explained(expected: str, title: str, rationale: str, kind: str) -> None:
    assert conclusion(passage(rationale), [], title).value.value == expected, kind


@pytest.mark.parametrize(
    "opening",
    [
        "According to the treating surgeon,",
        "Perhaps",
        "It is conceivable that",
        "The surgeon writes that",
        "I was asked whether",
        "If therapy fails,",
        "Nobody can say that",
        "It would be a stretch to say that",
    ],
)
@given(thing=st.sampled_from(["the brace", "tea", "the request for 12 visits", "Norco 10/325mg #60", "this study"]))
def test_an_opening_that_takes_a_verdict_from_the_reviewer_leaves_none_for_the_request(
    opening: str, thing: str
) -> None:
    said = conclusion(passage(f"{opening} {thing} is medically necessary."), []).value
    assert said is not RationaleFinding.NECESSARY


@pytest.mark.parametrize(
    "ending",
    [
        ", says the surgeon",
        " only in failed surgery",
        " if therapy fails",
        ", but not at this dose",
        ", not the nine requested",
        " in the view of the provider",
        " in name alone",
        "?",
        ". I do not share that view",
        ". So says the surgeon's letter",
        "; the rest of the request is not",
    ],
)
@given(thing=st.sampled_from(["The brace", "Tea", "The request for 12 visits", "Norco 10/325mg #60", "This study"]))
def test_an_ending_that_takes_a_verdict_back_leaves_none_for_the_request(ending: str, thing: str) -> None:
    said = conclusion(passage(f"{thing} is medically necessary{ending}."), []).value
    assert said is not RationaleFinding.NECESSARY


@pytest.mark.parametrize(
    "words",
    [
        "the treating physician states that ",
        "the view of the surgeon is ",
        "the request is medically necessary? ",
        "that the request ",
        "I find that it is ",
        "as the provider, ",
    ],
)
def test_hostile_text_does_not_make_it_slow(words: str) -> None:
    begun = time.process_time()
    conclusion(passage(words * 10_000 + "is medically necessary."), [], "tea " * 2_000)
    assert time.process_time() - begun < 5
