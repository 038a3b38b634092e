"""Every IRI of the graph answers here: 303 to its page or to its data (https://www.w3.org/TR/cooluris/)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.descriptions.one_thing import describe
from kg.formats import AnswerKind, Format, serialize
from web.errors import NoSuchThing
from web.headers import allow_style
from web.negotiate import add_links, chosen, data_format, graph_formats, graph_links, other_than_page, wanted_suffix
from web.pages.contexts import CasePage
from web.pages.panels import exists
from web.pages.pieces import Hyperlink
from web.pages.thing import page_of
from web.render import render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("things", __name__)

Addresses = Sequence[tuple[Format, str]]


@blueprint.route("/id/<path:path>")
def thing(path: str) -> AnyResponse:
    """Send a client from a thing's IRI to a document about it: a page if it asks for HTML, Turtle if it takes all."""
    stem, suffix = wanted_suffix(path)
    if suffix and exists(state().urls.iri(path)):
        stem, suffix = path, None
    iri = _known(stem)
    addresses = _addresses(iri)
    offers = [(written.media_type, url) for written, url in addresses] + [("text/html", state().urls.page(iri))]
    written = (
        data_format(suffix, AnswerKind.GRAPH, True) if suffix else chosen(AnswerKind.GRAPH, html=True, offers=offers)
    )
    target = state().urls.page(iri) if written is None else state().urls.data(iri, written.name)
    return redirect(target, 303)


@blueprint.route("/data/<path:path>.<suffix>")
def data(path: str, suffix: str) -> Response:
    """A thing's own triples, bounded."""
    written = data_format(suffix, AnswerKind.GRAPH, False)
    iri = _known(path)
    if written is None:
        raise NoSuchThing(f"no format is called {suffix}", "Use .ttl, .jsonld, .rdf or .nt.")
    answer = describe(state().door, iri)
    response = Response(serialize(answer, written.media_type), content_type=written.content_type)
    if answer.truncated:
        response.headers["X-Truncated"] = "true"
    return _linked(response, iri)


@blueprint.route("/page/<path:path>")
def page(path: str) -> AnyResponse:
    """A thing's page; a client that takes only data is sent there."""
    stem, suffix = wanted_suffix(path)
    if suffix:
        return redirect(state().urls.thing(path), 303)
    iri = _known(stem)
    written = other_than_page()
    if written is not None:
        return redirect(state().urls.data(iri, written.name), 303)
    template, context = page_of(iri, _formats(iri), request.args)
    response = Response(render(template, context), mimetype="text/html")
    if isinstance(context, CasePage) and context.letter and context.letter.style:
        allow_style(response, context.letter.style)
    return _linked(response, iri)


def _known(path: str) -> str:
    """IRI of the thing at `path`. Raises `NoSuchThing` where the release says nothing of it."""
    iri = state().urls.iri(path)
    if not exists(iri):
        release = state().door.release.id
        raise NoSuchThing(
            f"{iri}\nis not in this release ({release}).",
            "Check the address for typing errors; a case that is not here may not be public, or not read yet.",
        )
    return iri


def _addresses(iri: str) -> Addresses:
    return [(each, state().urls.data(iri, each.name)) for each in graph_formats()]


def _formats(iri: str) -> list[Hyperlink]:
    return graph_links(_addresses(iri))


def _linked(response: Response, iri: str) -> Response:
    current = state()
    page = current.urls.page(iri)
    links: list[tuple[str, str, str | None]] = [
        (iri, "canonical", None),
        (iri, "cite-as", None),
        (page, "alternate", "text/html"),
        *((url, "alternate", written.media_type) for written, url in _addresses(iri)),
        (current.urls.data(iri, "ttl"), "describedby", "text/turtle"),
        (current.settings.license_url, "license", None),
        (current.urls.to("documents.void"), "collection", None),
    ]
    return add_links(response, links)
