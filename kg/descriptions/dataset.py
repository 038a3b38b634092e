"""What a release and its endpoint say of themselves: VoID, DCAT and SPARQL service description.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/, https://www.w3.org/TR/sparql11-service-description/.
Counts come from the manifest, where the build put them, so nothing here scans a graph. They are of all that the
endpoint holds, this description included. Every node has an IRI.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from kg.descriptions.linksets import note_linkset
from kg.descriptions.sheet import Sheet
from kg.formats.media import FORMATS
from kg.namespaces import DCAT, DCTERMS, DEFAULT_BASE, FOAF, PREFIXES, RDF, RDFS, SD, SH, VOID, XSD
from kg.sparql.answers import Triples
from kg.store.census import Census
from kg.store.door import Door, Release

__all__ = [
    "Contents",
    "Publication",
    "dataset_iri",
    "downloads",
    "held",
    "publisher_iri",
    "release_lines",
    "release_triples",
    "service_description",
    "void_description",
]

_FORMAT = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "rdf": "RDF_XML",
    "nt": "N-Triples",
}
"""https://www.w3.org/ns/formats/"""


@dataclass(frozen=True, slots=True)
class Publication:
    """What people must know before they use the data."""

    title: str = "Independent Medical Review determinations as a knowledge graph"
    description: str = (
        "California's public Independent Medical Review determination letters: disputes, decisions, guideline "
        "citations and drugs, each value with the characters of the letter it was read from."
    )
    license: str = "https://creativecommons.org/licenses/by/4.0/"
    publisher: str = "The imr-kg project"


_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def publisher_iri(base: str) -> str:
    """IRI of the organization that publishes the data."""
    return f"{base}id/agent/imr-kg"


def dataset_iri(base: str, release_id: str = "") -> str:
    """IRI of the dataset, or of one release of it."""
    return f"{base}id/dataset/{release_id or 'imr-kg'}"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a release holds: counts of all its triples but those of its own description, links to other vocabularies
    (by predicate and the namespace that they lead to), and the bytes of its file of N-Triples."""

    census: Census
    outward: Mapping[tuple[str, str], int] = field(default_factory=dict)
    size: int = 0


def release_lines(
    release_id: str, made: str | None, version: str, contents: Contents, base: str = DEFAULT_BASE
) -> list[str]:
    """VoID and DCAT of one release, as N-Triples lines for `kg.store.releases.ReleaseDraft.describe`.

    The description is part of what it counts: it is written again until its counts are right.
    """
    lines: list[str] = []
    while True:
        everything = contents.census.plus(Census.of(lines))
        again = sorted(set(_release(release_id, made, version, replace(contents, census=everything), base).lines))
        if again == lines:
            return lines
        lines = again


def release_triples(release: Release) -> Triples:
    """As `release_lines`, of a release that is published: counts and sizes are those of its manifest."""
    base = _known(release, "base_iri", DEFAULT_BASE)
    graph = release.manifest.get("graph")
    size = graph.get("bytes") if isinstance(graph, Mapping) else 0
    contents = Contents(held(release), _outward(release), size if isinstance(size, int) else 0)
    return Triples(_release(release.id, release.made, _known(release, "version", "0"), contents, base).triples)


def held(release: Release) -> Census:
    """The counts of all that a release holds, its own description included."""
    parts = (release.manifest.get(name) for name in ("partitions", "about_partitions"))
    graph, about = (Census.from_json(part if isinstance(part, Mapping) else {}) for part in parts)
    return graph.plus(about)


def _outward(release: Release) -> dict[tuple[str, str], int]:
    kept = release.manifest.get("outward")
    rows = kept if isinstance(kept, list) else []
    return {(str(predicate), str(namespace)): int(number) for predicate, namespace, number in rows}


def downloads(release_id: str, base: str = DEFAULT_BASE) -> str:
    """What the addresses of a release's files begin with."""
    return f"{base}releases/{release_id or 'imr-kg'}/"


def _release(release_id: str, made: str | None, version: str, contents: Contents, base: str) -> Sheet:
    about, sheet, dataset = Publication(), Sheet(), dataset_iri(base, release_id)
    for kind in (f"{DCAT}Dataset", f"{VOID}Dataset"):
        sheet.add(dataset, f"{RDF}type", kind)
    _publication(sheet, dataset, about, base)
    _identity(sheet, dataset, release_id, made, base)
    sheet.add(dataset, f"{DCAT}version", ox.Literal(f"{version}+{release_id}"))
    _distribution(sheet, dataset, downloads(release_id, base), contents.size, about)
    _work(sheet, dataset, about, base)
    for (predicate, namespace), number in sorted(contents.outward.items()):
        if not namespace.startswith(base):
            note_linkset(sheet, dataset, predicate, namespace, number)
    _count(sheet, dataset, contents.census, base)
    return sheet


