"""What every release holds beside its cases: the ontology, the vocabularies, and the program that reads the letters."""

from __future__ import annotations

from bisect import bisect

from kg.build.batches import as_bytes
from kg.namespaces import Iris
from kg.rdf import software_triples
from kg.schemes.triples import vocabulary_lines
from kg.store.segments import Part

__all__ = ["CONSTANT", "constant_parts"]

CONSTANT = ("", "~")
"""The keys of the two parts: one comes before the IRIs of all cases, the other after them."""


def constant_parts(iris: Iris) -> tuple[Part, Part]:
    """The lines that stand before the cases when all are sorted, and those that stand after them."""
    software = as_bytes(software_triples(iris)).splitlines(keepends=True)
    lines = sorted({*vocabulary_lines(iris.base), *software})
    first = bisect(lines, f"<{iris.case('0', '')}".encode())
    return Part(CONSTANT[0], b"".join(lines[:first])), Part(CONSTANT[1], b"".join(lines[first:]))
