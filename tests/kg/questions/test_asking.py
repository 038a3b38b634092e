"""An answer that is cut says so, and of how many rows it is the first."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.errors import LimitExceeded
from kg.query import Answer, Bindings, Boolean, BoundQuery, Cut, Triples
from kg.questions.asking import cut_answer
from kg.questions.catalog import Query, read_query

STORE = ox.Store()
for _number in range(7):
    STORE.add(ox.Quad(ox.NamedNode(f"urn:{_number}"), ox.NamedNode("urn:p"), ox.Literal(_number)))


def run(query: BoundQuery) -> Answer:
    result = STORE.query(query)
    if isinstance(result, ox.QueryBoolean):
        return Boolean(bool(result))
    if isinstance(result, ox.QueryTriples):
        return Triples(list(result))
    return Bindings(tuple(name.value for name in result.variables), [tuple(row) for row in result])


def question(body: str) -> Query:
    return read_query(f"#+ title: Numbers\n{body}\n", "quality/numbers.rq")


LAST = "PREFIX x: <urn:> SELECT ?s ?n WHERE {{ ?s x:p ?n }} ORDER BY ?n LIMIT {}"
INNER = """PREFIX x: <urn:>
SELECT ?n (COUNT(*) AS ?rows) WHERE {{
  {{ SELECT ?s WHERE {{ ?s x:p ?m }} ORDER BY ?s LIMIT {} }} # a brace }} in a comment
  ?s x:p ?n
}} GROUP BY ?n ORDER BY DESC(?n)"""


PAGED = INNER.replace("LIMIT {}", "LIMIT {} OFFSET 0")


@pytest.mark.parametrize("body", [LAST, INNER, PAGED, LAST + " OFFSET 0"])
@pytest.mark.parametrize(
    ("most", "rows", "cut"), [(3, 3, Cut(3, 7)), (6, 6, Cut(6, 7)), (7, 7, None), (8, 7, None), (500, 7, None)]
)
def test_a_limit_of_the_question_is_told_with_the_number_of_all(
    body: str, most: int, rows: int, cut: Cut | None
) -> None:
    answer, told = cut_answer(question(body.format(most)), {}, run)
    assert isinstance(answer, Bindings)
    assert (len(answer.rows), told) == (rows, cut)


@pytest.mark.parametrize("body", [LAST, INNER])
def test_where_counting_takes_too_long_there_are_more(body: str) -> None:
    def hurried(query: BoundQuery) -> Answer:
        if "COUNT(*) AS ?rows) WHERE { " in query:
            raise LimitExceeded("too long")
        return run(query)

    answer, told = cut_answer(question(body.format(3)), {}, hurried)
    assert isinstance(answer, Bindings)
    assert (len(answer.rows), told) == (3, Cut(3))
    assert Cut(3).words == "the first 3 of more than 3"


def test_what_is_counted_has_the_values_of_the_question() -> None:
    body = "PREFIX x: <urn:> SELECT ?s WHERE { ?s x:p ?n FILTER(?n > ?least) } LIMIT 2"
    asked = read_query(f"#+ title: Numbers\n#+ parameters: [{{name: least, type: integer}}]\n{body}\n", "q/n.rq")
    assert cut_answer(asked, {"least": ox.Literal(2)}, run)[1] == Cut(2, 4)
    assert cut_answer(asked, {"least": ox.Literal(4)}, run)[1] is None


def test_a_limit_of_the_door_is_told_too() -> None:
    cut = Bindings(("s",), [(ox.Literal(1),)] * 2, truncated=True)
    assert cut_answer(question(LAST.format(5)), {}, lambda _: cut) == (cut, Cut(2))
    graph = Triples([], truncated=True)
    assert cut_answer(question("CONSTRUCT WHERE { ?s ?p ?o }"), {}, lambda _: graph) == (graph, Cut(0))


@pytest.mark.parametrize("body", ["ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", "SELECT * { ?s ?p ?o }"])
def test_other_answers_come_as_they_are(body: str) -> None:
    asked: list[str] = []

    def noted(query: BoundQuery) -> Answer:
        asked.append(query.strip())
        return Boolean(True)

    assert cut_answer(question(body), {}, noted) == (Boolean(True), None)
    assert asked == [body]


def test_two_limits_side_by_side_bound_no_rows_alone() -> None:
    half = "{ SELECT ?s WHERE { ?s <urn:p> ?n } LIMIT 2 }"
    assert question(f"SELECT ?s WHERE {{ {half} UNION {half} }}").template.most is None