def _identity(sheet: Sheet, dataset: str, release_id: str, made: str | None, base: str) -> None:
    sheet.add(dataset, f"{DCTERMS}isVersionOf", dataset_iri(base))
    sheet.add(dataset, f"{DCTERMS}identifier", ox.Literal(release_id))
    if made:
        sheet.add(dataset, f"{DCTERMS}issued", ox.Literal(made, datatype=ox.NamedNode(f"{XSD}dateTime")))


def _publication(sheet: Sheet, dataset: str, about: Publication, base: str) -> None:
    sheet.add(dataset, f"{DCTERMS}title", about.title)
    sheet.add(dataset, f"{DCTERMS}description", about.description)
    sheet.add(dataset, f"{DCTERMS}license", about.license)
    sheet.add(dataset, f"{DCTERMS}publisher", publisher_iri(base))


def _work(sheet: Sheet, release: str, about: Publication, base: str) -> None:
    """What all releases are versions of, and who publishes them."""
    work, publisher = dataset_iri(base), publisher_iri(base)
    if work != release:
        sheet.add(work, f"{RDF}type", f"{DCAT}Dataset")
        _publication(sheet, work, about, base)
        sheet.add(work, f"{DCTERMS}hasVersion", release)
    for kind in (f"{FOAF}Organization", f"{FOAF}Agent"):
        sheet.add(publisher, f"{RDF}type", kind)
    sheet.add(publisher, f"{FOAF}name", about.publisher)
    sheet.add(publisher, f"{RDFS}label", about.publisher)


def _distribution(sheet: Sheet, dataset: str, folder: str, size: int, about: Publication) -> None:
    """The file of N-Triples: all but the release's description of itself, which is `about.nt` beside it."""
    node, address = f"{dataset}/distribution", f"{folder}graph.nt"
    sheet.add(dataset, f"{VOID}dataDump", address)
    sheet.add(dataset, f"{DCAT}distribution", node)
    sheet.add(node, f"{RDF}type", f"{DCAT}Distribution")
    sheet.add(node, f"{DCTERMS}title", "All letters and vocabularies, as N-Triples")
    sheet.add(node, f"{DCAT}downloadURL", address)
    sheet.add(node, f"{DCAT}mediaType", f"{_MEDIA_TYPES}application/n-triples")
    sheet.add(node, f"{DCAT}byteSize", size)  # the engine gives back xsd:integer for xsd:nonNegativeInteger
    sheet.add(node, f"{DCTERMS}license", about.license)


def _count(sheet: Sheet, dataset: str, census: Census, base: str) -> None:
    sheet.add(dataset, f"{VOID}uriSpace", ox.Literal(base))
    sheet.add(dataset, f"{VOID}triples", census.triples)
    sheet.add(dataset, f"{VOID}entities", census.subjects)
    sheet.add(dataset, f"{VOID}classes", len(+census.classes))
    sheet.add(dataset, f"{VOID}properties", len(+census.properties))
    for namespace in sorted({_namespace(name) for name in [*+census.classes, *+census.properties]}):
        sheet.add(dataset, f"{VOID}vocabulary", namespace)
    for class_, number in sorted((+census.classes).items()):
        node = f"{dataset}/class/{_local(class_)}"
        sheet.add(dataset, f"{VOID}classPartition", node)
        sheet.add(node, f"{VOID}class", class_)
        sheet.add(node, f"{VOID}entities", number)
        used = {name: times for (of, name), times in (+census.by_class).items() if of == class_}
        _properties(sheet, node, used)
    _properties(sheet, dataset, +census.properties)


def _properties(sheet: Sheet, of: str, used: Mapping[str, int]) -> None:
    for name, number in sorted(used.items()):
        node = f"{of}/property/{_local(name)}"
        sheet.add(of, f"{VOID}propertyPartition", node)
        sheet.add(node, f"{VOID}property", name)
        sheet.add(node, f"{VOID}triples", number)


def _namespace(term: str) -> str:
    return term[: max(term.rfind("#"), term.rfind("/")) + 1]


def _local(term: str) -> str:
    """A path segment for a term: ``imr-Case``, or a hash where no prefix is known."""
    for prefix, namespace in PREFIXES.items():
        local = term.removeprefix(namespace)
        if local != term and local.isalnum() and local.isascii():
            return f"{prefix}-{local}"
    return hashlib.sha256(term.encode()).hexdigest()[:12]


