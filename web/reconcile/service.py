"""What the reconciliation service answers, as JSON objects: matches, properties of matches, suggestions.

Reconciliation Service API v0.2, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.exceptions import RequestEntityTooLarge

from kg.errors import ParameterError
from kg.search import NamedConcept, SearchHit
from web.reconcile.entities import CLASSES, Entities, PropertyValue
from web.reconcile.matching import Candidate, candidates, read_query
from web.reconcile.properties import PROPERTIES, Property

__all__ = ["BATCH", "Json", "beginning", "extended", "matched", "proposed", "suggested", "type_of"]

Json = dict[str, object]

BATCH = 100
"""Most queries in a batch."""

_MOST_IDS = 1000
_SUGGESTED = 10


# --- matches ---


def matched(batch: Mapping[str, object], entities: Entities) -> Json:
    """Candidates for each query of a batch. Raises `ParameterError` and `RequestEntityTooLarge`."""
    if len(batch) > BATCH:
        raise RequestEntityTooLarge(f"queries: {len(batch)} in one batch; send at most {BATCH} at a time")
    asked = {key: read_query(query, f"queries.{key}", entities) for key, query in batch.items()}
    return {
        key: {"result": [_candidate(entities, found) for found in candidates(query, entities)]}
        for key, query in asked.items()
    }


def _candidate(entities: Entities, found: Candidate) -> Json:
    return {
        **_entity(entities, found.concept),
        "description": _description(entities, found.concept, found.hit),
        "type": _types(entities, found.concept),
        "score": found.score,
        "match": found.match,
        "features": [{"id": name, "value": value} for name, value in found.features.items()],
    }


def _entity(entities: Entities, concept: NamedConcept) -> Json:
    return {"id": entities.id_of(concept), "name": concept.label}


def _types(entities: Entities, concept: NamedConcept) -> list[Json]:
    return [type_of(entities, name) for name in CLASSES if entities.term(name) in concept.types]


def type_of(entities: Entities, name: str) -> Json:
    """The type that one of `CLASSES` is."""
    return {"id": entities.term(name), "name": CLASSES[name]}


def _description(entities: Entities, concept: NamedConcept, hit: SearchHit | None = None) -> str:
    """What tells namesakes apart: the kind, what stands above, the name that was found."""
    above = [each.label for each in entities.broader(concept)[:3]]
    said = [CLASSES.get(entities.kind(concept), ""), ", ".join(above)]
    if hit and hit.name.casefold() != concept.label.casefold():
        said.append(f"named “{hit.name}”")
    return " · ".join(filter(None, said))


# --- properties of matched concepts ---


def extended(asked: Mapping[str, object], entities: Entities) -> Json:
    """Values of properties for ids. Raises `ParameterError` and `RequestEntityTooLarge`."""
    ids = asked.get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise ParameterError("extend.ids: not a list of identifiers")
    if len(ids) > _MOST_IDS:
        raise RequestEntityTooLarge(f"extend.ids: {len(ids)} at once; send at most {_MOST_IDS} at a time")
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


def _meta(entities: Entities, each: Property) -> Json:
    gives = {"type": type_of(entities, each.gives)} if each.gives else {}
    return {"id": each.id, "name": each.name, **gives}


def _value(entities: Entities, value: PropertyValue) -> Json:
    if isinstance(value, NamedConcept):
        return _entity(entities, value)
    return {"int": value} if isinstance(value, int) else {"str": value}


def proposed(kind: str, limit: int | None, entities: Entities) -> Json:
    """The properties that concepts of the class `kind` have, at most `limit`."""
    known = {name for name in CLASSES if kind in {entities.term(name), name}}
    fitting = [each for each in PROPERTIES.values() if not known or known & each.classes][:limit]
    body: Json = {"type": kind, "properties": [{"id": each.id, "name": each.name} for each in fitting]}
    return body if limit is None else {**body, "limit": limit}


# --- suggestions ---


def suggested(entities: Entities, prefix: str, types: Sequence[str], skip: int) -> list[Json]:
    """Concepts of `types` whose names begin as a user has begun to write, after the first `skip`."""
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


def beginning(items: Sequence[tuple[str, str, str]], prefix: str) -> list[Json]:
    """Those of (id, name, description) that have `prefix` in name or id, where it begins one first."""
    wanted = prefix.casefold()
    fitting = [item for item in items if wanted in item[1].casefold() or wanted in item[0].casefold()]
    fitting.sort(key=lambda item: not (item[1].casefold().startswith(wanted) or item[0].casefold() == wanted))
    return [{"id": each, "name": name, **({"description": said} if said else {})} for each, name, said in fitting]
