"""Members of zip and tar archives, without ever writing one to disk.

Zip members are handed on by their offset, so that a worker opens its own; tar has no directory (.tar.gz no offsets), so
its members are read here, one after the other, and travel as bytes.
"""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from stat import S_ISLNK
from typing import BinaryIO

from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal, rejection
from kg.documents.source import FileKind, Source, ZipContent, is_packed, kind_of, printable
from kg.documents.streams import BROKEN, Inflated
from kg.errors import DocumentError
from kg.model import Rejection

__all__ = ["hidden", "largest", "tar_sources", "unzip", "zip_sources"]

# macOS, Windows Explorer, and the lock files that Word and Excel keep beside an open document.
_NOTES = ("__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini")
_NOTES_BEGIN = (".", "~$")
_LONGEST_NAME = 1000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"
# APPNOTE.TXT 6.3.10, 4.3.7: signature, 22 bytes that the directory repeats, lengths of name and extra field.
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_SIGNATURE = b"PK\x03\x04"
# What a tar may put before a member beside its content: long names, pax records, padding.
_TAR_HEADER_BYTES = 1 << 20
_END_MARK = tarfile.EOFHeaderError  # type: ignore[attr-defined]
_HEADER_ERROR, _READ_ERROR = tarfile.HeaderError, tarfile.ReadError


def hidden(name: str) -> bool:
    """Whether a file is a note that a program left for itself, which nobody means to hand in.

    >>> [hidden(name) for name in (".DS_Store", "__MACOSX/a.txt", "2016/Thumbs.db", "~$letter.docx", "letter.docx")]
    [True, True, True, True, False]
    """
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("..", ".")]
    return any(part.startswith(_NOTES_BEGIN) or part.lower() in _NOTES for part in parts)


def largest(kind: FileKind, limits: ReadingLimits) -> int:
    """Largest content, in bytes, that is read for this kind."""
    if kind in (FileKind.PDF, FileKind.DOCX):
        return limits.pdf_bytes
    if kind is FileKind.UNKNOWN:
        return max(limits.text_bytes, limits.pdf_bytes)
    return limits.markup_bytes if kind is FileKind.HTML else limits.text_bytes


def _member(name: str, archive: Source, size: int, limits: ReadingLimits) -> tuple[str, str, FileKind]:
    """Name, place and kind of a member that may be read. Raises `DocumentError` for one that may not."""
    shown = printable(name)
    if len(shown) > _LONGEST_NAME:
        place = f"{archive.place}/{shown[:40]}..."
        raise refusal("unsafe-member", place, f"has a name of {len(shown)} characters")
    place = f"{archive.place}/{shown}"
    path = name.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":":
        raise refusal("unsafe-member", place, "has a path that leads out of the archive")
    kind = kind_of(name)
    if kind in (FileKind.ZIP, FileKind.TAR) or is_packed(name):
        raise refusal("nested-archive", place, "is an archive inside an archive")
    if size > largest(kind, limits):
        raise refusal("too-large", place, f"is {size} bytes long, more than {largest(kind, limits)}")
    return f"{archive.name}/{shown}", place, kind


# --- zip -----------------------------------------------------------------------------------------------------------


def zip_sources(archive: Source, stream: BinaryIO, limits: ReadingLimits) -> Iterator[Source | Rejection]:
    """Members of a zip file, in its directory's order. Never raises: what can't be read is a `Rejection`.

    With an `archive` that is a file, members are `ZipContent`; else their bytes, read here.
    """
    path = archive.content.path if not isinstance(archive.content, bytes) else None
    try:
        with zipfile.ZipFile(stream) as directory:
            members = [info for info in directory.infolist() if not info.is_dir() and not hidden(info.filename)]
            _check_directory(members, stream, archive.place, limits)
    except DocumentError as error:
        yield rejection(error)
        return
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, RuntimeError) as error:
        yield rejection(refusal("damaged-archive", archive.place, f"is no whole zip file ({printable(str(error))})"))
        return
    if not members:
        yield rejection(refusal("empty", archive.place, "is an archive without files"))
    for info in members:
        try:
            _check_growth(info, archive, limits)
            name, place, kind = _member(info.orig_filename, archive, info.file_size, limits)
            content = _zip_content(info, path or "", place)
            yield Source(name, place, kind, content if path else unzip(content, place, stream))
        except DocumentError as error:
            yield rejection(error)


def _check_directory(members: list[zipfile.ZipInfo], stream: BinaryIO, place: str, limits: ReadingLimits) -> None:
    if len(members) > limits.members:
        raise refusal("too-many-members", place, f"holds {len(members)} files, more than {limits.members}")
    packed = stream.seek(0, io.SEEK_END)
    # A member that claims more than is ever read is refused by itself.
    longest = max(limits.pdf_bytes, limits.text_bytes)
    size = sum(info.file_size for info in members if info.file_size <= longest)
    # The whole, too: members that overlap each make a small bomb of the same bytes.
    if size > limits.slack and size > limits.ratio * packed:
        raise refusal("archive-bomb", place, f"unpacks from {packed} to {size} bytes (a zip bomb?)")


