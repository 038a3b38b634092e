"""Draw the example letters that are PDFs: ``python tools/make_example_pdfs.py [FOLDER]``.

Reads `examples/pdf-sources/*.txt` and writes `examples/letters/*.pdf` (or into FOLDER); the same sources always give
the same bytes. The pages look like the State's: 12 point Times, a header table of two columns, paragraphs set apart
by an empty line, no page numbers, and (option ``encrypted``) an empty user password.

A source is a row of paragraphs with empty lines between them. ``options: encrypted double-spaced`` may come first; a
form feed begins a new page after the line that it stands in; ``A | B`` is a row of the header table; ``{name}`` is a
sentence of `FORM`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

EXAMPLES = Path(__file__).parents[1] / "examples"

FONT, SIZE = "Times-Roman", 12
LEFT, RIGHT, TOP, BOTTOM = 72, 540, 708, 97
PITCH = 13.8
SECOND_COLUMN, THIRD_COLUMN = 329, 427

# Sentences that the form prints in every letter, as far as the sources need them word for word.
_SIDES = {"C": "The Claims Administrator", "R": "The Expert Reviewer"}
FORM = {
    "summary-lead": "The expert reviewer developed the following clinical case summary based on {}:".format(
        "a review of the case file, including all medical records"
    ),
    "issues-lead": "The Final Determination was based on decisions for the disputed {} set forth below:".format(
        "items/services"
    ),
} | {
    f"{side}-not-mtus": "{} did not base their decision on the {}. Decision based on {}".format(
        name, "MTUS", "Non-MTUS Citation"
    )
    for side, name in _SIDES.items()
}


class Sheet:
    """Pages that are filled from the top, line by line."""

    def __init__(self, path: Path, encrypted: bool, pitch: float) -> None:
        lock = (
            StandardEncryption("", ownerPassword="imr-kg", canCopy=0, canModify=0, strength=128) if encrypted else None
        )
        self.canvas = Canvas(str(path), pagesize=letter, invariant=1, encrypt=lock)
        self.canvas.setTitle("Final determination (an invented example)")
        self.pitch = pitch
        self.y = TOP
        self.canvas.setFont(FONT, SIZE)

    def new_page(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()
        self.canvas.setFont(FONT, SIZE)
        self.y = TOP

    def line(self, text: str, x: float = LEFT) -> None:
        """Draw one line and move down, to a new page where this one is full."""
        if self.y < BOTTOM:
            self.new_page()
        self.canvas.drawString(x, self.y, text)
        self.y -= self.pitch

    def gap(self) -> None:
        """Leave an empty line, but not at the top of a page."""
        if self.y != TOP:
            self.y -= self.pitch

    def table(self, rows: list[str]) -> None:
        """The header: the last row's second cell is broken in two, its value stands beside the first half."""
        for row in rows:
            left, _, right = row.partition(" | ")
            label, _, received = right.partition(" Received: ")
            self.canvas.drawString(LEFT, self.y, left)
            self.canvas.drawString(SECOND_COLUMN, self.y, label)
            if received:
                self.canvas.drawString(SECOND_COLUMN, self.y - self.pitch, "Received:")
                self.canvas.drawString(THIRD_COLUMN, self.y, received)
                self.y -= self.pitch
            self.y -= self.pitch


def wrapped(text: str) -> Iterator[str]:
    """Lines no wider than the page allows; like Word, breaks after a hyphen too. A form feed takes no room."""
    line = ""
    for piece in re.findall(r"\S+?(?<=\w)-(?=[A-Za-z])|\S+\s*|\s+", text):
        if line and stringWidth((line + piece).replace("\f", "").rstrip(), FONT, SIZE) > RIGHT - LEFT:
            yield line
            line = ""
        line += piece
    if line.strip():
        yield line


def draw_paragraph(sheet: Sheet, paragraph: str) -> None:
    """The paragraph's lines; a form feed in one begins a new page after it."""
    for text in paragraph.replace("\n\f\n", " \f").split("\n"):
        heading = text.isupper() and not text.endswith((":", "."))
        for line in wrapped(text):
            shown = line.replace("\f", "").rstrip()
            sheet.line(shown, (LEFT + RIGHT - stringWidth(shown, FONT, SIZE)) / 2 if heading else LEFT)
            if "\f" in line:
                sheet.new_page()


def draw_letter(source: Path, target: Path) -> None:
    """Draw the PDF of one source."""
    paragraphs = re.sub(r"\{([\w-]+)\}", lambda m: FORM[m[1]], source.read_text(encoding="utf-8")).split("\n\n")
    options = paragraphs.pop(0) if paragraphs[0].startswith("options:") else ""
    sheet = Sheet(target, "encrypted" in options, PITCH * (2 if "double-spaced" in options else 1))
    for paragraph in paragraphs:
        if " | " in paragraph:
            sheet.table(paragraph.split("\n"))
        else:
            draw_paragraph(sheet, paragraph)
        sheet.gap()
    sheet.canvas.save()


def main(folder: Path = EXAMPLES / "letters") -> None:
    """Draw every source."""
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted((EXAMPLES / "pdf-sources").glob("*.txt")):
        draw_letter(source, folder / f"{source.stem}.pdf")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
