"""What wants a curator: drug names that were not linked, and the other questions about quality."""

from __future__ import annotations

from flask import Blueprint, Response

from web.pages.contexts import CurationPage
from web.pages.pieces import Hyperlink
from web.render import page_response
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("curation", __name__)

_GROUP = "quality"


@blueprint.route("/curation")
def curation() -> Response:
    """Unmatched and ambiguous drug names with their cases, then what else to look at."""
    current = state()
    more = [
        Hyperlink(query.title, current.urls.query(query.name), query.description)
        for query in current.questions()
        if query.group == _GROUP
    ]
    return page_response(current, "curation.html", CurationPage(current.panels.of("curation"), more))
