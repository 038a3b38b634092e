"""What a query gives back, and how it travels between processes.

The wire formats are SPARQL TSV (https://www.w3.org/TR/sparql11-results-csv-tsv/) and N-Triples, one solution or triple
a line: Oxigraph writes and reads both at the speed of the machine, and a line is a unit that limits can cut at.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyoxigraph as ox

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = [
    "Answer",
    "Bindings",
    "Boolean",
    "Cut",
    "CutSink",
    "Failure",
    "Row",
    "Serialized",
    "Task",
    "Term",
    "Triples",
    "Wire",
    "bindings",
    "cut",
    "cut_of",
    "decode",
]

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row: TypeAlias = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """How an answer was cut: `shown` rows (or triples) of `total`, ``None`` where more are there than were counted."""

    shown: int
    total: int | None = None

    @property
    def words(self) -> str:
        """``the first 500 of 569``"""
        total = f"more than {self.shown:,}" if self.total is None else f"{self.total:,}"
        return f"the first {self.shown:,} of {total}"

    @property
    def facts(self) -> Mapping[str, int | None]:
        """The same for machines."""
        return {"shown": self.shown, "total": self.total}


@dataclass(frozen=True, slots=True)
class Bindings:
    """Solutions of a SELECT: variable names without ``?``, rows of as many terms (``None`` = unbound).

    `truncated` says that a limit cut the rows.
    """

    variables: tuple[str, ...]
    rows: list[Row]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Boolean:
    """The answer of an ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Triples:
    """The graph of a CONSTRUCT or DESCRIBE. `truncated` says that a limit cut it."""

    triples: list[ox.Triple]
    truncated: bool = False


Answer: TypeAlias = Bindings | Boolean | Triples


def cut_of(answer: Answer) -> Cut | None:
    """How a limit cut `answer`; ``None`` if none did."""
    if isinstance(answer, Boolean) or not answer.truncated:
        return None
    return Cut(len(answer.rows if isinstance(answer, Bindings) else answer.triples))


class Serialized(NamedTuple):
    """An answer as bytes of `media_type`. `cut` says how a limit cut it, if one did (the document itself is whole)."""

    body: bytes
    media_type: str
    cut: Cut | None = None

    @property
    def truncated(self) -> bool:
        """Whether a limit cut it."""
        return self.cut is not None


class Wire(NamedTuple):
    """An answer on its way between processes: ``bindings`` as TSV, ``triples`` as N-Triples, ``boolean`` as 0 or 1."""

    kind: str
    body: bytes
    truncated: bool = False

    @property
    def cut(self) -> Cut | None:
        """How a limit cut it; ``None`` if none did."""
        heading = 1 if self.kind == "bindings" else 0
        return Cut(self.body.count(b"\n") - heading) if self.truncated else None


class Task(NamedTuple):
    """One query, its form (`kg.sparql.guard.Form`) and its limits: `seconds`, `rows`, `size` as in `QueryLimits`."""

    query: str
    form: str
    seconds: float
    rows: int
    size: int


class Failure(NamedTuple):
    """A query that failed, and the engine's message.

    `kind` is ``syntax``, ``refused`` (SPARQL that the engine does not answer), ``store``, or ``damage`` (of its files).
    """

    kind: str
    message: str


class CutSink(io.RawIOBase):
    """A binary file that takes whole lines up to a number of lines and of bytes, then stops its writer."""

    def __init__(self, lines: int, size: int) -> None:
        super().__init__()
        self._buffer = bytearray()
        self._lines = lines
        self._size = size
        self._seen = 0

    class Full(Exception):
        """Raised through the writer, to stop it."""

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take `data`. Raises `Full` as soon as a limit is passed."""
        piece = bytes(data)
        self._buffer += piece
        self._seen += piece.count(b"\n")
        if self._seen > self._lines or len(self._buffer) > self._size:
            raise self.Full
        return len(piece)

    def whole_lines(self) -> bytes:
        """What was taken, cut to the limits at a line's end."""
        end = len(self._buffer)
        if self._seen > self._lines:
            for _ in range(self._seen - self._lines + 1):
                end = self._buffer.rfind(b"\n", 0, end)
        body = self._buffer[: end + 1]
        if len(body) > self._size:
            body = body[: body.rfind(b"\n", 0, self._size) + 1]
        return bytes(body)


def cut(serialize: Callable[[CutSink], object], lines: int, size: int) -> tuple[bytes, bool]:
    """What `serialize` writes into a `CutSink` of `lines` and `size`, and whether that cut it."""
    sink = CutSink(lines, size)
    try:
        serialize(sink)
    except CutSink.Full:
        return sink.whole_lines(), True
    return sink.whole_lines(), False


def decode(wire: Wire) -> Answer:
    """The answer that `wire` carries."""
    if wire.kind == "boolean":
        return Boolean(wire.body == b"1")
    if wire.kind == "triples":
        quads = ox.parse(wire.body, format=ox.RdfFormat.N_TRIPLES)
        return Triples([quad.triple for quad in quads], wire.truncated)
    solutions = ox.parse_query_results(wire.body, format=ox.QueryResultsFormat.TSV)
    return bindings(solutions, wire.truncated)


def bindings(solutions: ox.QuerySolutions | ox.QueryBoolean, truncated: bool = False) -> Bindings | Boolean:
    """Solutions as Oxigraph reads them, as ours."""
    if isinstance(solutions, ox.QueryBoolean):
        return Boolean(bool(solutions))
    names = tuple(variable.value for variable in solutions.variables)
    return Bindings(names, [tuple(solution) for solution in solutions], truncated)
