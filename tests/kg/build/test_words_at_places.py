"""Words at a place are those of the letter's text from start to end, whatever escapes N-Triples writes them with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.build.predicate_lines import predicate_lines
from kg.build.words_at_places import WordsAtPlaces
from kg.namespaces import DEFAULT_BASE, OA
from kg.ntriples import integer, iri, string
from kg.resources import read_resource

LETTER = f"{DEFAULT_BASE}id/case/CM16-0000042/2017-01-06"
PLACE = f"{LETTER}/text/1-4"
SHAPES = read_resource("ontology/shapes.ttl")
WORDS = WordsAtPlaces.of(SHAPES)
TEXT = 'Norco 10/325mg\n\tis "denied" \\ caf\u00e9 \U0001f600.'


def place(start: str, end: str, words: str, text: str = string(TEXT)) -> list[str]:
    return [
        f"{iri(LETTER)} {iri(DEFAULT_BASE + 'ontology#text')} {text} .",
        f"{iri(PLACE)} {iri(OA + 'start')} {start} .",
        f"{iri(PLACE)} {iri(OA + 'end')} {end} .",
        f"{iri(PLACE)} {iri(OA + 'exact')} {words} .",
    ]


def astray(lines: list[str]) -> list[str | None]:
    assert WORDS
    return [found.value for found in WORDS.judge(predicate_lines("\n".join(lines)))]


@given(st.text(min_size=1), st.data())
def test_words_that_are_there_pass_and_others_do_not(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    bounds = integer(start), integer(end)
    assert astray(place(*bounds, string(text[start:end]), string(text))) == []
    assert astray(place(*bounds, string(text[start:end] + "x"), string(text))) == [PLACE]


@pytest.mark.parametrize(
    ("start", "end", "words", "found"),
    [
        ("0", "5", '"Norco"', False),
        ("0", "5", '"Norco"@en', False),
        ("0", "5", r'"\u004Eorco"', False),
        ("0", "5", r'"\U0000004eorco"', False),
        ("14", "16", r'"\n\t"', False),
        ("14", "16", r'"\u000a\u0009"', False),
        ("14", "16", r'"\\n\\t"', True),
        ("0", "5", '"norco"', True),
        ("1", "5", '"Norco"', True),
        ("0", "4", '"Norco"', True),
        ("0", "500", '"Norco"', True),
        ("-5", "5", '"Norco"', False),  # as SUBSTR has it, from the first character on
        ("+0", "5", '"Norco"', False),
    ],
)
def test_a_place(start: str, end: str, words: str, found: bool) -> None:
    of_integers = [f'"{number}"^^<http://www.w3.org/2001/XMLSchema#integer>' for number in (start, end)]
    assert astray(place(*of_integers, words)) == ([PLACE] if found else [])


@pytest.mark.parametrize("without", range(4), ids=["text", "start", "end", "exact"])
def test_a_place_that_lacks_something_is_told_of_by_other_shapes(without: int) -> None:
    lines = place(integer(0), integer(5), string("Percocet"))
    assert astray(lines) == [PLACE]
    del lines[without]
    assert astray(lines) == []


def test_a_second_reading_of_one_place_is_judged_as_well() -> None:
    lines = place(integer(0), integer(5), string("Norco"))
    assert astray([*lines, f"{iri(PLACE)} {iri(OA + 'exact')} {string('Percocet')} ."]) == [PLACE]


def test_a_text_is_that_of_its_own_letter() -> None:
    other = [line.replace("2017-01-06", "2018-01-06") for line in place(integer(0), integer(5), string("Norco"))]
    assert astray([*place(integer(0), integer(5), string("Norco")), *other[1:]]) == []


def test_a_result_is_the_letters_with_the_words_of_the_shape() -> None:
    assert WORDS
    (found,) = WORDS.judge(predicate_lines("\n".join(place(integer(0), integer(5), string("Percocet")))))
    assert (found.focus, found.shape, found.severity) == (LETTER, f"{DEFAULT_BASE}shapes#WordsShape", "violation")
    assert found.message in SHAPES


def test_shapes_without_it_are_judged_without_it() -> None:
    assert WordsAtPlaces.of("@prefix sh: <http://www.w3.org/ns/shacl#> .") is None
