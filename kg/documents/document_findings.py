"""What may be wrong with a document whose text is read all the same; it travels with the letters in it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kg.model import Finding, Severity, Span

__all__ = ["MEANINGS", "found"]

MEANINGS: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {
        "page-not-read": (Severity.ERROR, "a page of the file is a picture without text; what it says is missing"),
        "recognized-text": (
            Severity.WARNING,
            "words were recognized by machine (OCR) from a picture; some may be wrong",
        ),
    }
)
"""Code -> (severity, meaning). The codes are stable: reports and queries use them."""


def found(code: str, at: int, end: int, detail: str) -> Finding:
    """A finding about the characters `at` to `end` of the document's text."""
    severity, meaning = MEANINGS[code]
    return Finding(code, f"{meaning}: {detail}", Span(at, end), severity)
