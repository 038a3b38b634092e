"""From a source to its text: the work that goes to the worker processes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace

from kg.documents.archives import largest, unzip
from kg.documents.decoding import accept, decode
from kg.documents.pdf import read_pdf
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal, rejection
from kg.documents.source import SNIFFED, Document, FileContent, FileKind, Source, printable, settle, sniff
from kg.documents.streams import lines
from kg.errors import DocumentError
from kg.model import Rejection

__all__ = ["read_source"]

_TEXT_FIELDS = ("text", "letter", "body", "content")
_NAME_FIELDS = ("source", "id", "case_number")


def read_source(source: Source, limits: ReadingLimits | None = None) -> Iterator[Document | Rejection]:
    """Text of everything in a source: one document, or one for each line of JSON Lines inside an archive.

    Gives at least one document or rejection, and never raises for what the source holds.
    """
    limits = limits or ReadingLimits()
    try:
        data = _load(source, limits)
        kind = settle(source.kind, source.name, data[:SNIFFED])
        if kind is FileKind.JSON_LINES:
            yield from _read_lines(source, data, limits)
            return
        yield _read_one(source, kind, data, limits)
    except DocumentError as error:
        yield rejection(error)
    except OSError as error:
        reason = f"can't be read ({printable(error.strerror or str(error))})"
        yield rejection(refusal("unreadable", source.place, reason))


def _load(source: Source, limits: ReadingLimits) -> bytes:
    content = source.content
    if isinstance(content, bytes):
        return content
    with open(content.path, "rb") as stream:
        if not isinstance(content, FileContent):
            return unzip(content, source.place, stream)
        longest = largest(source.kind, limits)
        data = stream.read(longest + 1)
    if len(data) > longest:
        raise refusal("too-large", source.place, f"is more than {longest} bytes long")
    return data


def _read_one(source: Source, kind: FileKind, data: bytes, limits: ReadingLimits) -> Document:
    if kind is FileKind.JSON_LINE:
        return _read_record(source, data)
    if kind is FileKind.PDF or (kind is FileKind.TEXT and sniff(data[:5]) is FileKind.PDF):
        return Document(source.name, read_pdf(data, source.place, limits), source.place)
    if kind is not FileKind.TEXT:
        raise refusal("unknown-kind", source.place, "is no kind of file that we read")
    return Document(source.name, decode(data, source.place), source.place)


def _read_lines(source: Source, data: bytes, limits: ReadingLimits) -> Iterator[Document | Rejection]:
    found = False
    for number, line in enumerate(lines(io.BytesIO(data), limits.text_bytes), start=1):
        if line is not None and line.strip():
            found = True
            where = {"name": f"{source.name}:{number}", "place": f"{source.place}:{number}"}
            yield from read_source(replace(source, kind=FileKind.JSON_LINE, content=line, **where), limits)
    if not found:
        raise refusal("empty", source.place, "is empty")


def _read_record(source: Source, line: bytes) -> Document:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise refusal("broken-json", source.place, f"is no JSON ({printable(str(error))})") from None
    fields = record if isinstance(record, dict) else {}
    text = next((fields[f] for f in _TEXT_FIELDS if isinstance(fields.get(f), str)), None)
    if text is None:
        raise refusal("no-text-field", source.place, "is JSON without a letter's text")
    name = next((fields[f] for f in _NAME_FIELDS if fields.get(f) and isinstance(fields[f], str | int)), source.name)
    return Document(printable(str(name)), accept(text, source.place), source.place)
