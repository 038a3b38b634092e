"""Lines are N-Triples that any parser reads back as the same value."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, RdfFormat, parse
from rdflib import Graph

from kg.namespaces import DEFAULT_BASE
from kg.rdf.ntriples import Lines, Terms, escaped

TERMS = Terms(DEFAULT_BASE)
ANY_TEXT = st.text(st.characters(exclude_categories=()))
NODE = "<https://w3id.org/imr-kg/id/case/1>"


def read_back(line: str) -> Literal:
    (quad,) = parse(line, RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, Literal)
    return quad.object


def written(method: str, value: object) -> Literal:
    lines = Lines(TERMS)
    getattr(lines, method)(NODE, "text", value)
    return read_back(lines.lines[0])


@given(ANY_TEXT)
def test_any_text_survives_but_for_lone_surrogates(text: str) -> None:
    assert written("text", text).value == re.sub("[\ud800-\udfff]", "\ufffd", text)


@given(ANY_TEXT)
def test_a_literal_stays_one_line_and_its_length(text: str) -> None:
    assert len(escaped(text).splitlines()) <= 1
    assert len(written("text", text).value) == len(text)


@pytest.mark.parametrize(
    "text",
    ['"', "\\", '\\"', "a\\nb", "tab\tcr\rlf\nff\fbs\b", "\x00\x01\x7f", "\x85\u2028\u2029", "\ud83d", "𝄞 é", "\ufffe"],
)
def test_hostile_strings_are_read_alike_by_two_parsers(text: str) -> None:
    lines = Lines(TERMS)
    lines.text(NODE, "text", text)
    (_, _, theirs) = next(iter(Graph().parse(data=lines.lines[0], format="nt")))
    assert str(theirs) == read_back(lines.lines[0]).value


@pytest.mark.parametrize(
    ("value", "expected"),
    [(60.0, "60"), (0.5, "0.5"), (1e21, "1" + "0" * 21), (1e-7, "0.0000001"), (-0.0, "-0"), (100.0, "100")],
)
def test_decimals_are_written_without_exponent(value: float, expected: str) -> None:
    assert written("decimal", value) == Literal(expected, datatype=written("decimal", 1.5).datatype)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_left_out(value: float) -> None:
    lines = Lines(TERMS)
    lines.decimal(NODE, "quantity", value)
    assert lines.lines == []


def test_typed_values_have_their_datatypes() -> None:
    assert str(written("date", dt.date(2017, 1, 6))) == ('"2017-01-06"^^<http://www.w3.org/2001/XMLSchema#date>')
    assert str(written("boolean", True)) == '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    assert str(written("integer", 51)) == '"51"^^<http://www.w3.org/2001/XMLSchema#integer>'


def test_terms_are_those_of_the_ontology_unless_they_name_another() -> None:
    assert TERMS["heading"] == "<https://w3id.org/imr-kg/ontology#heading>"
    assert TERMS["oa:start"] == "<http://www.w3.org/ns/oa#start>"
