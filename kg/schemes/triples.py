"""The ontology and the concept schemes as the triples that every release holds beside its letters."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import BlankNode, RdfFormat, parse, serialize

from kg.errors import VocabularyError
from kg.namespaces import DEFAULT_BASE
from kg.resources import resource

__all__ = ["vocabulary_lines"]


def vocabulary_lines(base: str = DEFAULT_BASE) -> list[bytes]:
    """Sorted, distinct N-Triples lines of `ontology/imr.ttl` and all of `ontology/schemes/`, under `base`.

    Triples with a blank node (OWL's class expressions) are left out: the data has none, and the ontology document keeps
    them. Raises `VocabularyError` naming the file where one is not Turtle.
    """
    folder = resource("ontology")
    files = [folder / "imr.ttl", folder / "alignments.ttl", *sorted((folder / "schemes").glob("*.ttl"))]
    return sorted({line for file in files if file.exists() for line in _lines(file, base)})


def _lines(file: Path, base: str) -> list[bytes]:
    text = file.read_text(encoding="utf-8")
    if base != DEFAULT_BASE:
        text = text.replace(DEFAULT_BASE, base)
    try:
        quads = [
            quad.triple
            for quad in parse(text, RdfFormat.TURTLE)
            if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
        ]
    except SyntaxError as error:
        raise VocabularyError(f"{file.name}: {error}; fix the file or make it again") from error
    serialized = serialize(quads, format=RdfFormat.N_TRIPLES) or b""
    return serialized.splitlines(keepends=True)
