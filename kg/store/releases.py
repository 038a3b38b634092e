"""Making a release beside the current one, and swapping it in by one atomic rename.

A build works in ``drafts/``; whatever a killed build left there, the next one removes. A finished draft is synced to
disk, renamed to ``releases/ID`` and named by the link ``current``: before that rename readers see the old release,
after it the new one, and never anything between. See docs/decisions/0005-releases.md.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path

from kg.ending import throw_away
from kg.errors import StoreError
from kg.store.census import Census
from kg.store.cubes import CUBES, Cubes, cube_lines, keep_cubes, restore_cubes
from kg.store.door import Release
from kg.store.dump import SEGMENTS, Dump
from kg.store.engine import added_bytes, change_engine, engine_bytes, inherit, load_engine, settle_tables
from kg.store.folder import FORMAT, ReadLock, StoreFolder, read_release
from kg.store.growth import (
    SegmentNote,
    added_lines,
    link,
    merged,
    read_by,
    read_notes,
    removed_lines,
    unlink,
    write_changes,
    write_parts,
)
from kg.store.identity import described, release_id, seal
from kg.store.integrity import check_manifest, engine_of_draft, note_files, shared_hashes
from kg.store.publishing import is_folder, point, prune, settle, sync_tree
from kg.store.reading_files import ReadingFiles
from kg.store.segments import Part
from kg.store.store_lock import locked
from kg.store.tally import Tally

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
    reader: str = "",
    engine: str = "oxigraph",
) -> Iterator[ReleaseDraft]:
    """A draft of the next release in the folder `store`, which is made if it does not exist.

    `version` names the software that makes it and is part of the release's id. `keep` releases stay after `publish`,
    the new one among them. `on_step` hears the name of each step as it is reached. `cubes` are counted on the way and
    become part of the release's description. `made` is an ``xsd:dateTime``, now by default. `reader` names what reads
    the parts of the graph, `engine` what answers readers, one of `kg.store.reading_files.ENGINES`. A draft that is not
    published leaves nothing behind. Raises `StoreBusy` where another build, of this or another process, holds the
    folder, and `StoreError` where `store` can't hold releases: both before anything is made.
    """
    folder = StoreFolder(store)
    for path in (folder.releases, folder.drafts):
        path.mkdir(parents=True, exist_ok=True)
    folder.current_id()
    with locked(folder.lock):
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
            yield ReleaseDraft(folder, path, version, keep, on_step, cubes, made or _now(), reader, engine)
        finally:
            shutil.rmtree(path, ignore_errors=True)


class ReleaseDraft:
    """A release in the making.

    First `load` or `change`, then `write_report` and `write_manifest`, then `describe` and `publish`.
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
        reader: str,
        engine: str,
    ) -> None:
        self.path = path
        self._cubes = cubes
        self._tally = Tally(Census(cubes))
        self._folder = folder
        self._version = version
        self._keep = keep
        self._on_step = on_step
        self._made = made
        self._reader = reader
        self.reading = ReadingFiles(engine)
        self._base: ReadLock | None = None
        self.left: list[tuple[Path, str]] = []
        """Old releases that could not be removed after `publish`, each with the reason."""
        self._segments: list[SegmentNote] = []
        self._settled = 0
        self._written = 0
        self._tables: list[str] = []
        self._noted: dict[str, object] = {}
        self._about: About = _nothing
        self._id = ""
        self._described = ""
        self._cube_lines: list[str] = []
        self._about_census = Census()

    @property
    def census(self) -> Census:
        """The counts of the graph, which `load` leaves to the caller if asked to."""
        return self._tally.census

    @property
    def id(self) -> str:
        """Names all that the release holds (see `kg.store.identity`); nothing can be added to it from then on."""
        if not self._segments:
            raise StoreError("the release has no id before its graph is loaded")
        if not self._id:
            self._described = described(self._description("", None))
            self._id = release_id(self._version, str(self._tally.total), self._described, self._noted)
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
        """Bytes of the graph as N-Triples."""
        return self._tally.length

    @property
    def noted(self) -> dict[str, dict[str, int]]:
        """The sums of what is noted with the parts of the graph."""
        return self._tally.noted()

    def lines(self, key: str) -> bytes:
        """The lines of one part; none where there is no such part."""
        with Dump(self.path, [note.name for note in self._segments]) as dump:
            part = dump.part(key)
        return part.lines if part else b""

    def _cubes_told(self) -> list[str]:
        self._cube_lines = self._cube_lines or list(cube_lines(self._cubes))
        return self._cube_lines

    def _unnamed(self) -> None:
        if self._id:
            raise StoreError("the release has its id already: nothing can be added to what the id names")

    def load(self, parts: Iterable[Part], *, counted: bool = False) -> None:
        """Fill the release with `parts`, in the order of their keys.

        `counted` says that the caller counts their lines in `census`, before or after. Raises `StoreError` where
        they are not in order or a line is no N-Triples.
        """
        self._fresh()
        self._segments = [write_parts(self.path, parts, self._tally, self._reader, lines=not counted)]
        self._on_step("sorted")
        self._compact_anew()

    def _compact_anew(self) -> None:
        """Load the compacted engine from the dump."""
        names = [note.name for note in self._segments]
        with self._engine(), Dump(self.path, names) as dump:
            load_engine(self.path, (found.lines() for found in dump.found()))
        self._settled, self._written = len(self._segments), 0
        self._on_step("loaded")

    def change(self, parts: Iterable[Part], *, reread: bool = False) -> None:
        """Fill the release with the current one, in which each of `parts` takes the place of the one of its key.

        They are in the order of their keys; one without lines goes. `reread` says that what is not among them was read
        again and is the same. What the current release has is hard-linked; what is read and written is what changes,
        and from time to time all (see docs/decisions/0011-segments.md). Raises `StoreMissing` where there is no
        release.
        """
        self._fresh()
        base = self._folder.read()
        try:
            known = self._inherit(base)
            changed = write_changes(self.path, self._segments, self._settled, parts, self._tally, self._reader)
            for note in self._segments[self._settled :]:
                unlink(self.path, [note.name])
            self._segments = [*self._segments[: self._settled], *([changed] if changed else [])]
            if reread:
                self._segments = read_by(self._segments, self._reader)
            self._on_step("sorted")
            if not known:
                self._count_cubes()
            self._settle()
            self._on_step("copied")
        finally:
            base.close()

    def _inherit(self, base: ReadLock) -> bool:
        """All that the release has of `base`, and its counts; whether the cubes are among these."""
        manifest = base.release.manifest
        check_manifest(base.path, manifest)
        self._base = base
        self._segments, self._settled = read_notes(base.path, manifest)
        link(base.path, self.path, self._segments)
        known = restore_cubes(self._cubes, base.path / CUBES)
        partitions = manifest.get("partitions")
        census = Census.from_json(partitions if isinstance(partitions, Mapping) else {}, self._cubes if known else ())
        self._tally = Tally.restored(census, manifest)
        return known

    def _inherited_hashes(self) -> Mapping[str, str]:
        """Hashes of the files that are the base's too: what was published, not what may have become of it since."""
        return shared_hashes(self.path, self._base.path, self._base.release.manifest) if self._base else {}

    def _count_cubes(self) -> None:
        """Count cubes that the base has not."""
        census = Census(self._cubes)
        with Dump(self.path, [note.name for note in self._segments]) as dump:
            for found in dump.found():
                census.count_all(found.lines().splitlines(), 1)

    def _settle(self) -> None:
        """Start from the compacted engine of the base; or compact, where changes were written again so often that it
        costs no more (which keeps the cost of many additions within twice that of the best choice), or load all anew,
        where more than a third of it changes."""
        assert self._base is not None
        engine = self._base.release.manifest["engine"]
        assert isinstance(engine, Mapping)
        settled = sum(note.length for note in self._segments[: self._settled])
        fresh = sum(note.length for note in self._segments[self._settled :])
        expected = engine["size"] * fresh // max(settled, 1)
        if 3 * fresh > self._tally.length:
            self._segments = merged(self.path, self._segments, 0)
            self._compact_anew()
            return
        with self._engine():
            inherit(self._base.path, engine["tables"], self.path)
            self._written = engine["written"]
            if fresh and self._written + expected > engine["size"]:
                change_engine(self.path, self._removed(), self._added(), compact=True)
                self._segments = merged(self.path, self._segments, self._tally.length)
                self._settled, self._written = len(self._segments), 0
                self._on_step("loaded")

    def _removed(self) -> Iterator[bytes]:
        """Lines that the compacted engine has and the release has not."""
        names = [note.name for note in self._segments]
        for name in names[self._settled :]:
            yield from removed_lines(self.path, names[: self._settled], name)

    def _added(self) -> Iterator[bytes]:
        """Lines that the release has and the compacted engine has not."""
        names = [note.name for note in self._segments]
        for name in names[self._settled :]:
            yield from added_lines(self.path, names[: self._settled], name)

    def _finish_engine(self, about: bytes) -> None:
        with self._engine():
            change_engine(self.path, self._removed(), chain(self._added(), [about]))
            self._tables = settle_tables(self.path)
            self._written += added_bytes(self.path, self._tables)

    @contextmanager
    def _engine(self) -> Iterator[None]:
        """What the engine says of damage is told as an error of ours."""
        with engine_of_draft(self.path, self._base.path if self._base else None):
            yield

    def _fresh(self) -> None:
        if self._segments:
            raise StoreError("this draft has its graph already")
        (self.path / SEGMENTS).mkdir()

    def describe(self, about: About) -> None:
        """Give the release its description and its cubes: queried with the graph, but not in the dump.

        `about` is asked twice, the first time without an id and a time, for the id is made of what it says then.
        """
        self._unnamed()
        self._about = about
        keep_cubes(self._cubes, self.path / CUBES)
        lines = b"".join(self._description(self.id, self._made))
        (self.path / "about.nt").write_bytes(lines)
        self._about_census = Census.of(lines.decode().split("\n")[:-1])
        self._finish_engine(lines)
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
        if not self._tables:
            self._finish_engine(b"")
        with Dump(self.path, [note.name for note in self._segments]) as dump:
            lines = (found.lines() for found in dump.found())
            self.reading.make(self.path, lines, self.census.triples + self._about_census.triples, self.size)
        if self.reading.noted:
            self._on_step("prepared")
        manifest = self._manifest()
        text = json.dumps(manifest | {"seal": seal(manifest)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        (self.path / "manifest.json").write_text(text, encoding="utf-8")
        (self.path / "readers").touch()
        self._on_step("manifest")
        sync_tree(self.path)
        self._on_step("synced")
        target = self._folder.releases / self.id
        settle(self.path, target, thoroughly=self._base is None)
        self._on_step("moved")
        point(self._folder.current, f"releases/{self.id}")
        self._on_step("published")
        self.left = prune(self._folder, self._keep)
        self._on_step("pruned")
        return read_release(target)

    def _manifest(self) -> dict[str, object]:
        given = self._noted.get("counts")
        counts = {"triples": self.census.triples, "subjects": self.census.subjects}
        graph = {
            "segments": [asdict(note) for note in self._segments],
            "parts": self._tally.parts,
            "bytes": self._tally.length,
            "sum": str(self._tally.total),
        }
        engine = {
            "segments": self._settled,
            "tables": self._tables,
            "size": engine_bytes(self.path, self._tables),
            "written": self._written,
        }
        return self._noted | {
            "format": FORMAT,
            "id": self.id,  # before the description's hash, which it is made of
            "made": self._made,
            "version": self._version,
            "base": self._base.release.id if self._base else None,
            "description": self._described,
            "graph": graph,
            "engine": engine,
            "noted": self.noted,
            "files": note_files(self.path, self._inherited_hashes()),
            "counts": {**(given if isinstance(given, Mapping) else {}), **counts},
            "partitions": self.census.as_json(),
            "about_partitions": self._about_census.as_json(),
            **self.reading.noted,
        }


def _now() -> str:
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _nothing(_id: str, _made: str | None) -> Iterable[str]:
    """The description of a release that says nothing of itself."""
    return ()
