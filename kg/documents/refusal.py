"""Why a file gave no text: one stable code a reason, and what its owner can do about it."""

from __future__ import annotations

from kg.errors import DocumentError
from kg.model import Rejection

__all__ = ["REMEDIES", "refusal", "rejection"]

REMEDIES = {
    "missing": "check the path",
    "unreadable": "check the file's permissions and the disk, then run again",
    "not-a-file": "give a regular file, or a folder itself instead of a link to it",
    "unknown-kind": "give a PDF, .txt, .md, .html, .docx, .json, .jsonl, .csv, .zip or .tar; a text must end in .txt",
    "empty": "fetch the letter again, or leave the file out",
    "too-large": "split it into single letters, or raise the limit if it really is one letter",
    "not-a-pdf": "fetch the letter again; a saved error page is a common cause",
    "truncated-pdf": "fetch the letter again; the download stopped before its end",
    "damaged-pdf": "fetch the letter again, or open it and print it to a new PDF",
    "password": "save a copy without the password",
    "no-text": "run it again with --ocr, or run text recognition (OCR) over it first",
    "wrong-encoding": "save it as UTF-8",
    "binary": "give the PDF or the text it was made from",
    "damaged-archive": "fetch or pack the archive again",
    "archive-bomb": "unpack it by hand if you trust it, and give the folder",
    "too-many-members": "split the archive, or unpack it and give the folder",
    "nested-archive": "unpack the inner archive and give it by itself",
    "unsafe-member": "pack the archive again with plain files under relative names",
    "unsupported-member": "pack the archive again with plain deflate compression",
    "damaged-document": "open it in a word processor and save it again, or give its text as .txt",
    "broken-json": "fix it: one JSON object a line (.jsonl), or one object or array (.json)",
    "broken-table": "save it again from the spreadsheet program, as CSV with quotes around each letter",
    "no-text-field": "put the letter's text into a field named text, letter or body, or name its column by --column",
    "too-slow": "open it by hand if you trust it, and give the letters by themselves",
    "reader-died": "open the file and save it again; if it is a sound letter, report it",
    "no-recognition": "install tesseract (Debian: apt-get install tesseract-ocr), or leave --ocr out",
}


def refusal(code: str, place: str, reason: str) -> DocumentError:
    """The error to raise for a known `code`; the remedy comes from `REMEDIES`."""
    return DocumentError(code, place, reason, REMEDIES[code])


def rejection(error: DocumentError) -> Rejection:
    """The same as a value for the run's report."""
    return Rejection(error.code, error.place, error.reason, error.remedy)
