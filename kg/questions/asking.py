"""Asking a question whole: its answer, what it was asked with, and whether a limit cut it.

A question's own LIMIT cuts its rows. How many there are is counted under the same limits as the question, so that "the
first 500 of 569" can be said; where that takes too long, "the first 500 of more".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import pyoxigraph as ox

from kg.errors import LimitExceeded
from kg.questions.catalog import Query
from kg.questions.named_choices import UsedValue, used_values
from kg.questions.newest import Run, counted_rows, newest_days
from kg.sparql.answers import Answer, Bindings, Cut, cut_of
from kg.sparql.guard import Form
from kg.sparql.parameters import FindConcept
from kg.sparql.template import BindableTerm
from kg.store.door import Door

__all__ = ["QuestionAnswer", "Run", "ask", "cut_answer"]

Lists = Mapping[str, Sequence[BindableTerm]]


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """An `answer` (without its rates), the values it was asked with, and how it was `cut`, if it was."""

    answer: Answer
    used: tuple[UsedValue, ...] = ()
    cut: Cut | None = None


def ask(query: Query, values: Mapping[str, str], door: Door, find: FindConcept) -> QuestionAnswer:
    """Ask `query` with `values`. Raises as `Query.terms` and `Door.run` do."""
    terms = query.terms(values, find)
    days = newest_days(query, terms, query.template.most, door, door.run) if query.template.most else {}
    answer, cut = cut_answer(query, terms, door.run, days)
    return QuestionAnswer(answer, used_values(query, terms, door), cut)


def cut_answer(
    query: Query, terms: Mapping[str, BindableTerm], run: Run, lists: Lists = MappingProxyType({})
) -> tuple[Answer, Cut | None]:
    """The answer of `query` to `terms`, and how it was cut: by its own LIMIT, or by a limit of the door.

    `lists` are terms for its lists, which hold all that its LIMIT lets through (`kg.questions.newest`).

    A LIMIT at the query's end gets one row more to tell. One further in bounds what rows are made of, and counts only
    where as many rows came. Raises as `run`.
    """
    most = query.template.most
    if most is None or query.form is not Form.SELECT:
        answer = run(query.template.bind(terms, lists))
        return answer, cut_of(answer)
    one_more = most + 1 if query.template.most_is_last else None
    answer = run(query.template.bind(terms, lists, most=one_more))
    if not isinstance(answer, Bindings) or answer.truncated or len(answer.rows) < (one_more or most):
        return answer, cut_of(answer)
    # Counting all would cost what the days spare.
    total = counted_rows(query, terms, run) if lists else _total(query, terms, run)
    if one_more is None and total is not None and total <= most:
        return answer, None
    rows = answer.rows[:most] if one_more else answer.rows
    return replace(answer, rows=rows), Cut(most, total)


def _total(query: Query, terms: Mapping[str, BindableTerm], run: Run) -> int | None:
    """How many rows there are; ``None`` where counting them takes too long."""
    try:
        answer = run(query.template.count(terms))
    except LimitExceeded:
        return None
    term = answer.rows[0][0] if isinstance(answer, Bindings) and answer.rows else None
    return int(term.value) if isinstance(term, ox.Literal) else None
