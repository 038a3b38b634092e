"""Named queries: the list, a form for each, its rows as a page or as data."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from kg.catalog import Parameter, Query
from kg.errors import ImrError
from kg.formats import FORMATS, Kind
from kg.query import Bindings, Boolean, form_of
from web.cells import show, table
from web.contexts import Cell, Field, Link, Panel, QueryListPage, QueryPage, Table
from web.errors import NoSuchThing, describe_problem
from web.negotiate import chosen
from web.panels import rates
from web.render import render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("queries", __name__)


@blueprint.route("/queries")
def catalog() -> Response:
    """The named queries by group."""
    groups: dict[str, list[Link]] = {}
    for query in state().questions():
        link = Link(query.title, state().urls.query(query.name), query.description)
        groups.setdefault(query.group.replace("-", " ").capitalize(), []).append(link)
    return Response(render("queries.html", QueryListPage(groups)), mimetype="text/html")


@blueprint.route("/queries/<name>")
def query(name: str) -> Response:
    """A named query: its form; its rows once ``run`` or a format is asked for."""
    known = state().catalog.get(name)
    if known is None:
        raise NoSuchThing(f"no query is named {name}", f"See the list at {state().urls.to('queries.catalog')}.")
    kind = Kind.GRAPH if form_of(known.text).is_graph else Kind.RESULTS
    written = chosen(kind, html=True)
    values = {field: value for field, value in request.args.items() if value and field not in {"run", "format"}}
    if written is not None:
        answer = state().door.serialize(known.bind(values), written.media_type)
        return Response(answer.body, content_type=written.content_type)
    return _page(known, values, ran="run" in request.args or not known.parameters)


def _page(known: Query, values: Mapping[str, str], ran: bool) -> Response:
    """The form, and under it the rows or what is wrong with a value."""
    panel, problem, status = None, "", 200
    if ran:
        try:
            panel = _rows(known, values)
        except ImrError as error:
            found = describe_problem(error)
            problem, status = found.detail, found.status
    fields = [_field(parameter, values) for parameter in known.parameters]
    page = QueryPage(known.name, known.title, known.description, fields, known.text, panel, problem)
    return Response(render("query.html", page), status, mimetype="text/html")


def _rows(known: Query, values: Mapping[str, str]) -> Panel:
    current = state()
    text = known.bind(values)
    answer = current.door.run(text)
    made = Table((), ())
    if isinstance(answer, Bindings):
        plain = table(answer, current.urls, most=current.settings.shown_rows)
        made = Table(plain.columns, plain.rows, plain.truncated, rates(answer)[: len(plain.rows)])
    elif isinstance(answer, Boolean):
        made = Table(("Answer",), ((Cell("yes" if answer.value else "no"),),))
    else:
        rows = [[show(term, current.urls) for term in triple] for triple in answer.triples]
        made = Table(("Subject", "Property", "Value"), rows[: current.settings.shown_rows], answer.truncated)
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


def _field(parameter: Parameter, values: Mapping[str, str]) -> Field:
    return Field(
        name=parameter.name,
        label=parameter.name.replace("_", " ").capitalize(),
        hint=parameter.summary,
        value=values.get(parameter.name, parameter.default or ""),
        kind={"integer": "number", "date": "date"}.get(parameter.type, "text"),
        options=[(value, value) for value in parameter.options],
        required=parameter.required,
    )
