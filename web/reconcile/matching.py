"""Reconciliation queries (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/): which
concepts of the graph a row of somebody's table may mean.

A name that is a concept's own scores 100; it is declared a match only where no other concept (of the types asked for)
is called so too and all properties agree: a wrong link is worse than none. Names that only a plural, or what stands in
parentheses at the end, tells apart are one name here, unless it is the concept's preferred one: "ESI" is no match while
others are called "Epidural steroid injection (ESI)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.errors import ParameterError
from kg.search import LabelKind, NamedConcept, SearchHit
from kg.text import folded
from web.reconcile.entities import Entities, PropertyValue
from web.reconcile.properties import PROPERTIES, Property

__all__ = ["MOST_CANDIDATES", "Asked", "Candidate", "Condition", "candidates", "identifier", "read_query", "read_types"]

MOST_CANDIDATES = 50
_FEW = 5
_ALL = "all"
_SHOULD = "should"
_STRICTNESS = ("any", _ALL, _SHOULD)

_BY_NAME = 0.7  # part of the score that the name gives where properties are given too
_BY_IDENTIFIER = 90.0  # an identifier that agrees counts as a name almost equal
_WRONG_TYPE = 0.8
_IN_PARENTHESES = re.compile(r"(.+?)\s*\(([^()]+)\)\s*")


@dataclass(frozen=True, slots=True)
class Condition:
    """A property and the values one of which a concept should have."""

    property: Property
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One reconciliation query: a name or conditions or both. `types` are IRIs of classes, none for any."""

    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that may be meant, how likely (0 to 100), and what that rests on."""

    concept: NamedConcept
    score: float
    hit: SearchHit | None
    features: Mapping[str, float | bool]
    match: bool = field(default=False)


# --- reading ---


def read_query(asked: object, place: str, entities: Entities) -> Asked:
    """The query that JSON `asked` holds. Raises `ParameterError`; `place` names it in the message."""
    if not isinstance(asked, dict):
        raise ParameterError(f'{place}: not an object; write {{"query": "percocet"}}')
    text = asked.get("query", "")
    if not isinstance(text, str):
        raise ParameterError(f"{place}.query: not a text")
    conditions = _conditions(asked.get("properties") or (), f"{place}.properties")
    if not text.strip() and not conditions:
        raise ParameterError(f"{place}: has neither query nor properties; give a name in query")
    strict = asked.get("type_strict", "any")
    if strict not in _STRICTNESS:
        raise ParameterError(f"{place}.type_strict: {strict!r} is none of {', '.join(_STRICTNESS)}")
    types = read_types(asked.get("type"), f"{place}.type", entities)
    return Asked(text, types, strict, _limit(asked.get("limit"), f"{place}.limit"), conditions)


def read_types(asked: object, place: str, entities: Entities) -> tuple[str, ...]:
    """IRIs of the classes in JSON `asked`: an IRI, a class's own name, ``{"id": ...}``, or a list of them."""
    listed = asked if isinstance(asked, list) else [asked] if asked else []
    named = [each.get("id") if isinstance(each, dict) else each for each in listed]
    texts = [each for each in named if isinstance(each, str) and each]
    if len(texts) < len(named):
        raise ParameterError(f"{place}: not an identifier of a type or a list of them")
    return tuple(each if ":" in each else entities.term(each) for each in texts)


def _limit(asked: object, place: str) -> int:
    if asked is None:
        return _FEW
    if isinstance(asked, bool) or not isinstance(asked, int | float) or asked != asked // 1 or asked < 1:
        raise ParameterError(f"{place}: {asked!r} is no whole number from 1 up")
    return int(min(asked, MOST_CANDIDATES))


def _conditions(asked: object, place: str) -> tuple[Condition, ...]:
    if not isinstance(asked, list | tuple):
        raise ParameterError(f'{place}: not a list; write [{{"pid": "rxcui", "v": "7804"}}]')
    return tuple(_condition(each, f"{place}[{number}]") for number, each in enumerate(asked))


def _condition(asked: object, place: str) -> Condition:
    if not isinstance(asked, dict) or not isinstance(asked.get("pid"), str) or "v" not in asked:
        raise ParameterError(f'{place}: not of the form {{"pid": "rxcui", "v": "7804"}}')
    known = PROPERTIES.get(asked["pid"])
    if known is None:
        raise ParameterError(f"{place}.pid: no property is called {asked['pid']!r}; there are {', '.join(PROPERTIES)}")
    values = asked["v"] if isinstance(asked["v"], list) else [asked["v"]]
    return Condition(known, tuple(identifier(known.id, _written(each, f"{place}.v")) for each in values))


def _written(value: object, place: str) -> str:
    """A value as text; of an entity its id."""
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, str | int | float):
        raise ParameterError(f'{place}: not a text, a number, true, false or {{"id": ...}}')
    return str(value).strip()


