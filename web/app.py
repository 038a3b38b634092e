"""How the graph is shown: the app, its families of pages, and the headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

from kg.catalog import Catalog
from kg.namespaces import DEFAULT_BASE, Iris
from kg.query import Door
from web import errors
from web.settings import Settings
from web.state import KEY, State, state
from web.terms import Ontology
from web.urls import Urls
from web.views import documents, home, ontology, queries, sparql, things

__all__ = ["create_app"]

_FAMILIES = (home, sparql, things, ontology, queries, documents)
_LARGEST_BODY = 1 << 20

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'{style}",
        "img-src 'self' data:",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_READ_HEADERS = "Link, Location, Vary, ETag, X-Truncated"


def create_app(
    door: Door, *, base_iri: str = DEFAULT_BASE, catalog: Catalog | None = None, settings: Settings | None = None
) -> Flask:
    """The site over `door`, for the graph whose IRIs start with `base_iri`.

    `catalog` holds the named queries (those of the installation if none is given). The caller keeps the door and closes
    it. Raises `InputError` on a base that is no IRI.
    """
    settings = settings or Settings()
    base = Iris(base_iri).base
    app = Flask("web")
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = _LARGEST_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[KEY] = State(
        door, Urls(base), catalog or Catalog.load(), Ontology.load(settings.ontology, base), settings
    )
    for family in _FAMILIES:
        app.register_blueprint(family.blueprint)
    app.before_request(_refresh)
    app.after_request(_headers)
    errors.register(app)
    return app


def _refresh() -> None:
    """Show the newest release."""
    state().door.refresh()


def _headers(response: Response) -> Response:
    """Open to every origin for reading; closed to scripts, frames and sniffing."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = _READ_HEADERS
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        headers["Access-Control-Max-Age"] = "86400"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers.setdefault("Content-Security-Policy", _POLICY.format(style=_style_hash(response)))
    if request.path == "/sparql":
        response.vary.add("Accept")
    return response


def _style_hash(response: Response) -> str:
    """The one inline style sheet that a page with crossing marks carries, allowed by its hash."""
    digest = response.headers.pop("X-Style-Hash", None)
    return f" 'sha256-{digest}'" if digest else ""
