"""The first page, and looking up a case or a name."""

from __future__ import annotations

import re

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.query import Bindings
from web.cells import table
from web.contexts import HomePage, Link, SearchPage
from web.markup import Description, dataset
from web.panels import ask, panels_of
from web.render import render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)

_CASE_NUMBER = re.compile(r"CM\d\d-?\d{5,8}", re.IGNORECASE)
_COUNTED = ("cases", "determinations", "letters", "decisions", "citations", "triples")
_MOST_HITS = 50


@blueprint.route("/")
def home() -> Response:
    """What this is, how much of it there is, and where to go."""
    panels = panels_of("home", None)
    outcomes = next((panel for panel in panels if panel.kind == "outcomes"), None)
    others = [panel for panel in panels if panel is not outcomes]
    page = HomePage(_counts(), outcomes, others, _examples(), _description())
    return Response(render("home.html", page), mimetype="text/html")


@blueprint.route("/search")
def search() -> AnyResponse:
    """Go to the case of this number, or list the names that contain these words."""
    text = " ".join(request.args.get("q", "").split())[:200]
    if _CASE_NUMBER.fullmatch(text):
        case = _case(text)
        if case:
            return redirect(case, 303)
    hits = _names(text) if text else []
    page = SearchPage(text, hits[:_MOST_HITS], len(hits) > _MOST_HITS)
    return Response(render("search.html", page), mimetype="text/html")


def _case(number: str) -> str | None:
    """Page of the case of this number, as people write it: ``cm160213037`` is ``CM16-0213037``."""
    written = number.upper()
    plain = written if "-" in written else f"{written[:4]}-{written[4:]}"
    answer = ask("search_case", {"number": plain})
    term = answer.rows[0][0] if isinstance(answer, Bindings) and answer.rows else None
    return state().urls.link(term.value) if term is not None and hasattr(term, "value") else None


def _names(words: str) -> list[Link]:
    answer = ask("search_names", {"words": words})
    if not isinstance(answer, Bindings):
        return []
    cells = [row[0] for row in table(answer, state().urls).rows]
    return [Link(cell.text, cell.href, " of ".join(filter(None, (_kind(cell.href), cell.note)))) for cell in cells]


def _kind(href: str | None) -> str:
    parts = (href or "").split("/page/")
    return parts[1].split("/")[0].replace("-", " ") if len(parts) > 1 else ""


def _counts() -> list[Link]:
    counts = state().door.release.counts
    return [Link(name, None, f"{counts[name]:,}") for name in _COUNTED if counts.get(name)]


def _examples() -> list[Link]:
    urls = state().urls
    return [Link(words, urls.to("home.search", q=words)) for words in ("opioids", "acupuncture", "lumbar")]


def _description() -> Description:
    current = state()
    page, endpoint = current.urls.absolute("home.home"), current.urls.absolute("sparql.endpoint")
    return dataset(current.urls.base, current.door.release, page, endpoint, current.settings.license_url)
