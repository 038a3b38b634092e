"""Lines by predicate: none gets lost, and what a literal holds is no predicate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.build.predicate_lines import predicate_lines
from kg.ntriples import iri, line, string

PREDICATES = st.sampled_from([iri("x:p"), iri("x:q"), iri("x:p/q")])


@given(st.lists(st.tuples(PREDICATES, st.text())))
def test_every_line_stands_with_its_predicate(said: list[tuple[str, str]]) -> None:
    triples = [line(iri("x:s"), predicate, string(words)) for predicate, words in said]
    found = predicate_lines("\n".join(each.rstrip("\n") for each in triples))
    for predicate in (iri("x:p"), iri("x:q"), iri("x:p/q")):
        told = [each.rstrip("\n") for each in triples if each.split(" ")[1] == predicate]
        assert list(found.get(predicate, ())) == told
