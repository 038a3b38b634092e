"""From what the user names (files, folders, archives, ``-``) to the sources inside."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import BinaryIO

from kg.documents.archives import hidden, largest
from kg.documents.containers import Container, open_container, why
from kg.documents.opener import Opener
from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal, rejection
from kg.documents.source import CONTAINERS, FileContent, FileKind, Source, kind_of, printable
from kg.errors import DocumentError
from kg.model import Rejection

__all__ = ["find_sources"]

STDIN = "-"

Open = Callable[[Container], Iterator[Source | Rejection]]


def find_sources(
    paths: Iterable[str | os.PathLike[str]],
    limits: ReadingLimits | None = None,
    stdin: BinaryIO | None = None,
    *,
    preferences: Preferences | None = None,
    apart: bool = False,
) -> Iterator[Source | Rejection]:
    """Everything in `paths` that may hold letters, in a stable order: as given, folders by name.

    A path is a PDF, a text (also Markdown), an HTML or Word (.docx) document, JSON, JSON Lines, CSV or TSV, any of
    these compressed (.gz, .bz2, .xz), a folder, a .zip, a .tar (also compressed), or ``-`` for `stdin` (the process's
    own by default), whose kind is told from its first bytes. Notes that programs leave for themselves (`hidden`) are
    left out. Never raises for what it finds: a path that can't be read is a `Rejection`. Nothing is decoded here and at
    most one member of an archive is in memory.

    With `apart`, whatever has to be opened to be known is opened in a process of its own: this one only looks into
    folders, and no input makes it wait longer than `ReadingLimits.open_seconds` or take memory for more than a letter.
    """
    limits, preferences = limits or ReadingLimits(), preferences or Preferences()
    with ExitStack() as ends:
        opens: Open = partial(open_container, limits=limits, preferences=preferences, stdin=stdin)
        if apart and stdin is None:
            opens = ends.enter_context(Opener(limits, preferences)).open
        for path in paths:
            if os.fspath(path) == STDIN:
                yield from opens(Container(Source("stdin", "stdin", FileKind.UNKNOWN, b""), None, piped=True))
            else:
                yield from _path_sources(os.fspath(path), limits, opens)


def _path_sources(path: str, limits: ReadingLimits, opens: Open) -> Iterator[Source | Rejection]:
    place = printable(path)
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        missing = isinstance(error, (FileNotFoundError, ValueError))
        code, reason = ("missing", "no such file") if missing else ("unreadable", why(error))
        yield rejection(refusal(code, place, reason))
        return
    if stat.S_ISDIR(mode):
        yield from _folder_sources(path, limits, opens)
    elif stat.S_ISFIFO(mode):
        yield from opens(Container(Source(place, place, FileKind.UNKNOWN, b""), path, piped=True))
    else:
        yield from _file_sources(path, os.path.basename(path), limits, opens)


def _folder_sources(folder: str, limits: ReadingLimits, opens: Open) -> Iterator[Source | Rejection]:
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
            yield from _file_sources(path, os.path.relpath(path, folder), limits, opens)
        yield from (_refused_folder(error) for error in refused)
        refused.clear()
    yield from (_refused_folder(error) for error in refused)
    if not found:
        yield rejection(refusal("empty", printable(folder), "is a folder without files"))


def _refused_folder(error: OSError) -> Rejection:
    return rejection(refusal("unreadable", printable(str(error.filename)), why(error)))


def _file_sources(path: str, name: str, limits: ReadingLimits, opens: Open) -> Iterator[Source | Rejection]:
    place = printable(path)
    source = Source(printable(name.replace(os.sep, "/")), place, kind_of(name), FileContent(path))
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise refusal("not-a-file", place, "is a device or a pipe, not a file")
        if source.kind in (*CONTAINERS, FileKind.UNKNOWN):
            yield from opens(Container(source, path, piped=False))
            return
        if status.st_size > largest(source.kind, limits):
            reason = f"is at least {status.st_size} bytes long, more than {largest(source.kind, limits)}"
            raise refusal("too-large", place, reason)
        yield source
    except OSError as error:
        yield rejection(refusal("unreadable", place, why(error)))
    except DocumentError as error:
        yield rejection(error)
