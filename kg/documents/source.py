"""What `find_sources` hands to `read_source`, and what comes out of it."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from kg.model import Finding

__all__ = [
    "BZIP2_MAGIC",
    "CONTAINERS",
    "GZIP_MAGIC",
    "PACKED_MAGICS",
    "PDF_MAGIC",
    "SNIFFED",
    "XZ_MAGIC",
    "XZ_MEMORY",
    "Content",
    "Document",
    "FileContent",
    "FileKind",
    "Source",
    "ZipContent",
    "is_packed",
    "kind_of",
    "printable",
    "settle",
    "sniff",
]

# How many first bytes tell a kind: PDF readers look that far for the header (ISO 32000-1, Annex H).
SNIFFED = 1024
PDF_MAGIC = b"%PDF-"
GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952, 2.3.1
BZIP2_MAGIC = b"BZh"
XZ_MAGIC = b"\xfd7zXZ\0"  # The .xz File Format 1.2.1, 2.1.1.1
PACKED_MAGICS = (GZIP_MAGIC, BZIP2_MAGIC, XZ_MAGIC)
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")  # APPNOTE.TXT 4.3.7, 4.3.16
_TAR_MAGIC = b"ustar"  # POSIX pax, ustar interchange format
XZ_MEMORY = 256 << 20  # bytes; a header of 30 bytes may ask for 4 GiB, `xz -9` needs 65 MiB
# Word and its peers write these members first (ECMA-376-2, 9.2: parts and content types).
_DOCX_MEMBER = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|word/|_rels/)", re.DOTALL)
_HTML = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_JSON_ARRAY = re.compile(
    rb"""
    \[\s*(?:[{"]|\Z)                             # [{"text": ...}], ["..."]
    |\{(?:[ \t\r]*\n                             # an object over several lines is no JSON Lines
        |\s*"[^"\\]{0,80}"\s*:\s*\[\s*[{"])     # {"letters": [{
    """,
    re.VERBOSE,
)


class FileKind(StrEnum):
    """What a name or the first bytes promise."""

    PDF = "pdf"
    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    JSON = "json"
    JSON_LINES = "json-lines"
    JSON_LINE = "json-line"
    CSV = "csv"
    TSV = "tsv"
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
    (before the ``"\f"`` where a paragraph ends with its page). Control characters are gone. `findings` have spans of
    this text.
    """

    source: str
    text: str
    place: str = ""
    findings: tuple[Finding, ...] = ()


CONTAINERS = (FileKind.ZIP, FileKind.TAR, FileKind.JSON, FileKind.JSON_LINES, FileKind.CSV, FileKind.TSV)
"""Kinds that may hold more than one letter: they are opened to find the letters inside."""

_KINDS = {
    ".pdf": FileKind.PDF,
    ".txt": FileKind.TEXT,
    ".text": FileKind.TEXT,
    ".md": FileKind.TEXT,
    ".markdown": FileKind.TEXT,
    ".htm": FileKind.HTML,
    ".html": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".docx": FileKind.DOCX,
    ".json": FileKind.JSON,
    ".jsonl": FileKind.JSON_LINES,
    ".ndjson": FileKind.JSON_LINES,
    ".csv": FileKind.CSV,
    ".tsv": FileKind.TSV,
    ".zip": FileKind.ZIP,
    ".tar": FileKind.TAR,
    ".tgz": FileKind.TAR,
    ".tbz2": FileKind.TAR,
    ".txz": FileKind.TAR,
}
_PACKED = (".gz", ".bz2", ".xz")


def is_packed(name: str) -> bool:
    """Whether the name's ending says that the whole file is compressed (`.gz`, `.bz2`, `.xz`)."""
    return PurePath(name.lower()).suffix in _PACKED


def _unpacked_name(name: str) -> PurePath:
    path = PurePath(name.lower())
    return path.with_suffix("") if path.suffix in _PACKED else path


def kind_of(name: str) -> FileKind:
    """Kind that the name's ending promises, of what is inside where the whole file is compressed.

    >>> kind_of("2016/CM16-9000001.PDF"), kind_of("letters.tar.gz"), kind_of("CM16-9000001.txt.xz"), kind_of("a.odt")
    (<FileKind.PDF: 'pdf'>, <FileKind.TAR: 'tar'>, <FileKind.TEXT: 'text'>, <FileKind.UNKNOWN: 'unknown'>)
    """
    return _KINDS.get(_unpacked_name(name).suffix, FileKind.UNKNOWN)


def sniff(head: bytes) -> FileKind:
    """Kind that a content's first bytes (1024 are enough) show, unpacked where the whole is compressed.

    Text if they show nothing else.

    >>> sniff(b"%PDF-1.4"), sniff(b'{"text": "..."}'), sniff(b"<!DOCTYPE html>"), sniff(b"Case Number:")
    (<FileKind.PDF: 'pdf'>, <FileKind.JSON_LINES: 'json-lines'>, <FileKind.HTML: 'html'>, <FileKind.TEXT: 'text'>)
    """
    if head.startswith(PACKED_MAGICS):
        return FileKind.UNKNOWN
    if PDF_MAGIC in head:
        return FileKind.PDF
    if head.startswith(_ZIP_MAGICS):
        return FileKind.DOCX if _DOCX_MEMBER.search(head) else FileKind.ZIP
    if head[257:262] == _TAR_MAGIC:
        return FileKind.TAR
    start = head.removeprefix(BOM_UTF8).lstrip()
    if _JSON_ARRAY.match(start):
        return FileKind.JSON
    if start.startswith(b"{"):
        return FileKind.JSON_LINES
    return FileKind.HTML if _HTML.match(start) else FileKind.TEXT


def settle(kind: FileKind, name: str, head: bytes) -> FileKind:
    """The kind to read a file as: its name's, unless that says nothing.

    Then a PDF is known by its first bytes, and anything else only if the name has no ending at all: an .odt is a zip
    file too, and neither it nor a .log is what was meant.
    """
    if kind is not FileKind.UNKNOWN:
        return kind
    seen = sniff(head)
    if seen is FileKind.PDF:
        return seen
    text_like = seen is not FileKind.TEXT or b"\0" not in head
    return seen if text_like and not _unpacked_name(name).suffix else FileKind.UNKNOWN


def printable(name: str) -> str:
    """The name as text that can be printed and stored: bytes that are no UTF-8, and control characters, are escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
