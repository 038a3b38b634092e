"""How a release's segments change: one new segment of all that changed since the engine was compacted.

The segments of a release are *settled*, whose parts the compacted engine holds, and at most one more, the newest, with
what was changed since. An addition writes that one again, with its own changes in it.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.store.dump import SEGMENTS, Dump, StoredPart
from kg.store.integrity import damaged
from kg.store.segments import Part, SegmentWriter
from kg.store.tally import Tally

__all__ = [
    "SegmentNote",
    "added_lines",
    "link",
    "merged",
    "read_by",
    "read_notes",
    "removed_lines",
    "unlink",
    "write_changes",
    "write_parts",
]

_SUFFIXES = (".nt.zst", ".sqlite")


@dataclass(frozen=True, slots=True)
class SegmentNote:
    """What a manifest notes of a segment: its name, how many parts it has and says are gone, the bytes of its lines
    before compression, and what read the letters of its parts (empty: several did)."""

    name: str
    parts: int
    gone: int
    length: int
    reader: str


def read_notes(release: Path, manifest: Mapping[str, object]) -> tuple[list[SegmentNote], int]:
    """The segments of a release, the oldest first, and how many of them are settled. Raises `StoreDamaged`."""
    graph, engine = manifest.get("graph"), manifest.get("engine")
    try:
        assert isinstance(graph, Mapping)
        assert isinstance(engine, Mapping)
        return [SegmentNote(**each) for each in graph["segments"]], int(engine["segments"])
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        raise damaged(release / "manifest.json", "tells of no segments") from error


def link(base: Path, draft: Path, notes: Iterable[SegmentNote]) -> None:
    """Have the segments of the release `base` in `draft` too."""
    for note in notes:
        for suffix in _SUFFIXES:
            name = f"{SEGMENTS}/{note.name}{suffix}"
            try:
                os.link(base / name, draft / name)
            except FileNotFoundError:
                raise damaged(base / name, "is missing") from None


def write_parts(draft: Path, parts: Iterable[Part], tally: Tally, reader: str, *, lines: bool) -> SegmentNote:
    """The first segment: of `parts`, in the order of their keys, counted in `tally` (`lines`: these too)."""
    with SegmentWriter(draft / SEGMENTS, "0001") as writer:
        for part in parts:
            tally.count(part, writer.add(part), lines=lines)
    return SegmentNote("0001", writer.parts, writer.gone, writer.length, reader)


def write_changes(
    draft: Path, notes: Sequence[SegmentNote], settled: int, changes: Iterable[Part], tally: Tally, reader: str
) -> SegmentNote | None:
    """A new segment of what was changed since the engine was compacted, and of `changes`; ``None`` if that is nothing.

    `changes` are in the order of their keys; one without lines is gone. The segments `notes` are in `draft`, the first
    of them `settled`; what changes is counted in `tally`.
    """
    names = [note.name for note in notes]
    number = max(map(int, names), default=0) + 1
    with (
        Dump(draft, names) as before,
        Dump(draft, names[:settled]) as root,
        Dump(draft, names[settled:]) as since,
        SegmentWriter(draft / SEGMENTS, f"{number:04}") as writer,
    ):
        for new, old in _side_by_side(changes, since.entries()):
            part = old.part() if old and new is None else new
            if new is not None:
                _count_change(before.find(new.key), new, tally)
            assert part is not None
            if _differs(part, root.find(part.key)):
                writer.add(part)
    if not writer.parts + writer.gone:
        unlink(draft, [f"{number:04}"])
        return None
    readers = {reader, *(note.reader for note in notes[settled:])}
    return SegmentNote(f"{number:04}", writer.parts, writer.gone, writer.length, reader if len(readers) == 1 else "")


def _side_by_side(
    changes: Iterable[Part], since: Iterable[StoredPart]
) -> Iterator[tuple[Part | None, StoredPart | None]]:
    """Both by their keys; where a key is in both, the two together."""
    keyed: list[Iterable[tuple[str, int, Part | StoredPart]]] = [
        ((part.key, 0, part) for part in changes),
        ((found.key, 1, found) for found in since),
    ]
    new: Part | None = None
    for key, _, each in heapq.merge(*keyed, key=lambda row: row[:2]):
        if new is not None:
            together = isinstance(each, StoredPart) and key == new.key
            yield new, each if isinstance(each, StoredPart) and together else None
            new = None
            if together:
                continue
        if isinstance(each, Part):
            new = each
        else:
            yield None, each
    if new is not None:
        yield new, None


def _count_change(old: StoredPart | None, new: Part, tally: Tally) -> None:
    if old is not None:
        tally.count(old.part(), old.entry.digest, -1)
    if new.lines:
        tally.count(new, new.digest)


def _differs(part: Part, root: StoredPart | None) -> bool:
    """Whether `part` is another than what the settled segments have."""
    if root is None:
        return bool(part.lines)
    return part.digest != root.entry.digest or part.notes != root.entry.notes


def removed_lines(draft: Path, settled: Sequence[str], changed: str) -> Iterator[bytes]:
    """Of each part that the segment `changed` has, the lines that the settled ones have and it has not."""
    with Dump(draft, settled) as root, Dump(draft, [changed]) as since:
        for found in since.entries():
            old = root.find(found.key)
            if old is not None:
                new = set(found.lines().splitlines(keepends=True))
                yield b"".join(line for line in old.lines().splitlines(keepends=True) if line not in new)


def added_lines(draft: Path, settled: Sequence[str], changed: str) -> Iterator[bytes]:
    """Of each part that the segment `changed` has, the lines that the settled ones have not."""
    with Dump(draft, settled) as root, Dump(draft, [changed]) as since:
        for found in since.found():
            old = root.find(found.key)
            if old is None:
                yield found.lines()
            else:
                known = set(old.lines().splitlines(keepends=True))
                yield b"".join(line for line in found.lines().splitlines(keepends=True) if line not in known)


def merged(draft: Path, notes: Sequence[SegmentNote], live: int) -> list[SegmentNote]:
    """The segments after the newest was settled: the newest ones made one where they are of like size, so that there
    are as many as the logarithm of the letters; all, where more than a third of what they hold is no more.

    `live` are bytes of the lines of all parts.
    """
    first = len(notes) - 1
    size = notes[first].length
    while first > 0 and notes[first - 1].length <= 2 * size:
        first -= 1
        size += notes[first].length
    if sum(note.length for note in notes) - live > live / 3:
        first = 0
    if first == len(notes) - 1 and (first or not notes[first].gone):
        return list(notes)
    return [*notes[:first], _merge(draft, notes, first)]


def _merge(draft: Path, notes: Sequence[SegmentNote], first: int) -> SegmentNote:
    names = [note.name for note in notes]
    name = f"{max(map(int, names)) + 1:04}"
    with (
        Dump(draft, names[:first]) as older,
        Dump(draft, names[first:]) as dump,
        SegmentWriter(draft / SEGMENTS, name) as writer,
    ):
        for found in dump.entries():
            if not found.entry.gone or older.find(found.key) is not None:
                writer.add(found.part())
    unlink(draft, names[first:])
    readers = {note.reader for note in notes[first:]}
    return SegmentNote(name, writer.parts, writer.gone, writer.length, readers.pop() if len(readers) == 1 else "")


def unlink(draft: Path, names: Iterable[str]) -> None:
    """Remove segments of the draft; those of its base stay there."""
    for name in names:
        for suffix in _SUFFIXES:
            (draft / SEGMENTS / f"{name}{suffix}").unlink()


def read_by(notes: Iterable[SegmentNote], reader: str) -> list[SegmentNote]:
    """The same segments, read by `reader` now."""
    return [replace(note, reader=reader) for note in notes]
