"""The triples of a release that its description is not: all cases and vocabularies, as sorted N-Triples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

__all__ = ["graph_blocks"]

_BLOCK = 1 << 20


def graph_blocks(release: Path) -> Iterator[bytes]:
    """The triples of the release in the folder `release`, in pieces of whole sorted lines."""
    with (release / "graph.nt").open("rb") as lines:
        while block := lines.read(_BLOCK):
            yield block if block.endswith(b"\n") else block + lines.readline()
