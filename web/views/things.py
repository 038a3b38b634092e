"""Every IRI of the graph answers here: 303 to its page or to its data (https://www.w3.org/TR/cooluris/)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.formats import AnswerKind, Format
from kg.query import Bindings, other_releases
from web.errors import NoSuchThing
from web.headers import allow_style
from web.negotiate import add_links, chosen, data_format, graph_formats, graph_links, other_than_page, wanted_suffix
from web.pages.contexts import CasePage
from web.render import page_response
from web.state import State, state
from web.thing_documents import thing_document
from web.urls import Urls

__all__ = ["blueprint"]

blueprint = Blueprint("things", __name__)

Addresses = Sequence[tuple[Format, str]]

_HIGHEST_PAGE = 100_000
_TEXT = re.compile(r"case/[^/]+/[^/]+/text")
_CHECK = "Check the address for typing errors; a case that is not here may not be public, or not read yet."


@blueprint.route("/id/<path:path>")
def thing(path: str) -> AnyResponse:
    """Send a client from a thing's IRI to a document about it: a page if it asks for HTML, Turtle if it takes all."""
    current = state()
    urls = current.urls
    if _TEXT.fullmatch(path):
        return _text_of(current, urls.iri(path.rpartition("/")[0]))
    stem, suffix = wanted_suffix(path)
    if suffix and current.queries.knows(urls.iri(path)):
        stem, suffix = path, None
    if _is_other_release(current, stem):
        return redirect(current.urls.release(stem.partition("/")[2]) + (f"?format={suffix}" if suffix else ""), 303)
    iri = _known(current, stem)
    offers = [(written.media_type, url) for written, url in _addresses(urls, iri)] + [("text/html", urls.page(iri))]
    if suffix:
        written = data_format(suffix, AnswerKind.GRAPH, True)
    else:
        written = chosen(AnswerKind.GRAPH, html=True, offers=offers)
    return redirect(urls.page(iri) if written is None else urls.data(iri, written.name), 303)


def _text_of(current: State, letter: str) -> Response:
    """The text that places of the letter (``text#char=120,127``, RFC 5147) count the characters of."""
    answer = current.queries.ask("letter_text", {"this": letter})
    if not isinstance(answer, Bindings) or not answer.rows:
        raise NoSuchThing(f"{letter}\nhas no text in this release ({current.door.release.id}).", _CHECK)
    return Response(getattr(answer.rows[0][0], "value", ""), content_type="text/plain; charset=utf-8")


@blueprint.route("/data/<path:path>")
def data(path: str) -> Response:
    """A thing's own triples, bounded; of a case all that its letters say."""
    current = state()
    path, _, suffix = path.rpartition(".")
    if not path:
        raise NoSuchThing("this address names no format", "Add .ttl, .jsonld, .rdf or .nt.")
    written = data_format(suffix, AnswerKind.GRAPH, False)
    iri = _known(current, path)
    if written is None:
        raise NoSuchThing(f"no format is called {suffix}", "Use .ttl, .jsonld, .rdf or .nt.")
    return _linked(current, thing_document(current, iri, written), iri)


@blueprint.route("/page/<path:path>")
def page(path: str) -> AnyResponse:
    """A thing's page; a client that takes only data is sent there."""
    current = state()
    _, suffix = wanted_suffix(path)
    if suffix and not current.queries.knows(current.urls.iri(path)):
        return redirect(current.urls.thing(path), 303)
    iri = _known(current, path)
    written = other_than_page()
    if written is not None:
        return redirect(current.urls.data(iri, written.name), 303)
    formats = graph_links(_addresses(current.urls, iri))
    template, context = current.things.page_of(iri, formats, _page_number(request.args.get("page", "1")))
    response = page_response(current, template, context)
    if isinstance(context, CasePage) and context.letter and context.letter.style:
        allow_style(response, context.letter.style)
    return _linked(current, response, iri)


def _page_number(written: str) -> int:
    return min(int(written), _HIGHEST_PAGE) if written.isascii() and written.isdecimal() and int(written) else 1


def _is_other_release(current: State, path: str) -> bool:
    """Whether `path` is that of a release which is kept here but not shown: the graph says nothing of it."""
    kind, _, release_id = path.partition("/")
    return kind == "dataset" and release_id in {each.id for each in other_releases(current.door.release)}


def _known(current: State, path: str) -> str:
    """IRI of the thing at `path`. Raises `NoSuchThing` where the release says nothing of it."""
    iri = current.urls.iri(path)
    if not current.queries.knows(iri):
        raise NoSuchThing(
            f"{iri}\nis not in this release ({current.door.release.id}).",
            _CHECK,
        )
    return iri


def _addresses(urls: Urls, iri: str) -> Addresses:
    return [(each, urls.data(iri, each.name)) for each in graph_formats()]


def _linked(current: State, response: Response, iri: str) -> Response:
    page = current.urls.page(iri)
    links: list[tuple[str, str, str | None]] = [
        (iri, "canonical", None),
        (iri, "cite-as", None),
        (page, "alternate", "text/html"),
        *((url, "alternate", written.media_type) for written, url in _addresses(current.urls, iri)),
        (current.urls.data(iri, "ttl"), "describedby", "text/turtle"),
        (current.settings.license_url, "license", None),
        (current.urls.to("documents.void"), "collection", None),
    ]
    return add_links(response, links)
