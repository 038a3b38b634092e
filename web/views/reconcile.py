"""The reconciliation service, for OpenRefine and its like: their rows are matched with the concepts of this graph.

Reconciliation Service API v0.2, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kg import __version__
from kg.errors import ParameterError
from kg.namespaces import SKOS
from kg.search import NamedConcept, SearchHit
from web.errors import NoSuchThing
from web.headers import allow_frame
from web.pages.pieces import Hyperlink
from web.reconcile.entities import CLASSES, Entities, PropertyValue
from web.reconcile.matching import Candidate, candidates, read_query, read_types
from web.reconcile.properties import PROPERTIES, Property
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("reconcile", __name__)

BATCH = 100
"""Most queries in a batch."""

_MOST_IDS = 1000
_SUGGESTED = 10
_VIEW, _PREVIEW, _FLYOUT = "reconcile.view", "reconcile.preview", "reconcile.flyout"
_WIDTH, _HEIGHT = 430, 260
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


# --- the service and its queries ---


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> Response:
    """Match a batch of queries, fetch properties of matched concepts, or say what is served here."""
    queries, extension = request.values.get("queries"), request.values.get("extend")
    if queries is not None:
        return _json(_matched(_parsed(queries, "queries")))
    if extension is not None:
        return _json(_extended(_parsed(extension, "extend")))
    if request.method == "POST":
        said = "" if request.mimetype in _FORMS else f"; the body is {request.mimetype or 'of no type'}, not a form"
        raise ParameterError(f"the form has neither the field queries nor extend{said}")
    return _json(_manifest())


def _manifest() -> dict[str, object]:
    current = state()
    entities = current.entity_source.entities()
    root = current.urls.absolute("home.home").rstrip("/")
    return {
        "versions": ["0.2"],
        "name": f"{current.settings.title}: drugs, treatments, guidelines of Independent Medical Review",
        "identifierSpace": entities.space,
        "schemaSpace": f"{SKOS}Concept",
        "defaultTypes": [_type(entities, name) for name in CLASSES],
        "documentation": current.urls.absolute("documents.void"),
        "serviceVersion": __version__,
        "logo": current.urls.absolute("documents.favicon"),
        "view": {"url": f"{current.urls.absolute(_VIEW)}?id={{{{id}}}}"},
        "preview": {
            "url": f"{current.urls.absolute(_PREVIEW)}?id={{{{id}}}}",
            "width": _WIDTH,
            "height": _HEIGHT,
        },
        "suggest": {what: _suggest_service(root, what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": root, "service_path": current.urls.to("reconcile.proposed")},
        },
        "batchSize": BATCH,
    }


def _suggest_service(root: str, what: str) -> dict[str, str]:
    urls = state().urls
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


def _matched(batch: Mapping[str, object]) -> dict[str, object]:
    if len(batch) > BATCH:
        raise RequestEntityTooLarge(f"queries: {len(batch)} in one batch; send at most {BATCH} at a time")
    entities = state().entity_source.entities()
    asked = {key: read_query(query, f"queries.{key}", entities) for key, query in batch.items()}
    return {
        key: {"result": [_candidate(entities, found) for found in candidates(query, entities)]}
        for key, query in asked.items()
    }


def _candidate(entities: Entities, found: Candidate) -> dict[str, object]:
    return {
        **_entity(entities, found.concept),
        "description": _description(entities, found.concept, found.hit),
        "type": _types(entities, found.concept),
        "score": found.score,
        "match": found.match,
        "features": [{"id": name, "value": value} for name, value in found.features.items()],
    }


def _entity(entities: Entities, concept: NamedConcept) -> dict[str, object]:
    return {"id": entities.id_of(concept), "name": concept.label}


def _types(entities: Entities, concept: NamedConcept) -> list[dict[str, object]]:
    return [_type(entities, name) for name in CLASSES if entities.term(name) in concept.types]


def _type(entities: Entities, name: str) -> dict[str, object]:
    return {"id": entities.term(name), "name": CLASSES[name]}


def _description(entities: Entities, concept: NamedConcept, hit: SearchHit | None = None) -> str:
    """What tells namesakes apart: the kind, what stands above, the name that was found."""
    above = [each.label for each in entities.broader(concept)[:3]]
    said = [CLASSES.get(entities.kind(concept), ""), ", ".join(above)]
    if hit and hit.name.casefold() != concept.label.casefold():
        said.append(f"named “{hit.name}”")
    return " · ".join(filter(None, said))


# --- properties of matched concepts ---


def _extended(asked: Mapping[str, object]) -> dict[str, object]:
    ids = asked.get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise ParameterError("extend.ids: not a list of identifiers")
    if len(ids) > _MOST_IDS:
        raise RequestEntityTooLarge(f"extend.ids: {len(ids)} at once; send at most {_MOST_IDS} at a time")
    entities = state().entity_source.entities()
    properties = _properties(asked.get("properties"))
    rows = {}
    for each in ids:
        concept = entities.get(each)
        rows[each] = {
            one.id: [_value(entities, value) for value in one.read(entities, concept)] if concept else []
            for one in properties
        }
    return {"meta": [_meta(entities, each) for each in properties], "rows": rows}


def _properties(asked: object) -> list[Property]:
    named = (
        [each.get("id") if isinstance(each, dict) else None for each in asked] if isinstance(asked, list) else [None]
    )
    unknown = [each for each in named if not isinstance(each, str) or each not in PROPERTIES]
    if unknown:
        raise ParameterError(
            f'extend.properties: not a list of {{"id": ...}} of these: {", ".join(PROPERTIES)} (found {unknown[0]!r})'
        )
    return [PROPERTIES[str(each)] for each in dict.fromkeys(named)]


def _meta(entities: Entities, each: Property) -> dict[str, object]:
    gives = {"type": _type(entities, each.gives)} if each.gives else {}
    return {"id": each.id, "name": each.name, **gives}


def _value(entities: Entities, value: PropertyValue) -> dict[str, object]:
    if isinstance(value, NamedConcept):
        return _entity(entities, value)
    return {"int": value} if isinstance(value, int) else {"str": value}


@blueprint.route("/reconcile/properties")
def proposed() -> Response:
    """The properties that concepts of a class have."""
    kind = request.args.get("type", "")
    limit = _number("limit", len(PROPERTIES))
    entities = state().entity_source.entities()
    known = {name for name in CLASSES if kind in {entities.term(name), name}}
    fitting = [each for each in PROPERTIES.values() if not known or known & each.classes][:limit]
    body: dict[str, object] = {"type": kind, "properties": [{"id": each.id, "name": each.name} for each in fitting]}
    return _json({**body, "limit": limit} if "limit" in request.args else body)


# --- suggestions ---


@blueprint.route("/reconcile/suggest/<any(entity, type, property):what>")
def suggest(what: str) -> Response:
    """Entities, types or properties whose names begin as a user has begun to write."""
    prefix, skip = request.args.get("prefix", "").strip(), _number("cursor", 0)
    entities = state().entity_source.entities()
    if what == "entity":
        return _json({"result": _suggested(entities, prefix, skip)})
    if what == "type":
        items = [(entities.term(name), title, _definition(entities, name)) for name, title in CLASSES.items()]
    else:
        items = [(each.id, each.name, each.description) for each in PROPERTIES.values()]
    return _json({"result": _beginning(items, prefix)[skip:]})


def _suggested(entities: Entities, prefix: str, skip: int) -> list[dict[str, object]]:
    types = read_types(request.args.getlist("type"), "type", entities)
    known = entities.get(prefix)
    hits = entities.index.suggest(known.iri if known else prefix, types, _SUGGESTED, skip)
    return [
        {
            **_entity(entities, hit.concept),
            "description": _description(entities, hit.concept, hit),
            "notable": _types(entities, hit.concept),
        }
        for hit in hits
    ]


def _beginning(items: Sequence[tuple[str, str, str]], prefix: str) -> list[dict[str, object]]:
    """Those of (id, name, description) that have `prefix` in name or id, where it begins one first."""
    wanted = prefix.casefold()
    fitting = [item for item in items if wanted in item[1].casefold() or wanted in item[0].casefold()]
    fitting.sort(key=lambda item: not (item[1].casefold().startswith(wanted) or item[0].casefold() == wanted))
    return [{"id": each, "name": name, **({"description": said} if said else {})} for each, name, said in fitting]


def _definition(entities: Entities, name: str) -> str:
    return state().ontology.definition(entities.term(name))


def _number(name: str, default: int) -> int:
    written = request.args.get(name, "")
    if not written:
        return default
    if not (written.isascii() and written.isdigit() and len(written) < 8):
        raise ParameterError(f"{name}: {written!r} is no whole number from 0 up")
    return int(written)


# --- what a concept is, small ---


@blueprint.route("/reconcile/view")
def view() -> AnyResponse:
    """The page of a concept. Its id stands in the query: encoded slashes in a path don't survive every proxy."""
    return redirect(state().urls.page(_asked_for(state().entity_source.entities()).iri), 303)


