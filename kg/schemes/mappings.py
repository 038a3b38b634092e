"""Links from the drug vocabulary to others, as SSSOM (https://mapping-commons.github.io/sssom/spec-formats-tsv/).

One file an outside vocabulary: its metadata as comment lines of YAML, then one row a mapping. The rows come from the
identifiers of the drug tables, so `ontology/mappings/` follows from `ontology/schemes/`. ATC is not made here: it is a
table of its own (`atc.sssom.tsv`) that can be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.namespaces import DEFAULT_BASE
from kg.schemes.drugs import DrugIngredient, DrugName, DrugVocabulary

__all__ = ["COLUMNS", "OUTSIDE", "Outside", "ingredients_by_iri", "sssom_files"]

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "confidence",
    "comment",
)
LEXICAL = "semapv:LexicalMatching"


@dataclass(frozen=True, slots=True)
class Outside:
    """An outside vocabulary: its prefix and IRIs, the version that was matched, and how sure the match is.

    `column` is the one of the drug tables that holds its identifiers.
    """

    key: str
    column: str
    prefix: str
    iris: str
    title: str
    source: str
    version: str
    predicate: str
    confidence: str
    license: str


OUTSIDE = (
    Outside(
        "rxnorm",
        "rxcui",
        "RXNORM",
        "http://purl.bioontology.org/ontology/RXNORM/",
        "Drugs of imr-kg and RxNorm concepts",
        "https://www.nlm.nih.gov/research/umls/rxnorm/",
        "Prescribable subset 2025-10-06",
        "skos:exactMatch",
        "0.99",
        "https://www.nlm.nih.gov/research/umls/rxnorm/docs/termsofservice.html",
    ),
    Outside(
        "unii",
        "unii",
        "UNII",
        "https://precision.fda.gov/uniisearch/srs/unii/",
        "Drugs of imr-kg and FDA substances",
        "https://precision.fda.gov/uniisearch",
        "2025-06",
        "skos:exactMatch",
        "0.98",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    Outside(
        "mesh",
        "mesh",
        "mesh",
        "http://id.nlm.nih.gov/mesh/",
        "Drugs of imr-kg and MeSH descriptors and supplementary concepts",
        "https://id.nlm.nih.gov/mesh/",
        "2025",
        "skos:exactMatch",
        "0.95",
        "https://www.nlm.nih.gov/databases/download/terms_and_conditions_mesh.html",
    ),
    Outside(
        "chebi",
        "chebi",
        "CHEBI",
        "http://purl.obolibrary.org/obo/CHEBI_",
        "Drugs of imr-kg and ChEBI entities",
        "https://www.ebi.ac.uk/chebi/",
        "2025",
        "skos:closeMatch",
        "0.9",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
)


def sssom_files(vocabulary: DrugVocabulary, version: str, base: str = DEFAULT_BASE) -> dict[str, str]:
    """Text of each mapping file by its name (``rxnorm.sssom.tsv``); `version` is the vocabulary's own."""
    return {f"{outside.key}.sssom.tsv": _file(vocabulary, outside, version, base) for outside in OUTSIDE}


def _file(vocabulary: DrugVocabulary, outside: Outside, version: str, base: str) -> str:
    lines = [
        "#curie_map:",
        f"#  imrdrug: {base}id/drug/",
        f"#  {outside.prefix}: {outside.iris}",
        "#  semapv: https://w3id.org/semapv/vocab/",
        "#  skos: http://www.w3.org/2004/02/skos/core#",
        f"#mapping_set_id: {base}mappings/{outside.key}.sssom.tsv",
        f'#mapping_set_version: "{version}"',
        f"#mapping_set_title: {outside.title}",
        f"#license: {outside.license}",
        f"#subject_source: {base}id/scheme/drugs",
        f'#subject_source_version: "{version}"',
        f"#object_source: {outside.source}",
        f'#object_source_version: "{outside.version}"',
        "\t".join(COLUMNS),
    ]
    lines += ("\t".join(row).rstrip("\t") for row in sorted(_rows(vocabulary, outside)))
    return "\n".join(lines) + "\n"


def _rows(vocabulary: DrugVocabulary, outside: Outside) -> Iterator[tuple[str, ...]]:
    for drug, label, predicate, code, comment in _codes(vocabulary, outside):
        object_id = code if ":" in code else f"{outside.prefix}:{code}"
        yield f"imrdrug:{drug}", label, predicate, object_id, LEXICAL, outside.confidence, comment


def _codes(vocabulary: DrugVocabulary, outside: Outside) -> Iterator[tuple[str, str, str, str, str]]:
    """Each drug's id, label, predicate, outside code and what it is."""
    for ingredient in vocabulary.ingredients.values():
        if code := getattr(ingredient, outside.column):
            yield ingredient.id, ingredient.label, outside.predicate, code, "ingredient"
        for curie in ingredient.broad_match:
            if curie.startswith(outside.prefix + ":"):
                yield ingredient.id, ingredient.label, "skos:broadMatch", curie, "ingredient"
    if outside.key == "rxnorm":
        for name in vocabulary.names.values():
            if name.rxcui:
                yield name.id, name.name, outside.predicate, name.rxcui, "brand name"


def ingredients_by_iri(vocabulary: DrugVocabulary, base: str = DEFAULT_BASE) -> dict[str, tuple[DrugIngredient, ...]]:
    """The ingredients of each drug, by its own IRI and by the IRIs of outside concepts that it exactly matches."""
    found: dict[str, tuple[DrugIngredient, ...]] = {}
    drugs: tuple[DrugIngredient | DrugName, ...] = (*vocabulary.ingredients.values(), *vocabulary.names.values())
    for drug in drugs:
        parts = tuple(vocabulary.ingredients[part] for part in vocabulary.ingredients_of(drug.id))
        found[f"{base}id/drug/{drug.id}"] = parts
        for outside in OUTSIDE:
            if outside.predicate == "skos:exactMatch" and (code := getattr(drug, outside.column, None)):
                found[outside.iris + code] = parts
    return found
