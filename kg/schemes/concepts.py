"""Concept schemes that are plain tables: outcomes, categories, body regions, specialties, states and the like.

Each scheme is a table in `ontology/schemes/` with the columns `COLUMNS`; `ontology/schemes/schemes.tsv` names them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from kg.errors import TableError
from kg.resources import read_resource
from kg.schemes.table import listed, rows

__all__ = ["COLUMNS", "Concept", "Scheme", "concepts", "from_tsv", "load"]

COLUMNS = (
    "id",
    "label",
    "alt_labels",
    "hidden_labels",
    "broader",
    "notation",
    "definition",
    "note",
    "exact_match",
    "close_match",
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept. `hidden_labels` are searched but never shown; matches are IRIs of other schemes' concepts."""

    id: str
    label: str
    alt_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    broader: str | None = None
    notation: str | None = None
    definition: str = ""
    note: str = ""
    exact_match: tuple[str, ...] = ()
    close_match: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """All spellings, the preferred one first."""
        return (self.label, *self.alt_labels, *self.hidden_labels)


@dataclass(frozen=True)
class Scheme:
    """The concepts of one table, by id, in the table's order."""

    name: str
    concepts: Mapping[str, Concept] = field(default_factory=dict)

    def __getitem__(self, concept_id: str) -> Concept:
        """The concept of that id. Raises `KeyError` where the scheme has none."""
        return self.concepts[concept_id]

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self.concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    @cached_property
    def _by_label(self) -> Mapping[str, Concept]:
        return {label.casefold(): concept for concept in reversed(tuple(self)) for label in concept.labels}

    def labelled(self, label: str) -> Concept | None:
        """The concept that has `label` in any spelling; case does not matter."""
        return self._by_label.get(" ".join(label.split()).casefold())


def concepts(text: str, name: str, columns: tuple[str, ...] = COLUMNS) -> Iterator[tuple[Concept, Mapping[str, str]]]:
    """Yield each row of a table as a concept, with the row for the columns of its own.

    Raises `TableError` where an id or label is missing or an id comes twice or a broader concept does not exist.
    """
    seen: dict[str, int] = {}
    parents: dict[str, int] = {}
    for number, row in rows(text, columns, name):
        if not row["id"] or not row["label"]:
            raise TableError(f"{name}:{number}: a concept needs an id and a label")
        if row["id"] in seen:
            raise TableError(f"{name}:{number}: id {row['id']} is also on line {seen[row['id']]}")
        seen[row["id"]] = number
        if row["broader"]:
            parents.setdefault(row["broader"], number)
        yield _concept(row), row
    for parent, number in parents.items():
        if parent not in seen:
            raise TableError(f"{name}:{number}: broader concept {parent} is not in the table")


def _concept(row: Mapping[str, str]) -> Concept:
    return Concept(
        row["id"],
        row["label"],
        listed(row["alt_labels"]),
        listed(row["hidden_labels"]),
        row["broader"] or None,
        row.get("notation") or None,
        row["definition"],
        row["note"],
        listed(row["exact_match"]),
        listed(row["close_match"]),
    )


def from_tsv(text: str, name: str) -> Scheme:
    """The scheme that a table holds; `name` is the file's name without its ending. Raises `TableError`."""
    return Scheme(name, {concept.id: concept for concept, _ in concepts(text, f"{name}.tsv")})


@cache
def load(name: str) -> Scheme:
    """The scheme of the installation's table `ontology/schemes/<name>.tsv`."""
    return from_tsv(read_resource(f"ontology/schemes/{name}.tsv"), name)
