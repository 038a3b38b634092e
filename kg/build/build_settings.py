"""How letters are read, as the command line or a caller wants it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.documents.preferences import Preferences
from kg.documents.reading_limits import ReadingLimits
from kg.namespaces import DEFAULT_BASE

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How letters are read: the base of their IRIs, the limits of the reader, how many processes (0: this one),
    whether a rejection is a failure, what else was asked of the reader, which engine of `kg.build.gate.ENGINES`
    judges what was read, and which of `kg.store.reading_files.ENGINES` answers from the release (``None``: the one that
    answers now when letters are added, else Oxigraph).

    `cluster` is the address of a dask scheduler (empty: processes of this machine read); with `send`, its workers are
    sent the letters and not only their paths."""

    base: str = DEFAULT_BASE
    limits: ReadingLimits = field(default_factory=ReadingLimits)
    jobs: int = 2
    strict: bool = False
    preferences: Preferences = field(default_factory=Preferences)
    engine: str = "shacl-rust"
    answers: str | None = None
    cluster: str = ""
    send: bool = False
