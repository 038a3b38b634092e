"""The newest rows of a question without sorting all of them: which days to look at.

A list of decisions, the newest first, would be sorted whole for its first rows: seconds for an outcome that half a
million decisions have. The release has counts of decisions by day, and its cubes count most things by year; from both
follows how many of the newest days hold as many rows as are wanted. A question has ``VALUES ?decidedOn { UNDEF }`` on
a line that stays only where days are given, and its header under `years` what counts its rows by year. Whether the days
hold enough is counted before they are used; where they do not, or where few rows are to be sorted, the question is
asked as it stands. So the answer is the same, only its cost is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import pyoxigraph as ox

from kg.questions.catalog import Query
from kg.sparql.answers import Answer, Bindings
from kg.sparql.guard import BoundQuery
from kg.sparql.template import BindableTerm, Template
from kg.store.door import Door

__all__ = ["DAYS", "newest_days", "rows_of_years"]

Run = Callable[[BoundQuery], Answer]
"""Answers a query: `Door.run`, or a memory before it."""
Days = Mapping[str, Sequence[ox.Literal]]

DAYS = "decidedOn"
_CALENDAR = "SELECT ?day ?rows WHERE { ?o qb:dataSet statistics:day ; dimension:decidedOn ?day ; imr:decisions ?rows }"
_MARGIN = 1.3
_SPARE = 5
_WIDER = 4
_MOST_DAYS = 1_500
"""A query of more is too long for the guard."""
_MOST_WALKED = 40_000
"""Decisions; looking at more takes half a second."""
_SORTED = 6
"""How many decisions are looked at in the time in which one is sorted."""


@dataclass(frozen=True, slots=True)
class _Day:
    term: ox.Literal
    decisions: int

    @property
    def year(self) -> str:
        return self.term.value[:4]


def newest_days(query: Query, terms: Mapping[str, BindableTerm], wanted: int, door: Door, run: Run) -> Days:
    """The days that hold the newest `wanted` rows of `query`, as a list to bind; none where it is to be asked as it is.

    `run` answers as `door` does. Raises as `run`.
    """
    if DAYS not in query.template.lists or not query.header.years or not door.release.pins_content:
        return {}
    by_year = rows_of_years(query, terms, run)
    calendar = _calendar(query, door)
    expected, total = wanted * _MARGIN + _SPARE, sum(by_year.values())
    while True:
        days, walked = _newest(calendar, by_year, expected)
        if not 0 < len(days) <= _MOST_DAYS or walked > min(_MOST_WALKED, _SORTED * total):
            return {}
        lists = {DAYS: [day.term for day in days]}
        found = _number(run(query.template.count(terms, lists)))
        if found >= wanted:
            return lists
        # The counts were of more than the question asks for: what was found tells how much more.
        total = min(total, round(total * (found + 1) / expected))
        expected *= _WIDER


def rows_of_years(query: Query, terms: Mapping[str, BindableTerm], run: Run) -> dict[str, int]:
    """How many rows each year (or day) has at most, by those counts of the header whose parameters are given."""
    counted = []
    for text in query.header.years:
        template = _template(_prefixes(query) + text)
        asked = template.variables & {parameter.name for parameter in query.parameters} - {"year"}
        if asked <= terms.keys():
            counted.append(_years(run(template.bind({name: terms[name] for name in asked}))))
    years = set.intersection(*(set(each) for each in counted)) if counted else set()
    given = terms.get("year")
    return {year: min(each[year] for each in counted) for year in years if given is None or year == str(given.value)}


def _newest(calendar: Sequence[_Day], by_year: Mapping[str, int], expected: float) -> tuple[list[_Day], int]:
    """The newest days on which so many rows are expected, and the decisions of these; none where there are fewer."""
    whole: dict[str, int] = {}
    for day in calendar:
        whole[day.year] = whole.get(day.year, 0) + day.decisions
    chosen: list[_Day] = []
    walked, found = 0, 0.0
    for day in calendar:
        if found >= expected:
            return chosen, walked
        rows = by_year.get(day.term.value) or by_year.get(day.year, 0) * day.decisions / whole[day.year]
        if rows:
            chosen.append(day)
            walked += day.decisions
            found += rows
    return [], walked


_calendars: dict[str, Sequence[_Day]] = {}
_lock = Lock()


def _calendar(query: Query, door: Door) -> Sequence[_Day]:
    """The days on which decisions were made, the newest first, with their numbers. Kept by release."""
    release = door.release.id
    with _lock:
        if release in _calendars:
            return _calendars[release]
    answer = door.run(_template(_prefixes(query) + _CALENDAR).bind({}))
    rows = answer.rows if isinstance(answer, Bindings) else []
    days = [
        _Day(day, int(number.value))
        for day, number in rows
        if isinstance(day, ox.Literal) and isinstance(number, ox.Literal)
    ]
    ordered = sorted(days, key=lambda day: day.term.value, reverse=True)
    if door.release.id == release:
        with _lock:
            _calendars.clear()
            _calendars[release] = ordered
    return ordered


def _years(answer: Answer) -> dict[str, int]:
    rows = answer.rows if isinstance(answer, Bindings) else []
    return {
        year.value: int(number.value)
        for year, number in rows
        if isinstance(year, ox.Literal) and isinstance(number, ox.Literal)
    }


def _number(answer: Answer) -> int:
    term = answer.rows[0][0] if isinstance(answer, Bindings) and answer.rows else None
    return int(term.value) if isinstance(term, ox.Literal) else 0


def _prefixes(query: Query) -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in query.template.outline.prefixes.items())


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    return Template.read(text)