@blueprint.route("/reconcile/preview")
def preview() -> Response:
    """A concept on a page small enough for a frame in another site's page."""
    entities = state().entity_source.entities()
    concept = _asked_for(entities)
    page = state().urls.page(concept.iri)
    body = render_template(
        "preview.html", small=_small(entities, concept), title=concept.label, page=page, urls=state().urls
    )
    return allow_frame(Response(body, mimetype="text/html"))


@blueprint.route("/reconcile/flyout/<any(entity, type, property):what>")
def flyout(what: str) -> Response:
    """A few words on an entity, a type or a property, as HTML in JSON."""
    named = request.args.get("id", "")
    entities = state().entity_source.entities()
    if what == "entity":
        small = _small(entities, _asked_for(entities))
    elif what == "type":
        name = next((each for each in CLASSES if named in {entities.term(each), each}), None)
        small = [Hyperlink(CLASSES[name] if name else "", None, _definition(entities, name))] if name else []
    else:
        small = [Hyperlink(each.name, None, each.description) for each in PROPERTIES.values() if each.id == named]
    if not small:
        raise _unknown(named, what)
    return _json({"id": named, "html": render_template("flyout.html", small=small).strip()})


def _asked_for(entities: Entities) -> NamedConcept:
    named = request.args.get("id", "")
    concept = entities.get(named)
    if concept is None:
        raise _unknown(named, "concept")
    return concept


