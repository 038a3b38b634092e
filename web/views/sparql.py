"""The endpoint, by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), and its editor."""

from __future__ import annotations

import time
from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from kg.descriptions.dataset import service_description
from kg.errors import ImrError, ParameterError, QueryRefused, QuerySyntaxError
from kg.formats import FORMATS, AnswerKind, Format, serialize
from kg.query import Form, QueryOutline, cut_of, outline_of
from web.caching import do_not_keep
from web.errors import asks_for_page, describe_problem
from web.negotiate import chosen, refuse_cut
from web.pages.editor import Editor
from web.render import document_response, page_response
from web.state import State, state
from web.thing_documents import described, described_document
from web.urls import Urls

__all__ = ["blueprint"]

blueprint = Blueprint("sparql", __name__)

_QUERY_TYPE = "application/sparql-query"
_UPDATE_TYPE = "application/sparql-update"
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, show the editor or describe the service."""
    current = state()
    query = _query()
    if query is None:
        return _unasked(current)
    try:
        outline = outline_of(query, current.settings.limits)
        response = _answer(current, query, outline)
        return response if outline.is_lasting else do_not_keep(response)
    except ImrError as error:
        if not asks_for_page():
            raise
        return _unanswered(current, query, error)


def _answer(current: State, query: str, outline: QueryOutline) -> Response:
    kind = AnswerKind.GRAPH if outline.form.is_graph else AnswerKind.RESULTS
    written = chosen(kind, html=True, offers=_offers(current.urls, kind))
    if outline.form is Form.DESCRIBE and written is not None:
        return described_document(current, query, written)
    return _page(current, query, outline) if written is None else _document(current, query, written)


def _query() -> str | None:
    """The query that this request asks. Raises `QueryRefused`, `ParameterError` or `UnsupportedMediaType`."""
    if "update" in request.values or request.mimetype == _UPDATE_TYPE:
        raise QueryRefused("this endpoint answers queries and takes no update")
    _check_dataset()
    if request.method != "POST":
        return _single(request.args.getlist("query"))
    if request.mimetype == _QUERY_TYPE:
        return _decoded(request.get_data())
    if request.mimetype not in _FORM_TYPES:
        raise UnsupportedMediaType(f"send a form with the field query, or a body of type {_QUERY_TYPE}")
    query = _single([*request.form.getlist("query"), *request.args.getlist("query")])
    if query is None:
        raise ParameterError("the form has no field query; it holds the query's text")
    return query


def _single(queries: list[str]) -> str | None:
    if len(queries) > 1:
        raise ParameterError("query is given more than once; send one query at a time")
    return queries[0] if queries else None


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QuerySyntaxError(f"the body is not UTF-8 (byte {error.start})") from error


def _check_dataset() -> None:
    """One dataset is served. Clients that can't leave the parameters out send them empty."""
    if request.values.get("complete", "true") not in {"true", "false"}:
        raise ParameterError("complete is true or false")
    for name in ("default-graph-uri", "named-graph-uri"):
        asked = [graph for graph in request.values.getlist(name) if graph]
        if asked:
            raise QueryRefused(
                f"{name}={asked[0]}: this endpoint has one dataset, all of it in the default graph; leave {name} out"
            )


def _unasked(current: State) -> Response:
    written = chosen(AnswerKind.GRAPH, html=True, offers=_offers(current.urls, AnswerKind.GRAPH))
    if written is None:
        return page_response(current, "sparql.html", _editor(current).unasked(_start(current)))
    described = service_description(current.urls.absolute("sparql.endpoint"), current.door.release)
    return document_response(serialize(described, written.media_type), written)


def _document(current: State, query: str, written: Format) -> Response:
    answer = current.door.serialize(query, written.media_type)
    refuse_cut(answer.cut)
    return document_response(answer.body, written, answer.cut)


def _page(current: State, query: str, outline: QueryOutline) -> Response:
    begun = time.monotonic()
    answer = described(current, query) if outline.form is Form.DESCRIBE else current.door.run(query)
    refuse_cut(cut_of(answer))
    elapsed = f"answered in {1000 * (time.monotonic() - begun):,.0f} ms"
    return page_response(current, "sparql.html", _editor(current).answered(query, answer, elapsed))


def _unanswered(current: State, query: str, error: ImrError) -> Response:
    """The editor with what is wrong with the query under it."""
    problem = describe_problem(error)
    page = replace(_editor(current).unasked(query), problem=f"{problem.detail}\n\n{problem.remedy}")
    return page_response(current, "sparql.html", page, problem.status)


def _editor(current: State) -> Editor:
    settings = current.settings
    return Editor(current.urls, current.questions(), settings.limits.services, settings.shown_rows)


def _start(current: State) -> str:
    """What the editor opens with: the query handed in, a named one, or one to begin with."""
    name = request.args.get("example")
    named = current.catalog.find(name).bind({}) if name else None
    return request.args.get("edit") or named or _editor(current).start()


def _offers(urls: Urls, kind: AnswerKind) -> list[tuple[str, str]]:
    own = urls.sparql()
    return [(each.media_type, f"{own}?format={each.name}") for each in FORMATS if each.kind is kind] + [
        ("text/html", own)
    ]
