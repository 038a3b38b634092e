"""What all views of one app share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from kg.formats import CompactTerms
from kg.namespaces import Iris
from kg.query import Door
from kg.questions.catalog import Catalog, Query
from web.memory import Memory
from web.pages.measured import Measured
from web.pages.page_queries import PAGES, PageQueries
from web.pages.panels import Panels
from web.pages.terms import Ontology
from web.pages.thing import ThingPages
from web.reconcile.entities import EntitySource
from web.settings import SiteSettings
from web.site_files import Asset
from web.urls import Urls

__all__ = ["KEY", "State", "state"]

KEY = "imr-kg"


@dataclass(frozen=True, slots=True)
class State:
    """The door to the graph, the named queries, the ontology's words, the `documents` beside it by their paths, its
    JSON-LD context, what was measured, the choices of who runs the site, its files, and the `fingerprint` of all that
    answers depend on beside the release.

    From these follows what pages are made with. A view takes it once and hands on what is needed.
    """

    door: Door
    urls: Urls
    catalog: Catalog
    ontology: Ontology
    documents: Mapping[str, Ontology]
    context: str | None
    settings: SiteSettings
    measured: Measured
    assets: Mapping[str, Asset]
    fingerprint: str
    panels: Panels = field(init=False)
    things: ThingPages = field(init=False)
    entity_source: EntitySource = field(init=False)
    terms: CompactTerms | None = field(init=False)

    def __post_init__(self) -> None:
        queries = PageQueries(self.door, self.catalog, Memory())
        panels = Panels(queries, self.urls, self.settings.page_rows)
        object.__setattr__(self, "panels", panels)
        object.__setattr__(self, "things", ThingPages(panels, self.ontology))
        object.__setattr__(self, "entity_source", EntitySource(self.door, self.catalog, self.iris))
        address = f"{self.urls.base}context.jsonld"
        object.__setattr__(self, "terms", CompactTerms.read(self.context, address) if self.context else None)

    @property
    def iris(self) -> Iris:
        """The IRIs of the graph."""
        return Iris(self.urls.base)

    def rank(self, iri: str) -> tuple[int, int]:
        """Place of a property where all of a thing is told: in the ontology's order, else in that of the context."""
        return self.ontology.rank(iri), self.terms.rank(iri) if self.terms else 0

    @property
    def queries(self) -> PageQueries:
        """The queries that pages are made of."""
        return self.panels.queries

    def questions(self) -> list[Query]:
        """The named queries that people may want to run: all but those of pages."""
        return [query for query in self.catalog.values() if query.group != PAGES]


def state() -> State:
    """The state of the app that answers the current request."""
    return cast(State, current_app.extensions[KEY])
