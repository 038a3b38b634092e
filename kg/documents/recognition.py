"""Text recognition (OCR) of a page that is a picture, by Tesseract (https://tesseract-ocr.github.io).

An optional program of the machine, not a library: it runs as a process of its own for one page, within the memory of
the worker that starts it and a time limit, and ends with that worker. OCRmyPDF's files need none of this: they carry
the recognized text.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import partial

import pypdfium2

from kg.confinement import die_with_parent
from kg.documents.decoding import tidy
from kg.documents.pdf_lines import Line
from kg.documents.reading_limits import ReadingLimits

__all__ = ["PROGRAM", "Recognized", "installed", "picture_of", "recognize"]

PROGRAM = "tesseract"
_DPI = 300  # what Tesseract is trained for
_POINTS = 72  # an inch
_NO_WORDS = -1.0  # confidence of a row that stands for a block, a paragraph or a line


@dataclass(frozen=True, slots=True)
class Recognized:
    """The lines of a page and the mean confidence of its words, 0 to 100."""

    lines: list[Line]
    confidence: float


def installed() -> bool:
    """Whether the program is there."""
    return shutil.which(PROGRAM) is not None


def recognize(page: pypdfium2.PdfPage, limits: ReadingLimits) -> Recognized | None:
    """What a page shows; ``None`` where the program failed or took longer than `recognition_seconds`."""
    picture, scale = picture_of(page, limits.recognition_pixels)
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the picture goes in by a pipe
            [PROGRAM, "stdin", "stdout", "--dpi", str(round(scale * _POINTS)), "-l", "eng", "tsv"],
            input=picture,
            capture_output=True,
            timeout=limits.recognition_seconds,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            preexec_fn=partial(die_with_parent, os.getpid()),
        )
        return _recognized(done.stdout.decode("utf-8", "replace"), scale, page.get_height())
    except (subprocess.SubprocessError, OSError, KeyError, ValueError):  # the last two: no table of words came out
        return None


def picture_of(page: pypdfium2.PdfPage, pixels: int) -> tuple[bytes, float]:
    """The page as a portable graymap (Netpbm), the simplest picture that Tesseract reads, and its pixels a point.

    No larger than `pixels`.
    """
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, (pixels / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows, stride, across = bytes(bitmap.buffer), bitmap.stride, bitmap.width
    gray = b"".join(rows[at : at + across] for at in range(0, stride * bitmap.height, stride))
    head = b"P5 %d %d 255\n" % (across, bitmap.height)
    bitmap.close()
    return head + gray, scale


def _recognized(table: str, scale: float, height: float) -> Recognized:
    """Lines out of Tesseract's table of words: pixels from the top left become points from the bottom left."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("text", "").strip() and float(row["conf"]) != _NO_WORDS:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    words = [float(word["conf"]) for line in lines.values() for word in line]
    made = [_line(words, scale, height) for words in lines.values()]
    return Recognized(made, sum(words) / len(words) if words else 0.0)


def _line(words: list[dict[str, str]], scale: float, height: float) -> Line:
    text = tidy(" ".join(word["text"].strip() for word in words))
    tops = [int(word["top"]) for word in words]
    bottoms = [int(word["top"]) + int(word["height"]) for word in words]
    # The middle of the line's box: its foot depends on whether a letter hangs below the baseline.
    middle = height - (min(tops) + max(bottoms)) / 2 / scale
    first, last = words[0], words[-1]
    left, right = int(first["left"]) / scale, (int(last["left"]) + int(last["width"])) / scale
    return Line(text, middle, middle, left, right, int(first["width"]) / scale)
