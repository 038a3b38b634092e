"""Queries answered by sparq (https://github.com/sparq-org/sparq, on PyPI as ``sparq-rdf``), in a worker process.

It makes the whole answer before it gives the first row, so a SELECT is asked for no more rows than may be shown. It
follows no SERVICE and reads no FROM or LOAD; what it does not answer, it says.
"""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
import sparq

from kg.errors import QuerySyntaxError
from kg.namespaces import XSD
from kg.sparql.answers import CutSink, Failure, Task, Wire, cut
from kg.sparql.number_forms import in_query, in_rows, shortest
from kg.sparql.row_bound import at_most
from kg.store.sparq_files import JOURNALS

__all__ = ["answer", "opened"]

_NUMBERS = frozenset({"decimal", "double", "float", "integer"})
_UNANSWERED = "unsupported "
_TOO_DEEP = "The SPARQL query is too deeply nested"


def opened(folder: str, memory: int) -> sparq.Graph | Failure:
    """The store in `folder`, or why it can't be opened. At most `memory` bytes are taken beside its mapped files.

    Opening would write journals into the folder, and replay those that are there: so the files are opened through
    links in a folder of this process.
    """
    files = [path for path in Path(folder).iterdir() if path.name not in JOURNALS]
    mapped = sum(path.stat().st_size for path in files)
    resource.setrlimit(resource.RLIMIT_AS, (memory + mapped, memory + mapped))
    try:
        with tempfile.TemporaryDirectory(prefix="imr-sparq-") as links:
            for path in files:
                Path(links, path.name).symlink_to(path.resolve())
            return sparq.Graph.open(links)
    except (OSError, ValueError) as error:
        return Failure("damage", str(error))


def answer(store: sparq.Graph, task: Task) -> Wire | Failure:
    """Evaluate `task`. A failure is a value, so that the parent can raise it."""
    try:
        return evaluate(store, task)
    except QuerySyntaxError as error:
        return Failure("syntax", str(error))
    except (SyntaxError, ValueError) as error:
        return _failure(task, str(error))
    except OSError as error:
        return Failure("store", str(error))


def _failure(task: Task, message: str) -> Failure:
    if message.startswith(_UNANSWERED):
        return Failure("refused", " ".join(message.split("{", maxsplit=1)[0].split()))
    if message.startswith(_TOO_DEEP):
        return Failure("refused", message)
    try:
        ox.Store().query(task.query)
    except SyntaxError as error:
        return Failure("syntax", str(error))
    return Failure("store", message)


def evaluate(store: sparq.Graph, task: Task) -> Wire:
    """Evaluate `task`, cut at its rows and size. Raises what sparq raises."""
    query = in_query(task.query)
    if task.form == "ASK":
        return Wire("boolean", b"1" if store.ask(query) else b"0")
    if task.form == "SELECT":
        answered = store.query_json(at_most(query, task.rows + 1))
        rows, is_cut = cut(lambda sink: _solutions(answered, sink), task.rows + 1, task.size)
        return Wire("bindings", in_rows(rows), is_cut)
    made = store.construct(query) if task.form == "CONSTRUCT" else store.describe(query)
    return Wire("triples", *cut(lambda sink: _triples(made, sink), task.rows, task.size))


def _solutions(answered: str, sink: CutSink) -> None:
    solutions = ox.parse_query_results(answered, format=ox.QueryResultsFormat.JSON)
    cast(ox.QuerySolutions, solutions).serialize(cast(IO[bytes], sink), ox.QueryResultsFormat.TSV)


def _triples(made: Sequence[tuple[sparq.Term, sparq.Term, sparq.Term]], sink: CutSink) -> None:
    for subject, predicate, value in made:
        sink.write(f"{_term(subject)} {_term(predicate)} {_term(value)} .\n".encode())


def _term(term: sparq.Term) -> str:
    """A term as N-Triples has it."""
    if term.kind == "uri":
        return str(ox.NamedNode(term.value))
    if term.kind == "bnode":
        return str(ox.BlankNode(term.value))
    if term.kind == "triple":
        return f"<<( {term.value} )>>"
    if term.language:
        direction = ox.BaseDirection(term.direction) if term.direction else None
        return str(ox.Literal(term.value, language=term.language, direction=direction))
    name = term.datatype.removeprefix(XSD) if term.datatype.startswith(XSD) else ""
    value = shortest(term.value, name) if name in _NUMBERS else term.value
    return str(ox.Literal(value, datatype=ox.NamedNode(term.datatype)))
