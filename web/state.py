"""What all views of one app share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from kg.namespaces import Iris
from kg.query import Door
from kg.questions.catalog import Catalog, Query
from web.memory import Memory
from web.pages.measured import Measured
from web.pages.terms import Ontology
from web.reconcile.entities import EntitySource
from web.settings import SiteSettings
from web.urls import Urls

__all__ = ["KEY", "PAGES", "State", "state"]

KEY = "imr-kg"
PAGES = "pages"
"""The group of queries that are panels of pages."""


@dataclass(frozen=True, slots=True)
class State:
    """The door to the graph, the named queries, the ontology's words, what was measured, the choices of who runs the
    site."""

    door: Door
    urls: Urls
    catalog: Catalog
    ontology: Ontology
    settings: SiteSettings
    measured: Measured
    memory: Memory = field(default_factory=Memory)
    entity_source: EntitySource = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entity_source", EntitySource(self.door, self.catalog, Iris(self.urls.base)))

    def questions(self) -> list[Query]:
        """The named queries that people may want to run: all but the panels of pages."""
        return [query for query in self.catalog.values() if query.group != PAGES]


def state() -> State:
    """The state of the app that answers the current request."""
    return cast(State, current_app.extensions[KEY])
