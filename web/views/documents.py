"""Small documents that machines look for at known places."""

from __future__ import annotations

import json

from flask import Blueprint, Response

from kg.formats import Kind, serialize
from kg.metadata import void_description
from web.errors import NoSuchThing
from web.negotiate import chosen, graph_formats
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("documents", __name__)


@blueprint.route("/.well-known/void")
def void() -> Response:
    """What is in the data: VoID (https://www.w3.org/TR/void/#well-known) and DCAT."""
    current = state()
    offers = [(each.media_type, current.urls.to("documents.void", format=each.name)) for each in graph_formats()]
    written = chosen(Kind.GRAPH, html=False, offers=offers)
    assert written is not None
    endpoint = current.urls.to("sparql.endpoint", _external=True)
    body = serialize(void_description(current.door, endpoint), written.media_type)
    response = Response(body, content_type=written.content_type)
    response.vary.add("Accept")
    return response


@blueprint.route("/context.jsonld")
def context() -> Response:
    """The JSON-LD context of the ontology's terms."""
    folder = state().settings.ontology
    path = folder / "context.jsonld" if folder else None
    if path is None or not path.is_file():
        raise NoSuchThing("this site was started without context.jsonld", "Tell whoever runs this site.")
    return Response(path.read_bytes(), content_type="application/ld+json")


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Pages may be indexed; the endpoint's endless answers may not."""
    return Response("User-agent: *\nDisallow: /sparql\nDisallow: /queries/\nDisallow: /search\n", mimetype="text/plain")


@blueprint.route("/healthz")
def healthz() -> Response:
    """Whether the graph answers: 200 with the release, or the error that stops it."""
    current = state()
    current.door.run("ASK { ?s ?p ?o }")
    body = {"ok": True, "release": current.door.release.id, "made": current.door.release.made}
    return Response(json.dumps(body) + "\n", mimetype="application/json", headers={"Cache-Control": "no-store"})


@blueprint.route("/favicon.ico")
@blueprint.route("/favicon.svg")
def favicon() -> Response:
    """The site's mark."""
    from flask import current_app  # noqa: PLC0415

    return current_app.send_static_file("favicon.svg")
