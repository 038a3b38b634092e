"""What a release and its endpoint say of themselves: VoID, DCAT and SPARQL service description.

https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/, https://www.w3.org/TR/sparql11-service-description/.
Counts come from the manifest, where the build put them, so nothing here scans a graph. Every node has an IRI.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.formats.media import FORMATS
from kg.namespaces import DCAT, DCTERMS, DEFAULT_BASE, PREFIXES, RDF, SD, SH, VOID, XSD
from kg.ntriples import iri, line, string, text, typed
from kg.sparql.answers import Triples
from kg.store.census import Census
from kg.store.door import Door, Release

__all__ = ["Publication", "dataset_iri", "release_lines", "release_triples", "service_description", "void_description"]

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


def dataset_iri(base: str, release_id: str = "") -> str:
    """IRI of the dataset, or of one release of it."""
    return f"{base}id/dataset/{release_id or 'imr-kg'}"


class _Sheet:
    """Statements as they are noted down: each a subject, a predicate and a value."""

    def __init__(self) -> None:
        self._statements: list[tuple[str, str, ox.NamedNode | ox.Literal]] = []

    def add(self, subject: str, predicate: str, value: str | int | ox.Literal) -> None:
        """Note one statement; text that begins like a web address is an IRI."""
        term: ox.NamedNode | ox.Literal
        if isinstance(value, str):
            term = (
                ox.NamedNode(value) if value.startswith(("http://", "https://")) else ox.Literal(value, language="en")
            )
        else:
            term = ox.Literal(value) if isinstance(value, int) else value
        self._statements.append((subject, predicate, term))

    @property
    def triples(self) -> list[ox.Triple]:
        """The statements for a query's answer."""
        return [ox.Triple(ox.NamedNode(subject), ox.NamedNode(name), term) for subject, name, term in self._statements]

    @property
    def lines(self) -> list[str]:
        """The statements as N-Triples."""
        return [line(iri(subject), iri(name), _written(term)) for subject, name, term in self._statements]


def _written(term: ox.NamedNode | ox.Literal) -> str:
    if isinstance(term, ox.NamedNode):
        return iri(term.value)
    if term.language:
        return text(term.value, term.language)
    return string(term.value) if term.datatype.value == f"{XSD}string" else typed(term.value, term.datatype.value)


def release_triples(
    release_id: str,
    made: str | None,
    version: str,
    census: Census,
    base: str = DEFAULT_BASE,
    about: Publication | None = None,
) -> Triples:
    """VoID and DCAT of one release: what it is, how much of it there is, by class and by property."""
    return Triples(_release(release_id, made, version, census, base, about or Publication()).triples)


def release_lines(
    release_id: str, made: str | None, version: str, census: Census, base: str = DEFAULT_BASE
) -> list[str]:
    """`release_triples` as N-Triples lines, for `kg.store.releases.ReleaseDraft.describe`."""
    return _release(release_id, made, version, census, base, Publication()).lines


def _release(release_id: str, made: str | None, version: str, census: Census, base: str, about: Publication) -> _Sheet:
    sheet = _Sheet()
    dataset = dataset_iri(base, release_id)
    for kind in (f"{DCAT}Dataset", f"{VOID}Dataset"):
        sheet.add(dataset, f"{RDF}type", kind)
    sheet.add(dataset, f"{DCTERMS}title", about.title)
    sheet.add(dataset, f"{DCTERMS}description", about.description)
    sheet.add(dataset, f"{DCTERMS}license", about.license)
    sheet.add(dataset, f"{DCTERMS}publisher", about.publisher)
    sheet.add(dataset, f"{DCTERMS}isVersionOf", dataset_iri(base))
    sheet.add(dataset, f"{DCTERMS}identifier", ox.Literal(release_id))
    sheet.add(dataset, f"{DCAT}version", ox.Literal(f"{version}+{release_id}"))
    if made:
        sheet.add(dataset, f"{DCTERMS}issued", ox.Literal(made, datatype=ox.NamedNode(f"{XSD}dateTime")))
    _count(sheet, dataset, census, base)
    return sheet


def _count(sheet: _Sheet, dataset: str, census: Census, base: str) -> None:
    sheet.add(dataset, f"{VOID}uriSpace", ox.Literal(base))
    sheet.add(dataset, f"{VOID}triples", census.triples)
    sheet.add(dataset, f"{VOID}entities", census.subjects)
    sheet.add(dataset, f"{VOID}classes", len(census.classes))
    sheet.add(dataset, f"{VOID}properties", len(census.properties))
    for namespace in sorted({_namespace(name) for name in [*census.classes, *census.properties]}):
        sheet.add(dataset, f"{VOID}vocabulary", namespace)
    for class_, number in sorted(census.classes.items()):
        node = f"{dataset}/class/{_local(class_)}"
        sheet.add(dataset, f"{VOID}classPartition", node)
        sheet.add(node, f"{VOID}class", class_)
        sheet.add(node, f"{VOID}entities", number)
        used = {name: times for (of, name), times in census.by_class.items() if of == class_}
        _properties(sheet, node, used)
    _properties(sheet, dataset, census.properties)


def _properties(sheet: _Sheet, of: str, used: Mapping[str, int]) -> None:
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


def void_description(door: Door, endpoint: str, dump: str = "") -> Triples:
    """What ``/.well-known/void`` answers: the release behind `door`, where to ask it and where to load it.

    `endpoint` and `dump` are addresses; without `dump` none is offered. A remote endpoint's release has no counts; it
    is described by its address alone.
    """
    release = door.release
    base = _known(release, "base_iri", DEFAULT_BASE)
    partitions = release.manifest.get("partitions")
    census = Census.from_json(partitions if isinstance(partitions, Mapping) else {})
    identifier = release.id if release.manifest else "remote"
    triples = release_triples(identifier, release.made, _known(release, "version", "0"), census, base).triples
    sheet = _Sheet()
    dataset, service = dataset_iri(base, identifier), f"{dataset_iri(base)}/sparql"
    sheet.add(dataset, f"{VOID}sparqlEndpoint", endpoint)
    sheet.add(service, f"{RDF}type", f"{DCAT}DataService")
    sheet.add(service, f"{DCTERMS}title", "SPARQL 1.1 endpoint")
    sheet.add(service, f"{DCAT}endpointURL", endpoint)
    sheet.add(service, f"{DCAT}servesDataset", dataset)
    if dump:
        _distribution(sheet, dataset, dump)
    return Triples([*triples, *sheet.triples])


def _distribution(sheet: _Sheet, dataset: str, dump: str) -> None:
    node = f"{dataset}/distribution"
    sheet.add(dataset, f"{VOID}dataDump", dump)
    sheet.add(dataset, f"{DCAT}distribution", node)
    sheet.add(node, f"{RDF}type", f"{DCAT}Distribution")
    sheet.add(node, f"{DCAT}downloadURL", dump)
    sheet.add(node, f"{DCAT}mediaType", "https://www.iana.org/assignments/media-types/application/n-triples")


def _known(release: Release, key: str, otherwise: str) -> str:
    value = release.manifest.get(key)
    return value if isinstance(value, str) else otherwise


def service_description(endpoint: str, release: Release, prefixes: Mapping[str, str] = PREFIXES) -> Triples:
    """What the endpoint answers to a client that asks nothing.

    The prefixes are declared in SHACL's words, which editors read for completion.
    """
    sheet = _Sheet()
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
    if "triples" in release.counts:
        sheet.add(graph, f"{VOID}triples", release.counts["triples"])
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
