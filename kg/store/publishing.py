"""Turns a finished draft into the current release: synced to disk, renamed, linked. Then prunes old releases."""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
from pathlib import Path

from kg.errors import StoreError
from kg.store.folder import StoreFolder, read_release
from kg.store.integrity import check_manifest, glance, verify
from kg.store.reading_files import READING

__all__ = ["is_folder", "point", "prune", "settle", "sync_tree"]

_ID = re.compile("[0-9a-f]{16}")  # as `kg.store.identity` makes them


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(path: Path) -> None:
    """Sync a folder and everything in it to disk."""
    for folder, _, files in os.walk(path, topdown=False):
        for name in files:
            _sync(Path(folder, name))
        _sync(Path(folder))


def is_folder(path: Path) -> bool:
    """Whether `path` itself is a folder: a link to one is not ours."""
    return path.is_dir() and not path.is_symlink()


def settle(draft: Path, target: Path, *, thoroughly: bool) -> None:
    """Move `draft` to `target`, unless the release stands there already, sound; then that one counts as the newest.

    Where it is damaged, or has files for another engine, the two change places: whoever builds again from the letters
    has a sound release, read by the engine that was asked for. All of it is read only where that is looked at
    `thoroughly`.
    """
    if _is_sound(target, thoroughly) and _read_alike(draft, target):
        os.utime(target / "manifest.json")
    elif is_folder(target):
        _exchange(draft, target)
    elif os.path.lexists(target):
        raise StoreError(f"{target}: is no folder, and stands where the release goes; remove it, then run again")
    else:
        draft.rename(target)
    _sync(target.parent)


def _is_sound(release: Path, thoroughly: bool) -> bool:
    """Whether all files of a release are there as they were published: by their sizes, or by their hashes too."""
    try:
        manifest = read_release(release).manifest
        check_manifest(release, manifest)
        (verify if thoroughly else glance)(release, manifest)
    except (StoreError, OSError):
        return False
    return (release / "readers").exists()


def _read_alike(one: Path, other: Path) -> bool:
    notes = [read_release(path).manifest.get(READING) for path in (one, other)]
    return notes[0] == notes[1]


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places: in one step where the system can (Linux, ``renameat2``), else in three."""
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of <linux/fs.h>
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    if rename is None or rename(here, os.fsencode(one), here, os.fsencode(other), exchange) != 0:
        aside = one.with_name(f"{one.name}0")
        other.rename(aside)
        one.rename(other)
        aside.rename(one)


def point(link: Path, destination: str) -> None:
    """Make `link` a symbolic link to `destination` in one step."""
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(destination)
    os.replace(fresh, link)
    _sync(link.parent)


def prune(folder: StoreFolder, keep: int) -> list[tuple[Path, str]]:
    """Remove all but the `keep` newest releases; never the current one, nor one that is being read.

    What bears no release's name, is a link, or has no file for readers to lock is not ours and stays. Gives what could
    not be removed, with the reason: the release that was published is published.
    """
    left: list[tuple[Path, str]] = []
    try:
        ours = [path for path in folder.releases.iterdir() if _ID.fullmatch(path.name) and is_folder(path)]
        current = folder.current_id()
        aged = sorted((_age(path), path) for path in ours if (path / "readers").is_file() and _age(path))
        broken = [path for path in ours if not os.path.lexists(path / "manifest.json")]  # by a prune that was killed
        old = [path for _, path in aged if path.name != current]
    except OSError as error:
        return [(folder.releases, str(error.strerror))]
    for path in [*broken, *(old[: len(aged) - keep] if keep < len(aged) else ())]:
        try:
            _remove(path)
        except OSError as error:
            left.append((path, str(error.strerror)))
    return left


def _age(release: Path) -> int:
    """When the release became current, in nanoseconds; 0 where it has no manifest."""
    path = release / "manifest.json"
    return path.stat().st_mtime_ns if path.is_file() else 0


def _remove(release: Path) -> None:
    """Remove a release that nobody reads."""
    if not (release / "readers").is_file():
        shutil.rmtree(release)
        return
    with (release / "readers").open("rb") as readers:
        try:
            fcntl.flock(readers, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        (release / "manifest.json").unlink(missing_ok=True)
        shutil.rmtree(release)
