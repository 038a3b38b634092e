"""All that a graph says of one thing and of its parts, the parts of parts too, found by walking the graph's own links.

A part has an IRI below that of the thing (IRI + ``/``) and is linked to from the thing or another part. Each step asks
for the triples of subjects that are named, so a door of any kind looks them up: nothing is searched by the beginning of
an IRI, which would scan the store. A case with one letter takes some ten short queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.descriptions.one_thing import labels_of, named
from kg.sparql.answers import Triples
from kg.sparql.template import Template
from kg.store.door import Door

__all__ = ["MOST_OF_A_WHOLE", "Whole", "whole"]

MOST_OF_A_WHOLE = 50_000
"""Triples of a thing and its parts; the longest letters have some 3,000."""

_AT_ONCE = 200
_MOST_AT_ONCE = 20_000
_OUT_OF = Template.read(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ UNDEF }} ?s ?p ?o }} LIMIT {_MOST_AT_ONCE}")


@dataclass(frozen=True, slots=True)
class Whole:
    """What is said of `iri` and its parts (`own`), and `labels` of the things that they link to.

    `truncated` says that a limit cut `own`.
    """

    iri: str
    own: Sequence[ox.Triple]
    labels: Sequence[ox.Triple]
    truncated: bool = False


def whole(door: Door, iri: str) -> Whole:
    """Everything about `iri`; no triples where the graph does not know it.

    Raises `ParameterError` for what is no IRI, and what `Door.run` raises.
    """
    own, cut = _walk(door, named(iri))
    inside = {triple.subject for triple in own}
    outside = [triple.object for triple in own if triple.object not in inside]
    return Whole(iri, own, labels_of(door, outside), cut)


def _walk(door: Door, root: ox.NamedNode) -> tuple[list[ox.Triple], bool]:
    own: list[ox.Triple] = []
    seen, wave, below = {root}, [root], f"{root.value}/"
    while wave:
        found: list[ox.Triple] = []
        for start in range(0, len(wave), _AT_ONCE):
            answer = door.run(_OUT_OF.bind({}, {"s": wave[start : start + _AT_ONCE]}))
            triples = answer.triples if isinstance(answer, Triples) else []
            found += triples
            if len(triples) >= _MOST_AT_ONCE or len(own) + len(found) > MOST_OF_A_WHOLE:
                return [*own, *found][:MOST_OF_A_WHOLE], True
        own += found
        linked = {triple.object for triple in found if isinstance(triple.object, ox.NamedNode)}
        new = {term for term in linked - seen if term.value.startswith(below)}
        seen |= new
        wave = sorted(new, key=lambda term: term.value)
    return own, False
