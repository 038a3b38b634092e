"""What a page says to search engines, in schema.org's words (https://schema.org/), as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.descriptions.dataset import dataset_iri
from kg.query import Release
from web.urls import Urls

__all__ = ["JsonLd", "dataset", "defined_term", "determination"]

JsonLd = Mapping[str, object]
_SCHEMA = "https://schema.org"
_CONFORMS = "http://purl.org/dc/terms/conformsTo"
_KEYWORDS = [
    "workers' compensation",
    "Independent Medical Review",
    "utilization review",
    "treatment guidelines",
    "drugs",
]


def dataset(urls: Urls, release: Release, license_url: str) -> JsonLd:
    """The whole graph (https://schema.org/Dataset), by https://bioschemas.org/profiles/Dataset/1.0-RELEASE."""
    return {
        "@context": _SCHEMA,
        "@type": "Dataset",
        "@id": dataset_iri(urls.base, release.id),
        _CONFORMS: {"@type": "CreativeWork", "@id": "https://bioschemas.org/profiles/Dataset/1.0-RELEASE"},
        "identifier": dataset_iri(urls.base, release.id),
        "name": "California Independent Medical Review determinations, as a knowledge graph",
        "description": "Disputed treatments, outcomes, guideline citations and drugs of public IMR letters, as RDF.",
        "url": urls.absolute("home.home"),
        "license": license_url,
        "isAccessibleForFree": True,
        "keywords": _KEYWORDS,
        "creator": {"@type": "Organization", "name": "The imr-kg contributors"},
        "spatialCoverage": "California",
        "version": release.id,
        **({"dateModified": release.made} if release.made else {}),
        **({"distribution": _download(urls, release)} if release.folder else {}),
    }


def _download(urls: Urls, release: Release) -> JsonLd:
    """The file of N-Triples (https://schema.org/DataDownload)."""
    graph = release.manifest.get("graph")
    size = graph.get("bytes") if isinstance(graph, Mapping) else None
    return {
        "@type": "DataDownload",
        "encodingFormat": "application/n-triples",
        "contentUrl": urls.absolute("downloads.download", release_id=release.id, name="graph.nt"),
        **({"contentSize": f"{size} B"} if size else {}),
    }


def defined_term(iri: str, name: str, definition: str, other_names: Sequence[str], scheme: str | None) -> JsonLd:
    """A concept (https://schema.org/DefinedTerm)."""
    optional = {"description": definition, "alternateName": list(other_names), "inDefinedTermSet": scheme}
    given = {key: value for key, value in optional.items() if value}
    return {"@context": _SCHEMA, "@type": "DefinedTerm", "@id": iri, "name": name, **given}


def determination(iri: str, number: str, decided: str, treatments: Sequence[str]) -> JsonLd:
    """A case's letter (https://schema.org/Report)."""
    return {
        "@context": _SCHEMA,
        "@type": "Report",
        "@id": iri,
        "name": f"Independent Medical Review determination {number}",
        **({"datePublished": decided} if decided else {}),
        "about": [{"@type": "MedicalTherapy", "name": treatment} for treatment in treatments],
    }
