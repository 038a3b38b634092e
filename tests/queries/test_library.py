"""Every question of the library has rows that somebody has looked at: ``expected/NAME.csv``, of the example letters.

How a file gives the values to ask with: `tests.queries.rows`. The questions that pages ask have theirs in
``expected/pages/``; the files in ``flawed/`` are of the graph ``flawed.ttl``, those in ``invented/`` of
`tests.queries.invented`. After a change of letters, reader or questions, write all files again (with them the list in
docs/queries.md and the answers in docs/first-question.md), and look at each difference before you commit it::

    IMR_REGENERATE=1 pytest tests/queries && git diff tests/queries docs
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from kg.cli.queries import parameters
from kg.errors import AmbiguousName
from kg.formats import serialize
from kg.query import Bindings, Door
from kg.questions.catalog import Catalog, Query, menu
from kg.questions.named_choices import concept_finder
from kg.questions.rates import RATE_COLUMNS
from tests.queries.rows import asked, expected, known_limits, limits

HERE = Path(__file__).parent
LIBRARY = Catalog.load()
ASKED = sorted(
    (query for query in LIBRARY.values() if query.group != "pages" and "SERVICE" not in query.body),
    key=lambda query: query.name,
)
PAGES = [query for query in LIBRARY.values() if query.group == "pages"]
FILES = sorted(
    {
        *(HERE / "expected").rglob("*.csv"),
        *(HERE / "expected" / f"{query.name}.csv" for query in ASKED),
        *(HERE / "expected" / "pages" / f"{query.name}.csv" for query in PAGES),
    }
)
INVENTED = sorted((HERE / "invented").glob("*.csv"))
FLAWED = sorted((HERE / "flawed").glob("*.csv"))
EMPTY_IS_GOOD = "empty-is-good"
OF_THE_COMMAND = {"store", "format", "help"}


def compare(path: Path, door: Door) -> None:
    wanted = expected(path)
    rows = asked(LIBRARY.find(wanted.name), wanted, door)
    if os.environ.get("IMR_REGENERATE"):
        path.write_text(rows, encoding="utf-8")
    assert rows == wanted.text or os.environ.get("IMR_REGENERATE")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_rows_over_the_example_letters_are_those_expected(path: Path, door: Door) -> None:
    compare(path, door)


@pytest.mark.parametrize("path", FLAWED, ids=lambda path: path.stem)
def test_what_is_wrong_is_found(path: Path, flawed: Door) -> None:
    compare(path, flawed)


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_what_the_example_letters_are_too_few_to_tell(path: Path, invented: Door) -> None:
    compare(path, invented)


def test_every_question_has_rows_that_tell_it_from_a_wrong_one() -> None:
    assert {path.name.split(".")[0] for path in INVENTED} == set(LIBRARY)


SECTIONS = [
    (query, parameter.name)
    for query in ASKED
    for parameter in query.parameters
    if parameter.scheme.endswith("/section/")
]


@pytest.mark.parametrize(("query", "name"), SECTIONS, ids=lambda each: getattr(each, "name", each))
def test_a_name_that_several_sections_have_is_never_guessed(query: Query, name: str, door: Door) -> None:
    given = {each.name: each.default or "1" for each in query.parameters if each.required and each.name != name}
    with pytest.raises(AmbiguousName) as asked:
        query.bind({**given, name: "Acupuncture"}, concept_finder(door))
    assert len(asked.value.choices) == 9


@pytest.mark.parametrize("query", [query for query in ASKED if query.parameters], ids=lambda query: query.name)
def test_no_menu_offers_two_things_by_one_label(query: Query, door: Door) -> None:
    for parameter in query.parameters:
        labels = [label.casefold() for _, label in menu(query, parameter, door)]
        assert len(labels) == len(set(labels))


@pytest.mark.parametrize("path", [*FILES, *INVENTED], ids=lambda path: path.stem)
def test_a_panel_of_things_lists_each_once(path: Path) -> None:
    query = LIBRARY.find(expected(path).name)
    if query.group == "pages" and query.header.rate is not None:
        rows = list(csv.reader(line for line in expected(path).text.splitlines() if not line.startswith("# ")))
        first = [row[0] for row in rows[1:] if row]
        assert len(first) == len(set(first))


def test_a_limit_is_changed_on_purpose() -> None:
    """Two hundred rows too few or too many look right in every answer; so each number stands in a second place."""
    found = {name: limits(query.text) for name, query in LIBRARY.items()}
    assert {name: numbers for name, numbers in found.items() if numbers} == known_limits()


def test_every_question_whose_good_answer_is_empty_is_also_asked_where_things_are_wrong() -> None:
    assert {query.name for query in ASKED if EMPTY_IS_GOOD in query.header.tags} == {path.stem for path in FLAWED}


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_the_answer_with_defaults_has_rows(query: Query) -> None:
    rows = (HERE / "expected" / f"{query.name}.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert rows or EMPTY_IS_GOOD in query.header.tags


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_the_header_is_complete(query: Query, door: Door) -> None:
    header = query.header
    assert query.description.endswith(".")
    assert header.audience
    assert header.competency.endswith("?")
    answer = query.run(door, {}, concept_finder(door))
    assert isinstance(answer, Bindings)
    shown = [name for name in answer.variables if name not in RATE_COLUMNS]
    assert list(header.columns) == shown
    assert all(parameter.label for parameter in query.parameters)
    assert not OF_THE_COMMAND & {parameter.name for parameter in query.parameters}


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_upheld_and_overturned_are_told_both_ways(query: Query) -> None:
    text = " ".join([query.title, query.description, *query.header.columns.values()]).lower()
    if {"outcomeLabel", "overturned", "upheld", "outcome"} & set(query.header.columns):
        assert "medically necessary" in text
        assert "denial stands" in text
    if {"decided", "overturned", "upheld"} <= set(query.header.columns):
        assert query.header.rate is not None


@pytest.mark.parametrize("query", [query for query in ASKED if query.parameters], ids=lambda query: query.name)
def test_every_parameter_can_be_set_from_its_menu(query: Query, door: Door) -> None:
    find = concept_finder(door)
    for parameter in query.parameters:
        choices = menu(query, parameter, door)
        assert choices or not parameter.menu
        for value, label in choices[:2]:
            assert label
            assert isinstance(query.run(door, {parameter.name: value}, find), Bindings)


CONSOLE = re.compile(r"```console\n\$ \S*imr query (\S+) (.*?) ?--store \S+\n(.*?)```", re.DOTALL)


def test_the_first_question_shows_what_a_reader_will_see(project: Path, door: Door) -> None:
    path = project / "docs" / "first-question.md"
    text = path.read_text(encoding="utf-8")
    blocks = list(CONSOLE.finditer(text))
    assert blocks
    for block in reversed(blocks):
        answer = LIBRARY[block[1]].run(door, parameters(block[2].split()), concept_finder(door))
        table = serialize(answer, "text/plain").decode()
        if os.environ.get("IMR_REGENERATE"):
            text = text[: block.start(3)] + table + text[block.end(3) :]
        assert block[3] == table or os.environ.get("IMR_REGENERATE")
    if os.environ.get("IMR_REGENERATE"):
        path.write_text(text, encoding="utf-8")


def test_the_sparql_of_the_first_question_runs(project: Path, door: Door) -> None:
    text = (project / "docs" / "first-question.md").read_text(encoding="utf-8")
    whole = [block for block in re.findall(r"```sparql\n(.*?)```", text, re.DOTALL) if "SELECT" in block]
    assert whole
    for block in whole:
        answer = door.run(block)
        assert isinstance(answer, Bindings)
        assert answer.rows


def listed() -> str:
    """The list of the library as it stands in docs/queries.md."""
    lines = [""]
    groups = sorted({query.group for query in LIBRARY.values() if query.group != "pages"})
    for group in groups:
        lines += [f"### {group.capitalize()}", "", "| question | asks | parameters |", "| --- | --- | --- |"]
        for query in sorted((each for each in LIBRARY.values() if each.group == group), key=lambda each: each.name):
            names = ", ".join(f"`{parameter.name}`" for parameter in query.parameters)
            link = f"[`{query.name}`](../queries/{group}/{query.name}.rq)"
            lines.append(f"| {link} | {query.title} | {names} |")
        lines.append("")
    return "\n".join(lines)


def test_the_documented_list_is_that_of_the_files(project: Path) -> None:
    path = project / "docs" / "queries.md"
    start, end = "<!-- library: written by tests/queries -->\n", "<!-- /library -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(start)
    found, _, after = rest.partition(end)
    if os.environ.get("IMR_REGENERATE"):
        path.write_text(before + start + listed() + end + after, encoding="utf-8")
    assert found == listed() or os.environ.get("IMR_REGENERATE")
