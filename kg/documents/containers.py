"""Opening what may hold more than one letter: archives, files of records, pipes, files whose name says nothing.

All of it is hostile: it runs in a process of its own (`kg.documents.opener`) wherever worker processes are used.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from kg.documents.archives import largest, tar_sources, zip_sources
from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.documents.record_files import record_sources
from kg.documents.refusal import refusal, rejection
from kg.documents.source import CONTAINERS, SNIFFED, FileKind, Source, is_packed, printable, settle, sniff
from kg.documents.streams import BROKEN, Inflated, PipeReader, Rewound
from kg.errors import DocumentError
from kg.model import Rejection

__all__ = ["Container", "open_container", "open_pipe", "why"]

_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Container:
    """What is to be opened: `path` ``None`` is the process's standard input; `piped`: it can be read only once."""

    source: Source
    path: str | None
    piped: bool


def open_container(
    container: Container, limits: ReadingLimits, preferences: Preferences, stdin: BinaryIO | None = None
) -> Iterator[Source | Rejection]:
    """The sources inside. Never raises for what it finds.

    A pipe is waited for, `ReadingLimits.pipe_seconds` for each piece.
    """
    source = container.source
    try:
        with _opened(container, limits, stdin) as stream:
            if container.piped:
                yield from _piped_sources(source, stream, limits, preferences)
            else:
                yield from _file_sources(source, stream, limits, preferences)
    except DocumentError as error:
        yield rejection(error)
    except BROKEN as error:
        yield rejection(refusal("unreadable", source.place, why(error)))
    except MemoryError:
        reason = f"needs more than {limits.memory >> 20} MiB of memory to be opened"
        yield rejection(refusal("too-large", source.place, reason))


def why(error: Exception) -> str:
    """The reason in an error of the operating system or of an unpacker."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"can't be read ({printable(words)})"


def open_pipe(path: str) -> int:
    """A descriptor of a file that may be a pipe: opening one does not wait until somebody writes. Raises `OSError`."""
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)


def _opened(container: Container, limits: ReadingLimits, stdin: BinaryIO | None) -> BinaryIO:
    place = container.source.place
    if container.path is None:
        given = stdin or sys.stdin.buffer
        try:
            descriptor = os.dup(given.fileno())
        except (OSError, ValueError):  # a stream that is no file of the system, handed in by a caller
            return given
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _patient(descriptor, place, limits)
        return os.fdopen(descriptor, "rb")
    descriptor = open_pipe(container.path)
    return _patient(descriptor, place, limits) if container.piped else os.fdopen(descriptor, "rb")


def _patient(descriptor: int, place: str, limits: ReadingLimits) -> BinaryIO:
    raw = PipeReader(descriptor, place, limits.pipe_seconds)
    return cast(BinaryIO, io.BufferedReader(raw, _BUFFER))


def _file_sources(
    source: Source, stream: BinaryIO, limits: ReadingLimits, preferences: Preferences
) -> Iterator[Source | Rejection]:
    if source.kind is FileKind.UNKNOWN:
        plain = io.BufferedReader(Inflated(stream, source.place, limits), _BUFFER)
        kind = settle(source.kind, source.name, plain.read(SNIFFED))
        if kind is FileKind.UNKNOWN:
            raise refusal("unknown-kind", source.place, "is no kind of file that we read")
        source = replace(source, kind=kind)
        stream.seek(0)
    if source.kind not in CONTAINERS:
        size = os.fstat(stream.fileno()).st_size
        if size > largest(source.kind, limits):
            raise _too_large(source.place, size, largest(source.kind, limits))
        yield source
    elif source.kind is FileKind.ZIP:
        if is_packed(source.name):
            raise refusal("nested-archive", source.place, "is an archive inside an archive")
        yield from zip_sources(source, stream, limits)
    else:
        inflated = Inflated(stream, source.place, limits)
        plain = io.BufferedReader(inflated, _BUFFER)
        yield from _inner_sources(source, inflated, cast(BinaryIO, plain), limits, preferences)


def _inner_sources(
    source: Source, inflated: Inflated, plain: BinaryIO, limits: ReadingLimits, preferences: Preferences
) -> Iterator[Source | Rejection]:
    if source.kind is FileKind.TAR:
        yield from tar_sources(source, inflated, plain, limits)
        return
    found = 0
    try:
        for each in record_sources(source, plain, limits, preferences):
            found += 1
            yield each
    except BROKEN as error:
        reason = f"breaks off or is damaged after {found} letters ({printable(str(error))})"
        yield rejection(refusal("damaged-archive", source.place, reason))


def _piped_sources(
    source: Source, stream: BinaryIO, limits: ReadingLimits, preferences: Preferences
) -> Iterator[Source | Rejection]:
    """A stream that can be read once: archives and records are streamed, all else becomes bytes."""
    inflated = Inflated(stream, source.place, limits)
    plain = io.BufferedReader(inflated, _BUFFER)
    head = plain.read(SNIFFED)
    kind = source.kind if source.kind is not FileKind.UNKNOWN else sniff(head)
    source = replace(source, kind=kind)
    body = cast(BinaryIO, io.BufferedReader(Rewound(head, cast(BinaryIO, plain)), _BUFFER))
    if kind is not FileKind.ZIP and kind in CONTAINERS:
        yield from _inner_sources(source, inflated, body, limits, preferences)
        return
    if kind is FileKind.UNKNOWN or (kind is FileKind.ZIP and inflated.packed):
        raise refusal("nested-archive", source.place, "is an archive inside an archive")
    longest = limits.stdin_bytes if kind is FileKind.ZIP else largest(kind, limits)
    data = body.read(longest + 1)
    if len(data) > longest:
        raise _too_large(source.place, len(data), longest)
    source = replace(source, content=data)
    if kind is FileKind.ZIP:
        yield from zip_sources(source, io.BytesIO(data), limits)
    else:
        yield source


def _too_large(place: str, size: int, longest: int) -> DocumentError:
    return refusal("too-large", place, f"is at least {size} bytes long, more than {longest}")
