"""Making a release beside the current one, and swapping it in by one atomic rename.

A build works in ``drafts/``; whatever a killed build left there, the next one removes. A finished draft is synced to
disk, renamed to ``releases/ID`` and named by the link ``current``: before that rename readers see the old release,
after it the new one, and never anything between. See docs/decisions/0005-releases.md.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.ending import throw_away
from kg.errors import StoreBusy, StoreError
from kg.store.census import Census
from kg.store.cubes import CUBES, Cubes, cube_lines, keep_cubes, restore_cubes
from kg.store.door import Release
from kg.store.folder import ReadLock, StoreFolder, read_release
from kg.store.hashed_files import HashedReader, HashedWriter
from kg.store.identity import described, release_id, seal
from kg.store.integrity import check_manifest, engine_of_draft, note_files, same_hash, shared_hashes, verify
from kg.store.merge import Block, Changes, join_blocks, merge_changes, sort_lines
from kg.store.publishing import is_folder, point, prune, settle, sync_tree

__all__ = ["ReleaseDraft", "new_release"]

OnStep = Callable[[str], None]
About = Callable[[str, str | None], Iterable[str]]
"""The description of a release as N-Triples lines, made of its id and of the time when it was made."""


@contextmanager
def new_release(
    store: Path,
    version: str,
    keep: int = 2,
    on_step: OnStep = lambda _: None,
    cubes: Sequence[Cubes] = (),
    made: str | None = None,
) -> Iterator[ReleaseDraft]:
    """A draft of the next release in the folder `store`, which is made if it does not exist.

    `version` names the software that makes it and is part of the release's id. `keep` releases stay after `publish`,
    the new one among them. `on_step` hears the name of each step as it is reached. `cubes` are counted on the way and
    become part of the release's description. `made` is an ``xsd:dateTime``, now by default. A draft that is not
    published leaves nothing behind. Raises `StoreBusy` where another build, of this or another process, holds the
    folder, and `StoreError` where `store` can't hold releases: both before anything is made.
    """
    folder = StoreFolder(store)
    for path in (folder.releases, folder.drafts):
        path.mkdir(parents=True, exist_ok=True)
    folder.current_id()
    with _locked(folder.lock):
        for leftover in folder.drafts.iterdir():
            if leftover.name.isdigit() and is_folder(leftover):  # the rest is not ours
                shutil.rmtree(leftover)
        path = folder.drafts / f"{os.getpid()}"
        while os.path.lexists(path):
            path = path.with_name(f"{path.name}0")
        throw_away(path)
        try:
            path.mkdir()
            on_step("draft")
            yield ReleaseDraft(folder, path, version, keep, on_step, cubes, made or _now())
        finally:
            shutil.rmtree(path, ignore_errors=True)


_held: set[str] = set()
_held_lock = threading.Lock()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold `path`. A record lock: it goes with its process, and processes forked meanwhile do not inherit it."""
    name = os.path.realpath(path)
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

    First `load`, `load_in_order` or `replace`, then `write_report` and `write_manifest`, then `describe` and `publish`.
    """

    def __init__(
        self,
        folder: StoreFolder,
        path: Path,
        version: str,
        keep: int,
        on_step: OnStep,
        cubes: Sequence[Cubes],
        made: str,
    ) -> None:
        self.path = path
        self._cubes = cubes
        self.census = Census(cubes)
        self._folder = folder
        self._version = version
        self._keep = keep
        self._on_step = on_step
        self._made = made
        self._sha256 = ""
        self._base: ReadLock | None = None
        self.left: list[tuple[Path, str]] = []
        """Old releases that could not be removed after `publish`, each with the reason."""
        self._noted: dict[str, object] = {}
        self._about: About = _nothing
        self._id = ""
        self._described = ""
        self._cube_lines: list[str] = []
        self._about_census = Census()
        self._known: dict[str, str] = {}

    @property
    def id(self) -> str:
        """Names all that the release holds (see `kg.store.identity`); nothing can be added to it from then on."""
        if not self._sha256:
            raise StoreError("the release has no id before its graph is loaded")
        if not self._id:
            self._described = described(self._description("", None))
            self._id = release_id(self._version, self._sha256, self._described, self._noted)
        return self._id

    def _description(self, release_id: str, made: str | None) -> list[bytes]:
        """Sorted lines of the description and of the cubes."""
        lines = chain(self._about(release_id, made), self._cubes_told())
        return sorted({f"{line}\n".encode() for line in lines})

    def counted(self) -> Census:
        """The counts of the graph and of its cubes: of all that the release holds but its description."""
        return self.census.plus(Census.of(self._cubes_told()))

    @property
    def size(self) -> int:
        """Bytes of ``graph.nt``."""
        return (self.path / "graph.nt").stat().st_size

    def objects(self, predicate: str) -> Iterator[str]:
        """The IRIs that `predicate` leads to, one for each triple of the graph."""
        with self._engine() as store:
            for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None):
                if isinstance(quad.object, ox.NamedNode):
                    yield quad.object.value

    def _cubes_told(self) -> list[str]:
        self._cube_lines = self._cube_lines or list(cube_lines(self._cubes))
        return self._cube_lines

    def _unnamed(self) -> None:
        if self._id:
            raise StoreError("the release has its id already: nothing can be added to what the id names")

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
        with HashedWriter(self.path / "graph.nt") as writer:
            writer.write_all(pieces)
            self._sha256 = writer.digest()
        self._on_step("sorted")
        with self._engine() as store:
            self._bulk_load(store, self.path / "graph.nt")
            self._on_step("loaded")
            store.optimize()

    def replace(self, subjects: Iterable[str], blocks: Iterable[Block]) -> None:
        """Fill the release with the current one, less what stands under `subjects`, plus `blocks`.

        `subjects` are IRIs; the lines of each and of all under it (IRI + ``/``) go. `blocks` must hold whole subjects;
        they are read to their end before `subjects` is looked at, so that one may fill the other. The old graph is
        hard-linked and streamed, never loaded. Raises `StoreMissing` where there is no release.
        """
        base = self._folder.read()
        try:
            work = self._fresh("work")
            with HashedWriter(work / "added.nt") as added:
                added.write_all(sort_lines(blocks, work))
            self._merge(base, Changes(subjects, _lines(work / "added.nt")), work)
            self._on_step("sorted")
            self._base = base
            with engine_of_draft(self.path, base.path):
                ox.Store.read_only(str(base.graph)).backup(str(self.path / "graph"))
            self._on_step("copied")
            self._change_store(base, work)
            self._known = shared_hashes(self.path, base.path, base.release.manifest)
            shutil.rmtree(work)
        finally:
            base.close()

    def _merge(self, base: ReadLock, changes: Changes, work: Path) -> None:
        check_manifest(base.path, base.release.manifest)
        verify(base.path, base.release.manifest, but=["graph.nt"])  # that one is hashed as it streams by
        partitions = base.release.manifest.get("partitions")
        known = restore_cubes(self._cubes, base.path / CUBES)
        observers = self._cubes if known else ()
        self.census = Census.from_json(partitions if isinstance(partitions, Mapping) else {}, observers)
        with (
            (base.path / "graph.nt").open("rb") as source,
            HashedWriter(self.path / "graph.nt") as writer,
            HashedWriter(work / "removed.nt") as removed,
        ):
            hashed = HashedReader(source)
            merge_changes(hashed, changes, writer.write, removed.write)
            same_hash(base.path, base.release.manifest, "graph.nt", hashed.digest())
            self._sha256 = writer.digest()
        self.census.count_all(_lines(work / "removed.nt"), -1)
        self.census.count_all(_lines(work / "added.nt"), 1)
        if not known:
            Census(self._cubes).count_all(_lines(self.path / "graph.nt"), 1)

    def _change_store(self, base: ReadLock, work: Path) -> None:
        with self._engine() as store:
            for gone in (base.path / "about.nt", work / "removed.nt"):
                if gone.exists():
                    for quad in ox.parse(path=str(gone), format=ox.RdfFormat.N_TRIPLES):
                        store.remove(quad)
            self._on_step("removed")
            self._bulk_load(store, work / "added.nt")
            self._on_step("loaded")

    @contextmanager
    def _engine(self) -> Iterator[ox.Store]:
        """The draft's engine, flushed at the end. What it says of damage is told as an error of ours."""
        with engine_of_draft(self.path, self._base.path if self._base else None):
            store = ox.Store(str(self.path / "graph"))
            yield store
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

    def describe(self, about: About) -> None:
        """Give the release its description and its cubes: queried with the graph, but not in `graph.nt`.

        `about` is asked twice, the first time without an id and a time, for the id is made of what it says then.
        """
        self._unnamed()
        self._about = about
        keep_cubes(self._cubes, self.path / CUBES)
        lines = b"".join(self._description(self.id, self._made))
        (self.path / "about.nt").write_bytes(lines)
        self._about_census = Census.of(lines.decode().split("\n")[:-1])
        with self._engine() as store:
            store.extend(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
        self._on_step("described")

    def write_report(self, name: str, text: str) -> None:
        """Keep `text` as ``reports/name`` of the release: what the manifest notes, in another form."""
        path = self.path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def write_manifest(self, entries: Mapping[str, object]) -> None:
        """Note `entries` (JSON values) in the manifest; ``counts`` are added to our own. May be called repeatedly."""
        self._unnamed()
        self._noted |= entries

    def publish(self) -> Release:
        """Make this the current release, prune old ones, and say what it is.

        A release of the same id that exists already is made current as it stands, since it holds the same; unless it
        is damaged: then this one takes its place. What could not be pruned is told in `left`.
        """
        manifest = self._manifest()
        text = json.dumps(manifest | {"seal": seal(manifest)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (self.path / "manifest.json").write_text(text, encoding="utf-8")
        (self.path / "readers").touch()
        self._on_step("manifest")
        sync_tree(self.path)
        self._on_step("synced")
        target = self._folder.releases / self.id
        settle(self.path, target)
        self._on_step("moved")
        point(self._folder.current, f"releases/{self.id}")
        self._on_step("published")
        self.left = prune(self._folder, self._keep)
        self._on_step("pruned")
        return read_release(target)

    def _manifest(self) -> dict[str, object]:
        given = self._noted.get("counts")
        counts = {"triples": self.census.triples, "subjects": self.census.subjects}
        graph = {"file": "graph.nt", "sha256": self._sha256, "bytes": (self.path / "graph.nt").stat().st_size}
        return self._noted | {
            "format": 1,
            "id": self.id,  # before the description's hash, which it is made of
            "made": self._made,
            "version": self._version,
            "base": self._base.release.id if self._base else None,
            "description": self._described,
            "graph": graph,
            "files": note_files(self.path, self._known),
            "counts": {**(given if isinstance(given, Mapping) else {}), **counts},
            "partitions": self.census.as_json(),
            "about_partitions": self._about_census.as_json(),
        }


def _now() -> str:
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _nothing(_id: str, _made: str | None) -> Iterable[str]:
    """The description of a release that says nothing of itself."""
    return ()


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=1 << 20) as file:
        yield from file
