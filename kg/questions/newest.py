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

from kg.errors import LimitExceeded
from kg.questions.catalog import Query
from kg.sparql.answers import Answer, Bindings
from kg.sparql.guard import BoundQuery
from kg.sparql.template import BindableTerm, Template
from kg.store.door import Door

__all__ = ["DAYS", "counted_rows", "newest_days", "rows_of_years"]

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

    `run` answers as `door` does. A count that a limit stops spares nothing, so the query is asked as it is. Raises
    otherwise as `run`.
    """
    if DAYS not in query.template.lists or not query.header.years or not door.release.pins_content:
        return {}
    try:
        return _newest_days(query, terms, wanted, door, run)
    except LimitExceeded:
        return {}


def _newest_days(query: Query, terms: Mapping[str, BindableTerm], wanted: int, door: Door, run: Run) -> Days:
    by_year = rows_of_years(query, terms, run)
    calendar = _calendar(query, door)
    if not calendar:  # no statistics here: they tell nothing
        return {}
    expected, total = wanted * _MARGIN + _SPARE, sum(by_year.values())
    while True:
        days, walked = _newest(calendar, by_year, expected)
        if not days and _is_every_day(query, by_year, terms, run):
            days = [day for day in calendar if day.term.value in by_year]
            few = len(days) <= _MOST_DAYS and sum(day.decisions for day in days) <= _MOST_WALKED
            return {DAYS: [day.term for day in days]} if few else {}
        if not 0 < len(days) <= _MOST_DAYS or walked > min(_MOST_WALKED, _SORTED * total):
            return {}
        lists = {DAYS: [day.term for day in days]}
        found = _number(run(query.template.count(terms, lists)))
        if found >= wanted:
            return lists
        # The counts were of more than the question asks for: what was found tells how much more.
        total = min(total, round(total * (found + 1) / expected))
        expected *= _WIDER


def _is_every_day(query: Query, by_day: Mapping[str, int], terms: Mapping[str, BindableTerm], run: Run) -> bool:
    """Whether the counts are of days and of all rows: what is on none of these days is in no row."""
    return all(len(day) > len("2016") for day in by_day) and sum(by_day.values()) == counted_rows(query, terms, run)


def counted_rows(query: Query, terms: Mapping[str, BindableTerm], run: Run) -> int | None:
    """How many rows there are, with or without a day; ``None`` where no count of the header is of just these rows.

    A header with one count counts the rows themselves, one with several counts what they are among.
    """
    if len(query.header.years) != 1:
        return None
    found = _counts(query, terms, run)
    given = terms.get("year")
    return sum(number for (year, number) in found[0] if given is None or year == given.value) if found else None


def rows_of_years(query: Query, terms: Mapping[str, BindableTerm], run: Run) -> dict[str, int]:
    """How many rows each year (or day) has at most, by those counts of the header whose parameters are given."""
    counted = [{year: number for year, number in each if year} for each in _counts(query, terms, run)]
    years = set.intersection(*(set(each) for each in counted)) if counted else set()
    given = terms.get("year")
    return {year: min(each[year] for each in counted) for year in years if given is None or year == str(given.value)}


def _counts(query: Query, terms: Mapping[str, BindableTerm], run: Run) -> list[list[tuple[str, int]]]:
    """The rows by year (or day; empty where there is none) of each count whose parameters are given."""
    counts = []
    for text in query.header.years:
        template = _template(_prefixes(query) + text)
        asked = template.variables & {parameter.name for parameter in query.parameters} - {"year"}
        if asked <= terms.keys():
            counts.append(_years(run(template.bind({name: terms[name] for name in asked}))))
    return counts


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


_calendars: dict[tuple[int, str], Sequence[_Day]] = {}
_lock = Lock()


def _calendar(query: Query, door: Door) -> Sequence[_Day]:
    """The days on which decisions were made, the newest first, with their numbers. Kept by release."""
    release = door.release.id
    key = (id(door), release)
    with _lock:
        if key in _calendars:
            return _calendars[key]
    answer = door.run(_template(_prefixes(query) + _CALENDAR).bind({}))
    rows = answer.rows if isinstance(answer, Bindings) and answer.variables == ("day", "rows") else []
    days = [
        _Day(day, int(number.value))
        for day, number in rows
        if isinstance(day, ox.Literal) and isinstance(number, ox.Literal)
    ]
    ordered = sorted(days, key=lambda day: day.term.value, reverse=True)
    if door.release.id == release:
        with _lock:
            _calendars.clear()
            _calendars[key] = ordered
    return ordered


def _years(answer: Answer) -> list[tuple[str, int]]:
    rows = answer.rows if isinstance(answer, Bindings) and answer.variables[1:] == ("rows",) else []
    return [
        (year.value if isinstance(year, ox.Literal) else "", int(number.value))
        for year, number in rows
        if isinstance(number, ox.Literal)
    ]


def _number(answer: Answer) -> int:
    term = answer.rows[0][0] if isinstance(answer, Bindings) and answer.rows else None
    return int(term.value) if isinstance(term, ox.Literal) else 0


def _prefixes(query: Query) -> str:
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in query.template.outline.prefixes.items())


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    return Template.read(text)
