"""Text of a PDF letter, by pdfium, with the paragraphs that its layout shows.

A disputed item's title can't be told from the end of the rationale above it by words alone. So a gap wider than the
document's own line pitch becomes an empty line. The State's PDFs are encrypted with an empty user password, which
pdfium opens.
"""

from __future__ import annotations

import ctypes
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pypdfium2
from pypdfium2 import raw

from kg.documents.document_findings import found
from kg.documents.pdf_lines import Line, gaps, read_lines
from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.documents.recognition import installed, recognize
from kg.documents.refusal import refusal
from kg.documents.source import PDF_MAGIC, SNIFFED
from kg.model import Finding

__all__ = ["PdfText", "read_pdf"]

_END = b"%%EOF"
# What begins after an end mark where a file was changed by appending (ISO 32000-1, 7.5.6): an object, a table.
_MORE = re.compile(rb"\d+\s+\d+\s+obj\b|\bxref\b|\bstartxref\b")
# A linearized file says how long it is, and has an end mark at its beginning too (ISO 32000-1, Annex F.2.2).
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})|/L\s+(\d{1,12})[^>]{0,200}?/Linearized\b")

# In line pitches. Real letters: 1.0 inside a paragraph, 1.5 under a heading, 2.0 between paragraphs.
_PARAGRAPH_GAP = 1.3
_SAME_LINE = 0.3
# Room, in line pitches, that a blank and a last letter take beside the distance between two letters' origins.
_LAST_LETTER = 0.8

# A scanned page may bear a line of text that was stamped on it: fewer letters than these beside a picture that covers
# this share of the page are no text page.
_STAMP = 200
_COVERING = 0.5


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text and what was noticed about it; spans are of that text."""

    text: str
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Page:
    """A page's lines, and what was noticed: a code of `kg.documents.document_findings` and what was seen."""

    lines: list[Line] = field(default_factory=list)
    noticed: tuple[str, str] | None = None


def read_pdf(data: bytes, place: str, limits: ReadingLimits, preferences: Preferences | None = None) -> PdfText:
    r"""Text of a PDF: pages joined with ``"\f"``, an empty line where the layout shows a gap.

    A page that is a picture is read by text recognition where that is asked for, else left out with a finding. Raises
    `DocumentError` (``empty``, ``not-a-pdf``, ``truncated-pdf``, ``damaged-pdf``, ``password``, ``no-text``,
    ``no-recognition``, ``too-large``).
    """
    data = _whole_file(data, place)
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            pages = _read_pages(document, place, limits, preferences or Preferences())
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise refusal("password", place, "is locked with a password") from None
        raise refusal("damaged-pdf", place, f"is a damaged PDF ({error})") from None
    read = _compose(pages)
    if not any(c.isalnum() for c in read.text):
        raise refusal("no-text", place, "holds pictures (a scan?) and no text")
    return read


def _whole_file(data: bytes, place: str) -> bytes:
    """The file without what was appended behind its end by accident. Raises `DocumentError` where it is not whole."""
    if not data.strip(b"\0 \t\r\n"):
        raise refusal("empty", place, "is empty")
    if PDF_MAGIC not in data[:SNIFFED]:
        start = data[:20].decode("latin-1")
        raise refusal("not-a-pdf", place, f"is no PDF: it starts with {start!r}")
    end = data.rfind(_END)
    linearized = _LINEARIZED.search(data[: 2 * SNIFFED])
    promised = int(linearized[1] or linearized[2]) if linearized else 0
    if end < 0 or len(data) < promised or _MORE.search(data, end + len(_END)):
        raise refusal("truncated-pdf", place, "is a PDF whose end is missing")
    return data[: end + len(_END)] + b"\n"


def _read_pages(
    document: pypdfium2.PdfDocument, place: str, limits: ReadingLimits, preferences: Preferences
) -> list[_Page]:
    count = len(document)
    if count > limits.pdf_pages:
        raise refusal("too-large", place, f"has {count} pages, more than {limits.pdf_pages}")
    pages, size, spent = [], 0, 0.0
    for number in range(1, count + 1):
        with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
            read = _Page(read_lines(textpage))
            if _is_picture(page, read.lines):
                began = time.monotonic()
                if preferences.recognize and spent < limits.recognition_file_seconds:
                    read = _read_picture(page, f"page {number} of {count}", place, limits)
                spent += time.monotonic() - began
                read.noticed = read.noticed or ("page-not-read", f"page {number} of {count}")
            elif read.lines and _is_recognized(page):
                read.noticed = ("recognized-text", f"page {number} of {count}, by the program that made the file")
        pages.append(read)
        size += sum(len(line.text) for line in read.lines)
        if size > limits.text_bytes:
            raise refusal("too-large", place, f"holds more than {limits.text_bytes} characters of text")
    return pages


