"""How much is read before we stop: the bounds that keep one bad file from eating the machine."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ReadingLimits"]

_KIB = 1024
_MIB = 1024 * _KIB


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds for reading; sizes are in bytes.

    A letter is 5 to 60 KB of text and 20 to 300 KB of PDF, so the defaults leave room for a few hundred letters joined
    in one file. `ratio` bounds how many times larger an archive may get when it is unpacked (letters shrink 3 to 8
    times; a zip bomb a thousand times), looked at once more than `slack` bytes came out.
    """

    text_bytes: int = 16 * _MIB
    pdf_bytes: int = 64 * _MIB
    pdf_pages: int = 2000
    stdin_bytes: int = 1024 * _MIB
    members: int = 1_000_000
    ratio: int = 100
    slack: int = 32 * _MIB
