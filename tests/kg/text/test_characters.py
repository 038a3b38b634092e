from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import PAGE_BREAK, normalized, plain, storable


def cases() -> Iterator[tuple[str, str]]:
    path = Path(__file__).with_name("cases_characters.tsv")
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield _unescaped(row["given"]), _unescaped(row["read as"])


def _unescaped(text: str) -> str:
    return codecs.decode(text.encode("ascii", "backslashreplace"), "unicode_escape")


@pytest.mark.parametrize(("given_", "read"), list(cases()))
def test_a_character_has_one_form(given_: str, read: str) -> None:
    assert plain(given_) == read


LETTERS = st.text(st.sampled_from(" aﬁ\u00ad\n\u200bﬃ½7…é\u0301\u2014-𝐔") | st.characters(), max_size=40)


@given(LETTERS)
def test_every_character_has_a_place_in_the_order_of_the_original(text: str) -> None:
    placed = normalized(text)
    places = [placed.original(index) for index in range(len(placed.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(LETTERS)
def test_what_was_normalized_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@given(LETTERS, LETTERS)
def test_a_word_between_odd_characters_is_found_at_its_place(before: str, after: str) -> None:
    text = f"{before} qqq {after}"
    placed = normalized(text)
    start, end = placed.span(placed.text.index("qqq"), placed.text.index("qqq") + 3)
    assert text[start:end] == "qqq"


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_what_is_storable_can_stand_in_xml_and_keeps_its_places(text: str) -> None:
    stored = storable(text)
    assert len(stored) == len(text)
    assert all(
        each in "\t\n\r" or "\x20" <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd" or each >= "\U00010000"
        for each in stored
    )
    assert storable(stored) == stored


def test_a_page_break_stays_one() -> None:
    assert storable("one\ftwo") == f"one{PAGE_BREAK}two"


def test_the_hyphens_that_pdfium_writes_as_no_characters_are_hyphens() -> None:
    assert storable("on\ufffegoing, on\x02going") == "on-going, on-going"
