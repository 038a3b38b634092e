"""Named queries: the list, a form for each, its rows as a page or as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from kg.errors import AmbiguousName, ImrError, ParameterError, QueryError
from kg.formats import AnswerKind, Format, Remarks, serialize
from kg.formats.spreadsheets import guard_formulas
from kg.query import Bindings
from kg.questions.asking import QuestionAnswer, ask
from kg.questions.catalog import Query
from kg.questions.instead import COUNTING
from kg.questions.named_choices import concept_finder, homonyms
from web.caching import do_not_keep
from web.errors import NoSuchThing, WhichOne, describe_problem
from web.negotiate import chosen
from web.pages.pieces import Hyperlink
from web.pages.questions import QuestionPages, list_page
from web.render import document_response, page_response
from web.state import State, state

__all__ = ["blueprint"]

blueprint = Blueprint("queries", __name__)

_OWN_ARGUMENTS = frozenset({"run", "format", "release", "raw"})


@blueprint.route("/queries")
def catalog() -> Response:
    """The named queries by group."""
    current = state()
    return page_response(current, "queries.html", list_page(current.questions(), current.urls))


@blueprint.route("/queries/<name>")
def query(name: str) -> Response:
    """A named query: its form and rows; what can't answer as it stands waits for ``run`` or a format."""
    current = state()
    known = _known(current, name)
    kind = AnswerKind.GRAPH if known.form.is_graph else AnswerKind.RESULTS
    written = chosen(kind, html=True)
    values = _values(request.args)
    response = _document(current, known, values, written) if written is not None else _page(current, known, values)
    return response if known.template.outline.is_lasting else do_not_keep(response)


def _values(arguments: MultiDict[str, str]) -> Mapping[str, str]:
    """What the question is asked with. Raises `ParameterError` where a parameter has two values: neither is guessed."""
    given = {field: set(values) - {""} for field, values in arguments.lists() if field not in _OWN_ARGUMENTS}
    for field, values in given.items():
        if len(values) > 1:
            raise ParameterError(f"{field}: given twice, as {' and '.join(map(repr, sorted(values)))}")
    return {field: values.pop() for field, values in given.items() if values}


def _known(current: State, name: str) -> Query:
    try:
        return current.catalog.find(name)
    except QueryError as error:
        raise NoSuchThing(str(error), f"See the list at {current.urls.to('queries.catalog')}.") from error


def _document(current: State, known: Query, values: Mapping[str, str], written: Format) -> Response:
    asked = _asked(current, known, values)
    parameters = {each.parameter.name: each.facts for each in asked.used}
    text = serialize(known.finish(asked.answer), written.media_type, remarks=Remarks.of(asked.cut, parameters))
    if written.name == "csv" and "raw" not in request.args:
        text = guard_formulas(text)
    response = document_response(text, written, asked.cut)
    if parameters:
        response.headers["X-Parameters"] = json.dumps(parameters)
    there = _instead(current, known, values, asked)
    if there:
        response.headers["X-Instead"] = json.dumps([each.text for each in there])
    return response


def _instead(current: State, known: Query, values: Mapping[str, str], asked: QuestionAnswer) -> list[Hyperlink]:
    """What there is instead of the rows that a question does not have."""
    if not isinstance(asked.answer, Bindings) or asked.answer.rows:
        return []
    pages = QuestionPages(current.door, current.urls, current.settings.shown_rows)
    return pages.instead(known, values, asked, current.catalog.find(COUNTING))


def _asked(current: State, known: Query, values: Mapping[str, str]) -> QuestionAnswer:
    """The answer. Raises `WhichOne` where a name is that of several concepts."""
    try:
        return ask(known, values, current.door, concept_finder(current.door))
    except AmbiguousName as asked:
        found = homonyms(asked, current.catalog, current.door)
        kept = {name: value for name, value in request.args.items() if name != "release"}
        urls = [current.urls.query(known.name, {**kept, asked.parameter: each.iri}) for each in found]
        raise WhichOne(asked, list(zip(found, urls, strict=True))) from asked


def _page(current: State, known: Query, values: Mapping[str, str]) -> Response:
    """The form, and under it the rows, what is wrong with a value, or which concepts it may mean.

    A question that nobody ran yet stays a form where its values don't fit: a default may name a concept that this graph
    lacks.
    """
    wanted = "run" in request.args
    pages = QuestionPages(current.door, current.urls, current.settings.shown_rows)
    asked, problem, status, choices = None, "", 200, []
    if wanted or known.answers_by_itself:
        try:
            asked = _asked(current, known, values)
        except ImrError as error:
            unfit = isinstance(error, ParameterError) and not isinstance(error, WhichOne)
            found = describe_problem(error)
            if wanted or not unfit:
                problem, status = found.detail, found.status
                choices = [Hyperlink(each.label, url, each.words) for each, url in found.choices]
    there = _instead(current, known, values, asked) if asked else []
    page = pages.page(known, values, asked, problem, current.panels.overall(known))
    page = replace(page, choices=choices, instead=there)
    return page_response(current, "query.html", page, status)
