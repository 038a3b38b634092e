"""A sieve lets every pattern through that is in the text, and keeps back most of the others."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.parse.scope import SCOPES, Scope
from kg.text.needed_words import Fragment, needed_words
from kg.text.sieve import Alternatives, Sieve, alternatives

PATTERNS = [
    r"\bnot (?:medically )?necessary\b",
    r"(?:un|in)(?:reasonable|appropriate)",
    r"\b(?:no|not any|without) (?:\w+ ){0,2}(?:reason|basis) (?:to|for) den(?:y|ying)\b",
    r"(?:doubt|question)(?:ful)? (?:that|whether)",
    r"revers\w*|overturn(?:s|ed)?|set(?:ting)? aside",
    r"n't (?:agree|concur)|cannot|can not",
    r"(?:a{2}|b+|c*)d",
    r"(?P<word>knee|skull) (?P=word)",
    r"(?<!not )\bneeded(?! if)",
    r"[^a]b|.c|\d\s[de]",
    r"caf[eé]|\u00dcber",
    r"(?-i:I|This) agrees?",
    r"line\nend\t(?:of it)?",
    r"_(?:\bunder\b)_|-\bscore",
]


@pytest.mark.parametrize("pattern", [re.compile(each, re.IGNORECASE) for each in PATTERNS], ids=PATTERNS)
@given(data=st.data())
def test_what_is_found_is_let_through(pattern: re.Pattern[str], data: st.DataObject) -> None:
    found = data.draw(st.from_regex(pattern))
    assert Sieve([pattern]).possible(found) == [0]


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.example)
def test_a_form_is_let_through_in_its_example(scope: Scope) -> None:
    odd = scope.example.replace("s", "\u017f").replace("k", "\u212a")
    for text in (scope.example, scope.example.upper(), odd):
        assert Sieve([scope.pattern]).possible(text) or not scope.pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bno (?:evidence|proof)\b", "I know of evidence"),
        (r"\bno (?:evidence|proof)\b", "There is no sign of it"),
        (r"(?:hard|difficult) to see", "It is hard to say"),
        (r"far from(?: being)? (?:clear|met)", "This is clear"),
        (r"den(?:y|ying)", "The denial stands"),
    ],
)
def test_a_text_without_a_word_that_is_needed_is_kept_back(pattern: str, text: str) -> None:
    assert not Sieve([re.compile(pattern, re.IGNORECASE)]).possible(text)


@pytest.mark.parametrize("pattern", [r"\w+", r"(?:not)?", r"(?:not|\d)", "", r"(?a:\bnot\b)", r"(?a)\bnot"])
def test_a_pattern_that_needs_no_word_is_always_let_through(pattern: str) -> None:
    assert Sieve([re.compile(pattern)]).possible("") == [0]


def test_edges_of_words_are_known() -> None:
    (group,) = needed_words(re.compile(r"\bcan't\b"))
    assert group == {Fragment("can't", begins=True, ends=True)}
    first, second = sorted(needed_words(re.compile(r"said to be")), key=sorted)[:2]
    assert first == {Fragment("be", begins=True, ends=False)}
    assert second == {Fragment("said", begins=False, ends=True)}


def test_every_character_that_a_pattern_takes_for_a_letter_is_known() -> None:
    letters = re.compile("[a-z]", re.IGNORECASE)
    for each in filter(letters.match, map(chr, range(sys.maxunicode + 1))):
        taken = [letter for letter in "abcdefghijklmnopqrstuvwxyz" if re.match(letter, each, re.IGNORECASE)]
        assert taken
        assert all(Sieve([re.compile(letter, re.IGNORECASE)]).possible(each) for letter in taken)


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"a|b", ["a", "b"]),
        (r"(?:a|b)c|[|(]d|\|e", [r"(?:a|b)c", "[|(]d", r"\|e"]),
        (r"[]|]|[^]|]x|[\]|]", ["[]|]", "[^]|]x", r"[\]|]"]),
        (r"a(?P<n>b|(?:c|d))|", ["a(?P<n>b|(?:c|d))", ""]),
    ],
)
def test_alternatives_stand_between_the_bars_that_are_in_no_group(pattern: str, parts: list[str]) -> None:
    assert alternatives(pattern) == parts


@given(st.text(alphabet="abc d", max_size=20), st.integers(0, 5))
@pytest.mark.parametrize("pattern", [r"ab|a\b|bc.|c+a|(?<=b)c", r"abc|ab|b|\bd c"])
def test_of_alternatives_the_first_is_found_as_in_one_pattern(pattern: str, text: str, pos: int) -> None:
    found = Alternatives(pattern, re.IGNORECASE).search(text, pos)
    expected = re.compile(pattern, re.IGNORECASE).search(text, pos)
    assert (found and (found.span(), found.group())) == (expected and (expected.span(), expected.group()))


@given(st.text(alphabet="abc d", max_size=30))
@pytest.mark.parametrize("pattern", [r"ab|a\\b|bc.|c+a|(?<=b)c", r"abc|ab|b|\\bd c"])
def test_all_places_of_alternatives_are_those_of_one_pattern(pattern: str, text: str) -> None:
    found = Alternatives(pattern, re.IGNORECASE).finditer(text)
    assert [each.span() for each in found] == [each.span() for each in re.finditer(pattern, text, re.IGNORECASE)]


def test_a_word_without_an_end_is_not_looked_at_and_let_through() -> None:
    assert Sieve([re.compile("not needed")]).possible("x" * 1_000_000) == [0]
