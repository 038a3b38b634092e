"""The ontology as the pages use it: labels for properties, definitions for classes, groups for its own page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import DEFAULT_BASE, OWL, RDF, RDFS, SH, SKOS
from web.pages.cells import local_name

__all__ = ["Ontology", "documents_beside"]

_TYPE = RDF + "type"
_KINDS = (
    ("Classes", "classes", OWL + "Class"),
    ("Properties between things", "object-properties", OWL + "ObjectProperty"),
    ("Properties with a value", "datatype-properties", OWL + "DatatypeProperty"),
    ("Annotation properties", "annotation-properties", OWL + "AnnotationProperty"),
    ("Shapes", "node-shapes", SH + "NodeShape"),
    ("Conditions", "property-shapes", SH + "PropertyShape"),
)


@dataclass(frozen=True)
class Ontology:
    """Triples of the ontology document, and the document's IRI."""

    iri: str
    triples: Sequence[ox.Triple]

    @classmethod
    def load(cls, folder: Path | None, base: str) -> Ontology:
        """From ``imr.ttl`` in `folder`; empty where there is none."""
        return cls.read(folder / "imr.ttl" if folder else None, base, f"{base}ontology")

    @classmethod
    def read(cls, path: Path | None, base: str, iri: str) -> Ontology:
        """The document `iri` from a Turtle file; empty where there is none."""
        if path is None or not path.is_file():
            return cls(iri, ())
        text = path.read_text(encoding="utf-8").replace(DEFAULT_BASE, base)
        quads = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=iri)
        return cls(iri, tuple(quad.triple for quad in quads))

    @cached_property
    def _values(self) -> Mapping[str, Mapping[str, Sequence[ox.NamedNode | ox.Literal]]]:
        found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        for triple in self.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                found[triple.subject.value][triple.predicate.value].append(triple.object)
        return found

    def values(self, subject: str) -> Mapping[str, Sequence[ox.NamedNode | ox.Literal]]:
        """What the document says of `subject`: values by property."""
        return self._values.get(subject, {})

    def text(self, subject: str, *properties: str) -> str:
        """The first English (or plain) text of the first of `properties` that `subject` has."""
        for name in properties:
            for value in self.values(subject).get(name, ()):
                if isinstance(value, ox.Literal) and (value.language or "en").startswith("en"):
                    return value.value
        return ""

    def label(self, iri: str) -> str:
        """Label of a term; words made from its local name where the document has none."""
        return self.text(iri, RDFS + "label", SKOS + "prefLabel") or _words(local_name(iri))

    def definition(self, iri: str) -> str:
        """What a term means."""
        return self.text(iri, SKOS + "definition", RDFS + "comment")

    def rank(self, iri: str) -> int:
        """Place of a term in the document; terms of others come after all of it."""
        return self._places.get(iri, len(self._places))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {iri: place for place, iri in enumerate(self._values)}

    def groups(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """(title, anchor, IRIs) of each kind of own term, in the order of their names; of a document without terms of
        its own those of others that it tells of."""
        found = [(title, anchor, sorted(self._of_kind(kind))) for title, anchor, kind in _KINDS]
        if not any(terms for _, _, terms in found):
            found = [("Terms", "terms", sorted(subject for subject in self._values if "#" in subject))]
        yield from ((title, anchor, terms) for title, anchor, terms in found if terms)

    def _of_kind(self, kind: str) -> Iterable[str]:
        own = f"{self.iri}#"
        for subject, values in self._values.items():
            types = {value.value for value in values.get(_TYPE, ()) if isinstance(value, ox.NamedNode)}
            if subject.startswith(own) and kind in types:
                yield subject


def documents_beside(folder: Path | None, base: str) -> dict[str, Ontology]:
    """The shapes, the alignments and earlier versions of the ontology in its `folder`, by their paths below `base`."""
    if folder is None:
        return {}
    versions = {f"ontology/{path.stem}": path for path in sorted(folder.glob("versions/*.ttl"))}
    files = {"shapes": folder / "shapes.ttl", "ontology/alignments": folder / "alignments.ttl"}
    read = {name: Ontology.read(path, base, base + name) for name, path in files.items() if path.is_file()}
    return read | {name: Ontology.read(path, base, f"{base}ontology") for name, path in versions.items()}


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
