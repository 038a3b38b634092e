"""Writing Turtle: readable, deterministic, and read back as meant."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse

from kg.ntriples import iri, string, text
from kg.schemes.turtle import Node, date, decimal, document, integer

PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "x": "http://x.org/id/",
}


def test_a_node_is_a_block_with_sorted_objects_and_only_the_prefixes_it_needs() -> None:
    node = Node(iri("http://x.org/id/norco")).add("a", "skos:Concept").add("skos:altLabel", text("b"), text("a"))
    assert document("Made by hand.", [node], PREFIXES) == (
        "# Made by hand.\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix x: <http://x.org/id/> .\n"
        "\n"
        "x:norco a skos:Concept ;\n"
        '    skos:altLabel "a"@en, "b"@en .\n'
    )


def test_an_address_with_a_slash_below_its_prefix_stays_whole() -> None:
    node = Node(iri("http://x.org/id/drugs/opioids")).add("a", "skos:Concept")
    assert "<http://x.org/id/drugs/opioids> a" in document("", [node], PREFIXES)


def test_dates_and_numbers_are_typed() -> None:
    node = Node(iri("http://x.org/id/a")).add("skos:note", date("2016-07-28"), integer(12))
    values = {str(triple.object) for triple in parse(document("", [node], PREFIXES), RdfFormat.TURTLE)}
    assert values == {
        '"2016-07-28"^^<http://www.w3.org/2001/XMLSchema#date>',
        '"12"^^<http://www.w3.org/2001/XMLSchema#integer>',
    }


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r\"\\'"), min_size=1))
def test_any_string_comes_back_as_it_was(value: str) -> None:
    node = Node(iri("http://x.org/id/a")).add("skos:note", string(value), text(value))
    back = {triple.object.value for triple in parse(document("", [node], PREFIXES), RdfFormat.TURTLE)}
    assert back == {value}


@given(st.decimals(0, 100_000, places=4))
def test_a_decimal_is_written_as_a_store_gives_it_back(number: Decimal) -> None:
    turtle = document("", [Node("x:a").add("x:of", decimal(float(number)))], PREFIXES)
    (written,) = parse(turtle, RdfFormat.TURTLE)
    store = Store()
    store.add(written)
    (held,) = store
    assert held.object == written.object
    assert Decimal(held.object.value) == number
