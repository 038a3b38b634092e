"""What there is where a question has no answer: which of its values left nothing, and what other values find.

An empty table can mean that nothing is known of a thing, or that one filter too many was set. So the question is asked
again with each value left out, and with each other choice of a short menu.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox

from kg.errors import LimitExceeded, ParameterError
from kg.questions.catalog import Query, menu
from kg.questions.named_choices import UsedValue, concept_finder
from kg.sparql.answers import Bindings, Term
from kg.sparql.parameters import FindConcept, Parameter
from kg.store.door import Door

__all__ = ["COUNTING", "Instead", "instead", "what_is_there"]

COUNTING = "pages/concept_decisions"
"""The query that tells how whatever has to do with a concept came out."""
_FEW = 6
"""A menu of at most so many choices is tried through."""
_TRIES = 12
"""A question is asked again at most so often: each may take as long as the question itself."""


@dataclass(frozen=True, slots=True)
class Instead:
    """A question asked in another way: `values` find `rows` rows.

    `parameter` is what differs, ``None`` if all do, `choice` its other value in words, empty where it was left out.
    """

    parameter: Parameter | None
    choice: str
    values: Mapping[str, str]
    rows: int

    @property
    def words(self) -> str:
        """For people: ``without Year of the decision: 12 rows``."""
        counted = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        if self.parameter is None:
            return f"with nothing chosen: {counted}"
        change = f"with {self.parameter.label}: {self.choice}" if self.choice else f"without {self.parameter.label}"
        return f"{change}: {counted}"


def instead(query: Query, values: Mapping[str, str], door: Door) -> Sequence[Instead]:
    """Other ways to ask `query` that have rows, for one that has none with `values`; those with most rows first.

    What a limit stops is left out. Raises what the door raises else.
    """
    find = concept_finder(door)
    ways = islice(_others(query, values, door), _TRIES)
    found = [other for way in ways if (other := _asked(query, *way, door, find))]
    if not found and len(values) > 1:
        required = {each.name for each in query.parameters if each.required}
        bare = {name: value for name, value in values.items() if name in required}
        found = [other for other in [_asked(query, None, "", bare, door, find)] if other]
    return sorted(found, key=lambda each: (-each.rows, each.parameter.name if each.parameter else "", each.choice))


def what_is_there(used: Iterable[UsedValue], counting: Query, door: Door) -> Iterator[str]:
    """For each concept that a question was asked with (`used`): ``Ibuprofen: 15 decisions, all upheld``.

    `counting` counts by outcome what has to do with a concept (``?this``). Of outcomes themselves nothing is told, nor
    what a limit stops. Raises what the door raises else.
    """
    for each in used:
        if not each.path or each.parameter.scheme.endswith("/outcome/"):
            continue
        try:
            answer = door.run(counting.bind({"this": each.value}))
        except LimitExceeded:
            continue
        if isinstance(answer, Bindings):
            yield f"{each.label or each.path}: {_counted(answer)}"


def _counted(answer: Bindings) -> str:
    """Rows of (outcome, its label, how many) in words."""
    slugs = [_text(row[0]).rpartition("/")[2].replace("-", " ") for row in answer.rows]
    parts = [(_text(row[1]) or slug, int(_text(row[2]))) for slug, row in zip(slugs, answer.rows, strict=True)]
    total = sum(number for _, number in parts)
    if not parts:
        return "no decision"
    decisions = f"{total:,} decision{'' if total == 1 else 's'}"
    if len(parts) == 1:
        return f"{decisions}, {'' if total == 1 else 'all '}{parts[0][0].lower()}"
    return f"{decisions}: " + ", ".join(f"{number:,} {words.lower()}" for words, number in parts)


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


_Other = tuple[Parameter | None, str, Mapping[str, str]]


def _others(query: Query, values: Mapping[str, str], door: Door) -> Iterator[_Other]:
    for parameter in query.parameters:
        given = values.get(parameter.name, "").strip()
        rest = {name: value for name, value in values.items() if name != parameter.name}
        if given and not parameter.required and not parameter.default:
            yield parameter, "", rest
        choices = _choices(query, parameter, door)
        if given and parameter.default and not choices and not _is(parameter.default, "", given):
            yield parameter, parameter.default, rest
        if given or parameter.default:
            for value, words in choices:
                if not _is(value, words, given or parameter.default or ""):
                    yield parameter, words, {**rest, parameter.name: value}


def _choices(query: Query, parameter: Parameter, door: Door) -> Sequence[tuple[str, str]]:
    options = menu(query, parameter, door)
    return options if len(options) <= _FEW else ()


def _is(value: str, words: str, given: str) -> bool:
    return given in {value, words} or value.endswith(f"/{given}")


def _asked(
    query: Query, parameter: Parameter | None, choice: str, values: Mapping[str, str], door: Door, find: FindConcept
) -> Instead | None:
    try:
        answer = door.run(query.bind(values, find))
    except (LimitExceeded, ParameterError):
        return None
    rows = len(answer.rows) if isinstance(answer, Bindings) else 0
    return Instead(parameter, choice, values, rows) if rows else None
