"""Make the files of `examples/broken` that an editor can't write: ``python tools/make_broken_examples.py [FOLDER]``.

The same run always gives the same bytes.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.lib.pagesizes import letter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

EXAMPLES = Path(__file__).parents[1] / "examples"
_EPOCH = (2016, 1, 1, 0, 0, 0)


def draw_scan(target: Path) -> None:
    """A page that is a picture of grey lines, with no text."""
    picture = Image.new("L", (170, 220), 255)
    pen = ImageDraw.Draw(picture)
    for y in range(20, 200, 8):
        pen.line((18, y, 150 - (y * 7) % 40, y), fill=90)
    canvas = Canvas(str(target), pagesize=letter, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, width=letter[0], height=letter[1])
    canvas.save()


def draw_locked(target: Path) -> None:
    """A page that needs a password."""
    lock = StandardEncryption("secret", ownerPassword="imr-kg", strength=128)
    canvas = Canvas(str(target), pagesize=letter, invariant=1, encrypt=lock)
    canvas.drawString(72, 708, "Nobody gets here without the password.")
    canvas.save()


def pack(target: Path, members: dict[str, bytes]) -> None:
    """A zip file whose members bear one fixed date."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def main(folder: Path = EXAMPLES / "broken") -> None:
    """Make every file."""
    folder.mkdir(parents=True, exist_ok=True)
    draw_scan(folder / "scan-without-text.pdf")
    draw_locked(folder / "locked-with-a-password.pdf")
    whole = (EXAMPLES / "letters" / "s-2017-injections.pdf").read_bytes()
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 2)
    (folder / "code-page-1251.txt").write_bytes("Это письмо не из Калифорнии".encode("cp1251"))
    good = (EXAMPLES / "letters" / "p-2013-necessary.txt").read_bytes()
    pack(folder / "path-out-of-the-archive.zip", {"../p-2013-necessary.txt": good})
    pack(folder / "zip-bomb.zip", {"zeros.txt": b"0" * (40 << 20)})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
