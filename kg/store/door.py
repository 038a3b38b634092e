"""The interface through which everything asks a graph, be it a release on disk or a remote endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from kg.sparql.answers import Answer, Serialized

__all__ = ["Door", "Release"]


@dataclass(frozen=True, slots=True)
class Release:
    """Which data a door shows.

    `id` names the release (for a remote endpoint: its address), `made` is an ISO 8601 date-time in UTC or ``None``,
    `counts` what the manifest counts (``triples`` and whatever the builder added), `manifest` all of it. `pins_content`
    says whether the id names one content for good; an endpoint's address does not. `folder` is where its files are.
    """

    id: str
    made: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    manifest: Mapping[str, object] = field(default_factory=dict)
    pins_content: bool = True
    folder: Path | None = None


class Door(Protocol):
    """Read-only SPARQL 1.1 under limits. Safe to share between threads."""

    @property
    def release(self) -> Release:
        """The release that this door shows, until `refresh`."""

    def run(self, query: str) -> Answer:
        """Answer `query`: `Bindings`, `Boolean` or `Triples`, marked where rows or bytes were cut off.

        Raises `QuerySyntaxError`, `QueryRefused`, `LimitExceeded` (time, memory, no worker free), `EndpointError`.
        """

    def serialize(self, query: str, media_type: str) -> Serialized:
        """Answer `query` as a document of `media_type`. Raises as `run` does, `QueryError` if the type does not fit."""

    def refresh(self) -> bool:
        """Switch to the newest release; return whether there was a newer one. Takes microseconds if there was not."""

    def close(self) -> None:
        """End the processes and close the connections. Closing twice is harmless."""

    def __enter__(self) -> Self:
        """The door itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
