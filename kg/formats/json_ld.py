"""JSON-LD 1.1 with prefixes alone, for any triples: https://www.w3.org/TR/json-ld11/"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import groupby

import pyoxigraph as ox

from kg.errors import UnwritableAnswer
from kg.formats.prefixed_names import shorten
from kg.namespaces import RDF, XSD
from kg.sparql.answers import Term

__all__ = ["native", "plain_json_ld", "value_object"]

_TYPE = f"{RDF}type"


def plain_json_ld(triples: Iterable[ox.Triple], used: Mapping[str, str]) -> bytes:
    """`triples`, grouped by subject and predicate, as one flat ``@graph``. Raises `UnwritableAnswer`."""
    listed = list(triples)
    used = {prefix: iri for prefix, iri in used.items() if not _misread(prefix, listed)}
    graph = [_node(subject, about, used) for subject, about in groupby(listed, key=lambda triple: triple.subject)]
    return (json.dumps({"@context": used, "@graph": graph}, ensure_ascii=False, indent=1) + "\n").encode()


def _misread(prefix: str, triples: Iterable[ox.Triple]) -> bool:
    """Whether an IRI of `triples` has a scheme that reads like `prefix`."""
    start = f"{prefix}:"
    return any(
        isinstance(term, ox.NamedNode) and term.value.startswith(start)
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
    )


def _node(subject: Term, about: Iterable[ox.Triple], used: Mapping[str, str]) -> dict[str, object]:
    node: dict[str, object] = {"@id": _id(subject, used)}
    for predicate, same in groupby(about, key=lambda triple: triple.predicate.value):
        terms = [triple.object for triple in same]
        if predicate == _TYPE:
            _add(node, "@type", [_id(term, used) for term in terms if not isinstance(term, ox.Literal)])
            terms = [term for term in terms if isinstance(term, ox.Literal)]  # no class, so no @type
        _add(node, shorten(predicate, used), [_value(term, used) for term in terms])
    return node


def _add(node: dict[str, object], key: str, values: list[object]) -> None:
    if values:
        node[key] = values[0] if len(values) == 1 else values


def _id(term: Term, used: Mapping[str, str]) -> object:
    if isinstance(term, ox.Triple):
        raise UnwritableAnswer("JSON-LD can't hold a triple inside of a triple; ask for Turtle or N-Triples")
    return shorten(term.value, used) if isinstance(term, ox.NamedNode) else str(term)


def _value(term: Term, used: Mapping[str, str]) -> object:
    return value_object(term, used) if isinstance(term, ox.Literal) else {"@id": _id(term, used)}


def value_object(term: ox.Literal, used: Mapping[str, str]) -> object:
    """A literal where no context says what it is: bare where JSON has the very value, else ``@value`` and its type."""
    if term.language:
        direction = {"@direction": term.direction.value} if term.direction else {}
        return {"@value": term.value, "@language": term.language, **direction}
    found = native(term)
    return {"@value": term.value, "@type": shorten(term.datatype.value, used)} if found is None else found


def native(term: ox.Literal) -> str | int | bool | None:
    """A string, whole number or boolean that JSON-LD reads back as the very literal, else ``None``."""
    name = term.datatype.value.removeprefix(XSD)
    if name == "string":
        return term.value
    if name == "boolean" and term.value in {"true", "false"}:
        return term.value == "true"
    if name == "integer" and re.fullmatch(r"0|-?[1-9][0-9]{0,14}", term.value):
        return int(term.value)
    return None
