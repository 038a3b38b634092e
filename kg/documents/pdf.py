"""Text of a PDF letter, by pdfium, with the paragraphs that its layout shows.

pdfium gives lines without the gaps between them, and a disputed item's title can't be told from the end of the
rationale above it. So each line's baseline is looked up (two cheap calls) and a gap wider than the document's own line
pitch becomes an empty line. The State's PDFs are encrypted with an empty user password, which pdfium opens.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from kg.documents.decoding import tidy
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import refusal
from kg.documents.source import PDF_MAGIC, SNIFFED

__all__ = ["read_pdf"]

# ISO 32000-1, 7.5.5 and Annex H: readers look for the end mark in the last 1024 bytes.
_MARGIN = 1024
_END = b"%%EOF"

# In line pitches. Real letters: 1.0 inside a paragraph, 1.5 under a heading, 2.0 between paragraphs.
_PARAGRAPH_GAP = 1.3
_SAME_LINE = 0.3
# Room, in line pitches, that a blank and a last letter take beside the distance between two letters' origins.
_LAST_LETTER = 0.8


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's words, the baselines of its first and last letter (points, upwards) and where the last one begins.

    The baselines differ where pdfium joined the halves of a hyphenated word. `word` is the width of the first word,
    looked up for a page's first line only.
    """

    text: str
    first: float
    last: float
    right: float
    word: float


def read_pdf(data: bytes, place: str, limits: ReadingLimits) -> str:
    r"""Text of a PDF: pages joined with ``"\f"``, an empty line where the layout shows a gap.

    Raises `DocumentError` (``empty``, ``not-a-pdf``, ``truncated-pdf``, ``damaged-pdf``, ``password``, ``no-text``,
    ``too-large``).
    """
    _check_frame(data, place)
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            text = _compose(_read_pages(document, place, limits))
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise refusal("password", place, "is locked with a password") from None
        raise refusal("damaged-pdf", place, f"is a damaged PDF ({error})") from None
    if not any(c.isalnum() for c in text):
        raise refusal("no-text", place, "holds pictures (a scan?) and no text")
    return tidy(text)


def _check_frame(data: bytes, place: str) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise refusal("empty", place, "is empty")
    if PDF_MAGIC not in data[:SNIFFED]:
        start = data[:20].decode("latin-1")
        raise refusal("not-a-pdf", place, f"is no PDF: it starts with {start!r}")
    if _END not in data.rstrip(b"\0 \t\r\n")[-_MARGIN:]:
        raise refusal("truncated-pdf", place, "is a PDF whose end is missing")


def _read_pages(document: pypdfium2.PdfDocument, place: str, limits: ReadingLimits) -> list[list[_Line]]:
    count = len(document)
    if count > limits.pdf_pages:
        raise refusal("too-large", place, f"has {count} pages, more than {limits.pdf_pages}")
    pages, size = [], 0
    for number in range(count):
        with closing(document[number]) as page, closing(page.get_textpage()) as textpage:
            lines = list(_read_lines(textpage))
            if not lines and _has_picture(page):
                raise refusal("no-text", place, f"page {number + 1} of {count} is a picture (a scan?) without text")
        pages.append(lines)
        size += sum(len(line.text) for line in lines)
        if size > limits.text_bytes:
            raise refusal("too-large", place, f"holds more than {limits.text_bytes} characters of text")
    return pages


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    objects = (raw.FPDFPage_GetObject(page, i) for i in range(raw.FPDFPage_CountObjects(page)))
    return any(raw.FPDFPageObj_GetType(found) == raw.FPDF_PAGEOBJ_IMAGE for found in objects)


def _read_lines(page: pypdfium2.PdfTextPage) -> Iterator[_Line]:
    text: str = page.get_text_range()
    # pdfium counts UTF-16 units.
    width = len if text.isascii() or max(text) <= "\uffff" else _units
    x, y = ctypes.c_double(), ctypes.c_double()

    # Characters that are in no text only push those after them on: if the last stands at its own place, all do.
    last_index = width(text) - 1
    plain = raw.FPDFText_GetCharIndexFromTextIndex(page, last_index) == last_index

    def origin(index: int) -> tuple[float, float]:
        if not plain:
            index = raw.FPDFText_GetCharIndexFromTextIndex(page, index)
        raw.FPDFText_GetCharOrigin(page, index, x, y)
        return x.value, y.value

    at, first_of_page = 0, True
    for whole in text.split("\r\n"):
        line = whole.strip()
        if line:
            start = at + width(whole[: whole.index(line[0])])
            left, first = origin(start)
            right, last = origin(start + width(line) - 1)
            word = 0.0
            if first_of_page:
                word = origin(start + width(line.split(None, 1)[0]) - 1)[0] - left
                first_of_page = False
            yield _Line(line, first, last, right, word)
        at += width(whole) + 2


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _compose(pages: list[list[_Line]]) -> str:
    pitch = _pitch(pages)
    margin = max((line.right for page in pages for line in page), default=0.0)
    parts: list[str] = []
    before: _Line | None = None
    for page in pages:
        for line, gap in zip(page, [None, *_gaps(page)], strict=False):
            if gap is None:
                parts.append(_page_break(before, line, margin, pitch))
            else:
                parts.append(_line_break(gap, pitch))
            parts.append(line.text)
            before = line
    return "".join(parts)


def _pitch(pages: list[list[_Line]]) -> float:
    """The usual distance between two lines of a paragraph.

    The lower quartile: most gaps are that in a letter of long paragraphs, a third in one of short ones, and the few
    closer lines of a header table do not count in a double-spaced one.
    """
    gaps = sorted(gap for page in pages for gap in _gaps(page) if gap > 1)
    return gaps[len(gaps) // 4] if gaps else 0.0


def _gaps(page: list[_Line]) -> list[float]:
    return [above.last - below.first for above, below in pairwise(page)]


def _line_break(gap: float, pitch: float) -> str:
    if gap > _PARAGRAPH_GAP * pitch:
        return "\n\n"
    return " " if abs(gap) < _SAME_LINE * pitch else "\n"


def _page_break(before: _Line | None, line: _Line, margin: float, pitch: float) -> str:
    """A page's last line ends its paragraph if the next page's first word would have fitted on it."""
    if before is None:
        return ""
    fits = before.right + line.word + _LAST_LETTER * pitch < margin
    return "\n\n\f" if fits else "\f"
