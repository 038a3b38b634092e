"""SSSOM mapping files (https://mapping-commons.github.io/sssom/spec-formats-tsv/): what is said to be the same as what.

CURIEs are expanded with the `curie_map` of the file's own header, so that a drug is found whatever prefix the file
gives its vocabulary. A row that says that two things do *not* match, or that nothing was found to match, is kept as a
fact and makes no link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from kg.errors import VocabularyError
from kg.imports.files import opened, table
from kg.imports.records import AttributeRecord, BadRow, LinkRecord, NameRecord, Record, Rows

__all__ = ["EXACT", "SSSOM", "sssom_rows"]

SSSOM = "SSSOM"
_SKOS, _OWL = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2002/07/owl#"
EXACT = (_SKOS + "exactMatch", _OWL + "equivalentClass", _OWL + "sameAs")
"""Predicates by which a name of one side is a name of the other too."""

_COLUMNS = {
    "subject": ("subject_id",),
    "predicate": ("predicate_id",),
    "object": ("object_id",),
    "justification": ("mapping_justification",),
    "modifier": ("predicate_modifier", ""),
    "confidence": ("confidence", ""),
    "subject_label": ("subject_label", ""),
    "object_label": ("object_label", ""),
}
_BUILT_IN = {  # prefixes that the specification gives every file
    "owl": _OWL,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": _SKOS,
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_NO_TERM = _BUILT_IN["sssom"] + "NoTermFound"
_CONFIDENCE = re.compile(r"0?\.\d+|0|1(?:\.0*)?|$")
_LONGEST_HEADER = 5000


def sssom_rows(path: Path) -> Rows:
    """Mappings, with the labels of both sides as names. Raises `VocabularyError` where the header is no YAML."""
    prefixes = _BUILT_IN | _curie_map(path)
    for place, row in table(path, "", _COLUMNS):
        yield place, row if isinstance(row, BadRow) else _mapping(row, prefixes)


def _curie_map(path: Path) -> dict[str, str]:
    header: list[str] = []
    with opened(path, "", "utf-8") as file:
        for line in file:
            if not line.lstrip("\ufeff").startswith("#") or len(header) == _LONGEST_HEADER:
                break
            header.append(line.lstrip("\ufeff")[1:])
    try:
        found = yaml.safe_load("".join(header)) or {}
    except yaml.YAMLError as error:
        first = str(error).partition("\n")[0]
        raise VocabularyError(f"{path}: its header is no YAML ({first}); mend the lines that begin with #") from error
    prefixes = found.get("curie_map") if isinstance(found, dict) else None
    return {str(key): str(iri) for key, iri in prefixes.items()} if isinstance(prefixes, dict) else {}


def _mapping(row: Mapping[str, str], prefixes: Mapping[str, str]) -> tuple[Record, ...] | BadRow:
    if not (row["subject"] and row["predicate"] and row["object"]):
        return BadRow("subject, predicate or object is empty")
    if not _CONFIDENCE.fullmatch(row["confidence"]):
        return BadRow(f"confidence {row['confidence']!r} is not between 0 and 1")
    if row["modifier"] not in ("", "Not"):
        return BadRow(f"predicate_modifier {row['modifier']!r}: SSSOM knows only Not")
    expanded = [_expanded(row[key], prefixes) for key in ("subject", "predicate", "object")]
    if None in expanded:
        prefix = next(row[key] for key in ("subject", "predicate", "object") if not _expanded(row[key], prefixes))
        return BadRow(f"prefix {prefix.partition(':')[0]!r} is not in the curie_map of the file; add it to the header")
    subject, predicate, other = (iri for iri in expanded if iri)
    facts = _facts(row, subject, other)
    if _NO_TERM in (subject, other):
        return (*facts, AttributeRecord(SSSOM, subject, "no term found", other))
    names = _names(row, subject, other)
    if row["modifier"]:
        return (*names, *facts, AttributeRecord(SSSOM, subject, f"not {predicate}", other))
    back = (LinkRecord(SSSOM, other, predicate, subject),) if predicate in EXACT else ()
    return (*names, *facts, LinkRecord(SSSOM, subject, predicate, other), *back)


def _expanded(curie: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI of a CURIE; an IRI as it is; ``None`` where the prefix is unknown."""
    prefix, colon, local = curie.partition(":")
    if local.startswith("//"):
        return curie
    return prefixes[prefix] + local if colon and prefix in prefixes else None


def _names(row: Mapping[str, str], subject: str, other: str) -> tuple[Record, ...]:
    sides = ((subject, row["subject_label"]), (other, row["object_label"]))
    return tuple(NameRecord(SSSOM, iri, "label", label) for iri, label in sides if label)


def _facts(row: Mapping[str, str], subject: str, other: str) -> tuple[Record, ...]:
    kept = ("justification", "confidence")
    return tuple(AttributeRecord(SSSOM, subject, f"{key} of {other}", row[key]) for key in kept if row[key])
