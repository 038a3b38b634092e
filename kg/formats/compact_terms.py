"""The terms of a JSON-LD context, from IRI to key: https://www.w3.org/TR/json-ld11/#context-definitions

Understood are the definitions that our context has: keywords' aliases, prefixes, and terms with a type or a language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.formats.json_ld import native, value_object
from kg.formats.prefixed_names import shorten
from kg.namespaces import XSD

__all__ = ["CompactTerms"]

_GENERIC = ("#", "/", ":")  # what a namespace ends in: https://www.w3.org/TR/json-ld11/#compact-iris


@dataclass(frozen=True, slots=True)
class _CompactTerm:
    """A key: `kind` is the IRI of the datatype, ``@id``, or empty; `language` that of its strings."""

    name: str
    kind: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class CompactTerms:
    """Keys of the context at `address`, by the IRI of class or property."""

    address: str
    terms: Mapping[str, _CompactTerm]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {iri: place for place, iri in enumerate(self.terms)})

    @classmethod
    def read(cls, context: str, address: str) -> CompactTerms:
        """Those of `context`, a JSON-LD document that only defines one. Raises `ValueError` where it is none."""
        entries = json.loads(context).get("@context", {})
        plain = {name: entry for name, entry in entries.items() if isinstance(entry, str)}
        prefixes = {name: iri for name, iri in plain.items() if iri.endswith(_GENERIC) and "//" in iri}
        terms: dict[str, _CompactTerm] = {}
        for name, entry in entries.items():
            described = entry if isinstance(entry, dict) else {"@id": entry}
            iri = _expanded(str(described.get("@id", "")), prefixes)
            if name not in prefixes and "//" in iri:
                kind = _expanded(str(described.get("@type", "")), prefixes)
                terms.setdefault(iri, _CompactTerm(name, kind, str(described.get("@language", ""))))
        return cls(address, terms, prefixes)

    def rank(self, iri: str) -> int:
        """Place of a term in the context; what is not there comes after all of it."""
        return self._places.get(iri, len(self.terms))

    def key(self, iri: str) -> str:
        """The key of a property, or the name of a class."""
        known = self.terms.get(iri)
        return known.name if known else shorten(iri, self.prefixes)

    def reference(self, predicate: str, iri: str) -> object:
        """The thing `iri` as the value of `predicate`."""
        known = self.terms.get(predicate)
        return iri if known and known.kind == "@id" else {"id": iri}

    def value(self, predicate: str, term: ox.Literal) -> object:
        """A literal as the value of `predicate`: bare where the context says what it is."""
        known = self.terms.get(predicate, _CompactTerm(""))
        if term.language:
            same = known.language == term.language and not term.direction
            return term.value if same else value_object(term, self.prefixes)
        datatype = term.datatype.value
        if known.kind == datatype:
            found = native(term)
            return term.value if found is None else found
        if datatype == f"{XSD}string":
            return {"@value": term.value} if known.kind or known.language else term.value
        if known.kind:  # a bare value would be read as of that kind
            return {"@value": term.value, "@type": shorten(datatype, self.prefixes)}
        return value_object(term, self.prefixes)


def _expanded(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else name
