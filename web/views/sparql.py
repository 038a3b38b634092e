"""The endpoint, by the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), and its editor."""

from __future__ import annotations

import time
from dataclasses import replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from kg.descriptions.dataset import service_description
from kg.errors import ImrError, ParameterError, QueryRefused, QuerySyntaxError
from kg.formats import FORMATS, AnswerKind, Format, serialize
from kg.query import Answer, Bindings, Boolean, form_of
from kg.questions.catalog import Query
from web.errors import asks_for_page, describe_problem
from web.negotiate import chosen
from web.pages.cells import table
from web.pages.contexts import SparqlPage
from web.pages.pieces import Hyperlink
from web.render import render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("sparql", __name__)

_QUERY_TYPE = "application/sparql-query"
_UPDATE_TYPE = "application/sparql-update"
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_EXAMPLES_OF_A_GROUP = 3
_START = """PREFIX imr: <{base}ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# The first decisions, with what was asked for and how it came out
SELECT ?decision ?heading ?outcome ?outcomeLabel WHERE {{
  ?decision a imr:Decision ; imr:heading ?heading ; imr:outcome ?outcome .
  ?outcome skos:prefLabel ?outcomeLabel .
}}
LIMIT 20
"""


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, show the editor or describe the service."""
    query = _query()
    if query is None:
        return _unasked()
    try:
        kind = AnswerKind.GRAPH if form_of(query, state().settings.limits).is_graph else AnswerKind.RESULTS
        written = chosen(kind, html=True, offers=_offers(kind))
        return _page(query) if written is None else _document(query, written)
    except ImrError as error:
        if not asks_for_page():
            raise
        return _unanswered(query, error)


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
    for name in ("default-graph-uri", "named-graph-uri"):
        asked = [graph for graph in request.values.getlist(name) if graph]
        if asked:
            raise QueryRefused(
                f"{name}={asked[0]}: this endpoint has one dataset, all of it in the default graph; leave {name} out"
            )


def _unasked() -> Response:
    written = chosen(AnswerKind.GRAPH, html=True, offers=_offers(AnswerKind.GRAPH))
    current = state()
    if written is None:
        return Response(render("sparql.html", _editor(_start())), mimetype="text/html")
    address = current.urls.absolute("sparql.endpoint")
    body = serialize(service_description(address, current.door.release), written.media_type)
    return Response(body, content_type=written.content_type)


def _document(query: str, written: Format) -> Response:
    answer = state().door.serialize(query, written.media_type)
    response = Response(answer.body, content_type=written.content_type)
    if answer.truncated:
        response.headers["X-Truncated"] = "true"
    return response


def _page(query: str) -> Response:
    begun = time.monotonic()
    answer = state().door.run(query)
    elapsed = f"answered in {1000 * (time.monotonic() - begun):,.0f} ms"
    return Response(render("sparql.html", _answered(query, answer, elapsed)), mimetype="text/html")


def _unanswered(query: str, error: ImrError) -> Response:
    """The editor with what is wrong with the query under it."""
    problem = describe_problem(error)
    page = replace(_editor(query), problem=f"{problem.detail}\n\n{problem.remedy}")
    return Response(render("sparql.html", page), problem.status, mimetype="text/html")


def _answered(query: str, answer: Answer, elapsed: str) -> SparqlPage:
    current = state()
    page = replace(_editor(query), elapsed=elapsed, downloads=_downloads(query, answer))
    if isinstance(answer, Bindings):
        return replace(page, table=table(answer, current.urls, most=current.settings.shown_rows))
    if isinstance(answer, Boolean):
        return replace(page, boolean=answer.value)
    return replace(page, triples=serialize(answer, "text/turtle").decode() or "# no triple")


def _downloads(query: str, answer: Answer) -> list[Hyperlink]:
    kind = AnswerKind.RESULTS if isinstance(answer, Bindings | Boolean) else AnswerKind.GRAPH
    urls = state().urls
    links = [
        Hyperlink(each.label, urls.result(query, each.name), each.media_type) for each in FORMATS if each.kind is kind
    ]
    return [link for link in links if link.href]


def _editor(query: str) -> SparqlPage:
    current = state()
    limits = [
        f"Read-only SPARQL 1.1: no update; SERVICE to {_services() or 'no other endpoint'}.",
        f"At most {current.settings.shown_rows} rows are shown; downloads have all.",
    ]
    examples = [Hyperlink(each.title, current.urls.example(each.name)) for each in _examples()]
    return SparqlPage(query, None, None, "", (), examples, limits)


def _examples() -> list[Query]:
    """The first questions of each group that can be asked without a value."""
    groups: dict[str, list[Query]] = {}
    for query in state().questions():
        if not any(parameter.required for parameter in query.parameters):
            groups.setdefault(query.group, []).append(query)
    return [query for group in groups.values() for query in group[:_EXAMPLES_OF_A_GROUP]]


def _start() -> str:
    """What the editor opens with: the query handed in, a named one, or one to begin with."""
    current = state()
    name = request.args.get("example")
    named = current.catalog.find(name).bind({}) if name else None
    return request.args.get("edit") or named or _START.format(base=current.urls.base)


def _services() -> str:
    return ", ".join(sorted(state().settings.limits.services))


def _offers(kind: AnswerKind) -> list[tuple[str, str]]:
    own = state().urls.sparql()
    return [(each.media_type, f"{own}?format={each.name}") for each in FORMATS if each.kind is kind] + [
        ("text/html", own)
    ]
