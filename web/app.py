"""How the graph is shown: the app, its families of pages, and the headers that every answer carries."""

from __future__ import annotations

from flask import Flask, url_for

from kg.namespaces import DEFAULT_BASE, Iris
from kg.query import Door
from kg.questions.catalog import Catalog
from web import errors, headers
from web.pages.measured import Measured
from web.pages.terms import Ontology
from web.settings import SiteSettings
from web.state import KEY, State, state
from web.urls import Urls
from web.views import curation, documents, home, identifiers, ontology, queries, reconcile, sparql, things

__all__ = ["create_app"]

_FAMILIES = (home, sparql, things, ontology, queries, curation, documents, reconcile, identifiers)
_LARGEST_BODY = 1 << 20


def create_app(
    door: Door, *, base_iri: str = DEFAULT_BASE, catalog: Catalog | None = None, settings: SiteSettings | None = None
) -> Flask:
    """The site over `door`, for the graph whose IRIs start with `base_iri`.

    `catalog` holds the named queries (those of the installation if none is given). The caller keeps the door and closes
    it. Raises `InputError` on a base that is no IRI.
    """
    settings = settings or SiteSettings()
    base = Iris(base_iri).base
    app = Flask("web")
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = _LARGEST_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[KEY] = State(
        door,
        Urls(base, url_for),
        catalog or Catalog.load(base=base),
        Ontology.load(settings.ontology, base),
        settings,
        Measured.load(settings.ontology, base),
    )
    for family in _FAMILIES:
        app.register_blueprint(family.blueprint)
    app.before_request(_refresh)
    app.after_request(headers.finish)
    errors.register(app)
    return app


def _refresh() -> None:
    """Show the newest release."""
    state().door.refresh()