def _check_growth(info: zipfile.ZipInfo, archive: Source, limits: ReadingLimits) -> None:
    if info.file_size > limits.slack and info.file_size > limits.ratio * info.compress_size:
        place = f"{archive.place}/{printable(info.orig_filename)[:_LONGEST_NAME]}"
        reason = f"unpacks from {info.compress_size} to {info.file_size} bytes (a zip bomb?)"
        raise refusal("archive-bomb", place, reason)


def _zip_content(info: zipfile.ZipInfo, path: str, place: str) -> ZipContent:
    if info.flag_bits & _ENCRYPTED:
        raise refusal("password", place, "is locked with a password")
    if S_ISLNK(info.external_attr >> 16):
        raise refusal("unsafe-member", place, "is a link, not a file")
    if info.compress_type not in _METHODS:
        raise refusal("unsupported-member", place, f"is packed by method {info.compress_type}, which we do not read")
    return ZipContent(path, info.header_offset, info.compress_type, info.compress_size, info.file_size, info.CRC)


def unzip(member: ZipContent, place: str, stream: BinaryIO) -> bytes:
    """Content of a zip member. Raises `DocumentError` (``damaged-archive``) and `OSError`."""
    damaged = refusal("damaged-archive", place, "is damaged inside its archive")
    # The packed form of incompressible data is a little longer; more than that can't be honest.
    if member.packed > member.size + (member.size >> 8) + 1024:
        raise damaged
    if not 0 <= member.offset < stream.seek(0, io.SEEK_END):  # zip64 may say anything up to 2^64
        raise damaged
    stream.seek(member.offset)
    header = stream.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise damaged
    signature, name, extra = _LOCAL_HEADER.unpack(header)
    stream.seek(name + extra, io.SEEK_CUR)
    data = stream.read(member.packed)
    if member.method == zipfile.ZIP_DEFLATED:
        try:
            data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, member.size + 1)
        except zlib.error:
            raise damaged from None
    if signature != _LOCAL_SIGNATURE or len(data) != member.size or zlib.crc32(data) != member.crc:
        raise damaged
    return data


# --- tar -----------------------------------------------------------------------------------------------------------


class _Header(tarfile.TarInfo):
    """A member's header. Only the end mark ends an archive: to the library, any damage after the first member does."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> _Header:
        try:
            return super().fromtarfile(tarfile)
        except _END_MARK:
            raise
        except _HEADER_ERROR as error:
            raise _READ_ERROR(f"{error}; its end mark is missing") from error


def tar_sources(
    archive: Source, inflated: Inflated, stream: BinaryIO, limits: ReadingLimits
) -> Iterator[Source | Rejection]:
    """Members of a tar archive, in its order, read as a stream from `stream`, which reads `inflated`. Never raises.

    An archive that breaks off gives its whole members, then one `Rejection` for the rest.
    """
    found = 0
    try:
        inflated.allow(_TAR_HEADER_BYTES)
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=0, tarinfo=_Header) as members:
            for info in members:
                stored = members.offset - info.offset_data
                if not 0 <= stored <= limits.skipped_bytes:  # tarfile would read to its end, which may never come
                    raise EOFError(f"{printable(info.name[:_LONGEST_NAME])} claims to be {stored} bytes long")
                inflated.allow(stored + _TAR_HEADER_BYTES)
                if not info.isdir() and not hidden(info.name):
                    found += 1
                    yield _tar_member(info, members, archive, limits)
                members.members.clear()  # type: ignore[attr-defined]  # it keeps every header it saw
    except DocumentError as error:
        yield rejection(error)
        return
    except (tarfile.TarError, ValueError, OverflowError, *BROKEN) as error:
        reason = f"breaks off or is damaged after {found} files ({printable(str(error))})"
        yield rejection(refusal("damaged-archive", archive.place, reason))
        return
    if not found:
        yield rejection(refusal("empty", archive.place, "is an archive without files"))


def _tar_member(
    info: tarfile.TarInfo, members: tarfile.TarFile, archive: Source, limits: ReadingLimits
) -> Source | Rejection:
    try:
        name, place, kind = _member(info.name, archive, info.size, limits)
        if not info.isreg():
            raise refusal("unsafe-member", place, "is a link or a device, not a file")
        if info.issparse():
            raise refusal("unsupported-member", place, "is stored as a sparse file, which we do not read")
    except DocumentError as error:
        return rejection(error)
    content = members.extractfile(info)
    data = content.read() if content else b""
    if len(data) < info.size:
        raise EOFError("the last file is cut off")
    return Source(name, place, kind, data)
