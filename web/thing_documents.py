"""What the graph says of a thing, as a document of triples: of a case all of its letters, of others a bounded part.

A DESCRIBE that describes cases is answered alike, without the labels of other things.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from flask import Response

from kg.descriptions.one_thing import describe
from kg.descriptions.whole_thing import whole
from kg.formats import Format, Remarks, Tree, remarked, serialize, tree_document
from kg.query import Cut, Triples, cut_of
from web.negotiate import refuse_cut
from web.render import document_response
from web.state import State

__all__ = ["MOST_CASES", "described", "described_document", "thing_document"]

MOST_CASES = 20
"""Cases that one DESCRIBE tells in full; where it describes more, each has its own triples alone."""


def thing_document(current: State, iri: str, written: Format) -> Response:
    """The document about `iri` in a format of triples; the header ``X-Truncated`` says that a limit cut it."""
    prefixes = current.iris.prefixes
    if not _is_case(current, iri):
        answer = describe(current.door, iri)
        return document_response(serialize(answer, written.media_type, prefixes), written, cut_of(answer))
    found = whole(current.door, iri)
    tree = Tree(iri, found.own, found.labels, current.rank)
    return _tree_response(current, tree, written, Cut(len(found.own)) if found.truncated else None)


def _tree_response(current: State, tree: Tree, written: Format, cut: Cut | None) -> Response:
    body = tree_document(tree, written, current.iris.prefixes, current.terms)
    return document_response(remarked(body, written, Remarks.of(cut)), written, cut)


def described(current: State, query: str) -> Triples:
    """The answer of a DESCRIBE, with all that the letters say of the cases that it describes. Raises as a door does."""
    answer = current.door.run(query)
    triples = answer.triples if isinstance(answer, Triples) else []
    truncated = isinstance(answer, Triples) and answer.truncated
    cases = _cases(current, triples)
    if not 0 < len(cases) <= MOST_CASES:
        return Triples(triples, truncated)
    found = [whole(current.door, case) for case in cases]
    everything = dict.fromkeys([*triples, *(triple for each in found for triple in each.own)])
    return Triples(list(everything), truncated or any(each.truncated for each in found))


def described_document(current: State, query: str, written: Format) -> Response:
    """`described` as a document; where it is of one case, it begins with the case as that one's own document does."""
    answer = described(current, query)
    cut = cut_of(answer)
    refuse_cut(cut)
    cases = _cases(current, answer.triples)
    if len(cases) == 1 and all(_within(triple.subject, cases[0]) for triple in answer.triples):
        tree = Tree(cases[0], answer.triples, (), current.rank)
        return _tree_response(current, tree, written, cut)
    return document_response(serialize(answer, written.media_type, current.iris.prefixes), written, cut)


def _cases(current: State, triples: Iterable[ox.Triple]) -> list[str]:
    subjects = {triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)}
    return sorted(iri for iri in subjects if _is_case(current, iri))


def _within(subject: object, iri: str) -> bool:
    return isinstance(subject, ox.NamedNode) and f"{subject.value}/".startswith(f"{iri}/")


def _is_case(current: State, iri: str) -> bool:
    named = current.iris.parse(iri)
    return named is not None and named.kind == "case"
