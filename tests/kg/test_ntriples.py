"""Terms are written so that any parser, and the query engine, read back what was meant."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from rdflib import Graph
from rdflib import Literal as RdflibLiteral

from kg.namespaces import XSD
from kg.ntriples import boolean, date, decimal, escaped, integer, line, string, text, typed

ANY_TEXT = st.text(st.characters(exclude_categories=()))
HOSTILE = [
    '"',
    "\\",
    '\\"',
    "a\\nb",
    "tab\tcr\rlf\nff\fbs\b",
    "\x00\x01\x7f",
    "\x85\u2028\u2029",
    "\ud83d",
    "𝄞 é",
    "\ufffe",
    "By drug 💊 and outcome",
]
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


def read_back(written: str) -> Literal:
    (quad,) = parse(line("<x:a>", "<x:b>", written), RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, Literal)
    return quad.object


def read_by_rdflib(written: str) -> RdflibLiteral:
    ((_, _, value),) = Graph().parse(data=line("<x:a>", "<x:b>", written), format="nt")
    assert isinstance(value, RdflibLiteral)
    return value


def from_the_engine(written: str) -> Literal:
    """The literal as a store gives it back, which keeps numbers and times by value."""
    store = Store()
    store.add(Quad(NamedNode("x:a"), NamedNode("x:b"), read_back(written)))
    (quad,) = store.quads_for_pattern(None, None, None)
    assert isinstance(quad.object, Literal)
    return quad.object


def readable(words: str) -> str:
    """What RDF, and XML made of it, can hold of a text."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", words)


@given(ANY_TEXT)
def test_any_text_survives_but_for_lone_surrogates(words: str) -> None:
    for written in (string(words), text(words), typed(words, "http://x.org/datatype")):
        assert read_back(written).value == readable(words)


@given(ANY_TEXT)
def test_a_literal_stays_one_line_and_its_length(words: str) -> None:
    assert len(escaped(words).splitlines()) <= 1
    assert len(read_back(string(words)).value) == len(words)


@given(ANY_TEXT)
def test_two_parsers_and_the_engine_agree_on_any_text(words: str) -> None:
    assert str(read_by_rdflib(string(words))) == readable(words)
    assert from_the_engine(string(words)) == read_back(string(words))
    assert from_the_engine(text(words)) == read_back(text(words))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_strings_are_read_alike_by_two_parsers(words: str) -> None:
    assert str(read_by_rdflib(string(words))) == read_back(string(words)).value
    assert read_by_rdflib(text(words)).language == "en"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(60.0, "60"), (0.5, "0.5"), (1e21, "1" + "0" * 21), (1e-7, "0.0000001"), (-0.0, "0"), (100.0, "100")],
)
def test_decimals_are_written_without_exponent(value: float, expected: str) -> None:
    assert decimal(value) == f'"{expected}"^^<{XSD}decimal>'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_no_decimal(value: float) -> None:
    assert decimal(value) is None


def test_typed_values_have_their_datatypes() -> None:
    assert date(dt.date(2017, 1, 6)) == f'"2017-01-06"^^<{XSD}date>'
    assert boolean(True) == f'"true"^^<{XSD}boolean>'
    assert integer(51) == f'"51"^^<{XSD}integer>'


VALUES: list[tuple[Callable[..., str | None], st.SearchStrategy]] = [
    (integer, st.integers(-(2**63), 2**63 - 1)),
    (decimal, st.floats(-1e9, 1e9).map(lambda value: round(value, 6))),
    (boolean, st.booleans()),
    (date, DAYS),
]


@pytest.mark.parametrize(("write", "values"), VALUES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_engine_gives_a_value_back_as_it_was_written(write: Callable[..., str], values: st.SearchStrategy) -> None:
    @given(values)
    def holds(value: object) -> None:
        assert from_the_engine(write(value)) == read_back(write(value))

    holds()
