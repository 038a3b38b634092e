"""What the data is, for people and for machines, and small documents that machines look for at known places."""

from __future__ import annotations

import json

from flask import Blueprint, Response

from kg.descriptions.dataset import void_description
from kg.errors import StoreError
from kg.formats import AnswerKind, serialize
from kg.namespaces import DEFAULT_BASE
from kg.query import Boolean, other_releases
from kg.resources import read_resource
from web.caching import do_not_keep
from web.errors import NoSuchThing
from web.negotiate import chosen, graph_formats, graph_links
from web.pages.about import about_page
from web.render import document_response, page_response
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("documents", __name__)


@blueprint.route("/.well-known/void")
def void() -> Response:
    """What is in the data: VoID (https://www.w3.org/TR/void/#well-known) and DCAT, or a page about it."""
    current = state()
    addresses = [(each, current.urls.to("documents.void", each.name)) for each in graph_formats()]
    written = chosen(AnswerKind.GRAPH, html=True, offers=[(each.media_type, url) for each, url in addresses])
    release = current.door.release
    described = void_description(
        current.door,
        current.urls.absolute("sparql.endpoint"),
        current.urls.absolute("downloads.download", release_id=release.id, name="") if release.folder else "",
        other_releases(release),
        current.urls.base,
    )
    if written is not None:
        return document_response(serialize(described, written.media_type, current.iris.prefixes), written)
    page = about_page(
        described,
        current.door.release,
        current.measured,
        current.urls,
        graph_links(addresses),
        current.settings.license_url,
    )
    return page_response(current, "about.html", page)


@blueprint.route("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of the ontology's terms."""
    text = state().context
    if text is None:
        raise NoSuchThing("this site was started without context.jsonld", "Tell whoever runs this site.")
    return Response(text, content_type="application/ld+json")


@blueprint.route("/determination.schema.json")
def letter_schema() -> Response:
    """The JSON Schema of what `imr parse` prints (https://json-schema.org/)."""
    text = read_resource("docs/determination.schema.json").replace(DEFAULT_BASE, state().urls.base)
    return Response(text, content_type="application/schema+json")


@blueprint.route("/mappings/<name>")
def mapping(name: str) -> Response:
    """The links to one outside vocabulary, as SSSOM (https://mapping-commons.github.io/sssom/spec-formats-tsv/)."""
    current = state()
    folder = current.settings.ontology
    kept = {path.name: path for path in folder.glob("mappings/*.tsv")} if folder else {}
    if name not in kept:
        listed = ", ".join(sorted(kept)) or "none"
        raise NoSuchThing(f"no mapping here is called {name}", f"These are here: {listed}.")
    text = kept[name].read_text(encoding="utf-8").replace(DEFAULT_BASE, current.urls.base)
    return Response(text, content_type="text/tab-separated-values; charset=utf-8")


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Pages may be indexed; the endpoint's endless answers may not."""
    return Response("User-agent: *\nDisallow: /sparql\nDisallow: /queries/\nDisallow: /search\n", mimetype="text/plain")


@blueprint.route("/healthz")
def healthz() -> Response:
    """Whether the graph answers: 200 with the release, or the error that stops it."""
    current = state()
    if current.door.run("ASK { ?s ?p ?o }") == Boolean(False):
        raise StoreError(f"there are no triples in release {current.door.release.id}")
    body = {"ok": True, "release": current.door.release.id, "made": current.door.release.made}
    return do_not_keep(Response(json.dumps(body) + "\n", mimetype="application/json"))
