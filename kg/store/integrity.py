"""Whether a release is still what was published.

Its manifest notes size and SHA-256 of each file. Sizes are looked at whenever a release is opened, which costs
microseconds; hashes where a file is read anyway, and all of them by `imr check`. The engine (RocksDB) keeps checksums
of its own and raises `RuntimeError` where they do not fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b, file_digest
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreDamaged

__all__ = ["check_release", "damaged", "engine_of", "glance", "note_files", "same_hash", "shared_hashes", "verify"]

_NOTED = ("graph.nt", "about.nt", "cubes.json")
# Of the engine's folder: its tables, logs of what is not in a table yet, and what lists them. Its diary (LOG) and its
# lock are written whenever somebody opens it.
_ENGINE = ("*.sst", "*.log", "MANIFEST-*", "CURRENT")
_REMEDY = "build again from the letters, or go back to the release before"


def damaged(path: Path, what: str) -> StoreDamaged:
    """The error to raise for the file, or folder, `path` of a release."""
    return StoreDamaged(f"{path}: {what}; {_REMEDY}")


def note_files(release: Path, known: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Size and hash of each file in the folder `release`, for its manifest; hashes that are `known` are not made."""
    names = [name for name in _NOTED if (release / name).exists()]
    names += sorted(f"graph/{path.name}" for pattern in _ENGINE for path in (release / "graph").glob(pattern))
    return {
        name: {"bytes": (release / name).stat().st_size, "sha256": known.get(name) or _sha256(release / name)}
        for name in names
    }


def shared_hashes(release: Path, base: Path, manifest: Mapping[str, object]) -> dict[str, str]:
    """Hashes of the files of `release` that are files of `base` too, by hard links, as the manifest of that notes."""
    return {
        name: str(note.get("sha256"))
        for name, note in _notes(manifest)
        if (release / name).exists() and (base / name).exists() and (release / name).samefile(base / name)
    }


def glance(release: Path, manifest: Mapping[str, object]) -> None:
    """Compare sizes. Raises `StoreDamaged`."""
    for name, note in _notes(manifest):
        path = release / name
        size = path.stat().st_size if path.exists() else None
        if size is None:
            raise damaged(path, "is missing")
        if size != note.get("bytes"):
            raise damaged(path, f"is {size} bytes long, not {note.get('bytes')} as it was published")


def verify(release: Path, manifest: Mapping[str, object], *names: str) -> None:
    """Compare sizes, and the hashes of the files `names` (all by default). Raises `StoreDamaged`."""
    glance(release, manifest)
    for name, _ in _notes(manifest):
        if name in names or not names:
            same_hash(release, manifest, name, _sha256(release / name))


def same_hash(release: Path, manifest: Mapping[str, object], name: str, sha256: str) -> None:
    """Compare the hash of a file that was read. Raises `StoreDamaged`."""
    note = dict(_notes(manifest)).get(name)
    if note is not None and note.get("sha256") != sha256:
        raise damaged(release / name, "does not hold what was published: its SHA-256 is another")


def _notes(manifest: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What the manifest notes of each file; of the graph only, in one of an earlier version.

    Names are looked for in the folder of the release only.
    """
    files = manifest.get("files") or {"graph.nt": manifest.get("graph")}
    for name, note in files.items() if isinstance(files, Mapping) else ():
        if isinstance(note, Mapping) and ".." not in Path(name).parts and not Path(name).is_absolute():
            yield str(name), note


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def check_release(release: Path, manifest: Mapping[str, object]) -> int:
    """Look at all of a release: its hashes, its counts, and whether engine and files hold the same triples.

    Gives the number of triples that were compared. Reads everything twice. Raises `StoreDamaged`.
    """
    verify(release, manifest)
    counts = manifest.get("counts")
    promised = counts.get("triples") if isinstance(counts, Mapping) else None
    with (release / "graph.nt").open("rb") as lines:
        held = sum(1 for _ in lines)
    if held != promised:
        raise damaged(release / "graph.nt", f"holds {held} triples, not {promised} as its manifest says")
    with engine_of(release):
        store = ox.Store.read_only(str(release / "graph"))
        engine = _fingerprint(quad.triple for quad in store)
    files = [release / name for name in ("graph.nt", "about.nt") if (release / name).exists()]
    told = chain.from_iterable(ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES) for path in files)
    if engine != _fingerprint(quad.triple for quad in told):
        raise damaged(release / "graph", "the engine holds other triples than graph.nt and about.nt")
    return engine[0]


def _fingerprint(triples: Iterable[ox.Triple]) -> tuple[int, int]:
    """How many triples, and the sum of their hashes: the same in any order."""
    count = total = 0
    for triple in triples:
        count += 1
        total += int.from_bytes(blake2b(str(triple).encode(), digest_size=16).digest(), "big")
    return count, total


@contextmanager
def engine_of(release: Path) -> Iterator[None]:
    """Tell what the engine says of its files in `release` as `StoreDamaged`."""
    try:
        yield
    except RuntimeError as error:
        first = (str(error).splitlines() or [""])[0].strip()
        raise damaged(release / "graph", f"the engine's files are damaged ({first})") from error
