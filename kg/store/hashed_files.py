"""Files whose SHA-256 is made as they are read or written, so that nothing is read twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

__all__ = ["HashedReader", "HashedWriter"]


class HashedReader:
    """A file that is read, and the SHA-256 of what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        data = self._file.read(size)
        self._hash.update(data)
        return data

    def readline(self) -> bytes:
        """A line with its end."""
        line = self._file.readline()
        self._hash.update(line)
        return line

    def digest(self) -> str:
        """The hash in hex digits."""
        return self._hash.hexdigest()


class HashedWriter:
    """A file and the SHA-256 of what was written to it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=1 << 20)
        self._hash = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        """Append `piece`."""
        self._file.write(piece)
        self._hash.update(piece)

    def write_all(self, pieces: Iterable[bytes]) -> None:
        """Append `pieces`."""
        for piece in pieces:
            self.write(piece)

    def digest(self) -> str:
        """The hash in hex digits."""
        return self._hash.hexdigest()

    def __enter__(self) -> HashedWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
