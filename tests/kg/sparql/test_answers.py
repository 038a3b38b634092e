from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sparql.answers import Bindings, Boolean, CutSink, Triples, Wire, cut, decode

LINES = [b"?n\n", b"1\n", b"22\n", b"333\n"]


def in_pieces(size: int) -> object:
    """Writes the lines in pieces of `size` bytes."""
    whole = b"".join(LINES)

    def serialize(sink: CutSink) -> None:
        assert sink.writable()
        for at in range(0, len(whole), size):
            assert sink.write(whole[at : at + size]) == len(whole[at : at + size])

    return serialize


@pytest.mark.parametrize("piece", [1, 2, 5, 100])
@pytest.mark.parametrize(
    ("lines", "size", "taken"),
    [
        (4, 12, 4),  # both limits just reached
        (5, 100, 4),
        (3, 100, 3),
        (2, 100, 2),
        (1, 100, 1),
        (4, 11, 3),
        (4, 8, 3),  # the first three lines have eight bytes
        (4, 7, 2),
        (4, 3, 1),
        (4, 2, 0),
        (2, 8, 2),
        (3, 5, 2),
    ],
)
def test_an_answer_is_cut_at_the_end_of_a_line(piece: int, lines: int, size: int, taken: int) -> None:
    body, truncated = cut(in_pieces(piece), lines, size)  # type: ignore[arg-type]
    assert body == b"".join(LINES[:taken])
    assert truncated == (taken < 4)


@given(
    st.lists(st.binary(max_size=6).map(lambda line: line.replace(b"\n", b"") + b"\n")),
    st.integers(1, 5),
    st.integers(1, 20),
)
def test_what_passes_is_as_many_whole_lines_as_fit(lines: list[bytes], most: int, size: int) -> None:
    body, truncated = cut(lambda sink: sink.write(b"".join(lines)), most, size)
    fitting = [n for n in range(min(most, len(lines)) + 1) if len(b"".join(lines[:n])) <= size]
    assert body == b"".join(lines[: max(fitting)])
    assert truncated == (len(lines) > most or len(b"".join(lines)) > size)


def test_what_goes_over_the_wire_comes_back() -> None:
    assert decode(Wire("boolean", b"1", False)) == Boolean(True)
    assert decode(Wire("boolean", b"0", False)) == Boolean(False)
    triple = ox.Triple(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.Literal("c"))
    assert decode(Wire("triples", f"{triple} .\n".encode(), True)) == Triples([triple], True)
    answer = decode(Wire("bindings", b"?n\t?m\n1\t\n", True))
    assert answer == Bindings(("n", "m"), [(ox.Literal(1), None)], True)
    assert not decode(Wire("triples", b"", False)).truncated