def void_description(
    door: Door, endpoint: str, folder: str = "", earlier: Sequence[Release] = (), base: str = DEFAULT_BASE
) -> Triples:
    """What ``/.well-known/void`` answers: the release behind `door`, where to ask it, and the `earlier` ones.

    `endpoint` is an address, and so is `folder`, where the release's files are served here. A remote endpoint's
    release has no counts; it is described by its address alone.
    """
    release = door.release
    base = _known(release, "base_iri", base)
    identifier = release.id
    sheet = Sheet()
    dataset, work, service = dataset_iri(base, identifier), dataset_iri(base), f"{dataset_iri(base)}/sparql"
    sheet.add(dataset, f"{VOID}sparqlEndpoint", endpoint)
    sheet.add(service, f"{RDF}type", f"{DCAT}DataService")
    sheet.add(service, f"{DCTERMS}title", "SPARQL 1.1 endpoint")
    sheet.add(service, f"{DCAT}endpointURL", endpoint)
    sheet.add(service, f"{DCAT}servesDataset", dataset)
    if not release.manifest:
        for kind in (f"{DCAT}Dataset", f"{VOID}Dataset"):
            sheet.add(dataset, f"{RDF}type", kind)
        _publication(sheet, dataset, Publication(), base)
        _work(sheet, dataset, Publication(), base)
        _identity(sheet, dataset, identifier, release.made, base)
        sheet.add(dataset, f"{VOID}uriSpace", ox.Literal(base))
        return Triples(sheet.triples)
    if folder:
        sheet.add(f"{dataset}/distribution", f"{DCAT}downloadURL", f"{folder}graph.nt")
        sheet.add(dataset, f"{VOID}dataDump", f"{folder}graph.nt")
    for each in earlier:
        _earlier(sheet, work, each, base)
    before = [each for each in earlier if (each.made or "") < (release.made or "")]
    if before:
        latest = max(before, key=lambda each: (each.made or "", each.id))
        sheet.add(dataset, f"{DCAT}previousVersion", dataset_iri(base, latest.id))
    return Triples([*release_triples(release).triples, *sheet.triples])


def _earlier(sheet: Sheet, work: str, release: Release, base: str) -> None:
    node = dataset_iri(base, release.id)
    sheet.add(work, f"{DCTERMS}hasVersion", node)
    sheet.add(node, f"{RDF}type", f"{DCAT}Dataset")
    _identity(sheet, node, release.id, release.made, base)


def _known(release: Release, key: str, otherwise: str) -> str:
    value = release.manifest.get(key)
    return value if isinstance(value, str) else otherwise


def service_description(endpoint: str, release: Release, prefixes: Mapping[str, str] = PREFIXES) -> Triples:
    """What the endpoint answers to a client that asks nothing.

    The prefixes are declared in SHACL's words, which editors read for completion.
    """
    sheet = Sheet()
    dataset, graph = f"{endpoint}#dataset", f"{endpoint}#default-graph"
    sheet.add(endpoint, f"{RDF}type", f"{SD}Service")
    sheet.add(endpoint, f"{SD}endpoint", endpoint)
    sheet.add(endpoint, f"{SD}supportedLanguage", f"{SD}SPARQL11Query")
    sheet.add(endpoint, f"{SD}defaultDataset", dataset)
    for address in _formats():
        sheet.add(endpoint, f"{SD}resultFormat", address)
    sheet.add(dataset, f"{RDF}type", f"{SD}Dataset")
    sheet.add(dataset, f"{SD}defaultGraph", graph)
    sheet.add(graph, f"{RDF}type", f"{SD}Graph")
    if release.manifest:
        counted = held(release)
        for name, number in (
            ("triples", counted.triples),
            ("entities", counted.subjects),
            ("classes", len(+counted.classes)),
            ("properties", len(+counted.properties)),
        ):
            sheet.add(graph, f"{VOID}{name}", number)
    for prefix, namespace in sorted(prefixes.items()):
        node = f"{endpoint}#prefix-{prefix}"
        sheet.add(endpoint, f"{SH}declare", node)
        sheet.add(node, f"{SH}prefix", ox.Literal(prefix))
        sheet.add(node, f"{SH}namespace", ox.Literal(namespace, datatype=ox.NamedNode(f"{XSD}anyURI")))
    return Triples(sheet.triples)


def _formats() -> Iterator[str]:
    for each in FORMATS:
        if each.name in _FORMAT_NAMES:
            yield _FORMAT + _FORMAT_NAMES[each.name]
