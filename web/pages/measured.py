"""How well letters are read, and what codes and shapes mean: tables beside the ontology, as pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import DEFAULT_BASE, SH
from web.pages.held_out import HeldOutSet, read_heldout
from web.word_tables import rows

__all__ = ["Accuracy", "Measured"]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Facts of one field in the letters that people read too: `right` of `read`, and of those `there` to be read.

    `terms` are the local names of the properties whose values it measures.
    """

    name: str
    terms: Sequence[str]
    right: int
    read: int
    there: int


@dataclass(frozen=True, slots=True)
class Measured:
    """`caption` says of which letters `fields` tell; `meanings` are by code, `messages` by the IRI of a shape.

    `heldout` are sets that the authors never saw, `heldout_caption` says when they were read.
    """

    caption: str
    fields: Sequence[Accuracy]
    meanings: Mapping[str, str]
    messages: Mapping[str, str]
    heldout: Sequence[HeldOutSet]
    heldout_caption: str

    @classmethod
    def load(cls, folder: Path | None, base: str) -> Measured:
        """From files in `folder`, the folder of the ontology; each of them may be missing."""
        texts = {name: _text(folder, name) for name in _NAMES}
        names = {row["field"]: row["name"] for row in rows(texts["accuracy_terms.tsv"])}
        return cls(
            caption=_caption(texts["accuracy.tsv"]),
            fields=tuple(_fields(texts["accuracy.tsv"], texts["accuracy_terms.tsv"])),
            meanings={row["code"]: row["meaning"] for row in rows(texts["findings.tsv"])},
            messages=_messages(texts["shapes.ttl"].replace(DEFAULT_BASE, base)),
            heldout=read_heldout(texts["heldout_accuracy.tsv"], texts["heldout_sets.tsv"], names),
            heldout_caption=_caption(texts["heldout_accuracy.tsv"]),
        )

    def of(self, term: str) -> Sequence[Accuracy]:
        """The fields that measure the values of the property with the local name `term`."""
        return [field for field in self.fields if term in field.terms]


_NAMES = (
    "accuracy.tsv",
    "accuracy_terms.tsv",
    "findings.tsv",
    "heldout_accuracy.tsv",
    "heldout_sets.tsv",
    "shapes.ttl",
)


def _caption(text: str) -> str:
    """The first remark of a table, which says what its figures are of."""
    return next((line[1:].strip() for line in text.splitlines() if line.startswith("#")), "")


def _text(folder: Path | None, name: str) -> str:
    path = folder / name if folder else None
    return path.read_text(encoding="utf-8") if path and path.is_file() else ""


def _fields(scores: str, words: str) -> Iterator[Accuracy]:
    known = {row["field"]: row for row in rows(words)}
    for row in rows(scores):
        said = known.get(row["field"], {"name": row["field"], "terms": ""})
        terms = tuple(filter(None, said["terms"].split("|")))
        yield Accuracy(said["name"], terms, int(row["right"]), int(row["read"]), int(row["in_letters"]))


def _messages(shapes: str) -> Mapping[str, str]:
    """What each shape tells the person who reviews a letter (https://www.w3.org/TR/shacl/#message)."""
    quads = ox.parse(shapes, format=ox.RdfFormat.TURTLE)
    return {
        quad.subject.value: quad.object.value
        for quad in quads
        if quad.predicate.value == f"{SH}message"
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
    }
