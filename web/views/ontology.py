"""The ontology: a page with an anchor for each term, and its Turtle and other formats on the same address."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from kg.formats import AnswerKind, Format, serialize
from kg.namespaces import DCTERMS, OWL, RDFS, SKOS, VANN
from kg.query import Triples
from web.errors import NoSuchThing
from web.negotiate import add_links, chosen, data_format, graph_formats, graph_links
from web.pages.cells import local_name, show
from web.pages.contexts import OntologyPage, TermGroup, TermView
from web.pages.pieces import Fact
from web.pages.quality import accuracy_cells
from web.render import render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("ontology", __name__)

_HEADER = (
    ("Version", OWL + "versionInfo"),
    ("This version", OWL + "versionIRI"),
    ("Prior version", OWL + "priorVersion"),
    ("Created", DCTERMS + "created"),
    ("Modified", DCTERMS + "modified"),
    ("Prefix", VANN + "preferredNamespacePrefix"),
    ("Licence", DCTERMS + "license"),
    ("Cite as", DCTERMS + "bibliographicCitation"),
)
_TERM = (
    ("Kind of", RDFS + "subClassOf"),
    ("Narrower than", RDFS + "subPropertyOf"),
    ("Belongs to", RDFS + "domain"),
    ("Belongs to", "https://schema.org/domainIncludes"),
    ("Leads to", RDFS + "range"),
    ("Leads to", "https://schema.org/rangeIncludes"),
    ("Inverse of", OWL + "inverseOf"),
    ("Scope", SKOS + "scopeNote"),
    ("Example", SKOS + "example"),
)


@blueprint.route("/ontology")
@blueprint.route("/ontology/<version>")
def ontology(version: str | None = None) -> AnyResponse:
    """The page, or the document itself, by Accept; a version's own address answers for the version served here."""
    _check(version)
    written = chosen(AnswerKind.GRAPH, html=True, offers=_offers())
    response = _page() if written is None else _document(written)
    return _linked(response)


@blueprint.route("/ontology.<suffix>")
def serialization(suffix: str) -> AnyResponse:
    """One format of the document."""
    _check(None)
    written = data_format(suffix, AnswerKind.GRAPH, False, _offers())
    return _linked(_document(written)) if written else _linked(_page())


def _check(version: str | None) -> None:
    """Raises `NoSuchThing` for a site without the ontology or for a version that it does not hold."""
    current = state().ontology
    if not current.triples:
        raise NoSuchThing("this site was started without the ontology", "Tell whoever runs this site.")
    here = _version()
    if version not in {None, here}:
        raise NoSuchThing(f"version {version} is not kept here; this is {here}", f"See {state().urls.term()}.")


def _version() -> str:
    current = state().ontology
    versions = [local_name(value.value) for value in current.values(current.iri).get(OWL + "versionIRI", ())]
    return versions[0] if versions else current.text(current.iri, OWL + "versionInfo")


def _document(written: Format) -> Response:
    body = serialize(Triples(list(state().ontology.triples)), written.media_type)
    return Response(body, content_type=written.content_type)


def _page() -> Response:
    current = state()
    words = current.ontology
    formats = graph_links((each, current.urls.ontology(each.name)) for each in graph_formats())
    groups = [TermGroup(title, anchor, [_term(iri) for iri in terms]) for title, anchor, terms in words.groups()]
    page = OntologyPage(
        title=words.text(words.iri, DCTERMS + "title") or "The ontology",
        iri=words.iri,
        abstract=words.text(words.iri, DCTERMS + "abstract", DCTERMS + "description"),
        header=_facts(words.iri, _HEADER),
        groups=groups,
        formats=formats,
        accuracy=current.measured.caption,
    )
    return Response(render("ontology.html", page), mimetype="text/html")


def _term(iri: str) -> TermView:
    words = state().ontology
    measured = accuracy_cells(state().measured.of(local_name(iri)))
    facts = [*_facts(iri, _TERM), *([Fact("Read how well", measured, href="#accuracy")] if measured else [])]
    return TermView(local_name(iri), iri, words.label(iri), words.definition(iri), facts)


def _facts(iri: str, table: Sequence[tuple[str, str]]) -> list[Fact]:
    words, urls = state().ontology, state().urls
    values = words.values(iri)
    own = f"{words.iri}#"
    return [
        Fact(
            label,
            [show(value, urls, words.label(value.value) if value.value.startswith(own) else None) for value in found],
        )
        for label, name in table
        if (found := [value for value in values.get(name, ()) if isinstance(value, ox.NamedNode | ox.Literal)])
    ]


def _offers() -> list[tuple[str, str]]:
    urls = state().urls
    return [(each.media_type, urls.ontology(each.name)) for each in graph_formats()] + [("text/html", urls.term())]


def _linked(response: Response) -> Response:
    current = state()
    links: list[tuple[str, str, str | None]] = [
        (current.ontology.iri, "canonical", None),
        *((current.urls.ontology(each.name), "alternate", each.media_type) for each in graph_formats()),
        (current.settings.license_url, "license", None),
    ]
    if request.path != "/ontology":
        links.append((current.urls.term(), "latest-version", None))
    return add_links(response, links)
