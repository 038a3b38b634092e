"""Small PDFs for the tests, made with reportlab."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP, PITCH = 72, 700, 13.8
BLANK = ""


def make_pdf(*pages: list[str], user_password: str | None = None, picture: bool = False) -> bytes:
    """A PDF of these lines; an empty one leaves a paragraph's gap."""
    out = io.BytesIO()
    lock = None if user_password is None else StandardEncryption(user_password, "owner", canPrint=0, canCopy=0)
    canvas = Canvas(out, pagesize=letter, invariant=1, encrypt=lock)
    for lines in pages:
        canvas.setFont("Times-Roman", 12)
        if picture:
            _draw_picture(canvas)
        for row, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - row * PITCH, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_picture(canvas: Canvas) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), LEFT, 300, width=200, height=200)


def joined(*parts: bytes) -> bytes:
    """One PDF of the pages of several."""
    import pypdf

    writer = pypdf.PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def drawn(lines: list[str], turn: int = 0, order: str = "down", upright: bool = True) -> bytes:
    """A page that is turned by `turn` degrees when it is shown (`/Rotate`), its lines drawn in an odd order.

    Turned back while it is drawn, so that it is upright when shown; without `upright` it is shown lying.
    """
    out = io.BytesIO()
    width, height = letter
    canvas = Canvas(out, pagesize=letter, invariant=1)
    canvas.setPageRotation(turn)
    canvas.setFont("Times-Roman", 12)
    if upright:
        canvas.translate(*{0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        canvas.rotate(turn)
    rows = [(LEFT, 500 - row * PITCH, line) for row, line in enumerate(lines) if line]
    for x, y, words in _reordered(rows, order, canvas):
        canvas.drawString(x, y, words)
    canvas.save()
    return out.getvalue()


def _reordered(rows: list[tuple[float, float, str]], order: str, canvas: Canvas) -> list[tuple[float, float, str]]:
    if order == "up":
        return rows[::-1]
    if order == "blocks":  # the second half of the page first
        return [*rows[4:], *rows[2:4], *rows[:2]]
    if order == "down":
        return rows
    words = []
    for left, y, line in rows:
        x = left
        for word in line.split():
            words.append((x, y, word))
            x += canvas.stringWidth(f"{word} ", "Times-Roman", 12)
    return words


def columns(left: list[str], right: list[str], upward: bool = False) -> bytes:
    """Two columns of short lines."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1)
    canvas.setFont("Times-Roman", 10)
    rows = [(x, TOP - row * PITCH, line) for x, lines in ((50, left), (330, right)) for row, line in enumerate(lines)]
    for x, y, line in sorted(rows, key=lambda row: row[:2]) if upward else rows:
        canvas.drawString(x, y, line)
    canvas.save()
    return out.getvalue()


def scanned(stamp: str = "", unseen: list[str] | None = None) -> bytes:
    """A picture that covers the page, with a line stamped on it or unseen text over it."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1)
    canvas.drawImage(ImageReader(Image.new("L", (85, 110), 230)), 0, 0, *letter)
    canvas.drawString(250, 30, stamp)
    text = canvas.beginText(LEFT, TOP)
    text.setTextRenderMode(3)
    text.setFont("Times-Roman", 12, PITCH)
    text.textLines(unseen or [])
    canvas.drawText(text)
    canvas.save()
    return out.getvalue()


def scan_of(lines: list[str], turn: int = 0) -> bytes:
    """A page that is a picture of these lines; `turn` as `drawn` has it, the picture turned the other way."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader

    document = pypdfium2.PdfDocument(make_pdf(lines))
    picture = document[0].render(scale=300 / 72, grayscale=True).to_pil().rotate(turn, expand=True)
    document.close()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter, invariant=1)
    size = (letter[1], letter[0]) if turn in (90, 270) else letter  # reportlab turns the page's own size by itself
    canvas.setPageRotation(turn)
    canvas.drawImage(ImageReader(picture), 0, 0, *size)
    canvas.save()
    return out.getvalue()
