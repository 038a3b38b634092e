"""`imr check`: whether a release is what was published, all of it looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

import pyoxigraph as ox

from kg.store.dump import Dump, segment_names
from kg.store.engine import ENGINE
from kg.store.identity import PartsSum
from kg.store.integrity import check_manifest, damaged, engine_of, verify

__all__ = ["check_release"]


def check_release(release: Path, manifest: Mapping[str, object]) -> int:
    """Look at all of a release: its hashes, its counts, and whether engine and files hold the same triples.

    Gives the number of triples that were compared. Reads everything twice. Raises `StoreDamaged`.
    """
    check_manifest(release, manifest)
    verify(release, manifest)
    _check_dump(release, manifest)
    with engine_of(release):
        store = ox.Store.read_only(str(release / ENGINE))
        engine = _fingerprint(quad.triple for quad in store)
    if engine != _fingerprint(_told(release)):
        raise damaged(release / ENGINE, "the engine holds other triples than the dump and about.nt")
    return engine[0]


def _check_dump(release: Path, manifest: Mapping[str, object]) -> None:
    """Whether there are as many triples as the manifest says, and whether the parts have the sum it says."""
    counts, graph = manifest.get("counts"), manifest.get("graph")
    promised = counts.get("triples") if isinstance(counts, Mapping) else None
    held, total = 0, PartsSum()
    with Dump(release, segment_names(release)) as dump:
        for found in dump.found():
            held += found.lines().count(b"\n")
            total.add(found.key, found.entry.digest)
    if held != promised:
        raise damaged(release, f"its dump holds {held} triples, not {promised} as its manifest says")
    if not isinstance(graph, Mapping) or graph.get("sum") != str(total):
        raise damaged(release, "its dump holds other parts than its manifest says")


def _told(release: Path) -> Iterator[ox.Triple]:
    """The triples of the dump and of the description."""
    with Dump(release, segment_names(release)) as dump:
        for found in dump.found():
            yield from _parsed(found.lines())
    if (release / "about.nt").exists():
        yield from _parsed((release / "about.nt").read_bytes())


def _parsed(lines: bytes) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES, lenient=True))


def _fingerprint(triples: Iterable[ox.Triple]) -> tuple[int, int]:
    """How many triples, and the sum of their hashes: the same in any order."""
    count = total = 0
    for triple in triples:
        count += 1
        total += int.from_bytes(blake2b(str(triple).encode(), digest_size=16).digest(), "big")
    return count, total
