"""A store folder as its readers see it.

::

    STORE/
      lock                  held by the one build that writes
      current -> releases/ID
      releases/ID/
        graph/              Oxigraph's directory, read-only once published
        compacted/          the same without what was changed last; its tables are those in `graph/`
        segments/           the triples, compressed N-Triples by part (`kg.store.dump`)
        about.nt            the release's own description (VoID, DCAT); in `graph/` too, not in `segments/`
        manifest.json       counts, hashes, versions, what was rejected and why
        reports/            whatever else the builder wrote down
        readers             share-locked by every process that reads this release
      drafts/               what a build works in; left over only where one was killed
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import StoreError, StoreMissing
from kg.store.door import Release
from kg.store.integrity import damaged, glance

__all__ = ["FORMAT", "ReadLock", "StoreFolder", "other_releases", "read_release"]

FORMAT = 2
"""Of a release: 1 was a graph of another vocabulary, in one file that was not compressed."""


@dataclass(frozen=True, slots=True)
class ReadLock:
    """A lock on a release: as long as this is open, the release is not pruned."""

    path: Path
    release: Release
    held: IO[bytes]

    @property
    def graph(self) -> Path:
        """Oxigraph's directory."""
        return self.path / "graph"

    def stands(self) -> bool:
        """Whether the release is still in its place: one that was damaged may have been replaced by a sound one."""
        try:
            return os.path.samestat(os.fstat(self.held.fileno()), os.stat(self.path / "readers"))
        except OSError:
            return False

    def close(self) -> None:
        """Give up the lock. Closing twice is harmless."""
        self.held.close()


class StoreFolder:
    """The folder that holds the releases of one graph."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current = path / "current"
        self.releases = path / "releases"
        self.drafts = path / "drafts"
        self.lock = path / "lock"

    def current_id(self) -> str | None:
        """Id of the published release, ``None`` where there is none.

        Raises `StoreError` where that can't be seen: no permission, links in a circle, a `current` that is no link.
        """
        try:
            return os.path.basename(os.readlink(self.current))
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            raise StoreError(f"{self.path}: is a file; give the folder of a store") from None
        except OSError as error:
            if error.errno == errno.EINVAL:
                what = "is no link to a release; remove it, then build again"
            else:
                what = f"{error.strerror}; see to it, then run again"
            raise StoreError(f"{self.current}: {what}") from error

    def read(self) -> ReadLock:
        """Hold the current release for reading. Raises `StoreMissing` where there is none."""
        for _ in range(20):  # it may be pruned between reading the link and locking
            name = self.current_id()
            if name is None:
                raise StoreMissing(f"{self.path}: no release here; make one with `imr build --store {self.path} ...`")
            held = self._hold(self.releases / name)
            if held is not None:
                return held
        raise StoreMissing(f"{self.path}: current release {name} is gone or unreadable; build again")

    def _hold(self, path: Path) -> ReadLock | None:
        try:
            held = (path / "readers").open("rb")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{path / 'readers'}: {error.strerror}; see to it, then run again") from error
        fcntl.flock(held, fcntl.LOCK_SH)
        if not (path / "manifest.json").exists():  # pruned before we had the lock
            held.close()
            return None
        try:
            release = read_release(path)
            glance(path, release.manifest)
        except StoreError:
            held.close()
            raise
        return ReadLock(path, release, held)


_SHAPE = (
    *((key, dict) for key in ("counts", "findings", "warnings", "graph", "engine", "files", "partitions")),
    *((key, list) for key in ("rejected", "notices", "withdrawn")),
    *((key, str) for key in ("id", "made", "version")),
)
"""What later runs and pages take for granted of a manifest."""


def read_release(path: Path) -> Release:
    """The release in folder `path`.

    Raises `StoreDamaged` where its manifest can't be read, `StoreError` where another version of the program made it.
    """
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(path / "manifest.json", f"can't be read ({error})") from error
    if not isinstance(manifest, dict) or any(not isinstance(manifest.get(key, kind()), kind) for key, kind in _SHAPE):
        raise damaged(path / "manifest.json", "is no manifest of ours")
    if manifest.get("format") != FORMAT:
        raise StoreError(f"{path}: another version of the program made this release; build again from the letters")
    made, counts = _text(manifest.get("made")), _counts(manifest.get("counts"))
    return Release(path.name, made, counts, manifest, folder=path)


def other_releases(release: Release) -> list[Release]:
    """The releases that are kept beside `release`, the oldest first; one that can't be read is left out."""
    found = []
    for path in sorted(release.folder.parent.iterdir()) if release.folder else []:
        with suppress(StoreError):
            if path.name != release.id and (path / "manifest.json").exists():
                found.append(read_release(path))
    return sorted(found, key=lambda each: (each.made or "", each.id))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _counts(value: object) -> dict[str, int]:
    if not isinstance(value, Mapping):
        return {}
    return {str(name): count for name, count in value.items() if isinstance(count, int)}
