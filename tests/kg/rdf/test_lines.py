"""Lines name terms as the ontology does and hold values that any parser reads back."""

from __future__ import annotations

import datetime as dt

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from kg.namespaces import DEFAULT_BASE
from kg.rdf.lines import Lines, Terms

TERMS = Terms(DEFAULT_BASE)
NODE = "<https://w3id.org/imr-kg/id/case/1>"


def written(method: str, value: object) -> Literal:
    lines = Lines(TERMS)
    getattr(lines, method)(NODE, "text", value)
    (quad,) = parse(lines.lines[0], RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, Literal)
    return quad.object


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_left_out(value: float) -> None:
    lines = Lines(TERMS)
    lines.decimal(NODE, "quantity", value)
    assert lines.lines == []


def test_typed_values_have_their_datatypes() -> None:
    assert str(written("date", dt.date(2017, 1, 6))) == ('"2017-01-06"^^<http://www.w3.org/2001/XMLSchema#date>')
    assert str(written("boolean", True)) == '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    assert str(written("integer", 51)) == '"51"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert str(written("decimal", 0.5)) == '"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'


def test_terms_are_those_of_the_ontology_unless_they_name_another() -> None:
    assert TERMS["heading"] == "<https://w3id.org/imr-kg/ontology#heading>"
    assert TERMS["prov:used"] == "<http://www.w3.org/ns/prov#used>"
