"""Reading compressed and endless streams with bounded memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import select
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal
from kg.documents.source import BZIP2_MAGIC, GZIP_MAGIC, XZ_MAGIC, XZ_MEMORY

__all__ = ["BROKEN", "Inflated", "PipeReader", "Rewound", "lines"]

BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError)
"""What reading a stream that is cut, damaged or not what it says may raise."""


class Rewound(io.RawIOBase):
    """A stream whose first bytes were already looked at: `head` first, then the rest of `stream`.

    Counts what was handed out in `count`.
    """

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        # What has come so far, where a stream can say that: a letter from a slow pipe is not held back for the next.
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self.count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; 0 at the end. Raises `OSError` as the stream does."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._head:
            data, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            data = self._read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class PipeReader(io.RawIOBase):
    """A pipe that is waited for, but not for ever. Raises `DocumentError` (``too-slow``) after `seconds` of silence."""

    def __init__(self, descriptor: int, place: str, seconds: float) -> None:
        self._descriptor, self._place, self._seconds = descriptor, place, seconds
        self._ready = select.poll()
        self._ready.register(descriptor, select.POLLIN)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; 0 at the end."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._ready.poll(1000 * self._seconds):
            raise refusal("too-slow", self._place, f"sent nothing for {self._seconds:g} s")
        return os.readv(self._descriptor, [view])

    def close(self) -> None:
        """Close the descriptor too."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Unpacked(io.RawIOBase):
    """bzip2 or xz streams, one after the other, unpacked a piece at a time.

    The standard library's own file objects have no bound for the memory that an xz header may ask for.
    """

    def __init__(self, packed: BinaryIO, start: Callable[[], _Decompressor]) -> None:
        self._packed, self._start = packed, start
        self._decompressor = start()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while True:
            data = b""
            if self._decompressor.eof:
                data = self._decompressor.unused_data.lstrip(b"\0") or self._packed.read(1 << 16).lstrip(b"\0")
                if not data:  # the end, or padding of zeros before it
                    return 0
                self._decompressor = self._start()
            elif self._decompressor.needs_input:
                data = self._packed.read(1 << 16)
                if not data:
                    raise EOFError("it ends before its end mark")
            plain = self._decompressor.decompress(data, len(view))
            if plain:
                view[: len(plain)] = plain
                return len(plain)


def _xz() -> _Decompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)


class Inflated(io.RawIOBase):
    """A stream, unpacked if it is gzip, bzip2 or xz, that stops a bomb.

    Reading raises `DocumentError` (``archive-bomb``) once more came out than `ReadingLimits.slack` and than
    `ReadingLimits.ratio` times what went in, or, after `allow`, more than was allowed (an archive's header that claims
    gigabytes). `packed`
    says whether the stream is compressed.
    """

    def __init__(self, stream: BinaryIO, place: str, limits: ReadingLimits) -> None:
        head = stream.read(len(XZ_MAGIC))
        self._source = Rewound(head, stream)
        # The unpackers read in small pieces: the buffer spares them thousands of calls.
        buffered = io.BufferedReader(self._source, 1 << 16)
        self.packed = True
        self._plain: io.RawIOBase | gzip.GzipFile
        if head.startswith(GZIP_MAGIC):
            self._plain = gzip.GzipFile(fileobj=buffered)
        elif head.startswith(BZIP2_MAGIC):
            self._plain = _Unpacked(buffered, bz2.BZ2Decompressor)
        elif head.startswith(XZ_MAGIC):
            self._plain = _Unpacked(buffered, _xz)
        else:
            self._plain, self.packed = self._source, False
        self._place, self._limits = place, limits
        self._count = 0
        self._allowed: int | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def allow(self, size: int) -> None:
        """Let at most `size` more bytes pass before the next call."""
        self._allowed = self._count + size

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; 0 at the end. Raises `DocumentError`, and what is in `BROKEN`."""
        size: int = self._plain.readinto(buffer) or 0  # type: ignore[arg-type]
        self._count += size
        bomb = self._count > self._limits.slack and self._count > self._limits.ratio * self._source.count
        if bomb or (self._allowed is not None and self._count > self._allowed):
            reason = f"unpacks to more than {self._limits.ratio} times its size (a zip bomb?)"
            raise refusal("archive-bomb", self._place, reason)
        return size


def lines(stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """Lines of a stream without their ends, each at most `longest` bytes; ``None`` stands for a longer one."""
    while line := stream.readline(longest + 1):
        if len(line) <= longest or line.endswith(b"\n"):
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(1 << 16)
        yield None
