"""A template and its context dataclass make a page."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from flask import render_template, request

from web.pages.contexts import Site
from web.pages.markup import JsonLd, dataset
from web.pages.pieces import Hyperlink
from web.state import state

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["dataset_markup", "render"]


def render(template: str, context: DataclassInstance) -> str:
    """HTML of `template`; each field of `context` is a name in it, beside `site` and `urls`."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return render_template(template, site=_site(), urls=state().urls, **values)


def dataset_markup() -> JsonLd:
    """What pages about the whole graph say to search engines."""
    current = state()
    page, endpoint = current.urls.absolute("home.home"), current.urls.absolute("sparql.endpoint")
    return dataset(current.urls.base, current.door.release, page, endpoint, current.settings.license_url)


def _site() -> Site:
    current = state()
    release = current.door.release
    nav = (
        Hyperlink("Questions", current.urls.to("queries.catalog"), "/queries"),
        Hyperlink("SPARQL", current.urls.sparql(), "/sparql"),
        Hyperlink("Ontology", current.urls.term(), "/ontology"),
        Hyperlink("About the data", current.urls.to("documents.void"), "/.well-known"),
    )
    made = (release.made or "")[:10]
    return Site(current.settings.title, current.urls.base, release.id, made, nav, request.path)
