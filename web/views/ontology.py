"""The ontology: a page with an anchor for each term, and its Turtle and other formats on the same address."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kg.formats import AnswerKind, Format, serialize
from kg.namespaces import OWL
from kg.query import Triples
from web.errors import NoSuchThing
from web.negotiate import add_links, chosen, data_format, graph_formats, graph_links
from web.pages.cells import local_name
from web.pages.ontology_document import OntologyDocument
from web.pages.terms import Ontology
from web.render import document_response, page_response
from web.state import State, state
from web.urls import Urls

__all__ = ["blueprint"]

blueprint = Blueprint("ontology", __name__)


@blueprint.route("/ontology")
@blueprint.route("/ontology/<version>")
def ontology(version: str | None = None) -> AnyResponse:
    """The page, or the document itself, by Accept; a version's own address answers for the version served here."""
    current = state()
    _check(current, version)
    written = chosen(AnswerKind.GRAPH, html=True, offers=_offers(current.urls))
    return _answer(current, written)


@blueprint.route("/ontology.<suffix>")
def serialization(suffix: str) -> AnyResponse:
    """One format of the document."""
    current = state()
    _check(current, None)
    return _answer(current, data_format(suffix, AnswerKind.GRAPH, False, _offers(current.urls)))


def _check(current: State, version: str | None) -> None:
    """Raises `NoSuchThing` for a site without the ontology or for a version that it does not hold."""
    if not current.ontology.triples:
        raise NoSuchThing("this site was started without the ontology", "Tell whoever runs this site.")
    here = _version(current.ontology)
    if version not in {None, here}:
        raise NoSuchThing(f"version {version} is not kept here; this is {here}", f"See {current.urls.term()}.")


def _version(ontology: Ontology) -> str:
    versions = [local_name(value.value) for value in ontology.values(ontology.iri).get(OWL + "versionIRI", ())]
    return versions[0] if versions else ontology.text(ontology.iri, OWL + "versionInfo")


def _answer(current: State, written: Format | None) -> Response:
    return _linked(current, _page(current) if written is None else _document(current.ontology, written))


def _document(ontology: Ontology, written: Format) -> Response:
    return document_response(serialize(Triples(list(ontology.triples)), written.media_type), written)


def _page(current: State) -> Response:
    formats = graph_links((each, current.urls.ontology(each.name)) for each in graph_formats())
    document = OntologyDocument(current.ontology, current.measured, current.urls)
    return page_response(current, "ontology.html", document.page(formats))


def _offers(urls: Urls) -> list[tuple[str, str]]:
    return [(each.media_type, urls.ontology(each.name)) for each in graph_formats()] + [("text/html", urls.term())]


def _linked(current: State, response: Response) -> Response:
    links: list[tuple[str, str, str | None]] = [
        (current.ontology.iri, "canonical", None),
        *((current.urls.ontology(each.name), "alternate", each.media_type) for each in graph_formats()),
        (current.settings.license_url, "license", None),
    ]
    if request.path != "/ontology":
        links.append((current.urls.term(), "latest-version", None))
    return add_links(response, links)
