"""The first page, and looking up a case or a name."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from kg.search import LabelKind, SearchHit, normal
from web.lookup import case_page, is_case_number
from web.pages.contexts import HomePage, SearchPage
from web.pages.panels import panels_of
from web.pages.pieces import Hyperlink
from web.render import dataset_markup, render
from web.state import state

__all__ = ["blueprint"]

blueprint = Blueprint("home", __name__)

_COUNTED = ("cases", "determinations", "letters", "decisions", "citations", "triples")
_MOST_HITS = 50


@blueprint.route("/")
def home() -> Response:
    """What this is, how much of it there is, and where to go."""
    panels = panels_of("home", None)
    outcomes = next((panel for panel in panels if panel.kind == "outcomes"), None)
    others = [panel for panel in panels if panel is not outcomes]
    page = HomePage(_counts(), outcomes, others, _examples(), dataset_markup())
    return Response(render("home.html", page), mimetype="text/html")


@blueprint.route("/search")
def search() -> AnyResponse:
    """Go to the case of this number, or list the concepts whose names fit these words best."""
    text = " ".join(request.args.get("q", "").split())[:200]
    case = case_page(text) if is_case_number(text) else None
    if case:
        return redirect(case, 303)
    hits = state().entity_source.entities().index.suggest(text, limit=_MOST_HITS + 1)
    only_like = not any(_has_words(hit, text) for hit in hits)
    page = SearchPage(text, [_name(hit) for hit in hits[:_MOST_HITS]], len(hits) > _MOST_HITS, only_like)
    return Response(render("search.html", page), mimetype="text/html")


def _name(hit: SearchHit) -> Hyperlink:
    """A concept that was found: its kind, the edition of a guideline's section, and under which other name."""
    entities = state().entity_source.entities()
    page = state().urls.link(hit.concept.iri)
    kind = entities.id_of(hit.concept).partition("/")[0].replace("-", " ")
    other = f", also called {hit.name}" if hit.kind is LabelKind.ALTERNATIVE else ""
    return Hyperlink(hit.concept.label, page, " of ".join([kind, *entities.edition(hit.concept)]) + other)


def _has_words(hit: SearchHit, text: str) -> bool:
    return all(word in normal(hit.name) for word in normal(text).split())


def _counts() -> list[Hyperlink]:
    counts = state().door.release.counts
    return [Hyperlink(name, None, f"{counts[name]:,}") for name in _COUNTED if counts.get(name)]


def _examples() -> list[Hyperlink]:
    urls = state().urls
    return [Hyperlink(words, urls.to("home.search", q=words)) for words in ("opioids", "acupuncture", "lumbar")]
