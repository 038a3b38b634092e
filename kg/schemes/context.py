"""The JSON-LD context of the project's terms, kept in step with the ontology: https://www.w3.org/TR/json-ld11/#the-context"""

from __future__ import annotations

import json

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.errors import VocabularyError
from kg.namespaces import DEFAULT_BASE, OWL, RDF, RDFS, SCHEMA, XSD

__all__ = ["updated_context"]

_OURS = f"{DEFAULT_BASE}ontology#"
_PREFIX = "imr:"
_TYPE = NamedNode(f"{RDF}type")
# A date's range is only suggested: OWL 2 has no datatype xsd:date.
_RANGES = (NamedNode(f"{RDFS}range"), NamedNode(f"{SCHEMA}rangeIncludes"))


def updated_context(context: str, ontology: str) -> str:
    """`context` (the text of ``context.jsonld``) with an entry for each class and property of `ontology` (Turtle).

    Entries for the terms of others stay as they are. Raises `VocabularyError` where a text is not what it should be.
    """
    try:
        entries = json.loads(context)["@context"]
        store = Store()
        store.load(ontology.encode(), RdfFormat.TURTLE)
    except (ValueError, KeyError, TypeError, SyntaxError) as error:
        raise VocabularyError(f"context.jsonld or imr.ttl: {error}; fix the file") from error
    ours = [name for name, entry in entries.items() if _names_ours(entry)]
    first = list(entries).index(ours[0]) if ours else len(entries)
    others = [(name, entry) for name, entry in entries.items() if name not in ours]
    lines = [*others[:first], *_terms(store), *others[first:]]
    body = ",\n".join(f"    {json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}" for name, entry in lines)
    return f'{{\n  "@context": {{\n{body}\n  }}\n}}\n'


def _names_ours(entry: object) -> bool:
    iri = entry.get("@id", "") if isinstance(entry, dict) else entry
    return isinstance(iri, str) and iri.startswith(_PREFIX)


def _terms(store: Store) -> list[tuple[str, object]]:
    """An entry for each class, then for each property, in alphabetical order."""
    found = []
    for order, kind in enumerate(("Class", "ObjectProperty", "DatatypeProperty")):
        for quad in store.quads_for_pattern(None, _TYPE, NamedNode(f"{OWL}{kind}")):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(_OURS):
                name = quad.subject.value.removeprefix(_OURS)
                found.append((min(order, 1), name, _entry(store, quad.subject, kind)))
    return [(name, entry) for _, name, entry in sorted(found, key=lambda each: each[:2])]


def _entry(store: Store, term: NamedNode, kind: str) -> object:
    name = _PREFIX + term.value.removeprefix(_OURS)
    if kind == "ObjectProperty":
        return {"@id": name, "@type": "@id"}
    ranges = [quad.object for each in _RANGES for quad in store.quads_for_pattern(term, each, None)]
    for each in ranges if kind == "DatatypeProperty" else ():
        if isinstance(each, NamedNode) and each.value != f"{XSD}string":
            return {"@id": name, "@type": f"xsd:{each.value.removeprefix(XSD)}"}
    return name
