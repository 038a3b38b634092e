"""What the user asked of the reader beside the files themselves."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Preferences"]


@dataclass(frozen=True, slots=True)
class Preferences:
    """`column` names the column of a table, or the field of a JSON record, that holds the letter's text (``None``: one
    of the usual names). `recognize` says that pictures of pages are read by text recognition (OCR)."""

    column: str | None = None
    recognize: bool = False
