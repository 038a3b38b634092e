"""Whether a release is still what was published.

Its manifest notes size and SHA-256 of each file, and its own seal. Sizes are looked at whenever a release is opened,
which costs microseconds, also before anything is added to it; hashes by `imr check`, and where the same letters are
built again. What is read of a dump is checked part by part, and the engine (RocksDB) keeps checksums of its own and
raises `RuntimeError` where they do not fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from kg.errors import StoreDamaged, StoreError
from kg.store.identity import id_of, seal

__all__ = [
    "check_manifest",
    "damaged",
    "engine_of",
    "engine_of_draft",
    "glance",
    "note_files",
    "shared_hashes",
    "verify",
]

# Not noted: what notes, what readers lock, and the engine's diary and lock, written whenever somebody opens it.
_NOT_NOTED = re.compile(r"manifest\.json | readers | (graph|compacted)/(LOG.*|LOCK)", re.VERBOSE)
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


def verify(release: Path, manifest: Mapping[str, object], under: str = "") -> None:
    """Compare size and hash of the files whose names begin with `under`: by default all that the manifest lists.

    Raises `StoreDamaged`.
    """
    glance(release, manifest)
    for name, note in _notes(manifest):
        if name.startswith(under):
            _same_size(release / name, note)
            _same_hash(release / name, note)


def check_manifest(release: Path, manifest: Mapping[str, object]) -> None:
    """Whether `manifest` is what was published: by its seal, and by the release's id, made of what it says.

    Raises `StoreDamaged`.
    """
    path = release / "manifest.json"
    if "seal" not in manifest:
        raise damaged(path, "has no seal: it was changed, or an earlier version of the program made it")
    if manifest["seal"] != seal(manifest) or release.name != manifest.get("id") or release.name != id_of(manifest):
        raise damaged(path, "does not say what was published: its seal, or its id, is another")


def _same_hash(path: Path, note: Mapping[str, object]) -> None:
    if note.get("sha256") != _sha256(path):
        raise damaged(path, "does not hold what was published: its SHA-256 is another")


def _notes(manifest: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What the manifest notes of each file. Names are looked for in the folder of the release only."""
    files = manifest.get("files")
    for name, note in files.items() if isinstance(files, Mapping) else ():
        if isinstance(note, Mapping) and ".." not in Path(name).parts and not Path(name).is_absolute():
            yield str(name), note


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


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
