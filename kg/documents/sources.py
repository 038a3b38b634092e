"""From what the user names (files, folders, archives, ``-``) to the sources inside."""

from __future__ import annotations

import io
import os
import stat
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from kg.documents.archives import hidden, largest, tar_sources, zip_sources
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal, rejection
from kg.documents.source import SNIFFED, FileContent, FileKind, Source, kind_of, printable, settle, sniff
from kg.documents.streams import Inflated, Rewound, lines
from kg.errors import DocumentError
from kg.model import Rejection

__all__ = ["find_sources"]

STDIN = "-"
_CONTAINERS = (FileKind.ZIP, FileKind.TAR, FileKind.JSON_LINES)


def find_sources(
    paths: Iterable[str | os.PathLike[str]], limits: ReadingLimits | None = None, stdin: BinaryIO | None = None
) -> Iterator[Source | Rejection]:
    """Everything in `paths` that may hold letters, in a stable order: as given, folders by name.

    A path is a PDF, a text, a folder, a .zip, .tar, .tar.gz or .tgz, JSON Lines (.jsonl, .ndjson, also .gz), or ``-``
    for `stdin` (the process's own by default), whose kind is told from its first bytes. Names that begin with a dot are
    left out of folders and archives. Never raises for what it finds: a path that can't be read is a `Rejection`.
    Nothing is decoded here and at most one member of an archive is in memory.
    """
    limits = limits or ReadingLimits()
    for path in paths:
        if os.fspath(path) == STDIN:
            yield from _stream_sources("stdin", stdin or sys.stdin.buffer, limits)
        else:
            yield from _path_sources(os.fspath(path), limits)


def _path_sources(path: str, limits: ReadingLimits) -> Iterator[Source | Rejection]:
    place = printable(path)
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        missing = isinstance(error, (FileNotFoundError, ValueError))
        code, reason = ("missing", "no such file") if missing else ("unreadable", _why(error))
        yield rejection(refusal(code, place, reason))
        return
    if stat.S_ISDIR(mode):
        yield from _folder_sources(path, limits)
    elif stat.S_ISFIFO(mode):
        yield from _opened(path, place, lambda stream: _stream_sources(place, stream, limits))
    else:
        yield from _file_sources(path, os.path.basename(path), limits)


def _folder_sources(folder: str, limits: ReadingLimits) -> Iterator[Source | Rejection]:
    refused: list[OSError] = []
    found = False
    for parent, folders, files in os.walk(folder, onerror=refused.append):
        for linked in sorted(f for f in folders if os.path.islink(os.path.join(parent, f))):
            place = printable(os.path.join(parent, linked))
            yield rejection(refusal("not-a-file", place, "is a link to a folder, which is not followed"))
        folders[:] = sorted(f for f in folders if not hidden(f) and not os.path.islink(os.path.join(parent, f)))
        for name in sorted(f for f in files if not hidden(f)):
            found = True
            path = os.path.join(parent, name)
            yield from _file_sources(path, os.path.relpath(path, folder), limits)
        yield from (_refused_folder(error) for error in refused)
        refused.clear()
    yield from (_refused_folder(error) for error in refused)
    if not found:
        yield rejection(refusal("empty", printable(folder), "is a folder without files"))


def _refused_folder(error: OSError) -> Rejection:
    return rejection(refusal("unreadable", printable(str(error.filename)), _why(error)))


def _file_sources(path: str, name: str, limits: ReadingLimits) -> Iterator[Source | Rejection]:
    place = printable(path)
    source = Source(printable(name.replace(os.sep, "/")), place, kind_of(name), FileContent(path))
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise refusal("not-a-file", place, "is a device or a pipe, not a file")
        source = _settled(source, path)
        if source.kind in _CONTAINERS:
            yield from _opened(path, place, lambda stream: _inner_sources(source, stream, limits))
            return
        if status.st_size > largest(source.kind, limits):
            raise _too_large(place, status.st_size, largest(source.kind, limits))
        yield source
    except OSError as error:
        yield rejection(refusal("unreadable", place, _why(error)))
    except DocumentError as error:
        yield rejection(error)


