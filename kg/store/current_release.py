"""Which release a SPARQL store shows, as the store itself says.

`imr publish` puts each release into a named graph of its own and then lets one triple, in a small graph beside them,
name the current one. What was brought into a store by other means is known by its description in the default graph
(VoID, https://www.w3.org/TR/void/), if it has one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import QuerySyntaxError
from kg.namespaces import DCAT, DCTERMS, PROV, VOID
from kg.store.door import Release
from kg.store.sparql_protocol import SparqlClient

__all__ = [
    "CURRENT",
    "MANIFEST",
    "UNKNOWN",
    "ShownRelease",
    "current_graph",
    "joined_manifest",
    "manifest_parts",
    "read_current",
]

CURRENT = f"{DCAT}hasCurrentVersion"
"""From the work that all releases are versions of to the named graph of the current one."""
MANIFEST = f"{PROV}value"
"""From the graph of a release to its manifest: JSON in parts, each of which begins with its number in four digits.

A literal of some megabytes ends Virtuoso.
"""
_PART = 200_000  # characters

UNKNOWN = Release("remote", pins_content=False)
"""What is shown where a store says nothing of itself."""

_POINTER = f"SELECT ?pointer ?graph {{ GRAPH ?pointer {{ ?work <{CURRENT}> ?graph }} }} LIMIT 10"
_DESCRIBED = f"""SELECT ?id ?issued ?triples {{
  ?dataset a <{VOID}Dataset> ; <{DCTERMS}isVersionOf> ?work ; <{DCTERMS}identifier> ?id .
  OPTIONAL {{ ?dataset <{DCTERMS}issued> ?issued }}
  OPTIONAL {{ ?dataset <{VOID}triples> ?triples }}
}} LIMIT 10"""


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release and the named graph that holds it; ``None`` for what is in the store's default graph."""

    release: Release
    graph: str | None


def current_graph(client: SparqlClient, seconds: float, pointer: str = "") -> str | None:
    """The named graph of the current release, ``None`` where the store names none.

    `pointer` is the graph that names it; needed only where several do. Raises `EndpointError` where it can't be known.
    """
    try:
        rows = client.select(_POINTER, ("pointer", "graph"), seconds)
    except QuerySyntaxError:  # a store that knows no named graphs
        return None
    named = {(_text(row[0]), _text(row[1])) for row in rows}
    found = {graph for place, graph in named if not pointer or place == pointer}
    if len({place for place, _ in named if not pointer or place == pointer}) > 1:
        places = ", ".join(sorted(place for place, _ in named))
        raise client.failed("the SPARQL store holds the graphs of several sites; set IMR_BASE_IRI", places)
    if len(found) > 1:
        raise client.failed("the SPARQL store names two current releases; a new one is on its way, or publish again")
    return found.pop() if found else None


def read_current(
    client: SparqlClient, seconds: float, pointer: str = "", shown: ShownRelease | None = None
) -> ShownRelease:
    """What the store shows now; `shown` again where that has not changed. Raises as `current_graph`."""
    graph = current_graph(client, seconds, pointer)
    if graph is None:
        return ShownRelease(_described(client, seconds), None)
    if shown is not None and shown.graph == graph:
        return shown
    return ShownRelease(_published(client, seconds, graph), graph)


def _published(client: SparqlClient, seconds: float, graph: str) -> Release:
    query = (
        f"SELECT ?manifest {{ GRAPH ?pointer {{ ?work <{CURRENT}> <{graph}> . <{graph}> <{MANIFEST}> ?manifest }} }}"
    )
    manifest = joined_manifest(_text(row[0]) for row in client.select(query, ("manifest",), seconds))
    if not isinstance(manifest.get("id"), str):
        raise client.failed("the SPARQL store's manifest of the current release can't be read; publish again")
    counts = manifest.get("counts")
    numbers = {str(name): n for name, n in counts.items() if isinstance(n, int)} if isinstance(counts, Mapping) else {}
    return Release(str(manifest["id"]), str(manifest.get("made") or "") or None, numbers, manifest)


def manifest_parts(manifest: Mapping[str, object]) -> list[str]:
    """`manifest` as `MANIFEST` tells it."""
    text = json.dumps(manifest, sort_keys=True)
    return [f"{at // _PART:04d}{text[at : at + _PART]}" for at in range(0, len(text), _PART)]


def joined_manifest(parts: Iterable[str]) -> dict[str, object]:
    """The manifest of such `parts`, in any order; empty where they are none."""
    ordered = sorted(parts)
    if [part[:4] for part in ordered] != [f"{number:04d}" for number in range(len(ordered))]:
        return {}
    try:
        told = json.loads("".join(part[4:] for part in ordered))
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _described(client: SparqlClient, seconds: float) -> Release:
    """What the default graph says of itself. It is believed for its name and day, not to stay what it is."""
    try:
        rows = list(dict.fromkeys(client.select(_DESCRIBED, ("id", "issued", "triples"), seconds)))
    except QuerySyntaxError:
        return UNKNOWN
    if len(rows) != 1:
        return UNKNOWN
    name, issued, triples = (_text(term) for term in rows[0])
    counts = {"triples": int(triples)} if triples.isdecimal() else {}
    return Release(name, issued or None, counts, pins_content=False)


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
