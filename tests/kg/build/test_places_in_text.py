"""A place is within its letter's text, whatever escapes N-Triples writes the text with, and only an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build.places_in_text import PlacesInText
from kg.build.predicate_lines import predicate_lines
from kg.namespaces import DEFAULT_BASE
from kg.ntriples import iri, string
from kg.resources import read_resource

CASE = f"{DEFAULT_BASE}id/case/CM16-0000042"
LETTER = f"{CASE}/2017-01-06"
IMR = f"{DEFAULT_BASE}ontology#"
SHAPES = read_resource("ontology/shapes.ttl")
PLACES = PlacesInText.of(SHAPES)
TEXT = 'Norco 10/325mg\n\tis "denied" \\ caf\u00e9 \U0001f600.'


def text(words: str, letter: str = LETTER) -> str:
    return f"{iri(letter)} {iri(IMR + 'text')} {words} ."


def leading(place: str, of: str = f"{LETTER}/decision/1") -> str:
    return f"{iri(of)} {iri(IMR + 'foundAt')} {iri(place)} ."


def astray(*lines: str) -> list[str | None]:
    assert PLACES
    return sorted(found.value for found in PLACES.judge(predicate_lines("\n".join(lines))))


@given(st.text(min_size=1), st.data())
def test_places_within_the_text_pass_and_others_do_not(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    inside, beyond = f"{LETTER}/text#char={start},{end}", f"{LETTER}/text#char={start},{len(words) + 1}"
    assert astray(text(string(words)), leading(inside)) == []
    assert astray(text(string(words)), leading(inside), leading(beyond)) == [beyond]


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ('"Norco"', 5),
        ('"Norco"@en', 5),
        (r'"\u004Eorco"', 5),
        (r'"\U0000004eorco"', 5),
        (r'"\n\t"', 2),
        (r'"\\n\\t"', 4),
        (r'"\"\\"', 2),
        (string(TEXT), len(TEXT)),
    ],
)
def test_an_escape_is_one_character(words: str, end: int) -> None:
    last, beyond = f"{LETTER}/text#char=0,{end}", f"{LETTER}/text#char=0,{end + 1}"
    assert astray(text(words), leading(last), leading(beyond)) == [beyond]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (f"{LETTER}/text#char=5,5", False),
        (f"{LETTER}/text#char=5,4", True),
        (f"{LETTER}/text#char=a,b", False),  # an address that is no place is told of by other shapes
        (f"{LETTER}/text/0-5", False),
        (f"{CASE}/2018-01-06/text#char=0,5", True),
        (f"{DEFAULT_BASE}id/case/CM16-0000043/2017-01-06/text#char=0,5", True),
        (f"{LETTER}-0a1b2c3d/text#char=0,5", True),
    ],
)
def test_a_place(place: str, found: bool) -> None:
    assert astray(text(string(TEXT)), leading(place)) == ([place] if found else [])


def test_a_letter_leads_to_its_own_text_a_case_to_that_of_any_of_its_letters() -> None:
    other = f"{CASE}/2018-01-06"
    both = text(string(TEXT)), text(string(TEXT), other)
    assert astray(*both, leading(f"{other}/text#char=0,5", CASE)) == []
    assert astray(*both, leading(f"{other}/text#char=0,5")) == [f"{other}/text#char=0,5"]


def test_a_place_says_nothing_but_where_it_is() -> None:
    place = f"{LETTER}/text#char=0,5"
    note = f"{iri(place)} <http://www.w3.org/2000/01/rdf-schema#comment> {string('Jane Roe')} ."
    assert astray(text(string(TEXT)), leading(place), note) == [place]


def test_words_that_look_like_a_place_are_none() -> None:
    quoted = f"{iri(LETTER + '/decision/1')} {iri(IMR + 'heading')} {string(LETTER + '/text#char=9,1> .')} ."
    assert astray(text(string(TEXT)), quoted) == []


def test_a_result_is_the_letters_with_the_words_of_the_shape() -> None:
    assert PLACES
    (found,) = PLACES.judge(predicate_lines("\n".join((text('"Norco"'), leading(f"{LETTER}/text#char=0,6")))))
    assert (found.focus, found.shape, found.severity) == (LETTER, f"{DEFAULT_BASE}shapes#BoundsShape", "violation")
    assert found.message in SHAPES


def test_shapes_without_it_are_judged_without_it() -> None:
    assert PlacesInText.of("@prefix sh: <http://www.w3.org/ns/shacl#> .") is None
