"""The cubes of a release keep to RDF Data Cube: its integrity constraints IC-1 to IC-21, one file each in ``cubes/``.

https://www.w3.org/TR/vocab-data-cube/#wf. ``ic-NN.rq`` asks whether something breaks the constraint, and ``ic-NN.ttl``
is a graph that does. The queries take a cube as a release writes it: normalized, each component with its
``qb:componentProperty``. A first line with "nothing to hold" says what our cubes don't have.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.namespaces import DEFAULT_BASE, QB, RDF, SKOS, Iris
from kg.query import Bindings, Boolean, Door
from kg.questions.catalog import Catalog, Query

FOLDER = Path(__file__).parent / "cubes"
CONSTRAINTS = sorted(FOLDER.glob("*.rq"))
PANELS = [query for query in Catalog.load().values() if query.group == "pages" and "dimension:" in query.body]
NUMBERS = [*(f"{number:02d}" for number in range(1, 19)), "19a", "19b", "20", "21"]
DIMENSION = f"{DEFAULT_BASE}id/dimension/"
CUBE = """
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def column(door: Door, query: str) -> list[str]:
    """The first column of an answer."""
    answer = door.run(CUBE + query)
    assert isinstance(answer, Bindings)
    return [getattr(row[0], "value", "") for row in answer.rows]


def test_every_constraint_has_its_query_and_a_graph_that_breaks_it() -> None:
    assert [path.stem for path in CONSTRAINTS] == [f"ic-{number}" for number in NUMBERS]
    assert [path.stem for path in sorted(FOLDER.glob("*.ttl"))] == [f"ic-{number}" for number in NUMBERS]


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda path: path.stem)
def test_a_release_keeps_to_it(path: Path, door: Door) -> None:
    broken = door.run(path.read_text(encoding="utf-8"))
    assert isinstance(broken, Boolean)
    assert not broken.value


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda path: path.stem)
def test_what_breaks_it_is_found(path: Path) -> None:
    store = ox.Store()
    store.load(path=str(path.with_suffix(".ttl")), format=ox.RdfFormat.TURTLE)
    assert bool(store.query(path.read_text(encoding="utf-8")))


def test_an_observation_has_nothing_but_its_cube_its_dimensions_and_its_measure(door: Door) -> None:
    said = set(column(door, "SELECT DISTINCT ?property { ?observation a qb:Observation ; ?property ?value }"))
    dimensions = set(column(door, "SELECT ?property { ?property a qb:DimensionProperty }"))
    measures = set(column(door, "SELECT ?property { ?property a qb:MeasureProperty }"))
    assert said == {f"{RDF}type", f"{QB}dataSet", *dimensions, *measures}
    assert {name for name in dimensions if not name.startswith(DIMENSION)} == set()


def test_a_measure_makes_nothing_of_an_observation_but_an_observation(door: Door) -> None:
    domains = column(door, "SELECT DISTINCT ?domain { ?measure a qb:MeasureProperty ; rdfs:domain ?domain }")
    assert domains == [f"{QB}Observation"]


def test_each_dimension_tells_a_property_of_the_ontology_and_is_called_by_its_own_name(door: Door) -> None:
    told = door.run(f"{CUBE} SELECT ?each ?property ?label {{ ?each qb:concept ?property ; rdfs:label ?label }}")
    assert isinstance(told, Bindings)
    for dimension, counted, label in ([term.value for term in row] for row in told.rows):
        assert label.replace(" ", "") == dimension.removeprefix(DIMENSION).lower()
        assert counted.startswith(f"{DEFAULT_BASE}ontology#")
        assert column(door, f"SELECT ?label {{ <{counted}> rdfs:label ?label }}")


def test_not_stated_is_a_value_of_dimensions_alone(door: Door) -> None:
    """Not of decisions, and in no scheme, so that no menu or search offers it."""
    used = set(column(door, f"SELECT DISTINCT ?property {{ ?subject ?property <{Iris().not_stated}> }}"))
    assert {name for name in used if not name.startswith(DIMENSION)} == {f"{SKOS}member"}
    assert column(door, f"SELECT ?scheme {{ <{Iris().not_stated}> skos:inScheme ?scheme }}") == []


@pytest.mark.parametrize("query", PANELS, ids=lambda query: query.name)
def test_no_panel_shows_the_code_for_what_is_not_stated(query: Query, invented: Door) -> None:
    """Over the invented graph, in which every property is absent from some decisions."""
    members = "?codes a skos:Collection ; skos:member ?one FILTER(STRSTARTS(STR(?one), '{start}'))"
    start = f"{DEFAULT_BASE}id/{query.name.partition('_')[0]}/"
    things = [{"this": one} for one in column(invented, f"SELECT DISTINCT ?one {{ {members.format(start=start)} }}")]
    needs_one = any(parameter.name == "this" for parameter in query.parameters)
    for values in things if needs_one else [{}]:
        answer = query.run(invented, values)
        assert isinstance(answer, Bindings)
        assert Iris().not_stated not in {getattr(cell, "value", "") for row in answer.rows for cell in row}
