"""Phrases in titles: longest first, plurals and punctuation aside."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.link.treatments.phrases import Phrases, words

PHRASES = Phrases([("PT", "therapy"), ("PT PTT", "clotting"), ("x-ray", "picture"), ("TENS", "current")])


def found(title: str) -> list[str]:
    return [hit.value for hit in PHRASES.find(words(title))]


def test_the_longest_phrase_wins() -> None:
    assert found("PT/PTT") == ["clotting"]
    assert found("PT, then PTT") == ["therapy"]


def test_plurals_case_and_hyphens_do_not_matter() -> None:
    assert found("X-Rays and x ray") == ["picture", "picture"]


def test_tens_is_no_number() -> None:
    assert found("ten") == []
    assert found("Tens") == ["current"]


@given(st.text(max_size=60))
def test_hits_stand_in_the_title_one_after_the_other(title: str) -> None:
    hits = PHRASES.find(words(title))
    assert all(first.end <= second.start for first, second in pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(title) for hit in hits)
