"""Named queries: the list, a form for each, its rows as a page or as data."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from kg.errors import ImrError, ParameterError, QueryError
from kg.formats import AnswerKind, Format, serialize
from kg.formats.spreadsheets import guard_formulas
from kg.questions.catalog import Query, concept_finder
from web.caching import do_not_keep
from web.errors import NoSuchThing, describe_problem
from web.negotiate import chosen
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
    values = {field: value for field, value in request.args.items() if value and field not in _OWN_ARGUMENTS}
    if written is not None:
        response = _document(current, known, values, written)
    else:
        ran = "run" in request.args or (known.answers_by_itself and _fits(current, known, values))
        response = _page(current, known, values, ran)
    return response if known.template.outline.is_lasting else do_not_keep(response)


def _known(current: State, name: str) -> Query:
    try:
        return current.catalog.find(name)
    except QueryError as error:
        raise NoSuchThing(str(error), f"See the list at {current.urls.to('queries.catalog')}.") from error


def _document(current: State, known: Query, values: Mapping[str, str], written: Format) -> Response:
    answer = known.run(current.door, values, concept_finder(current.door))
    text = serialize(answer, written.media_type)
    if written.name == "csv" and "raw" not in request.args:
        text = guard_formulas(text)
    return document_response(text, written, getattr(answer, "truncated", False))


def _fits(current: State, known: Query, values: Mapping[str, str]) -> bool:
    """Whether the query can be asked with these values: a default may name a concept that this graph lacks."""
    try:
        known.bind(values, concept_finder(current.door))
    except ParameterError:
        return False
    return True


def _page(current: State, known: Query, values: Mapping[str, str], ran: bool) -> Response:
    """The form, and under it the rows or what is wrong with a value."""
    pages = QuestionPages(current.door, current.urls, current.settings.shown_rows)
    panel, problem, status = None, "", 200
    if ran:
        try:
            panel = pages.rows(known, values)
        except ImrError as error:
            found = describe_problem(error)
            problem, status = found.detail, found.status
    return page_response(current, "query.html", pages.page(known, values, panel, problem), status)
