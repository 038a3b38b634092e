"""A filter changes which rows an answer has, or what they count; it never makes a number wrong.

For each question of the library and each of its filters (lines that end with ``#? name``), over the example letters and
over the invented graph, the answers to every value that the cubes know are held against the answer without the filter:

- no filter brings a row that is not there without it, and none makes a number larger,
- a filter that chooses rows (decisions by category, of one category) leaves their numbers as they are,
- one that chooses what is counted (decisions by category, of one year) parts it: the numbers for all years, "not
  stated" among them, add up to those without it.

Nor is any group larger than the whole. A question that is added is covered, whatever it asks.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build.statistics import COLUMNS
from kg.errors import ParameterError
from kg.namespaces import SKOS, Iris
from kg.query import Bindings, Door, Term
from kg.questions.catalog import Catalog, Query
from kg.questions.named_choices import concept_finder
from kg.resources import read_resource
from kg.schemes.table import rows
from kg.sparql.parameters import Parameter, Type, term_of
from kg.sparql.template import BindableTerm, Template
from tests.queries.rows import expected
from tests.queries.test_library import FILES, INVENTED

LIBRARY = Catalog.load()
FILTERS = [
    pytest.param(query, parameter, id=f"{query.name}-{parameter.name}")
    for query in sorted(LIBRARY.values(), key=lambda query: query.name)
    for parameter in query.parameters
    if parameter.name in query.template.conditions
]
LIMIT = re.compile(r"\bLIMIT [0-9]+")
AGGREGATE = re.compile(r"\((SUM|COUNT|MIN|MAX|AVG|SAMPLE)\((DISTINCT )?(?:(?! AS ).)*\) AS \?(\w+)\)", re.DOTALL)
COMPUTED = {f"http://www.w3.org/2001/XMLSchema#{kind}" for kind in ("decimal", "double")}
NOT_STATED = ox.NamedNode(Iris().not_stated)
Row = tuple[str, ...]
Numbers = Mapping[Row, Mapping[str, int]]


@pytest.fixture(params=["door", "invented"])
def graph(request: pytest.FixtureRequest) -> Door:
    """Each graph that questions are asked of."""
    opened: Door = request.getfixturevalue(request.param)
    return opened


def values(parameter: Parameter, door: Door) -> list[BindableTerm]:
    """All that a filter can be set to: what some cube counts."""
    if parameter.type is Type.ENUM:
        return [term_of(parameter, option) for option in parameter.options]
    pattern = f"?o <{Iris().dimension('year')}> ?value FILTER(isLiteral(?value))"
    if parameter.type is Type.CONCEPT:
        pattern = f"?codes skos:member ?value FILTER(STRSTARTS(STR(?value), '{parameter.scheme}'))"
    answer = door.run(f"PREFIX skos: <{SKOS}> SELECT DISTINCT ?value {{ {pattern} }} ORDER BY ?value")
    assert isinstance(answer, Bindings)
    return [term for row in answer.rows if isinstance(term := row[0], BindableTerm)]


class Answers:
    """What a question answers to the values of one filter, without the cuts that it makes for its readers."""

    def __init__(self, query: Query, parameter: Parameter, door: Door) -> None:
        self._door = door
        self._name = parameter.name
        self._template = Template.read(LIMIT.sub("", query.body))
        self._others = dict(_others(query, door))
        self._aggregates = {name: function + distinct for function, distinct, name in AGGREGATE.findall(query.body)}

    def rows(self, value: BindableTerm | None) -> tuple[Counter[Row], Numbers]:
        """How often each row comes, and its numbers; a row is told by what it is of."""
        terms = self._others | ({self._name: value} if value is not None else {})
        answer = self._door.run(self._template.bind(terms))
        assert isinstance(answer, Bindings)
        rows: Counter[Row] = Counter()
        numbers: dict[Row, Counter[str]] = {}
        for row in answer.rows:
            cells = dict(zip(answer.variables, row, strict=True))
            key = tuple(_text(cell) for name, cell in cells.items() if self._tells(name, cell))
            rows[key] += 1
            numbers.setdefault(key, Counter()).update(self._counts(cells))
        return rows, numbers

    def _tells(self, name: str, cell: Term | None) -> bool:
        return name not in self._aggregates and not (isinstance(cell, ox.Literal) and cell.datatype.value in COMPUTED)

    def _counts(self, cells: Mapping[str, Term | None]) -> dict[str, int]:
        return {
            name: int(_text(cells[name]))
            for name, function in self._aggregates.items()
            if function in {"SUM", "COUNT"} and cells.get(name) is not None
        }


def _others(query: Query, door: Door) -> Iterator[tuple[str, BindableTerm]]:
    """Values of the parameters that are no filters: those by default, where the graph has them."""
    find = concept_finder(door)
    for parameter in query.parameters:
        if parameter.name not in query.template.conditions:
            try:
                yield parameter.name, term_of(parameter, parameter.default or "", find)
            except ParameterError:
                yield parameter.name, values(parameter, door)[0]


def _text(cell: Term | None) -> str:
    return "" if cell is None else getattr(cell, "value", str(cell))


@pytest.mark.parametrize(("query", "parameter"), FILTERS)
def test_a_filter_leaves_every_number_right(query: Query, parameter: Parameter, graph: Door) -> None:
    answers = Answers(query, parameter, graph)
    rows, whole = answers.rows(None)
    filtered = [answers.rows(value) for value in [*values(parameter, graph), NOT_STATED]]
    assert any(some for some, _ in filtered)
    assert all(some <= rows for some, _ in filtered)
    parts = [numbers for _, numbers in filtered]
    assert larger(whole, parts) == []
    assert chooses_rows(whole, parts) or missing(whole, parts, by_dimension=is_by_dimension(query, parameter)) == []


def larger(whole: Numbers, parts: Sequence[Numbers]) -> list[tuple[Row, str, int]]:
    """Numbers that are larger with the filter than without."""
    return [
        (key, name, number)
        for part in parts
        for key, numbers in part.items()
        for name, number in numbers.items()
        if number > whole[key][name]
    ]


def chooses_rows(whole: Numbers, parts: Sequence[Numbers]) -> bool:
    """Whether every row has the same numbers with the filter as without."""
    return all(numbers == whole[key] for part in parts for key, numbers in part.items())


def missing(whole: Numbers, parts: Sequence[Numbers], *, by_dimension: bool) -> list[tuple[Row, str, int]]:
    """By how much the numbers of a row don't add up to those without the filter.

    They may add up to less where the filter is no dimension of a cube, since what lacks the property is in no part; and
    so may a number that several rows share, since it goes with the last of them.
    """
    return [
        (key, name, lacking)
        for key, numbers in whole.items()
        for name, number in numbers.items()
        if (lacking := number - sum(part.get(key, {}).get(name, 0) for part in parts))
        and (lacking < 0 or (by_dimension and not is_shared(name, [whole, *parts])))
    ]


def is_by_dimension(query: Query, parameter: Parameter) -> bool:
    """Whether the filter is on observations of cubes."""
    lines = [line for line in query.body.splitlines() if line.rstrip().endswith(f"#? {parameter.name}")]
    return all("dimension:" in line for line in lines)


def is_shared(name: str, answers: Sequence[Numbers]) -> bool:
    """Whether the number belongs to a part of what tells rows apart: it never differs between rows that share this."""
    whole = answers[0]
    places = range(len(next(iter(whole))))
    return any(
        len({_at(key, each) for key in whole}) < len(whole) and all(_is_same(name, answer, each) for answer in answers)
        for size in places
        for each in combinations(places, size)
    )


def _at(key: Row, places: tuple[int, ...]) -> Row:
    return tuple(key[place] for place in places)


def _is_same(name: str, answer: Numbers, places: tuple[int, ...]) -> bool:
    found = {_at(key, places): numbers[name] for key, numbers in answer.items()}
    return all(numbers[name] == found[_at(key, places)] for key, numbers in answer.items())


STATISTICS = rows(read_resource("ontology/statistics.tsv"), COLUMNS, "statistics.tsv")
CLASSES = {row["measure"]: row["class"] for _, row in STATISTICS}
COUNTED = [
    pytest.param(query, path, graph, id=f"{graph}-{path.stem}")
    for graph, paths in (("door", FILES), ("invented", INVENTED))
    for path in paths
    if "qb:dataSet" in (query := LIBRARY.find(expected(path).name)).body
]


@pytest.mark.parametrize(("query", "path", "graph"), COUNTED, indirect=["graph"])
def test_no_group_is_larger_than_the_whole(query: Query, path: Path, graph: Door) -> None:
    counts = {name for function, _, name in AGGREGATE.findall(query.body) if function in {"SUM", "COUNT"}}
    classes = {CLASSES[measure] for measure in CLASSES if re.search(rf"imr:{measure}\b", query.body)}
    kinds = " ".join(f"<{Iris().term(name)}>" for name in sorted(classes))
    counted = f"VALUES ?kind {{ {kinds} }}" if kinds else ""  # what no measure counts is of any kind
    whole = graph.run(f"SELECT (COUNT(*) AS ?n) {{ {counted} ?one a ?kind }}")
    assert isinstance(whole, Bindings)
    table = csv.DictReader(expected(path).text.removeprefix(expected(path).note).splitlines())
    numbers = [int(row[name]) for row in table for name in counts & row.keys() if row[name]]
    assert max(numbers, default=0) <= int(_text(whole.rows[0][0]))
