"""Making a release beside the current one, and swapping it in by one atomic rename.

A build works in ``drafts/``; whatever a killed build left there, the next one removes. A finished draft is synced to
disk, renamed to ``releases/ID`` and named by the link ``current``: before that rename readers see the old release,
after it the new one, and never anything between. See docs/decisions/0005-releases.md.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreBusy, StoreError
from kg.store.census import Census
from kg.store.cubes import CUBES, Cubes, keep_cubes, restore_cubes
from kg.store.door import Release
from kg.store.folder import ReadLock, StoreFolder, read_release
from kg.store.merge import Block, Changes, join_blocks, merge_changes, sort_lines

__all__ = ["ReleaseDraft", "new_release"]

OnStep = Callable[[str], None]


@contextmanager
def new_release(
    store: Path, version: str, keep: int = 2, on_step: OnStep = lambda _: None, cubes: Sequence[Cubes] = ()
) -> Iterator[ReleaseDraft]:
    """A draft of the next release in the folder `store`, which is made if it does not exist.

    `version` names the software that makes it and is part of the release's id. `keep` releases stay after `publish`,
    the new one among them. `on_step` hears the name of each step as it is reached. `cubes` are counted on the way and
    become part of the release's description. A draft that is not published
    leaves nothing behind. Raises `StoreBusy` where another build, of this or another process, holds the folder.
    """
    folder = StoreFolder(store)
    for path in (folder.releases, folder.drafts):
        path.mkdir(parents=True, exist_ok=True)
    with _locked(folder.lock):
        for leftover in folder.drafts.iterdir():
            shutil.rmtree(leftover)
        path = folder.drafts / f"{os.getpid()}"
        path.mkdir()
        on_step("draft")
        try:
            yield ReleaseDraft(folder, path, version, keep, on_step, cubes)
        finally:
            shutil.rmtree(path, ignore_errors=True)


_held: set[str] = set()
_held_lock = threading.Lock()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold `path`. A record lock: it goes with its process, and processes forked meanwhile do not inherit it."""
    name = str(path.resolve())
    busy = StoreBusy(f"{path.parent}: another build is at work here; wait until it ends")
    with _held_lock:
        if name in _held:  # asked before the file is opened: closing it again would give the first one's lock away
            raise busy
        _held.add(name)
    try:
        with path.open("a+b") as lock:
            try:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError):
                raise busy from None
            yield
    finally:
        with _held_lock:
            _held.discard(name)