def _settled(source: Source, path: str) -> Source:
    """The source with its kind told from the first bytes, where the name does not tell it."""
    if source.kind is not FileKind.UNKNOWN:
        return source
    with open(path, "rb") as stream:
        kind = settle(source.kind, source.name, stream.read(SNIFFED))
    if kind is FileKind.UNKNOWN:
        raise refusal("unknown-kind", source.place, "is no kind of file that we read")
    return replace(source, kind=kind)


def _opened(
    path: str, place: str, read: Callable[[BinaryIO], Iterator[Source | Rejection]]
) -> Iterator[Source | Rejection]:
    try:
        with open(path, "rb") as stream:
            yield from read(stream)
    except OSError as error:
        yield rejection(refusal("unreadable", place, _why(error)))


def _inner_sources(source: Source, stream: BinaryIO, limits: ReadingLimits) -> Iterator[Source | Rejection]:
    if source.kind is FileKind.ZIP:
        return zip_sources(source, stream, limits)
    if source.kind is FileKind.TAR:
        return tar_sources(source, stream, limits)
    return _line_sources(source, stream, limits)


def _line_sources(source: Source, stream: BinaryIO, limits: ReadingLimits) -> Iterator[Source | Rejection]:
    """JSON Lines, plain or gzip: a source for each line that is not blank, JSON still unread."""
    found = 0
    try:
        plain = io.BufferedReader(Inflated(stream, source.place, limits), 1 << 16)
        for number, line in enumerate(lines(plain, limits.text_bytes), start=1):
            place = f"{source.place}:{number}"
            if line is None:
                yield rejection(refusal("too-large", place, f"is a line of more than {limits.text_bytes} bytes"))
            elif line.strip():
                yield Source(f"{source.name}:{number}", place, FileKind.JSON_LINE, line)
            found += line is None or bool(line.strip())
    except DocumentError as error:
        yield rejection(error)
    except (EOFError, OSError, zlib.error) as error:
        reason = f"breaks off or is damaged after {found} lines ({printable(str(error))})"
        yield rejection(refusal("damaged-archive", source.place, reason))
    else:
        if not found:
            yield rejection(refusal("empty", source.place, "is empty"))


def _stream_sources(name: str, stream: BinaryIO, limits: ReadingLimits) -> Iterator[Source | Rejection]:
    """A stream that can be read once: containers are streamed, all else becomes bytes."""
    try:
        head = stream.read(SNIFFED)
        body = io.BufferedReader(Rewound(head, stream), 1 << 16)
        source = Source(name, name, sniff(head), b"")
        if source.kind in (FileKind.TAR, FileKind.JSON_LINES):
            yield from _inner_sources(source, body, limits)
            return
        source = replace(source, content=_whole(source, body, limits))
    except OSError as error:
        yield rejection(refusal("unreadable", name, _why(error)))
    except DocumentError as error:
        yield rejection(error)
    else:
        if source.kind is FileKind.ZIP and isinstance(source.content, bytes):
            yield from zip_sources(source, io.BytesIO(source.content), limits)
        else:
            yield source


def _whole(source: Source, stream: BinaryIO, limits: ReadingLimits) -> bytes:
    if source.kind is FileKind.UNKNOWN:
        raise refusal("unknown-kind", source.place, "is a gzip file that holds neither a tar archive nor JSON Lines")
    longest = limits.stdin_bytes if source.kind is FileKind.ZIP else largest(source.kind, limits)
    data = stream.read(longest + 1)
    if len(data) > longest:
        raise _too_large(source.place, len(data), longest)
    return data


def _too_large(place: str, size: int, longest: int) -> DocumentError:
    return refusal("too-large", place, f"is at least {size} bytes long, more than {longest}")


def _why(error: Exception) -> str:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"can't be read ({printable(words)})"
