"""Asking a graph: one door, whether it stands on this machine or behind an endpoint.

>>> with open_door("imr-store") as door:                                        # doctest: +SKIP
...     answer = door.run("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from kg.sparql.answers import Answer, Bindings, Boolean, Cut, Row, Serialized, Term, Triples, cut_of
from kg.sparql.guard import BoundQuery, Form, QueryOutline, examine
from kg.sparql.query_limits import PUBLIC, UNHURRIED, QueryLimits, allowing
from kg.sparql.template import BindableTerm, Template, Window, rebase
from kg.store.door import Door, Release
from kg.store.dump import GraphFile
from kg.store.embedded import EmbeddedDoor
from kg.store.folder import other_releases

__all__ = [
    "PUBLIC",
    "UNHURRIED",
    "Answer",
    "BindableTerm",
    "Bindings",
    "Boolean",
    "BoundQuery",
    "Cut",
    "Door",
    "Form",
    "QueryLimits",
    "QueryOutline",
    "Release",
    "Row",
    "Serialized",
    "Template",
    "Term",
    "Triples",
    "Window",
    "allowing",
    "cut_of",
    "graph_file",
    "graph_size",
    "open_door",
    "other_releases",
    "outline_of",
    "rebase",
]


def open_door(store: str | Path, limits: QueryLimits = PUBLIC, workers: int = 2) -> Door:
    """The door to `store`: a folder that `imr build` wrote, or the http(s) address of a SPARQL 1.1 endpoint.

    `workers` is how many queries a folder's door runs at once. Raises `StoreMissing` where the folder has no release.
    """
    if str(store).startswith(("http://", "https://")):
        from kg.store.remote import RemoteDoor  # noqa: PLC0415 - SPARQLWrapper takes 0.2 s to import

        return RemoteDoor(str(store), limits)
    return EmbeddedDoor(Path(store), limits, workers)


def graph_size(release: Release) -> int:
    """Bytes of a release's graph as N-Triples."""
    graph = release.manifest.get("graph")
    return int(graph["bytes"]) if isinstance(graph, Mapping) else 0


def graph_file(release: Release) -> IO[bytes]:
    """A release's graph as a file of N-Triples, decompressed as it is read. Raises `StoreDamaged`."""
    assert release.folder is not None
    return io.BufferedReader(GraphFile(release.folder, graph_size(release)), 1 << 16)


def outline_of(query: str, limits: QueryLimits = PUBLIC) -> QueryOutline:
    """What the tokens of `query` tell. Raises `QueryRefused` and `QuerySyntaxError` as `Door.run` would."""
    return examine(query, limits.services)
