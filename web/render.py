"""A template and its context dataclass make a page."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from kg.formats import Format
from kg.query import Cut
from web.caching import do_not_keep
from web.pages.contexts import Site
from web.pages.panels import STOPPED
from web.pages.pieces import Hyperlink
from web.state import State

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["document_response", "page_response", "render"]


def render(current: State, template: str, context: DataclassInstance) -> str:
    """HTML of `template`; each field of `context` is a name in it, beside `site` and `urls`."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return render_template(template, site=_site(current, request.path), urls=current.urls, **values)


def page_response(current: State, template: str, context: DataclassInstance, status: int = 200) -> Response:
    """`render`, as an answer; not kept where a limit stopped a panel, which may be there next time."""
    response = Response(render(current, template, context), status, mimetype="text/html")
    stopped = any(panel.kind == STOPPED for panel in getattr(context, "panels", ()))
    return do_not_keep(response) if stopped else response


def document_response(body: bytes, written: Format, cut: Cut | None = None) -> Response:
    """Data as a document; the header ``X-Truncated`` says how a limit cut it: ``true; shown=500; total=569``."""
    response = Response(body, content_type=written.content_type)
    if cut:
        known = {name: number for name, number in cut.facts.items() if number is not None}
        response.headers["X-Truncated"] = "; ".join(["true", *(f"{name}={number}" for name, number in known.items())])
    return response


def _site(current: State, path: str) -> Site:
    urls, release = current.urls, current.door.release
    nav = (
        Hyperlink("Questions", urls.to("queries.catalog"), "/queries"),
        Hyperlink("SPARQL", urls.sparql(), "/sparql"),
        Hyperlink("Ontology", urls.term(), "/ontology"),
        Hyperlink("About the data", urls.to("documents.void"), "/.well-known"),
    )
    made = (release.made or "")[:10]
    return Site(current.settings.title, urls.base, release.id, made, nav, path)
