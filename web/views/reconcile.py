"""The reconciliation service, for OpenRefine and its like: their rows are matched with the concepts of this graph.

Reconciliation Service API v0.2, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from kg import __version__
from kg.errors import ParameterError
from kg.namespaces import SKOS
from kg.search import NamedConcept
from web.errors import NoSuchThing
from web.headers import allow_frame
from web.reconcile.entities import CLASSES
from web.reconcile.matching import read_types
from web.reconcile.previews import preview_of, property_preview, type_preview
from web.reconcile.properties import PROPERTIES
from web.reconcile.service import BATCH, Json, beginning, extended, matched, proposed, suggested, type_of
from web.state import State, state
from web.urls import Urls

__all__ = ["blueprint"]

blueprint = Blueprint("reconcile", __name__)

_VIEW, _PREVIEW, _FLYOUT = "reconcile.view", "reconcile.preview", "reconcile.flyout"
_WIDTH, _HEIGHT = 430, 260
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


# --- the service and its queries ---


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> Response:
    """Match a batch of queries, fetch properties of matched concepts, or say what is served here."""
    current = state()
    queries, extension = request.values.get("queries"), request.values.get("extend")
    if queries is not None:
        return _json(matched(_parsed(queries, "queries"), current.entity_source.entities()))
    if extension is not None:
        return _json(extended(_parsed(extension, "extend"), current.entity_source.entities()))
    if request.method == "POST":
        said = "" if request.mimetype in _FORMS else f"; the body is {request.mimetype or 'of no type'}, not a form"
        raise ParameterError(f"the form has neither the field queries nor extend{said}")
    return _json(_manifest(current))


def _manifest(current: State) -> Json:
    entities, urls = current.entity_source.entities(), current.urls
    root = urls.absolute("home.home").rstrip("/")
    return {
        "versions": ["0.2"],
        "name": f"{current.settings.title}: drugs, treatments, guidelines of Independent Medical Review",
        "identifierSpace": entities.space,
        "schemaSpace": f"{SKOS}Concept",
        "defaultTypes": [type_of(entities, name) for name in CLASSES],
        "documentation": urls.absolute("documents.void"),
        "serviceVersion": __version__,
        "logo": urls.absolute("assets.favicon"),
        "view": {"url": f"{urls.absolute(_VIEW)}?id={{{{id}}}}"},
        "preview": {"url": f"{urls.absolute(_PREVIEW)}?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {what: _suggest_service(urls, root, what) for what in ("entity", "type", "property")},
        "extend": {"propose_properties": {"service_url": root, "service_path": urls.to("reconcile.properties")}},
        "batchSize": BATCH,
    }


def _suggest_service(urls: Urls, root: str, what: str) -> dict[str, str]:
    flyout = f"{urls.reconcile(_FLYOUT, what)}?id=${{id}}"
    path = urls.reconcile("reconcile.suggest", what)
    return {"service_url": root, "service_path": path, "flyout_service_url": root, "flyout_service_path": flyout}


def _parsed(text: str, name: str) -> dict[str, object]:
    try:
        parsed = json.loads(text)
    except RecursionError as error:
        raise ParameterError(f"{name}: nested too deep") from error
    except ValueError as error:
        raise ParameterError(f"{name}: not JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise ParameterError(f"{name}: not a JSON object")
    return parsed


@blueprint.route("/reconcile/properties")
def properties() -> Response:
    """The properties that concepts of a class have."""
    limit = _number("limit") if request.args.get("limit") else None
    return _json(proposed(request.args.get("type", ""), limit, state().entity_source.entities()))


# --- suggestions ---


@blueprint.route("/reconcile/suggest/<any(entity, type, property):what>")
def suggest(what: str) -> Response:
    """Entities, types or properties whose names begin as a user has begun to write."""
    current = state()
    prefix, skip = request.args.get("prefix", "").strip(), _number("cursor")
    entities = current.entity_source.entities()
    if what == "entity":
        types = read_types(request.args.getlist("type"), "type", entities)
        return _json({"result": suggested(entities, prefix, types, skip)})
    if what == "type":
        terms = [(entities.term(name), title) for name, title in CLASSES.items()]
        items = [(term, title, current.ontology.definition(term)) for term, title in terms]
    else:
        items = [(each.id, each.name, each.description) for each in PROPERTIES.values()]
    return _json({"result": beginning(items, prefix)[skip:]})


def _number(name: str) -> int:
    written = request.args.get(name, "") or "0"
    if not (written.isascii() and written.isdigit() and len(written) < 8):
        raise ParameterError(f"{name}: {written!r} is no whole number from 0 up")
    return int(written)


# --- what a concept is, small ---


@blueprint.route("/reconcile/view")
def view() -> AnyResponse:
    """The page of a concept. Its id stands in the query: encoded slashes in a path don't survive every proxy."""
    current = state()
    return redirect(current.urls.page(_asked_for(current).iri), 303)


@blueprint.route("/reconcile/preview")
def preview() -> Response:
    """A concept on a page small enough for a frame in another site's page."""
    current = state()
    concept = _asked_for(current)
    small = preview_of(current.entity_source.entities(), concept)
    page = current.urls.page(concept.iri)
    body = render_template("preview.html", small=small, title=concept.label, page=page, urls=current.urls)
    return allow_frame(Response(body, mimetype="text/html"))


@blueprint.route("/reconcile/flyout/<any(entity, type, property):what>")
def flyout(what: str) -> Response:
    """A few words on an entity, a type or a property, as HTML in JSON."""
    current = state()
    named, entities = request.args.get("id", ""), current.entity_source.entities()
    if what == "entity":
        small = preview_of(entities, _asked_for(current))
    elif what == "type":
        small = type_preview(entities, named, current.ontology.definition)
    else:
        small = property_preview(named)
    if not small:
        raise _unknown(current.urls, named, what)
    return _json({"id": named, "html": render_template("flyout.html", small=small).strip()})


def _asked_for(current: State) -> NamedConcept:
    named = request.args.get("id", "")
    concept = current.entity_source.entities().get(named)
    if concept is None:
        raise _unknown(current.urls, named, "concept")
    return concept


def _unknown(urls: Urls, named: str, what: str) -> NoSuchThing:
    address = urls.to("reconcile.service")
    cause = f"no {what} has the id {named!r}" if named else "the parameter id is missing"
    return NoSuchThing(cause, f"An id is what a match has, such as drug/percocet; ask {address} for matches.")


def _json(body: Mapping[str, object]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False) + "\n", mimetype="application/json")
