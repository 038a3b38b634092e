"""The first page, and what was found for words."""

from __future__ import annotations

from kg.query import Release
from kg.search import LabelKind, SearchHit
from kg.text import folded
from web.pages.contexts import HomePage, SearchPage
from web.pages.markup import dataset
from web.pages.panels import Panels
from web.pages.pieces import Hyperlink
from web.reconcile.entities import Entities
from web.urls import Urls

__all__ = ["home_page", "search_page"]

_COUNTED = ("cases", "determinations", "letters", "decisions", "citations", "triples")
_EXAMPLES = ("opioids", "acupuncture", "lumbar")
_MOST_HITS = 50


def home_page(panels: Panels, release: Release, license_url: str) -> HomePage:
    """What this is, how much of it there is, and where to go. Raises as the door does."""
    shown = panels.of("home")
    outcomes = next((panel for panel in shown if panel.kind == "outcomes"), None)
    others = [panel for panel in shown if panel is not outcomes]
    counts = [Hyperlink(name, None, f"{release.counts[name]:,}") for name in _COUNTED if release.counts.get(name)]
    examples = [Hyperlink(words, panels.urls.to("home.search", q=words)) for words in _EXAMPLES]
    return HomePage(counts, outcomes, others, examples, dataset(panels.urls, release, license_url))


def search_page(text: str, entities: Entities, urls: Urls) -> SearchPage:
    """The concepts whose names fit `text` best."""
    hits = entities.index.suggest(text, limit=_MOST_HITS + 1)
    only_like = not any(_has_words(hit, text) for hit in hits)
    return SearchPage(
        text, [_named(hit, entities, urls) for hit in hits[:_MOST_HITS]], len(hits) > _MOST_HITS, only_like
    )


def _named(hit: SearchHit, entities: Entities, urls: Urls) -> Hyperlink:
    """A concept that was found: its kind, the edition of a guideline's section, and under which other name."""
    kind = entities.id_of(hit.concept).partition("/")[0].replace("-", " ")
    other = f", also called {hit.name}" if hit.kind is LabelKind.ALTERNATIVE else ""
    said = " of ".join([kind, *entities.edition(hit.concept)]) + other
    return Hyperlink(hit.concept.label, urls.link(hit.concept.iri), said)


def _has_words(hit: SearchHit, text: str) -> bool:
    return all(word in folded(hit.name) for word in folded(text).split())
