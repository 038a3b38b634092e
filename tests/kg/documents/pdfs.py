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
