"""Constraints are asked of all nodes of a class at once, with the results that asking one after another gives."""

from __future__ import annotations

import re

import pytest

from kg.build.predicate_lines import predicate_lines
from kg.build.sparql_constraints import asked, left_out, sparql_constraints
from kg.build.violation import Violation
from kg.errors import ValidationError
from kg.resources import read_resource

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix imr: <https://w3id.org/imr-kg/ontology#> .
@prefix imrs: <https://w3id.org/imr-kg/shapes#> .
<https://w3id.org/imr-kg/shapes> sh:declare
  [ sh:prefix "imr" ; sh:namespace "https://w3id.org/imr-kg/ontology#" ] .
imrs:AgeShape a sh:NodeShape ;
  sh:targetClass imr:Case ; sh:severity sh:Warning ; sh:sparql imrs:AgeShape-query .
imrs:AgeShape-query a sh:SPARQLConstraint ;
  sh:message "An age that is not plausible."@en ;
  sh:select "SELECT $this ?value WHERE { $this imr:patientAge ?value . FILTER(?value > 120) }" .
"""
CASES = """
<x:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/imr-kg/ontology#Case> .
<x:1> <https://w3id.org/imr-kg/ontology#patientAge> "45"^^<http://www.w3.org/2001/XMLSchema#integer> .
<x:2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/imr-kg/ontology#Case> .
<x:2> <https://w3id.org/imr-kg/ontology#patientAge> "450"^^<http://www.w3.org/2001/XMLSchema#integer> .
<x:3> <https://w3id.org/imr-kg/ontology#patientAge> "450"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""
SHAPE = "https://w3id.org/imr-kg/shapes#AgeShape"


def test_what_breaks_a_constraint_is_told_as_the_shape_says() -> None:
    """<x:3> is no case, so the shape doesn't look at it."""
    assert asked(sparql_constraints(SHAPES), predicate_lines(CASES)) == [
        Violation("x:2", SHAPE, "warning", "An age that is not plausible.", None, "450")
    ]


def test_only_what_a_query_names_is_loaded() -> None:
    (constraint,) = sparql_constraints(SHAPES)
    assert constraint.properties == {
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<https://w3id.org/imr-kg/ontology#patientAge>",
    }
    broken_elsewhere = CASES + "<x:2> <x:other> this is no triple"
    assert asked([constraint], predicate_lines(broken_elsewhere))


def test_a_broken_line_that_is_needed_is_an_error() -> None:
    broken = CASES + "<x:2> <https://w3id.org/imr-kg/ontology#patientAge> this is no triple"
    with pytest.raises(ValidationError, match="could not be applied"):
        asked(sparql_constraints(SHAPES), predicate_lines(broken))


@pytest.mark.parametrize("shapes", ["this is no Turtle", SHAPES.replace("WHERE {", "{")])
def test_shapes_that_cannot_be_asked_are_an_error(shapes: str) -> None:
    with pytest.raises(ValidationError, match="could not be applied"):
        sparql_constraints(shapes)


def test_the_other_engine_is_told_to_leave_them_out() -> None:
    assert left_out(SHAPES, sparql_constraints(SHAPES)).endswith(
        f"\n<{SHAPE}> <http://www.w3.org/ns/shacl#deactivated> true ."
    )


def test_every_constraint_that_looks_at_letters_is_asked() -> None:
    shapes = read_resource("ontology/shapes.ttl")
    all_of_them = set(re.findall(r"imrs:(\w+)-query a sh:SPARQLConstraint", shapes))
    asked_here = {each.shape.rpartition("#")[2] for each in sparql_constraints(shapes)}
    # Words at places have a module of their own, and concepts are few.
    assert all_of_them - asked_here == {"BoundsShape", "ConceptCycleShape"}
    assert asked_here < all_of_them