def identifier(name: str, text: str) -> str:
    """`text` as the vocabulary `name` writes its identifiers; other properties' values as they are.

    >>> identifier("chebi", "7852"), identifier("mesh", "http://id.nlm.nih.gov/mesh/d010098")
    ('CHEBI:7852', 'D010098')
    """
    known = PROPERTIES.get(name)
    if known is None or not known.term:
        return text
    plain = text.strip().rstrip("/").rpartition("/")[2].upper()
    return f"CHEBI:{plain.replace('CHEBI_', '').replace('CHEBI:', '')}" if name == "chebi" else plain


# --- matching ---


def candidates(asked: Asked, entities: Entities) -> list[Candidate]:
    """The concepts that `asked` may mean, the likeliest first.

    Of other types than those asked for only where the query says that they *should* be and nothing else is found.
    """
    pool = _pool(asked, entities, asked.types)
    if not pool and asked.strict == _SHOULD:
        pool = _pool(asked, entities, ())
    found = [_candidate(asked, entities, concept, hit) for concept, hit in pool.items()]
    likely = sorted((each for each in found if each.score > 0), key=lambda each: -each.score)
    certain = [each for each in likely if each.score == 100]
    if len(certain) > 1:  # what is called so before what is also called so
        certain = [each for each in certain if each.hit and each.hit.kind is LabelKind.PREFERRED]
    if _has_namesake(asked, certain, likely):
        certain = []
    return [
        Candidate(each.concept, each.score, each.hit, each.features, match=[each] == certain)
        for each in likely[: asked.limit]
    ]


def _has_namesake(asked: Asked, certain: Sequence[Candidate], likely: Iterable[Candidate]) -> bool:
    """Whether people may mean another of `likely` by a name that is not the preferred one of what is `certain`."""
    if not certain or not certain[0].hit or certain[0].hit.kind is LabelKind.PREFERRED:
        return False
    wanted = _singular(asked.text)
    return any(
        wanted in {form for name in each.concept.names for form in _forms(name.text)}
        for each in likely
        if each is not certain[0] and all(each.features.get(f"property_{one.property.id}") for one in asked.conditions)
    )


def _forms(name: str) -> Iterable[str]:
    parts = _IN_PARENTHESES.fullmatch(name)
    return map(_singular, (name, *(parts.groups() if parts else ())))


def _singular(name: str) -> str:
    return folded(name).removesuffix("s")


def _pool(asked: Asked, entities: Entities, types: Sequence[str]) -> dict[NamedConcept, SearchHit | None]:
    """Concepts to look at: those whose name fits, those that an identifier names; without either, all of the types."""
    found: dict[NamedConcept, SearchHit | None] = {}
    if asked.text:
        known = entities.get(asked.text.strip())
        hits = entities.index.find(known.iri if known else asked.text, types, 4 * asked.limit + 20)
        found = {hit.concept: hit for hit in hits}
    identifying = [condition for condition in asked.conditions if condition.property.term]
    for condition in identifying:
        for value in condition.values:
            for concept in entities.index.having(entities.term(condition.property.term), value):
                found.setdefault(concept, None)
    if not asked.text and not identifying:
        found = dict.fromkeys(entities.index)
    return {each: hit for each, hit in found.items() if _fits(each, types, asked.strict)}


def _fits(concept: NamedConcept, types: Sequence[str], strict: str) -> bool:
    if strict == _ALL:
        return concept.types.issuperset(types)
    return not types or not concept.types.isdisjoint(types)


def _candidate(asked: Asked, entities: Entities, concept: NamedConcept, hit: SearchHit | None) -> Candidate:
    features: dict[str, float | bool] = {}
    score = hit.score if hit else 0.0
    if hit:
        features |= {
            "name_is_equal": hit.exact,
            "name_spelled_alike": hit.alike,
            "name_words_shared": hit.shared,
            "name_is_preferred": hit.kind is LabelKind.PREFERRED,
        }
    if asked.types:
        features["type_agrees"] = not concept.types.isdisjoint(asked.types)
    agreeing = {each.property.id: _agrees(each, entities, concept) for each in asked.conditions}
    features |= {f"property_{name}": agrees for name, agrees in agreeing.items()}
    if agreeing:
        named = [each for each in asked.conditions if each.property.term and agreeing[each.property.id]]
        score = max(score, _BY_IDENTIFIER) if named and asked.text else score
        share = 100 * sum(agreeing.values()) / len(agreeing)
        score = _BY_NAME * score + (1 - _BY_NAME) * share if asked.text else share
    if features.get("type_agrees") is False:
        score *= _WRONG_TYPE
    return Candidate(concept, round(score, 1), hit, features)


def _agrees(condition: Condition, entities: Entities, concept: NamedConcept) -> bool:
    """Whether the concept has one of the condition's values."""
    values = condition.property.read(entities, concept)
    names = {name for value in values for name in _names(value, entities)}
    return any(folded(value) in names for value in condition.values)


def _names(value: PropertyValue, entities: Entities) -> Sequence[str]:
    if isinstance(value, NamedConcept):
        texts = [value.iri, entities.id_of(value), *(name.text for name in value.names)]
        return [folded(text) for text in texts]
    return [folded(str(value))]
