"""From a source to its text: the work that goes to the worker processes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from kg.documents.archives import largest, unzip
from kg.documents.decoding import decode
from kg.documents.docx import read_docx
from kg.documents.html import read_html
from kg.documents.pdf import read_pdf
from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.documents.record_files import read_record, record_sources
from kg.documents.refusal import refusal, rejection
from kg.documents.source import CONTAINERS, SNIFFED, Document, FileContent, FileKind, Source, printable, settle, sniff
from kg.documents.streams import BROKEN, Inflated
from kg.errors import DocumentError
from kg.model import Rejection

__all__ = ["carried", "read_source"]


def read_source(
    source: Source, limits: ReadingLimits | None = None, preferences: Preferences | None = None
) -> Iterator[Document | Rejection]:
    """Text of everything in a source: one document, or one for each record of a file of records inside an archive.

    Gives at least one document or rejection, and never raises for what the source holds.
    """
    limits, preferences = limits or ReadingLimits(), preferences or Preferences()
    try:
        data = _load(source, limits)
        kind = settle(source.kind, source.name, data[:SNIFFED])
        if kind in CONTAINERS and kind not in (FileKind.ZIP, FileKind.TAR):
            records = Source(source.name, source.place, kind, b"")
            for each in record_sources(records, io.BytesIO(data), limits, preferences):
                yield from [each] if isinstance(each, Rejection) else read_source(each, limits, preferences)
            return
        yield _read_one(source, kind, data, limits, preferences)
    except (DocumentError, OSError, MemoryError) as error:
        yield _why_not(error, source, limits)


def carried(source: Source, limits: ReadingLimits | None = None) -> Source | Rejection:
    """The source with its content in it, unpacked: it can be read where its file is not. Never raises either."""
    limits = limits or ReadingLimits()
    try:
        return replace(source, content=_load(source, limits))
    except (DocumentError, OSError, MemoryError) as error:
        return _why_not(error, source, limits)


def _why_not(error: DocumentError | OSError | MemoryError, source: Source, limits: ReadingLimits) -> Rejection:
    if isinstance(error, DocumentError):
        return rejection(error)
    if isinstance(error, MemoryError):
        reason = f"needs more than {limits.memory >> 20} MiB of memory to be read"
        return rejection(refusal("too-large", source.place, reason))
    reason = f"can't be read ({printable(error.strerror or str(error))})"
    return rejection(refusal("unreadable", source.place, reason))


def _load(source: Source, limits: ReadingLimits) -> bytes:
    content = source.content
    if isinstance(content, bytes):
        return content
    with open(content.path, "rb") as stream:
        if not isinstance(content, FileContent):
            return unzip(content, source.place, stream)
        return _load_file(source, stream, limits)


def _load_file(source: Source, stream: BinaryIO, limits: ReadingLimits) -> bytes:
    """Content of a file, unpacked if it is compressed as a whole."""
    longest = largest(source.kind, limits)
    inflated = Inflated(stream, source.place, limits)
    try:
        data = io.BufferedReader(inflated, 1 << 16).read(longest + 1)
    except BROKEN as error:
        if not inflated.packed:
            raise
        reason = f"breaks off or is damaged where it is unpacked ({printable(str(error))})"
        raise refusal("damaged-archive", source.place, reason) from None
    if len(data) > longest:
        raise refusal("too-large", source.place, f"is more than {longest} bytes long")
    return data


def _read_one(source: Source, kind: FileKind, data: bytes, limits: ReadingLimits, preferences: Preferences) -> Document:
    if kind is FileKind.JSON_LINE:
        return read_record(source, data, preferences)
    if kind is FileKind.PDF or (kind is FileKind.TEXT and sniff(data[:5]) is FileKind.PDF):
        read = read_pdf(data, source.place, limits, preferences)
        return Document(source.name, read.text, source.place, read.findings)
    if kind is FileKind.HTML:
        return Document(source.name, read_html(data, source.place), source.place)
    if kind is FileKind.DOCX:
        return Document(source.name, read_docx(data, source.place, limits), source.place)
    if kind is not FileKind.TEXT:
        raise refusal("unknown-kind", source.place, "is no kind of file that we read")
    return Document(source.name, decode(data, source.place), source.place)
