"""Short links, and links by the identifiers of other vocabularies: 303 to the page of the thing."""

from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response as AnyResponse

from web.errors import NoSuchThing
from web.lookup import VOCABULARIES, case_page, concepts_by_identifier
from web.negotiate import other_than_page
from web.pages.contexts import ChoicesPage
from web.pages.pieces import Hyperlink
from web.render import page_response
from web.state import state
from web.urls import Urls

__all__ = ["blueprint"]

blueprint = Blueprint("identifiers", __name__)


@blueprint.route("/drug/<vocabulary>/<path:written>")
def drug(vocabulary: str, written: str) -> AnyResponse:
    """The drug that another vocabulary gives this identifier; a list where it is several here."""
    current, known = state(), vocabulary.lower()
    if known not in VOCABULARIES:
        listed = ", ".join(f"/drug/{each}/..." for each in VOCABULARIES)
        raise NoSuchThing(f"drugs can't be looked up by {vocabulary}", f"These can be looked up: {listed}.")
    entities = current.entity_source.entities()
    found = concepts_by_identifier(known, written, entities)
    if not found:
        raise NoSuchThing(
            f"no drug here has the {VOCABULARIES[known]} identifier {written}",
            f"Look for its name at {current.urls.to('home.search')}; products and packages have no page of their own, "
            "their ingredients and brands have.",
        )
    if len(found) == 1:
        return _away(current.urls, found[0].iri)
    title = f"{VOCABULARIES[known]} {written} is {len(found)} drugs here"
    choices = [
        Hyperlink(each.label, current.urls.page(each.iri), " ".join(entities.text(each, "drugKind"))) for each in found
    ]
    return page_response(current, "choices.html", ChoicesPage(title, choices))


@blueprint.route("/case/<number>")
def case(number: str) -> AnyResponse:
    """The case of this number, with or without its dash."""
    current = state()
    page = case_page(number, current.queries, current.urls)
    if page is None:
        raise NoSuchThing(
            f"no case here has the number {number}",
            "A case number looks like CM16-0213037; a case that is not here may not be public, or not read yet.",
        )
    return redirect(page, 303)


@blueprint.route("/section/<path:section>")
def section(section: str) -> AnyResponse:
    """The guideline, edition or section of this id."""
    current = state()
    iri = current.urls.iri(f"section/{section}")
    if not current.queries.knows(iri):
        raise NoSuchThing(
            f"no guideline section here has the id {section}",
            f"Ids look like cpmtg09-opioids; look for its name at {current.urls.to('home.search')}.",
        )
    return _away(current.urls, iri)


def _away(urls: Urls, iri: str) -> AnyResponse:
    """Send on to the page of a thing, or to its data if the client takes no page."""
    written = other_than_page()
    return redirect(urls.page(iri) if written is None else urls.data(iri, written.name), 303)
