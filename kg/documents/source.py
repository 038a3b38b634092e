"""What `find_sources` hands to `read_source`, and what comes out of it."""

from __future__ import annotations

import zlib
from codecs import BOM_UTF8
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

__all__ = [
    "GZIP_MAGIC",
    "PDF_MAGIC",
    "SNIFFED",
    "Content",
    "Document",
    "FileContent",
    "FileKind",
    "Source",
    "ZipContent",
    "kind_of",
    "printable",
    "settle",
    "sniff",
]

# How many first bytes tell a kind: PDF readers look that far for the header (ISO 32000-1, Annex H).
SNIFFED = 1024
PDF_MAGIC = b"%PDF-"
GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952, 2.3.1
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")  # APPNOTE.TXT 4.3.7, 4.3.16
_TAR_MAGIC = b"ustar"  # POSIX pax, ustar interchange format


class FileKind(StrEnum):
    """What a name or the first bytes promise."""

    PDF = "pdf"
    TEXT = "text"
    JSON_LINES = "json-lines"
    JSON_LINE = "json-line"
    ZIP = "zip"
    TAR = "tar"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file that the reader opens itself."""

    path: str


@dataclass(frozen=True, slots=True)
class ZipContent:
    """A member of a zip file, found by the offset of its local header: the reader needs no directory of the archive.

    `method` is the compression method (0 stored, 8 deflated), sizes are bytes, `crc` is the CRC-32 of the content.
    """

    path: str
    offset: int
    method: int
    packed: int
    size: int
    crc: int


Content = FileContent | ZipContent | bytes


@dataclass(frozen=True, slots=True)
class Source:
    """Something that should hold letters; small (or at most one letter's bytes) and picklable.

    `name` is what the letter will be called: the path below the folder that was given, so that it is the same on every
    machine. `place` is where the user finds it: the path as given, member or line added.
    """

    name: str
    place: str
    kind: FileKind
    content: Content


@dataclass(frozen=True, slots=True)
class Document:
    r"""The text of one file, member or line.

    Lines end in ``"\n"``, pages of a PDF are joined with ``"\f"``, a gap between a PDF's paragraphs is an empty line
    (before the ``"\f"`` where a paragraph ends with its page). Control characters are gone.
    """

    source: str
    text: str
    place: str = ""


_KINDS = {
    ".pdf": FileKind.PDF,
    ".txt": FileKind.TEXT,
    ".text": FileKind.TEXT,
    ".jsonl": FileKind.JSON_LINES,
    ".ndjson": FileKind.JSON_LINES,
    ".jsonl.gz": FileKind.JSON_LINES,
    ".ndjson.gz": FileKind.JSON_LINES,
    ".zip": FileKind.ZIP,
    ".tar": FileKind.TAR,
    ".tgz": FileKind.TAR,
    ".tar.gz": FileKind.TAR,
}


def kind_of(name: str) -> FileKind:
    """Kind that the name's ending promises.

    >>> kind_of("2016/CM16-9000001.PDF"), kind_of("letters.tar.gz"), kind_of("notes.docx")
    (<Kind.PDF: 'pdf'>, <Kind.TAR: 'tar'>, <Kind.UNKNOWN: 'unknown'>)
    """
    endings = PurePath(name.lower()).suffixes[-2:]
    return _KINDS.get("".join(endings)) or _KINDS.get("".join(endings[-1:]), FileKind.UNKNOWN)


def sniff(head: bytes) -> FileKind:
    """Kind that a content's first bytes (1024 are enough) show; text if they show nothing else.

    >>> sniff(b"%PDF-1.4"), sniff(b'{"text": "..."}'), sniff(b"Case Number:")
    (<Kind.PDF: 'pdf'>, <Kind.JSON_LINES: 'json-lines'>, <Kind.TEXT: 'text'>)
    """
    if PDF_MAGIC in head:
        return FileKind.PDF
    if head.startswith(_ZIP_MAGICS):
        return FileKind.ZIP
    if head.startswith(GZIP_MAGIC):
        inner = sniff(_first_inflated(head))
        return inner if inner in (FileKind.TAR, FileKind.JSON_LINES) else FileKind.UNKNOWN
    if head[257:262] == _TAR_MAGIC:
        return FileKind.TAR
    if head.removeprefix(BOM_UTF8).lstrip().startswith(b"{"):
        return FileKind.JSON_LINES
    return FileKind.TEXT


def _first_inflated(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(head, SNIFFED)
    except zlib.error:
        return b""


def settle(kind: FileKind, name: str, head: bytes) -> FileKind:
    """The kind to read a file as: its name's, unless that says nothing.

    Then a PDF is known by its first bytes, and anything else only if the name has no ending at all: a .docx is a zip
    file too, and neither it nor a .csv is what was meant.
    """
    if kind is not FileKind.UNKNOWN:
        return kind
    seen = sniff(head)
    if seen is FileKind.PDF:
        return seen
    text_like = seen is not FileKind.TEXT or b"\0" not in head
    return seen if text_like and not PurePath(name).suffix else FileKind.UNKNOWN


def printable(name: str) -> str:
    """The name as text that can be printed and stored: bytes that are no UTF-8, and control characters, are escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
