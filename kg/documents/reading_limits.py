"""How much is read before we stop: the bounds that keep one bad file from eating the machine.

docs/guides/operator.md lists each for those who run the program; a test holds the two in step.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ReadingLimits"]

_KIB = 1024
_MIB = 1024 * _KIB
_GIB = 1024 * _MIB


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds for reading; sizes are in bytes, times in seconds.

    A letter is 5 to 60 KB of text and 20 to 300 KB of PDF, so the defaults leave room for a few hundred letters joined
    in one file. `ratio` bounds how many times larger an archive may get when it is unpacked (letters shrink 3 to 8
    times; a zip bomb a thousand times), looked at once more than `slack` bytes came out. `skipped_bytes` is the longest
    member of a tar that is passed over to reach the next one. `memory` is the address space of a process that reads,
    `open_seconds` how long an archive may take to give its next letter, `pipe_seconds` how long a pipe may be silent,
    `read_seconds` how long one file may take to become a letter. The `recognition` bounds hold for pictures of pages
    that OCR reads: how long one may take and all of a file, how large one is drawn.
    """

    text_bytes: int = 16 * _MIB
    pdf_bytes: int = 64 * _MIB
    markup_bytes: int = 16 * _MIB
    json_bytes: int = 256 * _MIB
    pdf_pages: int = 2000
    stdin_bytes: int = _GIB
    members: int = 1_000_000
    ratio: int = 100
    slack: int = 32 * _MIB
    skipped_bytes: int = 4 * _GIB
    memory: int = 4 * _GIB
    open_seconds: float = 120.0
    pipe_seconds: float = 600.0
    read_seconds: float = 60.0
    recognition_seconds: float = 60.0
    recognition_file_seconds: float = 600.0
    recognition_pixels: int = 20_000_000
