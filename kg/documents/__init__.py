"""Reading files: PDFs, texts, folders, archives, JSON Lines and standard input become plain text.

`find_sources` is cheap and runs in the main process; `read_source` decodes and runs in worker processes. What can't be
read is a `kg.model.Rejection` value with a stable code (`REMEDIES` lists them), never an exception.
"""

from __future__ import annotations

from kg.documents.reader import read_source
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import REMEDIES
from kg.documents.source import Document, Source
from kg.documents.sources import find_sources

__all__ = ["REMEDIES", "Document", "ReadingLimits", "Source", "find_sources", "read_source"]
