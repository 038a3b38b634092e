"""Named queries: the list, a form for each, its rows as a page or as data."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from kg.errors import ImrError, ParameterError, QueryError
from kg.formats import AnswerKind, serialize
from kg.query import Answer, Bindings, Boolean
from kg.questions.catalog import Parameter, Query, Type, concept_finder, menu
from web.errors import NoSuchThing, describe_problem
from web.negotiate import chosen
from web.pages.cells import show, table
from web.pages.contexts import Field, QueryListPage, QueryPage
from web.pages.panels import rates
from web.pages.pieces import Cell, Hyperlink, Panel, Table
from web.render import render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("queries", __name__)

_OWN_ARGUMENTS = frozenset({"run", "format"})
_INPUTS = {Type.INTEGER: "number", Type.YEAR: "number", Type.DATE: "date"}
_FEW = 40


@blueprint.route("/queries")
def catalog() -> Response:
    """The named queries by group."""
    groups: dict[str, list[Hyperlink]] = {}
    for known in state().questions():
        link = Hyperlink(known.title, state().urls.query(known.name), known.description)
        groups.setdefault(known.group.replace("-", " ").capitalize() or "Others", []).append(link)
    return Response(render("queries.html", QueryListPage(groups)), mimetype="text/html")


@blueprint.route("/queries/<name>")
def query(name: str) -> Response:
    """A named query: its form and rows; what can't answer as it stands waits for ``run`` or a format."""
    known = _known(name)
    kind = AnswerKind.GRAPH if known.form.is_graph else AnswerKind.RESULTS
    written = chosen(kind, html=True)
    values = {field: value for field, value in request.args.items() if value and field not in _OWN_ARGUMENTS}
    if written is not None:
        answer = known.run(state().door, values, concept_finder(state().door))
        response = Response(serialize(answer, written.media_type), content_type=written.content_type)
        if getattr(answer, "truncated", False):
            response.headers["X-Truncated"] = "true"
        return response
    if "run" in request.args:
        return _page(known, values, ran=True)
    return _page(known, values, ran=known.answers_by_itself and not _is_amiss(known, values))


def _known(name: str) -> Query:
    try:
        return state().catalog.find(name)
    except QueryError as error:
        raise NoSuchThing(str(error), f"See the list at {state().urls.to('queries.catalog')}.") from error


def _is_amiss(known: Query, values: Mapping[str, str]) -> bool:
    """Whether a value keeps the query from being asked: a default perhaps, for a concept that this graph lacks."""
    try:
        known.bind(values, concept_finder(state().door))
    except ParameterError:
        return True
    return False


def _page(known: Query, values: Mapping[str, str], ran: bool) -> Response:
    """The form, and under it the rows or what is wrong with a value."""
    panel, problem, status = None, "", 200
    if ran:
        try:
            panel = _rows(known, values)
        except ImrError as error:
            found = describe_problem(error)
            problem, status = found.detail, found.status
    fields = [_field(known, parameter, values) for parameter in known.parameters]
    page = QueryPage(known.name, known.title, known.description, fields, known.body, panel, problem)
    return Response(render("query.html", page), status, mimetype="text/html")


def _rows(known: Query, values: Mapping[str, str]) -> Panel:
    current = state()
    text = known.bind(values, concept_finder(current.door))
    made = _table(known, current.door.run(text))
    count = len(made.rows)
    return Panel(
        name="rows",
        title=f"{count} row{'' if count == 1 else 's'}",
        note="",
        kind="table",
        table=made,
        edit=current.urls.edit(text),
        csv=current.urls.query(known.name, values, "csv"),
        json=current.urls.query(known.name, values, "json"),
    )


def _table(known: Query, answer: Answer) -> Table:
    urls, most = state().urls, state().settings.shown_rows
    if isinstance(answer, Boolean):
        return Table(("Answer",), ((Cell("yes" if answer.value else "no"),),))
    if isinstance(answer, Bindings):
        plain = table(answer, urls, known.label_of, most)
        return Table(plain.columns, plain.rows, plain.truncated, rates(answer, known.header.rate)[: len(plain.rows)])
    rows = [[show(term, urls) for term in triple] for triple in answer.triples[:most]]
    return Table(("Subject", "Property", "Value"), rows, answer.truncated or len(answer.triples) > most)


def _field(known: Query, parameter: Parameter, values: Mapping[str, str]) -> Field:
    options = menu(known, parameter, state().door)
    listed = len(options) > _FEW
    given = values.get(parameter.name, parameter.default or "")
    # An id may stand for the concept that the menu names by its IRI.
    value, words = next(((iri, words) for iri, words in options if _is(iri, given)), (given, given))
    return Field(
        name=parameter.name,
        label=parameter.label,
        hint=parameter.summary,
        value=words if listed else value,
        kind=_INPUTS.get(parameter.type, "text"),
        options=options,
        listed=listed,
        required=parameter.required,
    )


def _is(option: str, given: str) -> bool:
    return bool(given) and (option == given or option.endswith(f"/{given}"))