def _unknown(named: str, what: str) -> NoSuchThing:
    address = state().urls.to("reconcile.service")
    cause = f"no {what} has the id {named!r}" if named else "the parameter id is missing"
    return NoSuchThing(cause, f"An id is what a match has, such as drug/percocet; ask {address} for matches.")


def _small(entities: Entities, concept: NamedConcept) -> list[Hyperlink]:
    """Facts about a concept, each a title with its words as the note."""
    counts = entities.counts(concept)
    others = [name.text for name in concept.names[1:]]
    facts = [
        (CLASSES.get(entities.kind(concept), "Concept"), concept.label),
        ("Also called", ", ".join(others[:6]) + (" …" if len(others) > 6 else "")),
        ("Means", " ".join(entities.definition(concept)[:1])),
        ("Part or kind of", ", ".join(each.label for each in entities.broader(concept)[:4])),
        *((PROPERTIES[name].name, ", ".join(entities.text(concept, name))) for name in ("rxcui", "unii", "mesh")),
    ]
    if counts.decisions:
        said = f"{counts.decisions:,}; {counts.overturned:,} overturned (necessary), {counts.upheld:,} upheld"
        facts.append(("Decisions", said))
    return [Hyperlink(title, None, words) for title, words in facts if words]


def _json(body: Mapping[str, object]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False) + "\n", mimetype="application/json")
