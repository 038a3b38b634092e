"""Triples that hang together under one thing, as a document that begins with it and unfolds like a tree.

Turtle has the thing first and each part after what links to it; JSON-LD nests the parts (as by
https://www.w3.org/TR/json-ld11-framing/ with the thing as root) under the keys of a published context. The triples are
the same in every format.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

import pyoxigraph as ox

from kg.errors import UnwritableAnswer
from kg.formats.compact_terms import CompactTerms
from kg.formats.media import Format
from kg.formats.serialization import written_graph
from kg.namespaces import RDF, RDFS, SKOS

__all__ = ["Tree", "tree_document", "tree_order"]

_TYPE = f"{RDF}type"
_LABELS = frozenset({f"{RDFS}label", f"{SKOS}prefLabel"})
_DEEPEST = 64  # nested objects; deeper parts stand beside the root

Rank: TypeAlias = Callable[[str], tuple[int, ...]]
"""The place of a property among those of a thing, by its IRI."""
Node: TypeAlias = ox.NamedNode | ox.BlankNode
Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Said: TypeAlias = dict[str, list[Object]]
"""What is said of one thing: values by property."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The triples `own` of `root` and of its parts, whose IRIs are below the root's, and `labels` of other things."""

    root: str
    own: Sequence[ox.Triple]
    labels: Sequence[ox.Triple]
    rank: Rank


def tree_document(tree: Tree, written: Format, prefixes: Mapping[str, str], terms: CompactTerms | None = None) -> bytes:
    """`tree` in a format of triples; JSON-LD is nested where `terms` of a context are given.

    Raises `UnwritableAnswer`.
    """
    if written.name == "jsonld" and terms:
        return (json.dumps(_nested(tree, terms), ensure_ascii=False, indent=1) + "\n").encode()
    return written_graph(list(tree_order(tree)), written, prefixes, f"{tree.root}/")


def tree_order(tree: Tree) -> Iterator[ox.Triple]:
    """Each triple once: the root, its parts depth first, labels of others, and last the parts that are no more than
    places (no ``rdf:type``)."""
    said = _by_subject([*tree.own, *tree.labels], tree.rank)
    parts = [visit.node for visit in _visits(tree, said)]
    others = sorted(said.keys() - set(parts), key=str)
    typed = [node for node in parts if _TYPE in said[node]]
    places = sorted((node for node in parts if _TYPE not in said[node]), key=_natural)
    for node in [*typed, *others, *places]:
        for predicate, terms in said[node].items():
            for term in terms:
                yield ox.Triple(node, ox.NamedNode(predicate), term)


@dataclass(frozen=True, slots=True)
class _Visit:
    """A part, and the first place where it is linked to, on the way from the root."""

    node: ox.NamedNode
    source: ox.NamedNode | None
    predicate: str
    depth: int


def _by_subject(triples: Iterable[ox.Triple], rank: Rank) -> dict[Node, Said]:
    """Objects by property by subject; objects in a natural order, properties in theirs, those of places last."""
    grouped: dict[Node, dict[str, set[Object]]] = {}
    for triple in triples:
        if isinstance(triple.subject, ox.NamedNode | ox.BlankNode):
            grouped.setdefault(triple.subject, {}).setdefault(triple.predicate.value, set()).add(triple.object)
    places = {node for node, found in grouped.items() if _TYPE not in found and not _LABELS & found.keys()}

    def order(found: Mapping[str, set[Object]]) -> list[str]:
        keys = {name: (name != _TYPE, name not in _LABELS, found[name] <= places, rank(name), name) for name in found}
        return sorted(found, key=keys.__getitem__)

    return {
        subject: {name: sorted(found[name], key=_natural) for name in order(found)}
        for subject, found in grouped.items()
    }


