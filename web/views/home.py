"""The first page, and looking up a case or a name."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from web.lookup import case_page, is_case_number
from web.pages.first_page import home_page, search_page
from web.render import page_response
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)

_LONGEST = 200


@blueprint.route("/")
def home() -> Response:
    """What this is, how much of it there is, and where to go."""
    current = state()
    page = home_page(current.panels, current.door.release, current.settings.license_url)
    return page_response(current, "home.html", page)


@blueprint.route("/search")
def search() -> AnyResponse:
    """Go to the case of this number, or list the concepts whose names fit these words best."""
    current = state()
    text = " ".join(request.args.get("q", "").split())[:_LONGEST]
    case = case_page(text, current.queries, current.urls) if is_case_number(text) else None
    if case:
        return redirect(case, 303)
    return page_response(current, "search.html", search_page(text, current.entity_source.entities(), current.urls))
