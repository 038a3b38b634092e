"""The id of a release: a hash of what it holds, so that one id never names two contents.

Pages, caches and citations rely on it. It covers the version of the software, the graph, the release's description with
its cubes, and what the manifest notes (counts, findings, what was rejected and why). What says nothing
about the content is left out: when the release was made, what it was added to, the order of the letters, the
folders in which they were, and which of them were read twice.

The graph enters as the sum of a hash of each of its parts, so that a part comes or goes without the others being read,
and the same parts give the same sum whatever the way.

A manifest also keeps the hash of itself, its seal, which covers the rest: what it says of time, base and files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256, shake_256

__all__ = ["PartsSum", "described", "id_of", "release_id", "seal"]

_NOT_NOTED = frozenset(
    {
        "about_partitions",
        "base",
        "description",
        "engine",
        "files",
        "format",
        "graph",
        "id",
        "made",
        "noted",
        "notices",
        "partitions",
        "reading",
        "seal",
        "version",
        "withdrawn",
    }
)  # what a manifest says beside the builder's notes
_SUM_BYTES = 256
_OWN_COUNTS = frozenset({"triples", "subjects"})


class PartsSum:
    """The sum, modulo 2 to the 2048, of the hashes of parts of a graph, each with its key.

    Two sets of parts of the same sum are as hard to find as the best known attack on such sums says, Wagner's on the
    generalized birthday problem: some 2 to the 90 steps at this length (Bellare and Micciancio, "A new paradigm for
    collision-free hashing", 1997; Wagner, "A generalized birthday problem", 2002). A sum of 256 bits would take 2 to
    the 32.
    """

    def __init__(self, hexadecimal: str = "0") -> None:
        self._total = int(hexadecimal, 16)

    def add(self, key: str, digest: bytes, sign: int = 1) -> None:
        """A part comes (`sign` 1) or goes (-1): its key, and the SHA-256 of its lines."""
        term = int.from_bytes(shake_256(digest + key.encode()).digest(_SUM_BYTES), "big")
        self._total = (self._total + sign * term) % (1 << 8 * _SUM_BYTES)

    def __str__(self) -> str:
        return f"{self._total:0{2 * _SUM_BYTES}x}"


def described(lines: Iterable[bytes]) -> str:
    """The hash of a description: of its sorted `lines`, without id and time."""
    return sha256(b"".join(lines)).hexdigest()


def release_id(version: str, graph: str, description: str, noted: Mapping[str, object]) -> str:
    """The first 16 hex digits of SHA-256 over the four. `graph` is a `PartsSum`, `description` the hash that
    `described` gives."""
    content = {
        "version": version,
        "graph": graph,
        "about": description,
        "notes": _portable(_notes(noted)),
    }
    return sha256(_canonical(content).encode()).hexdigest()[:16]


def id_of(manifest: Mapping[str, object]) -> str:
    """The id of the release that `manifest` tells of, made again of what it says."""
    graph = manifest.get("graph")
    total = graph.get("sum") if isinstance(graph, Mapping) else None
    return release_id(str(manifest.get("version")), str(total), str(manifest.get("description")), manifest)


def seal(manifest: Mapping[str, object]) -> str:
    """SHA-256 of all that `manifest` says, but for the seal itself."""
    return sha256(_canonical({key: value for key, value in manifest.items() if key != "seal"}).encode()).hexdigest()


def _notes(manifest: Mapping[str, object]) -> dict[str, object]:
    """What the builder noted, without what is counted from the graph."""
    noted = {key: value for key, value in manifest.items() if key not in _NOT_NOTED}
    counts = noted.pop("counts", None)
    given = {key: value for key, value in counts.items() if key not in _OWN_COUNTS} if isinstance(counts, dict) else {}
    if "unlisted" in noted:  # which were listed depends on the order of the files
        listed = noted.get("rejected")
        codes = Counter(str(each["code"]) for each in listed) if isinstance(listed, list) else Counter[str]()
        unlisted = noted.pop("unlisted")
        noted["rejected"] = dict(codes + Counter(unlisted if isinstance(unlisted, dict) else {}))
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
