"""Putting a release into a running SPARQL store, so that whoever asks it sees the old one or the new one, whole.

Each release gets a named graph of its own. It is filled in pieces, each of which may be sent twice; how far that got is
noted in the store, so a run that was killed is taken up where it stopped. Only when the graph's counts are those of the
manifest does one update make it the current one. Old graphs are removed later, when no site asks them any more.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.descriptions.dataset import held
from kg.errors import EndpointError
from kg.namespaces import DEFAULT_BASE, Iris
from kg.publication.differences import Difference, difference, dump_lines
from kg.publication.store_writer import MOST_LINES, StoreWriter
from kg.publication.upload_journal import UploadEntry, UploadJournal
from kg.store.door import Release
from kg.store.folder import StoreFolder, read_release

__all__ = ["Published", "publish"]

_GRACE = dt.timedelta(minutes=10)
"""How long an old graph stays at least: a site that has not asked since then which one is current finds nothing."""
_NOTED = 5.0
"""Seconds of sending that a killed run may lose at most."""
_LARGEST_PIECE = 4 << 20
_LEFT_OUT = frozenset({"files", "seal", "base", "description"})
"""What a manifest says of files that are not in a store."""
_WORTH = 3
"""A difference is sent in place of all if it is this many times smaller."""

OnProgress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What was done: `triples` of `release` are in `graph`, of which `sent` were sent by this run.

    `way` says in words how. `kept` are old graphs that are still there.
    """

    release: Release
    graph: str
    triples: int
    sent: int
    way: str
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is done to a graph: `start` first, then what `pieces` do, each with the number of lines that it sends."""

    name: str
    way: str
    start: Callable[[], None]
    pieces: Callable[[], Iterator[tuple[int, Callable[[], None]]]]


def publish(
    folder: Path, writer: StoreWriter, keep: int = 2, on_progress: OnProgress = lambda _: None, noted: float = _NOTED
) -> Published:
    """Make the current release of the store `folder` the current one of the SPARQL store of `writer`.

    `keep` graphs stay, the new one among them, and longer those that were current a moment ago. `on_progress` hears how
    many triples were sent since it was last called. Raises `StoreMissing`, `EndpointError`, `LimitExceeded`.
    """
    with ExitStack() as stack:
        reading = stack.enter_context(closing(StoreFolder(folder).read()))
        release = reading.release
        iris = Iris(str(release.manifest.get("base_iri") or DEFAULT_BASE))
        work = Path(stack.enter_context(TemporaryDirectory(prefix="imr-publish-")))
        run = _Run(folder, reading.path, release, iris, writer, work)
        return run.publish(keep, on_progress, noted)


class _Run:
    def __init__(self, folder: Path, path: Path, release: Release, iris: Iris, writer: StoreWriter, work: Path) -> None:
        self._folder = folder
        self._path = path
        self._release = release
        self._iris = iris
        self._writer = writer
        self._work = work
        self._journal = UploadJournal(writer, iris)
        self._census = held(release)

    def publish(self, keep: int, on_progress: OnProgress, noted: float) -> Published:
        current, entries = self._journal.current(), self._journal.entries()
        if current and self._is_there(current):
            return self._done(current, 0, "it was there already", keep)
        graph = self._free_graph(current, entries)
        plan = self._plan(graph, current)
        sent = self._send(graph, plan, entries.get(graph), on_progress, noted)
        self._check(graph)
        self._journal.checked(graph)
        if not self._journal.switch(graph, current):
            raise EndpointError("another run published at the same time; publish again")
        return self._done(graph, sent, plan.way, keep)

    def _done(self, graph: str, sent: int, way: str, keep: int) -> Published:
        return Published(self._release, graph, self._census.triples, sent, way, self._tidy(graph, keep))

    def _is_there(self, graph: str) -> bool:
        """Whether the current graph is this release, and whole."""
        told = self._journal.manifest(graph)
        if (told.get("id"), told.get("made")) != (self._release.id, self._release.made):
            return False
        return not self._wrong(graph)

    def _free_graph(self, current: str | None, entries: Mapping[str, UploadEntry]) -> str:
        """A graph to fill: never one that is or was current, for a site may still ask it."""
        for attempt in count(1):
            graph = self._iris.release_graph(self._release.id, attempt)
            entry = entries.get(graph)
            if graph != current and not (entry and entry.ended):
                return graph
        raise AssertionError("there is always a next number")

    # --- how it is filled ---

    def _plan(self, graph: str, current: str | None) -> _Plan:
        changes, why = self._changes(current) if current else (None, "the store has no release yet")
        name = f"{self._release.id} of {self._release.made}"
        if changes is None or current is None:
            return _Plan(
                f"all of {name}",
                f"all was sent: {why}",
                lambda: self._writer.drop(graph),
                lambda: self._adding(graph, dump_lines(self._path)),
            )
        return self._changing(name, graph, current, changes)

    def _changing(self, name: str, graph: str, current: str, changes: Difference) -> _Plan:
        def start() -> None:
            self._writer.drop(graph)
            self._writer.copy(current, graph)

        def pieces() -> Iterator[tuple[int, Callable[[], None]]]:
            yield from self._removing(graph, _lines(changes.removed))
            yield from self._adding(graph, _lines(changes.added))

        way = f"the store copied its current graph; {changes.removals:,} triples went, {changes.additions:,} came"
        return _Plan(f"{name} from {current}", way, start, pieces)

    def _changes(self, current: str) -> tuple[Difference | None, str]:
        """What makes the current graph this release; where that can't be known or is no gain, why."""
        if not self._writer.copies:
            return None, "this store takes a graph faster than it copies one"
        told = self._journal.manifest(current)
        old = StoreFolder(self._folder).releases / str(told.get("id") or "-")
        if not (old / "manifest.json").exists() or read_release(old).made != told.get("made"):
            return None, "the release that the store shows is not in this folder any more"
        found = difference(old, self._path, self._work, self._census.triples // _WORTH)
        return found, "most of it is new"

    def _adding(self, graph: str, lines: Iterator[bytes]) -> Iterator[tuple[int, Callable[[], None]]]:
        for piece in _pieces(lines, MOST_LINES):
            yield len(piece), lambda piece=piece: self._writer.add(graph, piece)  # type: ignore[misc]

    def _removing(self, graph: str, lines: Iterator[bytes]) -> Iterator[tuple[int, Callable[[], None]]]:
        for piece in _pieces(lines, self._writer.most_removed):
            yield len(piece), lambda piece=piece: self._writer.remove(graph, piece)  # type: ignore[misc]

    def _send(self, graph: str, plan: _Plan, entry: UploadEntry | None, on_progress: OnProgress, noted: float) -> int:
        """Fill `graph`, from where an earlier run of the same plan stopped; return the triples that were sent."""
        done = entry.done if entry and entry.plan == plan.name else 0
        if not entry or entry.plan != plan.name:
            self._journal.begin(graph, plan.name, self._manifest())
        if done == 0:
            plan.start()
            self._journal.done(graph, 1)
            done = 1
        sent, last, number = 0, time.monotonic(), done
        for number, (size, act) in enumerate(plan.pieces(), start=2):
            if number > done:
                act()
                sent += size
                if time.monotonic() - last >= noted:
                    self._journal.done(graph, number)
                    last = time.monotonic()
            on_progress(size)
        self._journal.done(graph, number)
        return sent

    def _manifest(self) -> dict[str, object]:
        told = {key: value for key, value in self._release.manifest.items() if key not in _LEFT_OUT}
        return told | {"id": self._release.id, "made": self._release.made}

    # --- whether it is right ---

    def _check(self, graph: str) -> None:
        """Raise `EndpointError` where the graph is not what was sent; it is given up then."""
        wrong = self._wrong(graph)
        if wrong:
            self._journal.forget(graph)
            self._writer.drop(graph)
            raise EndpointError(
                f"the SPARQL store does not hold what it was sent: {wrong}; nothing changed for its readers"
            )

    def _wrong(self, graph: str) -> str:
        """The first count of the graph that is not that of the manifest, in words; empty where all are."""
        for predicate, wanted in [("", self._census.triples), *sorted((+self._census.properties).items())]:
            found = self._writer.count(graph, predicate)
            if found != wanted:
                return f"{found:,} triples{f' with <{predicate}>' if predicate else ''} in place of {wanted:,}"
        return ""

    # --- what goes ---

    def _tidy(self, current: str, keep: int) -> tuple[str, ...]:
        """Remove the graphs of runs that were given up, and old ones; return those that stay beside the current one."""
        now = dt.datetime.now(dt.UTC)
        entries = {graph: entry for graph, entry in self._journal.entries().items() if graph != current}
        old = sorted((entry.ended, graph) for graph, entry in entries.items() if entry.ended)
        kept = [graph for _, graph in old[max(0, len(old) - keep + 1) :]]
        kept += [graph for ended, graph in old if graph not in kept and now - ended < _GRACE]
        for graph in entries.keys() - set(kept):
            self._journal.unchecked(graph)
            self._writer.drop(graph)
            self._journal.forget(graph)
        return tuple(sorted(kept))


def _pieces(lines: Iterator[bytes], most: int) -> Iterator[list[bytes]]:
    """`lines` in pieces that are the same in every run."""
    piece: list[bytes] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line)
        if len(piece) >= most or size >= _LARGEST_PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        yield from lines
