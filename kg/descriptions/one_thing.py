"""What a graph says about one thing, bounded: a concept that a million decisions name still fits on a page.

Outgoing triples; those of the nodes under the thing's own IRI, which are its parts; a name for everything that is
linked to; and what links here, counted by property with a few examples in place of the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import ParameterError
from kg.namespaces import RDFS, SKOS
from kg.sparql.answers import Bindings, Triples
from kg.sparql.template import Template
from kg.store.door import Door

__all__ = ["Description", "Inverse", "describe", "describe_parts", "labels_of", "named"]

MOST_TRIPLES = 5_000
"""Triples of the thing and its parts together."""

MOST_INVERSE = 1_000
"""Incoming triples that are looked at; where there are more, the count of a property is a lower bound."""

EXAMPLES = 5
"""Subjects kept for each incoming property."""

_OUT = Template.read(f"CONSTRUCT {{ ?this ?p ?o }} WHERE {{ ?this ?p ?o }} LIMIT {MOST_TRIPLES}")
_OUT_OF = Template.read(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ UNDEF }} ?s ?p ?o }} LIMIT {MOST_TRIPLES}")
_IN = Template.read(f"SELECT ?p ?s WHERE {{ ?s ?p ?this }} LIMIT {MOST_INVERSE}")
# A VALUES over the properties too would make Oxigraph scan the whole graph; a UNION of fixed ones is looked up.
_LABELS = Template.read(f"""
SELECT ?thing ?property ?label WHERE {{
  VALUES ?thing {{ UNDEF }}
  {{ ?thing <{SKOS}prefLabel> ?label . BIND(<{SKOS}prefLabel> AS ?property) }}
  UNION
  {{ ?thing <{RDFS}label> ?label . BIND(<{RDFS}label> AS ?property) }}
}}
""")
_BATCH = 400


@dataclass(frozen=True, slots=True)
class Inverse:
    """Incoming links of one property: how many (`at_least` where not all were counted), and the first subjects."""

    property: str
    count: int
    at_least: bool
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of `iri`: `own` triples, those of its `parts`, `labels` of linked things, `inverse` links."""

    iri: str
    own: tuple[ox.Triple, ...]
    parts: tuple[ox.Triple, ...]
    labels: tuple[ox.Triple, ...]
    inverse: tuple[Inverse, ...]
    truncated: bool


def describe(door: Door, iri: str) -> Triples:
    """The description of `iri` as one graph: own triples, parts, labels, and examples of what links here.

    Empty where the graph does not know `iri`. Raises `ParameterError` for what is no IRI, and what `Door.run` raises.
    """
    found = describe_parts(door, iri)
    incoming = [
        ox.Triple(ox.NamedNode(subject), ox.NamedNode(each.property), ox.NamedNode(iri))
        for each in found.inverse
        for subject in each.examples
    ]
    triples = dict.fromkeys([*found.own, *found.parts, *found.labels, *incoming])
    return Triples(list(triples), found.truncated)


def describe_parts(door: Door, iri: str) -> Description:
    """The description of `iri`, its kinds of triples apart. Raises as `describe` does."""
    this = named(iri)
    own, cut = _outgoing(door, this)
    parts, cut_parts = _parts(door, iri, own)
    inverse = _inverse(door, this)
    linked = [triple.object for triple in [*own, *parts]] + [triple.predicate for triple in [*own, *parts]]
    examples = [ox.NamedNode(name) for each in inverse for name in (each.property, *each.examples)]
    described = {triple.subject for triple in [*own, *parts]}
    labels = labels_of(door, [term for term in [*linked, *examples] if term not in described])
    return Description(iri, tuple(own), tuple(parts), tuple(labels), inverse, cut or cut_parts)


def named(iri: str) -> ox.NamedNode:
    """`iri` as a term. Raises `ParameterError` for what is no IRI."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise ParameterError(f"{iri!r} is no IRI: {error}") from error


def _outgoing(door: Door, this: ox.NamedNode) -> tuple[list[ox.Triple], bool]:
    answer = door.run(_OUT.bind({"this": this}))
    triples = answer.triples if isinstance(answer, Triples) else []
    return triples, len(triples) >= MOST_TRIPLES


def _parts(door: Door, iri: str, own: Iterable[ox.Triple]) -> tuple[list[ox.Triple], bool]:
    """Triples of the nodes under `iri` (IRI + ``/``) that its own triples name: one hop, not the parts of parts."""
    named = {triple.object.value for triple in own if isinstance(triple.object, ox.NamedNode)}
    under = sorted(each for each in named if each.startswith(f"{iri}/"))
    triples: list[ox.Triple] = []
    for start in range(0, len(under), _BATCH):
        batch = [ox.NamedNode(each) for each in under[start : start + _BATCH]]
        answer = door.run(_OUT_OF.bind({}, {"s": batch}))
        triples += answer.triples if isinstance(answer, Triples) else []
        if len(triples) >= MOST_TRIPLES:
            return triples[:MOST_TRIPLES], True
    return triples, False


def _inverse(door: Door, this: ox.NamedNode) -> tuple[Inverse, ...]:
    answer = door.run(_IN.bind({"this": this}))
    rows = answer.rows if isinstance(answer, Bindings) else []
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for property_, subject in rows:
        if isinstance(property_, ox.NamedNode) and isinstance(subject, ox.NamedNode):
            counts[property_.value] += 1
            examples.setdefault(property_.value, []).append(subject.value)
    more = len(rows) >= MOST_INVERSE
    return tuple(
        Inverse(name, count, more, tuple(sorted(examples[name])[:EXAMPLES])) for name, count in sorted(counts.items())
    )


def labels_of(door: Door, terms: Iterable[object]) -> list[ox.Triple]:
    """The labels (``skos:prefLabel``, ``rdfs:label``) of those of `terms` that are IRIs, in the order of the IRIs."""
    things = sorted({term.value for term in terms if isinstance(term, ox.NamedNode)})
    labels: list[ox.Triple] = []
    for start in range(0, len(things), _BATCH):
        named = [ox.NamedNode(each) for each in things[start : start + _BATCH]]
        answer = door.run(_LABELS.bind({}, {"thing": named}))
        for thing, property_, label in answer.rows if isinstance(answer, Bindings) else ():
            if isinstance(thing, ox.NamedNode) and isinstance(property_, ox.NamedNode) and label is not None:
                labels.append(ox.Triple(thing, property_, label))
    return labels
