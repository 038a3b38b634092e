"""The ontology and what stands beside it (shapes, alignments, earlier versions): a page and triples at one address."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kg.formats import AnswerKind, Format, serialize
from kg.namespaces import OWL
from kg.query import Triples
from web.errors import NoSuchThing
from web.negotiate import add_links, chosen, data_format, graph_formats, graph_links, wanted_suffix
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
    """The page, or the document itself, by Accept; a version's own address answers for that version alone."""
    current = state()
    stem, suffix = wanted_suffix(version) if version else (None, None)
    words = _version_of(current, stem)
    name = f"ontology/{stem}" if stem else "ontology"
    return _answer(current, words, name, suffix)


@blueprint.route("/ontology.<suffix>")
def serialization(suffix: str) -> AnyResponse:
    """One format of the document."""
    current = state()
    return _answer(current, _version_of(current, None), "ontology", suffix)


@blueprint.route("/ontology/alignments")
@blueprint.route("/ontology/alignments.<suffix>")
def alignments(suffix: str | None = None) -> AnyResponse:
    """How the terms stand to those of other vocabularies."""
    return _document_at(state(), "ontology/alignments", suffix)


@blueprint.route("/shapes")
@blueprint.route("/shapes.<suffix>")
def shapes(suffix: str | None = None) -> AnyResponse:
    """What the graph must look like, as SHACL."""
    return _document_at(state(), "shapes", suffix)


def _document_at(current: State, name: str, suffix: str | None) -> AnyResponse:
    words = current.documents.get(name)
    if words is None:
        raise NoSuchThing(f"this site was started without its {name}", "Tell whoever runs this site.")
    return _answer(current, words, name, suffix)


def _version_of(current: State, version: str | None) -> Ontology:
    """The ontology, or an earlier version of it.

    Raises `NoSuchThing` for a site without the ontology or for a version that it does not hold.
    """
    if not current.ontology.triples:
        raise NoSuchThing("this site was started without the ontology", "Tell whoever runs this site.")
    here = _own_version(current.ontology)
    if version in {None, here}:
        return current.ontology
    kept = current.documents.get(f"ontology/{version}")
    if kept is None:
        raise NoSuchThing(f"version {version} is not kept here; this is {here}", f"See {current.urls.term()}.")
    return kept


def _own_version(ontology: Ontology) -> str:
    versions = [local_name(value.value) for value in ontology.values(ontology.iri).get(OWL + "versionIRI", ())]
    return versions[0] if versions else ontology.text(ontology.iri, OWL + "versionInfo")


def _answer(current: State, words: Ontology, name: str, suffix: str | None) -> Response:
    """`words`, the document at the path `name`: in the format of the suffix, else by Accept."""
    offers = _offers(current.urls, name)
    if suffix is None:
        written = chosen(AnswerKind.GRAPH, html=True, offers=offers)
    else:
        written = data_format(suffix, AnswerKind.GRAPH, True, offers)
    response = _page(current, words, name) if written is None else _document(current, words, written)
    return _linked(current, words, name, response)


def _document(current: State, words: Ontology, written: Format) -> Response:
    body = serialize(Triples(list(words.triples)), written.media_type, current.iris.prefixes)
    return document_response(body, written)


def _page(current: State, words: Ontology, name: str) -> Response:
    formats = graph_links((each, current.urls.document(name, each.name)) for each in graph_formats())
    document = OntologyDocument(words, current.measured, current.urls)
    return page_response(current, "ontology.html", document.page(formats))


def _offers(urls: Urls, name: str) -> list[tuple[str, str]]:
    own = [(each.media_type, urls.document(name, each.name)) for each in graph_formats()]
    return [*own, ("text/html", urls.document(name))]


def _linked(current: State, words: Ontology, name: str, response: Response) -> Response:
    links: list[tuple[str, str, str | None]] = [
        (words.iri, "canonical", None),
        *((current.urls.document(name, each.name), "alternate", each.media_type) for each in graph_formats()),
        (current.settings.license_url, "license", None),
    ]
    if name.startswith("ontology/") and words.iri == current.ontology.iri:
        links.append((current.urls.term(), "latest-version", None))
    if request.path != f"/{name}":
        links.append((current.urls.document(name), "collection", None))
    return add_links(response, links)
