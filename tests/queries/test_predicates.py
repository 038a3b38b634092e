"""Every predicate of a question is a constant.

A predicate that VALUES binds makes one engine hang (Virtuoso 7) and others scan the whole graph (11 s in place of 0.05
on 100,000 decisions); a UNION of constant ones is looked up everywhere. A variable may stand there only where a page
asks for whatever is said of one thing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from kg.questions.catalog import Catalog, Query

LIBRARY = Catalog.load()
OF_ONE_THING = {
    "case_letter",
    "concept_decisions",
    "thing_exists",
    "thing_inward",
    "thing_properties",
    "thing_subjects",
}


def nodes(part: object) -> Iterator[CompValue]:
    if isinstance(part, CompValue):
        yield part
        for value in part.values():
            yield from nodes(value)
    elif isinstance(part, dict):
        for value in part.values():
            yield from nodes(value)
    elif not isinstance(part, str) and hasattr(part, "__iter__"):
        for value in part:
            yield from nodes(value)


def predicates(text: str) -> set[str]:
    """The variables that stand as a predicate in a query."""
    found = set()
    for node in nodes(parseQuery(text)):
        for triples in node.get("triples", ()) if node.name in {"TriplesBlock", "TriplesTemplate"} else ():
            found |= {str(each) for each in triples[1::3] if isinstance(each, Variable)}
    return found


def test_a_variable_as_predicate_is_found() -> None:
    assert predicates("SELECT * { VALUES ?p { <a:b> } ?s a <c:d> ; ?p ?o . OPTIONAL { ?o ?q 1 } }") == {"p", "q"}


@pytest.mark.parametrize("query", LIBRARY.values(), ids=lambda query: query.name)
def test_every_predicate_is_a_constant(query: Query) -> None:
    assert (predicates(query.text) == set()) is (query.name not in OF_ONE_THING)