def _read_picture(page: pypdfium2.PdfPage, which: str, place: str, limits: ReadingLimits) -> _Page:
    if not installed():
        raise refusal("no-recognition", place, f"{which} is a picture, and no program for text recognition is here")
    recognized = recognize(page, limits)
    if recognized is None or not recognized.lines:
        return _Page([], ("page-not-read", f"{which}, nor could text be recognized in it"))
    told = f"{which}, with a mean confidence of {recognized.confidence:.0f} %"
    return _Page(recognized.lines, ("recognized-text", told))


# --- pictures ------------------------------------------------------------------------------------------------------


def _is_picture(page: pypdfium2.PdfPage, lines: list[Line]) -> bool:
    """Whether the page shows a picture instead of text: a scan."""
    if not lines:
        return any(True for _ in _pictures(page))
    if sum(len(line.text) for line in lines) >= _STAMP:
        return False
    width, height = page.get_size()
    return any(_area(each) > _COVERING * width * height for each in _pictures(page))


def _objects(page: pypdfium2.PdfPage) -> Iterator[raw.FPDF_PAGEOBJECT]:
    """The page's objects, and those of the forms on it."""
    for at in range(raw.FPDFPage_CountObjects(page)):
        each = raw.FPDFPage_GetObject(page, at)
        if raw.FPDFPageObj_GetType(each) == raw.FPDF_PAGEOBJ_FORM:
            yield from (raw.FPDFFormObj_GetObject(each, i) for i in range(max(raw.FPDFFormObj_CountObjects(each), 0)))
        else:
            yield each


def _pictures(page: pypdfium2.PdfPage) -> Iterator[raw.FPDF_PAGEOBJECT]:
    return (each for each in _objects(page) if raw.FPDFPageObj_GetType(each) == raw.FPDF_PAGEOBJ_IMAGE)


def _area(picture: raw.FPDF_PAGEOBJECT) -> float:
    """Square points that a picture covers."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(picture, left, bottom, right, top)
    return abs((right.value - left.value) * (top.value - bottom.value))


def _is_recognized(page: pypdfium2.PdfPage) -> bool:
    """Whether the text lies unseen over a picture, as text recognition leaves it."""
    modes = {
        raw.FPDFTextObj_GetTextRenderMode(each)
        for each in _objects(page)
        if raw.FPDFPageObj_GetType(each) == raw.FPDF_PAGEOBJ_TEXT
    }
    return modes == {raw.FPDF_TEXTRENDERMODE_INVISIBLE} and any(True for _ in _pictures(page))


# --- from lines to text --------------------------------------------------------------------------------------------


def _compose(pages: list[_Page]) -> PdfText:
    pitch = _pitch(pages)
    margin = max((line.right for page in pages for line in page.lines), default=0.0)
    parts: list[str] = []
    findings: list[Finding] = []
    at = 0
    before: Line | None = None
    for page in pages:
        begin = at
        for line, gap in zip(page.lines, [None, *gaps(page.lines)], strict=False):
            space = _page_break(before, line, margin, pitch) if gap is None else _line_break(gap, pitch)
            begin = at + len(space) if gap is None else begin
            parts += [space, line.text]
            at += len(space) + len(line.text)
            before = line
        if page.noticed:
            findings.append(found(page.noticed[0], begin, at, page.noticed[1]))
    return PdfText("".join(parts), tuple(findings))


def _pitch(pages: list[_Page]) -> float:
    """The usual distance between two lines of a paragraph.

    The lower quartile: most gaps are that in a letter of long paragraphs, a third in one of short ones, and the few
    closer lines of a header table do not count in a double-spaced one.
    """
    wide = sorted(gap for page in pages for gap in gaps(page.lines) if gap > 1)
    return wide[len(wide) // 4] if wide else 0.0


def _line_break(gap: float, pitch: float) -> str:
    if gap > _PARAGRAPH_GAP * pitch:
        return "\n\n"
    return " " if abs(gap) < _SAME_LINE * pitch else "\n"


def _page_break(before: Line | None, line: Line, margin: float, pitch: float) -> str:
    """A page's last line ends its paragraph if the next page's first word would have fitted on it."""
    if before is None:
        return ""
    fits = before.right + line.word + _LAST_LETTER * pitch < margin
    return "\n\n\f" if fits else "\f"
