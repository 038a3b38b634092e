"""The links of a dataset to other vocabularies, as VoID has them: https://www.w3.org/TR/void/#describing-linksets"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pyoxigraph as ox

from kg.descriptions.sheet import Sheet
from kg.namespaces import DCTERMS, OWL, RDF, SKOS, VOID

__all__ = ["LINK_PREDICATES", "namespace_of", "note_linkset", "outward_links"]

LINK_PREDICATES = (
    *(f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")),
    f"{OWL}sameAs",
)
"""Properties that say of a concept or term what it is in another vocabulary."""

_TITLES = {
    "http://purl.bioontology.org/ontology/RXNORM/": ("rxnorm", "RxNorm"),
    "https://precision.fda.gov/uniisearch/srs/unii/": ("unii", "UNII, substances of the FDA"),
    "http://id.nlm.nih.gov/mesh/": ("mesh", "MeSH"),
    "http://purl.obolibrary.org/obo/CHEBI_": ("chebi", "ChEBI"),
    "https://www.whocc.no/atc_ddd_index/?code=": ("atc", "ATC"),
    "http://qudt.org/vocab/unit/": ("qudt-unit", "QUDT units"),
    "https://schema.org/": ("schema", "Schema.org"),
}
"""Short name and title of vocabularies by their namespace; others go by the namespace itself."""


def namespace_of(iri: str) -> str:
    """What an IRI of another vocabulary begins with: up to the last ``#``, ``/``, ``=`` or OBO's ``CHEBI_``.

    >>> namespace_of("http://purl.obolibrary.org/obo/CHEBI_1"), namespace_of("http://id.nlm.nih.gov/mesh/D1")
    ('http://purl.obolibrary.org/obo/CHEBI_', 'http://id.nlm.nih.gov/mesh/')
    """
    known = next((namespace for namespace in _TITLES if iri.startswith(namespace)), None)
    if known:
        return known
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix, underscore, code = iri[end:].partition("_")
    return iri[:end] + (f"{prefix}_" if underscore and code.isdigit() and prefix.isupper() else "")


def outward_links(lines: bytes, base: str) -> Counter[tuple[str, str]]:
    """The links of `lines` of N-Triples by predicate and the namespace that they lead to, another than `base`."""
    outward: Counter[tuple[str, str]] = Counter()
    for line in lines.splitlines():
        _, predicate, rest = line.decode().split(" ", 2)
        if predicate[1:-1] in LINK_PREDICATES and rest.startswith("<"):
            target = rest[1 : rest.index(">")]
            if not target.startswith(base):
                outward[predicate[1:-1], namespace_of(target)] += 1
    return outward


def note_linkset(sheet: Sheet, dataset: str, predicate: str, namespace: str, number: int) -> None:
    """Note the `number` links by `predicate` from `dataset` into the vocabulary of `namespace`."""
    slug, title = _TITLES.get(namespace, (sha256(namespace.encode()).hexdigest()[:12], namespace))
    name = predicate[max(predicate.rfind("#"), predicate.rfind("/")) + 1 :]
    node, target = f"{dataset}/links/{slug}-{name}", f"{dataset}/target/{slug}"
    sheet.add(dataset, f"{VOID}subset", node)
    sheet.add(node, f"{RDF}type", f"{VOID}Linkset")
    sheet.add(node, f"{DCTERMS}title", ox.Literal(f"Links to {title} ({name})", language="en"))
    sheet.add(node, f"{VOID}subjectsTarget", dataset)
    sheet.add(node, f"{VOID}objectsTarget", target)
    sheet.add(node, f"{VOID}linkPredicate", predicate)
    sheet.add(node, f"{VOID}triples", number)
    sheet.add(target, f"{RDF}type", f"{VOID}Dataset")
    sheet.add(target, f"{DCTERMS}title", ox.Literal(title, language="en"))
    sheet.add(target, f"{VOID}uriSpace", ox.Literal(namespace))
