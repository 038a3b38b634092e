"""A case: its determinations, and what its letters say of the dispute."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg import __version__
from kg.model import DateInterval, Determination, Priority, Said
from kg.namespaces import Iris
from kg.ntriples import iri
from kg.rdf.derived_triples import write_turnaround
from kg.rdf.determination_triples import write_determination
from kg.rdf.letter_graph import LetterGraph
from kg.rdf.lines import Lines, Terms

__all__ = ["case_iri", "case_triples", "software_triples"]


@cache
def _terms(base: str) -> Terms:
    return Terms(base)


def case_iri(determination: Determination, iris: Iris) -> str:
    """The case that a letter belongs to: by its printed number, by the letter's hash where none is printed."""
    number = determination.letter.header.case_number
    return iris.case(number.value if number else None, determination.letter.source_hash)


def case_triples(determinations: Sequence[Determination], iris: Iris, version: str = __version__) -> list[str]:
    """Sorted, distinct N-Triples lines (no line ends) of one case, from all letters of it that are known.

    The same text is kept once, different texts are determinations of their own, and the one decided last is current:
    what a case can have only one of comes from it, or from the latest letter that says it. `version` is the release of
    this program. Every subject's IRI is the case's or starts with it and a slash. Raises `ValueError` on no letter.
    """
    if not determinations:
        raise ValueError("a case has at least one letter")
    letters = _distinct(determinations)
    case = case_iri(letters[0].determination, iris)
    lines = Lines(_terms(iris.base))
    graphs = [
        LetterGraph(lines, iris, each.determination.letter, case, node)
        for each, node in zip(letters, _letter_iris(letters, case, iris), strict=True)
    ]
    software = iri(iris.software(version))
    for each, graph in zip(letters, graphs, strict=True):
        write_determination(graph, each.determination, each.day, software)
    _write_case(lines, iri(case), letters, graphs)
    return sorted(set(lines.lines))


def software_triples(iris: Iris, version: str = __version__) -> list[str]:
    """Sorted N-Triples lines that describe the program that reads the letters; written once per release."""
    lines = Lines(_terms(iris.base))
    node = iri(iris.software(version))
    lines.kind(node, "prov:SoftwareAgent")
    lines.label(node, f"imr-kg {version}")
    lines.text(node, "schema:softwareVersion", version)
    return sorted(lines.lines)


# --- the letters of a case -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dated:
    """A letter and its decision date: `day` as printed or told, `rank` what it is ordered by."""

    determination: Determination
    day: dt.date | None
    rank: dt.date


def _distinct(determinations: Sequence[Determination]) -> list[_Dated]:
    """The letters of different text: by date of decision, the latest last; on one day the lowest hash last."""
    unique: dict[str, Determination] = {}
    for each in sorted(determinations, key=lambda each: each.letter.source):
        unique.setdefault(each.letter.source_hash, each)
    dated = [_dated(unique[source_hash]) for source_hash in sorted(unique, reverse=True)]
    return sorted(dated, key=lambda each: each.rank)


def _dated(determination: Determination) -> _Dated:
    letter = determination.letter
    said = letter.header.decision_date or letter.told.decision_date
    day = said.value if said else None
    return _Dated(determination, day, day or _bound(letter.decision_interval) or dt.date.min)


def _bound(interval: DateInterval | None) -> dt.date | None:
    return (interval.earliest or interval.latest) if interval else None


def _letter_iris(letters: Sequence[_Dated], case: str, iris: Iris) -> list[str]:
    """Each letter's IRI: of those decided on one day, the lowest hash has the plain one."""
    left = Counter(each.day for each in letters)
    nodes = []
    for each in letters:
        left[each.day] -= 1
        other = each.determination.letter.source_hash if left[each.day] else None
        nodes.append(iris.determination(case, each.day.isoformat() if each.day else None, other))
    return nodes


# --- what the letters say of the dispute ---------------------------------------------------------------------------


def _header(name: str) -> Callable[[Determination], Said[Any] | None]:
    """Reads a header field, or what the prose tells where the header does not print it."""

    def read(determination: Determination) -> Said[Any] | None:
        letter = determination.letter
        said: Said[Any] | None = getattr(letter.header, name) or getattr(letter.told, name)
        return said

    return read


def _ur_date(determination: Determination) -> Said[Any] | None:
    return _header("ur_denial_date")(determination) or determination.letter.utilization_review.date


_FACTS: tuple[tuple[str, Callable[[Determination], Said[Any] | None]], ...] = (
    ("caseNumber", _header("case_number")),
    ("dateOfInjury", _header("date_of_injury")),
    ("urDenialDate", _ur_date),
    ("applicationReceived", _header("application_received")),
    ("dateAssigned", _header("date_assigned")),
    ("priority", _header("priority")),
    ("patientAge", lambda determination: determination.letter.patient.age),
    ("patientSex", lambda determination: determination.letter.patient.sex),
)


def _write_case(lines: Lines, case: str, letters: Sequence[_Dated], graphs: Sequence[LetterGraph]) -> None:
    lines.kind(case, "Case")
    dates: dict[str, dt.date] = {}
    for predicate, read in _FACTS:
        for each, graph in zip(reversed(letters), reversed(graphs), strict=True):
            said = read(each.determination)
            if said is not None:
                _write_fact(graph, case, predicate, said)
                if isinstance(said.value, dt.date):
                    dates[predicate] = said.value
                break
    current = letters[-1]
    lines.label(case, _case_label(current.determination))
    if current.day:
        dates["decisionDate"] = current.day
    write_turnaround(lines, case, dates)
    for graph in graphs:
        lines.link(case, "hasDetermination", iri(graph.determination))
    lines.link(case, "currentDetermination", iri(graphs[-1].determination))


def _case_label(current: Determination) -> str:
    number = current.letter.header.case_number
    return f"Case {number.value}" if number else f"Case without a number ({current.letter.source_hash[:8]})"


def _write_fact(graph: LetterGraph, case: str, predicate: str, said: Said[Any]) -> None:
    value = said.value
    if predicate == "priority":
        _write_priority(graph, case, value)
    elif isinstance(value, dt.date):
        graph.lines.date(case, predicate, value)
    elif isinstance(value, int):
        graph.lines.integer(case, predicate, value)
    else:
        graph.lines.text(case, predicate, value)
    graph.value_found(case, predicate, said.span)


def _write_priority(graph: LetterGraph, case: str, printed: str) -> None:
    """The concept that is printed; for a word that is none, its place in the text is all that the graph holds."""
    word = printed.casefold()
    if word in frozenset(Priority):
        graph.lines.link(case, "priority", iri(graph.iris.coded("priority", word)))
