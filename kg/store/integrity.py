"""Whether a release is still what was published.

Its manifest notes size and SHA-256 of each file, and its own seal. Sizes are looked at whenever a release is opened,
which costs microseconds; hashes where a file is read anyway or becomes part of another release, and all of them by
`imr check`. The engine (RocksDB) keeps checksums of its own and raises `RuntimeError` where they do not fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b, file_digest
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreDamaged, StoreError
from kg.store.identity import id_of, seal

__all__ = [
    "check_manifest",
    "check_release",
    "damaged",
    "engine_of",
    "engine_of_draft",
    "glance",
    "note_files",
    "same_hash",
    "shared_hashes",
    "verify",
]

# Not noted: what notes, what readers lock, and the engine's diary and lock, written whenever somebody opens it.
_NOT_NOTED = re.compile(r"manifest\.json | readers | graph/LOG.* | graph/LOCK", re.VERBOSE)
_REPORTS = "reports/"
_REMEDY = "build again from the letters, or go back to the release before"


def damaged(path: Path, what: str) -> StoreDamaged:
    """The error to raise for the file, or folder, `path` of a release."""
    return StoreDamaged(f"{path}: {what}; {_REMEDY}")


def note_files(release: Path, known: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Size and hash of each file in the folder `release`, for its manifest; hashes that are `known` are not made."""
    names = sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())
    return {
        name: {"bytes": (release / name).stat().st_size, "sha256": known.get(name) or _sha256(release / name)}
        for name in names
        if not _NOT_NOTED.fullmatch(name)
    }


def shared_hashes(release: Path, base: Path, manifest: Mapping[str, object]) -> dict[str, str]:
    """Hashes of the files of `release` that are files of `base` too, by hard links, as the manifest of that notes."""
    return {
        name: str(note.get("sha256"))
        for name, note in _notes(manifest)
        if (release / name).exists() and (base / name).exists() and (release / name).samefile(base / name)
    }


def glance(release: Path, manifest: Mapping[str, object]) -> None:
    """Compare sizes of what readers need: all but the reports. Raises `StoreDamaged`."""
    for name, note in _notes(manifest):
        if not name.startswith(_REPORTS):
            _same_size(release / name, note)


def _same_size(path: Path, note: Mapping[str, object]) -> None:
    size = path.stat().st_size if path.exists() else None
    if size is None:
        raise damaged(path, "is missing")
    if size != note.get("bytes"):
        raise damaged(path, f"is {size} bytes long, not {note.get('bytes')} as it was published")


def verify(
    release: Path, manifest: Mapping[str, object], names: Iterable[str] | None = None, *, but: Iterable[str] = ()
) -> None:
    """Compare size and hash of the files `names`, by default of every one that the manifest lists, `but` some.

    Raises `StoreDamaged`.
    """
    glance(release, manifest)
    wanted, left_out = None if names is None else set(names), set(but)
    for name, note in _notes(manifest):
        if name not in left_out and (wanted is None or name in wanted):
            _same_size(release / name, note)
            same_hash(release, manifest, name, _sha256(release / name))


def check_manifest(release: Path, manifest: Mapping[str, object]) -> None:
    """Whether `manifest` is what was published: by its seal, and by the release's id, made of what it says.

    Raises `StoreDamaged`.
    """
    path = release / "manifest.json"
    if "seal" not in manifest:
        raise damaged(path, "has no seal: it was changed, or an earlier version of the program made it")
    if manifest["seal"] != seal(manifest) or release.name != manifest.get("id") or release.name != id_of(manifest):
        raise damaged(path, "does not say what was published: its seal, or its id, is another")


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
    check_manifest(release, manifest)
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
        raise damaged(release / "graph", f"the engine's files are damaged ({_first_line(error)})") from error


@contextmanager
def engine_of_draft(draft: Path, base: Path | None) -> Iterator[None]:
    """Tell what the engine says while `draft` is made as `StoreDamaged` of its `base`, whose files it shares.

    Without a base all files are new: `StoreError`.
    """
    try:
        yield
    except RuntimeError as error:
        reason = _first_line(error)
        if base is not None:
            reason = reason.replace(str(draft), str(base))
            raise damaged(base / "graph", f"the engine's files are damaged ({reason})") from error
        store = draft.parent.parent
        raise StoreError(
            f"{store}: the engine failed ({reason}); see to the disk and memory, then run again"
        ) from error


def _first_line(error: RuntimeError) -> str:
    return (str(error).splitlines() or [""])[0].strip()
