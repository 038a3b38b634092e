"""The ontology as a document for people, with an anchor for each term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.namespaces import DCTERMS, OWL, RDFS, SH, SKOS, VANN
from web.pages.cells import local_name, show
from web.pages.contexts import OntologyPage, TermGroup, TermView
from web.pages.measured import Measured
from web.pages.pieces import Fact, Hyperlink
from web.pages.quality import accuracy_cells
from web.pages.terms import Ontology
from web.urls import Urls

__all__ = ["OntologyDocument"]

_HEADER = (
    ("Version", OWL + "versionInfo"),
    ("This version", OWL + "versionIRI"),
    ("Prior version", OWL + "priorVersion"),
    ("Changed", SKOS + "changeNote"),
    ("Created", DCTERMS + "created"),
    ("Modified", DCTERMS + "modified"),
    ("Prefix", VANN + "preferredNamespacePrefix"),
    ("Licence", DCTERMS + "license"),
    ("Cite as", DCTERMS + "bibliographicCitation"),
)
_TERM = (
    ("Kind of", RDFS + "subClassOf"),
    ("Narrower than", RDFS + "subPropertyOf"),
    ("Belongs to", RDFS + "domain"),
    ("Belongs to", "https://schema.org/domainIncludes"),
    ("Leads to", RDFS + "range"),
    ("Leads to", "https://schema.org/rangeIncludes"),
    ("Inverse of", OWL + "inverseOf"),
    ("Close to", SKOS + "closeMatch"),
    ("Related to", SKOS + "relatedMatch"),
    ("See also", RDFS + "seeAlso"),
    ("About", SH + "targetClass"),
    ("About", SH + "path"),
    ("Message", SH + "message"),
    ("Severity", SH + "severity"),
    ("Scope", SKOS + "scopeNote"),
    ("Example", SKOS + "example"),
)


@dataclass(frozen=True, slots=True)
class OntologyDocument:
    """The words of the ontology, and what was `measured` of its properties."""

    words: Ontology
    measured: Measured
    urls: Urls

    def page(self, formats: Sequence[Hyperlink]) -> OntologyPage:
        """All of it on one page."""
        words = self.words
        groups = [
            TermGroup(title, anchor, [self._term(iri) for iri in terms]) for title, anchor, terms in words.groups()
        ]
        return OntologyPage(
            title=words.text(words.iri, DCTERMS + "title") or "The ontology",
            iri=words.iri,
            abstract=words.text(words.iri, DCTERMS + "abstract", DCTERMS + "description"),
            header=self._facts(words.iri, _HEADER),
            groups=groups,
            formats=formats,
            accuracy=self.measured.caption if words.iri == f"{self.urls.base}ontology" else "",
            prefix="imrs" if words.iri == f"{self.urls.base}shapes" else "imr",
        )

    def _term(self, iri: str) -> TermView:
        measured = accuracy_cells(self.measured.of(local_name(iri)))
        facts = [
            *self._facts(iri, _TERM),
            *([Fact("Read how well", measured, href="#accuracy")] if measured else []),
        ]
        return TermView(local_name(iri), iri, self.words.label(iri), self.words.definition(iri), facts)

    def _facts(self, iri: str, table: Sequence[tuple[str, str]]) -> list[Fact]:
        said = self.words.values(iri)
        facts = []
        for label, name in table:
            found = [value for value in said.get(name, ()) if isinstance(value, ox.NamedNode | ox.Literal)]
            if found:
                facts.append(Fact(label, [show(value, self.urls, self._label(value)) for value in found]))
        return facts

    def _label(self, value: ox.NamedNode | ox.Literal) -> str | None:
        return self.words.label(value.value) if value.value.startswith(f"{self.words.iri}#") else None
