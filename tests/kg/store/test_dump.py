"""A release's triples, read back."""

from __future__ import annotations

from pathlib import Path

from kg.store.dump import graph_blocks

from .conftest import case


def test_pieces_are_whole_sorted_lines(store: Path) -> None:
    pieces = list(graph_blocks((store / "current").resolve()))
    assert all(piece.endswith(b"\n") for piece in pieces)
    lines = b"".join(pieces).decode().splitlines()
    assert lines == sorted({line for number in range(1, 4) for line in case(number)})
