"""Reading files: PDFs, texts, HTML, Word, tables, JSON, folders, archives and standard input become plain text.

`find_sources` is cheap and runs in the main process; what has to be opened to be known is opened in a process of its
own (`kg.documents.opener`). `read_source` decodes and runs in worker processes; `carried` makes a source ready for one
of another machine. What can't be read is a `kg.model.Rejection` value with a stable code (`REMEDIES` lists them), never
an exception.
"""

from __future__ import annotations

from kg.documents.preferences import Preferences
from kg.documents.reader import carried, read_source
from kg.documents.reading_limits import ReadingLimits
from kg.documents.refusal import REMEDIES, refusal, rejection
from kg.documents.source import Document, Source
from kg.documents.sources import find_sources

__all__ = [
    "REMEDIES",
    "Document",
    "Preferences",
    "ReadingLimits",
    "Source",
    "carried",
    "find_sources",
    "read_source",
    "refusal",
    "rejection",
]
