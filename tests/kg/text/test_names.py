from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import LongestNames, NameToken, Tokens, folded, singular


def tokens(text: str) -> Tokens:
    return Tokens(NameToken(singular(m.group().lower()), *m.span()) for m in re.finditer(r"\w+", text))


def names(*words: str) -> LongestNames[str]:
    return LongestNames((tokens(word).joined, word) for word in words)


def test_the_longest_name_at_a_place_wins() -> None:
    found = list(names("low back", "low back pain", "pain").find(tokens("Chronic low back pain, pains")))
    assert [hit.value for hit in found] == ["low back pain", "pain"]


def test_a_name_is_found_however_its_words_are_joined() -> None:
    assert [hit.value for hit in names("electrodiagnostic").find(tokens("Electro- diagnostic test"))]


def test_a_name_ends_with_a_word() -> None:
    assert not list(names("arm").find(tokens("armchair")))


@given(st.lists(st.sampled_from("ab"), max_size=12), st.lists(st.sampled_from(["a", "ab", "aba", "bb"]), max_size=3))
def test_finding_agrees_with_trying_every_name(letters: list[str], vocabulary: list[str]) -> None:
    text = tokens(" ".join(letters))
    index = LongestNames((word, word) for word in vocabulary)
    for first in range(len(text)):
        fitting = [word for word in vocabulary if text.joined.startswith(word, text.offsets[first])]
        hit = index.longest(text, first)
        assert (hit.value if hit else "") == max(fitting, key=len, default="")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Oxycodone/APAP  10-325", "oxycodone apap 10 325"),
        ("Sjögren", "sjogren"),
        ("Norﬂex\u00a0", "norflex"),
        ("Ultram\u200b", "ultram"),
        ("ＮＯＲＣＯ", "norco"),
    ],
)
def test_names_are_folded(text: str, form: str) -> None:
    assert folded(text) == form


@given(st.text(max_size=30))
def test_folding_is_done_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
