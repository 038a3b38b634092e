"""Turns a finished draft into the current release: synced to disk, renamed, linked. Then prunes old releases."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from pathlib import Path

from kg.store.folder import StoreFolder

__all__ = ["point", "prune", "settle", "sync_tree"]

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


def settle(draft: Path, target: Path) -> None:
    """Move `draft` to `target`, unless the release stands there already; then that one counts as the newest."""
    if (target / "manifest.json").exists():
        os.utime(target / "manifest.json")
    else:
        shutil.rmtree(target, ignore_errors=True)  # what a killed prune left
        draft.rename(target)
    _sync(target.parent)


def point(link: Path, destination: str) -> None:
    """Make `link` a symbolic link to `destination` in one step."""
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(destination)
    os.replace(fresh, link)
    _sync(link.parent)


def prune(folder: StoreFolder, keep: int) -> None:
    """Remove all but the `keep` newest releases; never the current one, nor one that is being read.

    What bears no release's name is not ours and stays.
    """
    ours = [path for path in folder.releases.iterdir() if _ID.fullmatch(path.name) and path.is_dir()]
    for path in ours:
        if not (path / "manifest.json").exists():
            shutil.rmtree(path)
    whole = [path for path in ours if path.exists()]
    aged = sorted(whole, key=lambda path: (path / "manifest.json").stat().st_mtime_ns)
    old = [path for path in aged if path.name != folder.current_id()]
    for path in old[: len(aged) - keep] if keep < len(aged) else ():
        with (path / "readers").open("rb") as readers:
            try:
                fcntl.flock(readers, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            (path / "manifest.json").unlink()
            shutil.rmtree(path)
