"""Concepts of a graph with their names, read through a door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

import pyoxigraph as ox

from kg.namespaces import RDF, SKOS
from kg.query import Bindings, Door, Template

__all__ = ["ConceptName", "LabelKind", "NamedConcept", "Value", "read_concepts"]

Value = ox.NamedNode | ox.Literal


class LabelKind(IntEnum):
    """Which label a name is; of two equal matches the lower kind goes first."""

    PREFERRED = 0
    ALTERNATIVE = 1
    NOTATION = 2
    HIDDEN = 3


@dataclass(frozen=True, slots=True)
class ConceptName:
    """One name of a concept."""

    text: str
    kind: LabelKind


@dataclass(frozen=True, slots=True, eq=False)
class NamedConcept:
    """A concept by its IRI.

    `label` is its preferred name, `names` are all (none twice), `types` its classes, `values` those of the properties
    that were asked for. One index has one object for each: two are equal if they are the same.
    """

    iri: str
    label: str
    names: tuple[ConceptName, ...]
    types: frozenset[str]
    values: Mapping[str, tuple[Value, ...]]

    def texts(self, name: str) -> tuple[str, ...]:
        """Values of the property `name` as text: of literals their words, of IRIs the IRI."""
        return tuple(value.value for value in self.values.get(name, ()))


_TYPE = RDF + "type"
_NAMES = {
    SKOS + "prefLabel": LabelKind.PREFERRED,
    SKOS + "altLabel": LabelKind.ALTERNATIVE,
    SKOS + "notation": LabelKind.NOTATION,
    SKOS + "hiddenLabel": LabelKind.HIDDEN,
}
_ASKED = Template.read("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?concept ?value WHERE { ?concept skos:inScheme ?scheme ; ?property ?value }
""")
_ASKED_LABELS = Template.read("""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?concept ?value WHERE { ?concept skos:inScheme ?scheme ; ?property ?node . ?node rdfs:label ?value }
""")


def read_concepts(
    door: Door, values: Iterable[str] = (), labelled: Iterable[str] = ()
) -> tuple[list[NamedConcept], bool]:
    """All concepts that `door` shows, with their values of the properties `values`; and whether a limit cut them.

    Of the properties `labelled`, which lead to nodes that are no concepts, the values are the labels of these.

    Each property is asked for apart, so that it has the door's limit of rows to itself. Raises as `Door.run`.
    """
    said: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    cut = False
    asked = {**dict.fromkeys([_TYPE, *_NAMES, *values], _ASKED), **dict.fromkeys(labelled, _ASKED_LABELS)}
    for name, template in asked.items():
        # A property that stood in a variable would make the store look at all that is said of anything.
        answer = door.run(template.bind({"property": ox.NamedNode(name)}))
        if isinstance(answer, Bindings):
            cut |= answer.truncated
            for concept, value in answer.rows:
                if isinstance(concept, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                    said[concept.value][name].append(value)
    made = [_concept(iri, said[iri]) for iri in sorted(said)]
    return [concept for concept in made if concept.names], cut


def _concept(iri: str, said: Mapping[str, list[Value]]) -> NamedConcept:
    names: dict[str, ConceptName] = {}
    for name, kind in _NAMES.items():
        for text in sorted(value.value for value in said.get(name, ())):
            names.setdefault(text, ConceptName(text, kind))
    types = frozenset(value.value for value in said.get(_TYPE, ()))
    label = next(iter(names), iri)
    kept = {
        name: tuple(sorted(values, key=str)) for name, values in said.items() if name not in _NAMES and name != _TYPE
    }
    return NamedConcept(iri, label, tuple(names.values()), types, kept)