class ReleaseDraft:
    """A release in the making.

    First `load`, `load_in_order` or `replace`, then `describe`, `write_report`, `write_manifest`, `publish`.
    """

    def __init__(
        self, folder: StoreFolder, path: Path, version: str, keep: int, on_step: OnStep, cubes: Sequence[Cubes] = ()
    ) -> None:
        self.path = path
        self._cubes = cubes
        self.census = Census(cubes)
        self._folder = folder
        self._version = version
        self._keep = keep
        self._on_step = on_step
        self._sha256 = ""
        self._base: str | None = None
        self._noted: dict[str, object] = {}

    @property
    def id(self) -> str:
        """Known once the graph is loaded: the first 16 hex digits of SHA-256 over version and graph."""
        if not self._sha256:
            raise StoreError("the release has no id before its graph is loaded")
        return hashlib.sha256(f"{self._version}\n{self._sha256}".encode()).hexdigest()[:16]

    def load(self, blocks: Iterable[Block]) -> None:
        """Fill the release with `blocks` of N-Triples, in any order, repeated or not.

        Raises `StoreError` where a line is no N-Triples.
        """
        work = self._fresh("work")
        self._write_graph(self.census.passing(sort_lines(blocks, work)))
        shutil.rmtree(work)

    def load_in_order(self, blocks: Iterable[bytes]) -> None:
        """Fill the release with `blocks` that are sorted already, as `kg.store.merge.join_blocks` takes them.

        They are not looked into: the caller counts them in `census`, before or after. Raises `StoreError` where they
        are not in order or a line is no N-Triples.
        """
        self._fresh("work").rmdir()
        self._write_graph(join_blocks(blocks))

    def _write_graph(self, pieces: Iterable[bytes]) -> None:
        with _Writer(self.path / "graph.nt") as writer:
            writer.write_all(pieces)
            self._sha256 = writer.digest()
        self._on_step("sorted")
        store = ox.Store(str(self.path / "graph"))
        self._bulk_load(store, self.path / "graph.nt")
        self._on_step("loaded")
        store.optimize()
        store.flush()

    def replace(self, subjects: Iterable[str], blocks: Iterable[Block]) -> None:
        """Fill the release with the current one, less what stands under `subjects`, plus `blocks`.

        `subjects` are IRIs; the lines of each and of all under it (IRI + ``/``) go. `blocks` must hold whole subjects;
        they are read to their end before `subjects` is looked at, so that one may fill the other. The old graph is
        hard-linked and streamed, never loaded. Raises `StoreMissing` where there is no release.
        """
        base = self._folder.read()
        try:
            work = self._fresh("work")
            with _Writer(work / "added.nt") as added:
                added.write_all(sort_lines(blocks, work))
            self._merge(base, Changes(subjects, _lines(work / "added.nt")), work)
            self._on_step("sorted")
            ox.Store.read_only(str(base.graph)).backup(str(self.path / "graph"))
            self._on_step("copied")
            self._change_store(base, work)
            self._base = base.release.id
            shutil.rmtree(work)
        finally:
            base.close()

    def _merge(self, base: ReadLock, changes: Changes, work: Path) -> None:
        partitions = base.release.manifest.get("partitions")
        known = restore_cubes(self._cubes, base.path / CUBES)
        observers = self._cubes if known else ()
        self.census = Census.from_json(partitions if isinstance(partitions, Mapping) else {}, observers)
        with (
            (base.path / "graph.nt").open("rb") as source,
            _Writer(self.path / "graph.nt") as writer,
            _Writer(work / "removed.nt") as removed,
        ):
            merge_changes(source, changes, writer.write, removed.write)
            self._sha256 = writer.digest()
        self.census.count_all(_lines(work / "removed.nt"), -1)
        self.census.count_all(_lines(work / "added.nt"), 1)
        if not known:
            Census(self._cubes).count_all(_lines(self.path / "graph.nt"), 1)

    def _change_store(self, base: ReadLock, work: Path) -> None:
        store = ox.Store(str(self.path / "graph"))
        for gone in (base.path / "about.nt", work / "removed.nt"):
            if gone.exists():
                for quad in ox.parse(path=str(gone), format=ox.RdfFormat.N_TRIPLES):
                    store.remove(quad)
        self._on_step("removed")
        self._bulk_load(store, work / "added.nt")
        self._on_step("loaded")
        store.flush()

    def _fresh(self, name: str) -> Path:
        if self._sha256:
            raise StoreError("this draft has its graph already")
        (self.path / name).mkdir()
        return self.path / name

    def _bulk_load(self, store: ox.Store, path: Path) -> None:
        try:
            # Lenient: IRIs are not looked at again, their minting and the shapes have.
            store.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        except SyntaxError as error:
            raise StoreError(f"the graph holds a line that is no N-Triples: {error}") from error

    def describe(self, lines: Iterable[str]) -> None:
        """Add the release's description (N-Triples lines) and its cubes: queried with the graph, not in `graph.nt`."""
        keep_cubes(self._cubes, self.path / CUBES)
        cubes = (line for each in self._cubes for line in each.lines())
        ordered = sorted({f"{line}\n".encode() for line in chain(lines, cubes)})
        (self.path / "about.nt").write_bytes(b"".join(ordered))
        store = ox.Store(str(self.path / "graph"))
        store.extend(ox.parse(b"".join(ordered), format=ox.RdfFormat.N_TRIPLES))
        store.flush()
        self._on_step("described")

    def write_report(self, name: str, text: str) -> None:
        """Keep `text` as ``reports/name`` of the release."""
        path = self.path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_manifest(self, entries: Mapping[str, object]) -> None:
        """Note `entries` (JSON values) in the manifest; ``counts`` are added to our own. May be called repeatedly."""
        self._noted |= entries

    def publish(self, made: str | None = None) -> Release:
        """Make this the current release, prune old ones, and say what it is.

        `made` is an ISO 8601 date-time, now by default. A release of the same id that exists already is made current
        with the new manifest and reports: its graph is the same.
        """
        manifest = self._manifest(made or dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (self.path / "manifest.json").write_text(text, encoding="utf-8")
        (self.path / "readers").touch()
        self._on_step("manifest")
        _sync_tree(self.path)
        self._on_step("synced")
        target = self._folder.releases / self.id
        _settle(self.path, target)
        self._on_step("moved")
        _point(self._folder.current, f"releases/{self.id}")
        self._on_step("published")
        _prune(self._folder, self._keep)
        self._on_step("pruned")
        return read_release(target)

    def _manifest(self, made: str) -> dict[str, object]:
        given = self._noted.get("counts")
        counts = {"triples": self.census.triples, "subjects": self.census.subjects}
        graph = {"file": "graph.nt", "sha256": self._sha256, "bytes": (self.path / "graph.nt").stat().st_size}
        return self._noted | {
            "format": 1,
            "id": self.id,
            "made": made,
            "version": self._version,
            "base": self._base,
            "graph": graph,
            "counts": {**(given if isinstance(given, Mapping) else {}), **counts},
            "partitions": self.census.as_json(),
        }


class _Writer:
    """A file and the SHA-256 of what was written to it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=1 << 20)
        self._hash = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._hash.update(piece)

    def write_all(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.write(piece)

    def digest(self) -> str:
        return self._hash.hexdigest()

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=1 << 20) as file:
        yield from file


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_tree(path: Path) -> None:
    for folder, _, files in os.walk(path, topdown=False):
        for name in files:
            _sync(Path(folder, name))
        _sync(Path(folder))


def _settle(draft: Path, target: Path) -> None:
    """Move `draft` to `target`; a release of the same graph that stands there gets the new manifest and reports."""
    if (target / "manifest.json").exists():
        _replace_tree(draft / "reports", target / "reports")
        os.replace(draft / "manifest.json", target / "manifest.json")
        _sync(target)
    else:
        shutil.rmtree(target, ignore_errors=True)  # what a killed prune left
        draft.rename(target)
    _sync(target.parent)


def _replace_tree(new: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if new.exists():
        new.rename(old)


def _point(link: Path, destination: str) -> None:
    """Make `link` a symbolic link to `destination` in one step."""
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(destination)
    os.replace(fresh, link)
    _sync(link.parent)


def _prune(folder: StoreFolder, keep: int) -> None:
    """Remove all but the `keep` newest releases; never the current one, nor one that is being read."""
    for path in folder.releases.iterdir():
        if not (path / "manifest.json").exists():
            shutil.rmtree(path)
    aged = sorted(folder.releases.iterdir(), key=lambda path: (path / "manifest.json").stat().st_mtime_ns)
    old = [path for path in aged if path.name != folder.current_id()]
    for path in old[: len(aged) - keep] if keep < len(aged) else ():
        with (path / "readers").open("rb") as readers:
            try:
                fcntl.flock(readers, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            (path / "manifest.json").unlink()
            shutil.rmtree(path)
