"""Letters a second of the PDF readers we could use: ``python -m benchmarks.pdf_readers [FOLDER]``.

Reads every PDF in FOLDER (default: `examples/letters`) with pdfium (BSD/Apache), with our reader (pdfium and paragraphs
from the layout) and with pypdf (BSD), on one core, in processor time, and prints each one's ratio to our reader.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pypdfium2

from kg.documents import ReadingLimits
from kg.documents.pdf import read_pdf

Reader = Callable[[bytes], str]


def by_pdfium(data: bytes) -> str:
    parts = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        textpage = page.get_textpage()
        parts.append(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return "\f".join(parts)


def by_us(data: bytes) -> str:
    return read_pdf(data, "benchmark", ReadingLimits()).text


def by_pypdf(data: bytes) -> str:
    return "\f".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


READERS: dict[str, tuple[Reader, int]] = {
    "pdfium, bare": (by_pdfium, 1),
    "kg.documents": (by_us, 1),
    "pypdf": (by_pypdf, 10),
}


def rate(reader: Reader, letters: list[bytes], rounds: int) -> float:
    """Letters a second of processor time."""
    begun = time.process_time()
    for _ in range(rounds):
        for data in letters:
            reader(data)
    return rounds * len(letters) / (time.process_time() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare PDF readers on a folder of letters.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[1] / "examples" / "letters")
    parser.add_argument("--rounds", type=int, default=10, help="times that each letter is read (pypdf: a tenth)")
    options = parser.parse_args()
    letters = [path.read_bytes() for path in sorted(options.folder.glob("*.pdf"))]
    if not letters:
        parser.error(f"{options.folder}: no PDF in it")
    rates = {name: rate(reader, letters, max(1, options.rounds // slow)) for name, (reader, slow) in READERS.items()}
    print(f"{len(letters)} letters, {sum(map(len, letters)) / len(letters) / 1024:.0f} KiB each")
    for name, letters_a_second in rates.items():
        ratio = letters_a_second / rates["kg.documents"]
        print(f"{name:14} {letters_a_second:8.1f} letters/s a core   {ratio:6.3f} of kg.documents")


if __name__ == "__main__":
    main()
