"""The id of a release: a hash of what it holds, so that one id never names two contents.

Pages, caches and citations rely on it. It covers the version of the software, the graph, the release's description with
its cubes, and what the manifest notes (counts, findings, what was rejected and why). What says nothing
about the content is left out: when the release was made, what it was added to, the order of the letters, and the
folders in which they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

__all__ = ["release_id"]


def release_id(version: str, graph_sha256: str, description: Iterable[bytes], noted: Mapping[str, object]) -> str:
    """The first 16 hex digits of SHA-256 over the four. `description` is sorted lines without id and time."""
    content = {
        "version": version,
        "graph": graph_sha256,
        "about": sha256(b"".join(description)).hexdigest(),
        "notes": _portable(noted),
    }
    return sha256(_canonical(content).encode()).hexdigest()[:16]


def _portable(noted: object) -> object:
    """JSON values without what differs from one maker to the next: the order of a list, and an entry's ``place``."""
    if isinstance(noted, Mapping):
        return {str(key): _portable(value) for key, value in noted.items() if key != "place"}
    if isinstance(noted, list | tuple):
        return sorted(map(_portable, noted), key=_canonical)
    return noted


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)
