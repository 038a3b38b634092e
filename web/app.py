"""How the graph is shown: the app, its families of pages, and the headers that every answer carries."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request, url_for

from kg.namespaces import DEFAULT_BASE, Iris
from kg.query import Door
from kg.questions.catalog import Catalog
from web import caching, errors, headers
from web.fingerprint import fingerprint
from web.hosts import serves
from web.pages.measured import Measured
from web.pages.terms import Ontology, documents_beside
from web.settings import SiteSettings
from web.site_files import load_assets
from web.state import KEY, State, state
from web.urls import Urls
from web.views import (
    assets,
    curation,
    documents,
    downloads,
    home,
    identifiers,
    ontology,
    queries,
    reconcile,
    sparql,
    things,
)

__all__ = ["create_app"]

_FAMILIES = (home, sparql, things, ontology, queries, curation, documents, downloads, reconcile, identifiers, assets)
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
    app = Flask("web", static_folder=None)
    app.url_map.merge_slashes = False  # "//" is no address of ours, and a redirect would name the host of the request
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = _LARGEST_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[KEY] = _state(door, base, catalog or Catalog.load(base=base), settings)
    for family in _FAMILIES:
        app.register_blueprint(family.blueprint)
    app.before_request(_begin)
    app.after_request(headers.finish)
    errors.register(app)
    return app


def _state(door: Door, base: str, catalog: Catalog, settings: SiteSettings) -> State:
    files = load_assets()
    return State(
        door=door,
        urls=Urls(base, url_for, {name: asset.version for name, asset in files.items()}, settings.public_url),
        catalog=catalog,
        ontology=Ontology.load(settings.ontology, base),
        documents=documents_beside(settings.ontology, base),
        context=_context(settings.ontology, base),
        settings=settings,
        measured=Measured.load(settings.ontology, base),
        assets=files,
        fingerprint=fingerprint(settings, catalog, base),
    )


def _begin() -> Response | None:
    """Turn to the newest release, and answer at once where the client has what it would be sent.

    Raises `OtherSite` where it is asked under a name that is not this site's, `NoSuchThing` where the address is of
    another release.
    """
    current = state()
    if not serves(request.host, current.settings.hosts):
        raise errors.OtherSite(request.host)
    current.door.refresh()
    other = caching.note_release()
    if other is not None:
        raise errors.NoSuchThing(
            f"release {other} is not shown here; this is {current.door.release.id}",
            "Leave the parameter release out to be answered from the release that is shown.",
        )
    return caching.answer_unchanged()


def _context(folder: Path | None, base: str) -> str | None:
    """The JSON-LD context of the ontology's terms, for this base."""
    path = folder / "context.jsonld" if folder else None
    if path is None or not path.is_file():
        return None
    return path.read_text(encoding="utf-8").replace(DEFAULT_BASE, base)
