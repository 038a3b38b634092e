"""The JSON-LD context follows the ontology; what it says of the terms of others stays."""

from __future__ import annotations

import json

import pytest

from kg.errors import VocabularyError
from kg.resources import read_resource
from kg.schemes.context import updated_context

PREFIXES = """@prefix imr: <https://w3id.org/imr-kg/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = (
    PREFIXES
    + """
imr:Kiln a owl:Class . imr:firedIn a owl:ObjectProperty ; rdfs:range imr:Kiln .
imr:degrees a owl:DatatypeProperty ; rdfs:range xsd:integer . imr:glaze a owl:DatatypeProperty ; rdfs:range xsd:string .
"""
)
BEFORE = (
    '{"@context": {"@version": 1.1, "imr": "https://w3id.org/imr-kg/ontology#", "Old": "imr:Old", "exact": "oa:exact"}}'
)


def test_each_term_has_its_entry_and_one_that_is_gone_has_none() -> None:
    assert list(json.loads(updated_context(BEFORE, ONTOLOGY))["@context"].items()) == [
        ("@version", 1.1),
        ("imr", "https://w3id.org/imr-kg/ontology#"),
        ("Kiln", "imr:Kiln"),
        ("degrees", {"@id": "imr:degrees", "@type": "xsd:integer"}),
        ("firedIn", {"@id": "imr:firedIn", "@type": "@id"}),
        ("glaze", "imr:glaze"),
        ("exact", "oa:exact"),
    ]


def test_what_is_in_step_stays_as_it_is() -> None:
    context, ontology = (read_resource(f"ontology/{name}") for name in ("context.jsonld", "imr.ttl"))
    assert updated_context(context, ontology) == context, "run `imr vocab generate`"


@pytest.mark.parametrize(("context", "ontology"), [("{", ""), ("[]", ""), ("{}", ""), (BEFORE, "imr:Kiln a")])
def test_a_broken_file_is_an_error_of_ours(context: str, ontology: str) -> None:
    with pytest.raises(VocabularyError, match="fix the file"):
        updated_context(context, ontology)