def _natural(term: object) -> list[tuple[int, str]]:
    """Numbers inside of a text count by their value: decision 2 comes before decision 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split("([0-9]+)", str(term))]


def _visits(tree: Tree, said: Mapping[Node, Said], nearest: bool = False) -> Iterator[_Visit]:
    """Every part that links lead to, once: depth first, or those `nearest` to the root first."""
    root, below = ox.NamedNode(tree.root), f"{tree.root}/"
    ahead, seen = deque([_Visit(root, None, "", 0)] if root in said else []), set()
    while ahead:
        visit = ahead.popleft()
        if visit.node in seen:
            continue
        seen.add(visit.node)
        yield visit
        linked = [
            _Visit(term, visit.node, name, visit.depth + 1)
            for name, terms in said[visit.node].items()
            if name != _TYPE
            for term in terms
            if isinstance(term, ox.NamedNode) and term.value.startswith(below) and term in said
        ]
        if nearest:
            ahead.extend(linked)
        else:
            ahead.extendleft(reversed(linked))


# --- nested JSON-LD ------------------------------------------------------------------------------------------------


def _nested(tree: Tree, terms: CompactTerms) -> dict[str, object]:
    said = _by_subject([*tree.own, *tree.labels], tree.rank)
    visits = list(_visits(tree, said, nearest=True))
    nesting = _Nesting(said, terms, visits)
    made = {visit.node: nesting.object_of(visit.node) for visit in visits}
    for visit in visits:
        if visit.source in made and visit.depth <= _DEEPEST:
            nesting.put(made[visit.source], visit, made[visit.node])
    beside = [made[visit.node] for visit in visits if visit.depth > _DEEPEST]
    beside += [nesting.object_of(node) for node in sorted(said.keys() - made.keys() - nesting.told, key=str)]
    root = made.get(ox.NamedNode(tree.root), {"id": tree.root})
    return {"@context": terms.address, **root, **({"@included": beside} if beside else {})}


class _Nesting:
    """Makes the objects of a nested document; each part stands where it is linked to nearest to the root."""

    def __init__(self, said: Mapping[Node, Said], terms: CompactTerms, visits: Iterable[_Visit]) -> None:
        self._said = said
        self._terms = terms
        self._parts = {visit.node for visit in visits}
        self.told: set[Node] = set()
        """Other things whose labels stand where they are linked to."""

    def object_of(self, node: Node) -> dict[str, object]:
        """What is said of `node`, its parts by their IRIs."""
        made: dict[str, object] = {"id": node.value if isinstance(node, ox.NamedNode) else str(node)}
        for predicate, values in self._said[node].items():
            if predicate == _TYPE:
                self._add(made, "type", [self._terms.key(term.value) for term in values if _is_name(term)])
                values = [term for term in values if not _is_name(term)]  # noqa: PLW2901 - no class, so no type
            self._add(made, self._terms.key(predicate), [self._value(predicate, term) for term in values])
        return made

    def put(self, into: dict[str, object], visit: _Visit, part: dict[str, object]) -> None:
        """Let `part` stand in the place of its IRI."""
        key = self._terms.key(visit.predicate)
        reference = self._terms.reference(visit.predicate, visit.node.value)
        held = into[key]
        if isinstance(held, list):
            held[held.index(reference)] = part
        else:
            into[key] = part

    def _value(self, predicate: str, term: Object) -> object:
        if isinstance(term, ox.Literal):
            return self._terms.value(predicate, term)
        if isinstance(term, ox.Triple):
            raise UnwritableAnswer("JSON-LD can't hold a triple inside of a triple; ask for Turtle or N-Triples")
        if self._is_label(term):
            self.told.add(term)
            return self.object_of(term)
        return self._terms.reference(predicate, term.value if isinstance(term, ox.NamedNode) else str(term))

    def _is_label(self, term: Node) -> bool:
        """Whether `term` is another thing of which words alone are known."""
        said = self._said.get(term, {}) if term not in self._parts else {}
        return bool(said) and all(isinstance(value, ox.Literal) for values in said.values() for value in values)

    def _add(self, made: dict[str, object], key: str, values: list[object]) -> None:
        if values:
            made[key] = values[0] if len(values) == 1 else values


def _is_name(term: Object) -> TypeGuard[ox.NamedNode]:
    return isinstance(term, ox.NamedNode)
