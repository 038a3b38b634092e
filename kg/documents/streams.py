"""Reading compressed and endless streams with bounded memory."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from typing import BinaryIO

from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal
from kg.documents.source import GZIP_MAGIC

__all__ = ["Inflated", "Rewound", "lines"]


class Rewound(io.RawIOBase):
    """A stream whose first bytes were already looked at: `head` first, then the rest of `stream`.

    Counts what was handed out in `count`.
    """

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream
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
            data = self._stream.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class Inflated(io.RawIOBase):
    """A stream, unpacked if it is gzip, that stops a bomb.

    Reading raises `DocumentError` (``archive-bomb``) once more came out than `ReadingLimits.slack` and than
    `ReadingLimits.ratio` times what went in, or, after `allow`, more than was allowed (an archive's header that claims
    gigabytes). `tail` holds the last 512 bytes of the last read.
    """

    def __init__(self, stream: BinaryIO, place: str, limits: ReadingLimits) -> None:
        head = stream.read(2)
        self._packed = Rewound(head, stream)
        self._plain: io.RawIOBase | gzip.GzipFile = self._packed
        if head == GZIP_MAGIC:
            # GzipFile reads in small pieces: the buffer spares it thousands of calls.
            self._plain = gzip.GzipFile(fileobj=io.BufferedReader(self._packed, 1 << 16))
        self._place, self._limits = place, limits
        self._count = 0
        self._allowed: int | None = None
        self.tail = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def allow(self, size: int) -> None:
        """Let at most `size` more bytes pass before the next call."""
        self._allowed = self._count + size

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; 0 at the end. Raises `DocumentError`, and `OSError`, `EOFError`, `zlib.error` as gzip does."""
        size: int = self._plain.readinto(buffer) or 0  # type: ignore[arg-type]
        self._count += size
        self.tail = bytes(memoryview(buffer)[max(size - 512, 0) : size]) or self.tail  # type: ignore[arg-type]
        bomb = self._count > self._limits.slack and self._count > self._limits.ratio * self._packed.count
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
