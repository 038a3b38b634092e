"""The id of a release: a hash of what it holds, so that one id never names two contents.

Pages, caches and citations rely on it. It covers the version of the software, the graph, the release's description with
its cubes, and what the manifest notes (counts, findings, what was rejected and why). What says nothing
about the content is left out: when the release was made, what it was added to, the order of the letters, and the
folders in which they were.

A manifest also keeps the hash of itself, its seal, which covers the rest: what it says of time, base and files.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

__all__ = ["described", "id_of", "release_id", "seal"]

_NOT_NOTED = frozenset(
    {
        "about_partitions",
        "base",
        "description",
        "files",
        "format",
        "graph",
        "id",
        "made",
        "outward",
        "partitions",
        "seal",
        "version",
    }
)  # what a manifest says beside the builder's notes
_OWN_COUNTS = frozenset({"triples", "subjects"})


def described(lines: Iterable[bytes]) -> str:
    """The hash of a description: of its sorted `lines`, without id and time."""
    return sha256(b"".join(lines)).hexdigest()


def release_id(version: str, graph_sha256: str, description: str, noted: Mapping[str, object]) -> str:
    """The first 16 hex digits of SHA-256 over the four. `description` is the hash that `described` gives."""
    content = {
        "version": version,
        "graph": graph_sha256,
        "about": description,
        "notes": _portable(_notes(noted)),
    }
    return sha256(_canonical(content).encode()).hexdigest()[:16]


def id_of(manifest: Mapping[str, object]) -> str:
    """The id of the release that `manifest` tells of, made again of what it says."""
    graph = manifest.get("graph")
    graph_sha256 = graph.get("sha256") if isinstance(graph, Mapping) else None
    return release_id(str(manifest.get("version")), str(graph_sha256), str(manifest.get("description")), manifest)


def seal(manifest: Mapping[str, object]) -> str:
    """SHA-256 of all that `manifest` says, but for the seal itself."""
    return sha256(_canonical({key: value for key, value in manifest.items() if key != "seal"}).encode()).hexdigest()


def _notes(manifest: Mapping[str, object]) -> dict[str, object]:
    """What the builder noted, without what is counted from the graph."""
    noted = {key: value for key, value in manifest.items() if key not in _NOT_NOTED}
    counts = noted.pop("counts", None)
    given = {key: value for key, value in counts.items() if key not in _OWN_COUNTS} if isinstance(counts, dict) else {}
    return noted | ({"counts": given} if given else {})


def _portable(noted: object) -> object:
    """JSON values without what differs from one maker to the next: the order of a list, and an entry's ``place``."""
    if isinstance(noted, Mapping):
        return {str(key): _portable(value) for key, value in noted.items() if key != "place"}
    if isinstance(noted, list | tuple):
        return sorted(map(_portable, noted), key=_canonical)
    return noted


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)
