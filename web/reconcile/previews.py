"""A few words on a concept, a type or a property, for a frame or a balloon in another site's page."""

from __future__ import annotations

from collections.abc import Callable

from kg.search import NamedConcept
from web.pages.pieces import Hyperlink
from web.reconcile.entities import CLASSES, Entities
from web.reconcile.properties import PROPERTIES

__all__ = ["preview_of", "property_preview", "type_preview"]

_MOST_NAMES = 6


def preview_of(entities: Entities, concept: NamedConcept) -> list[Hyperlink]:
    """Facts about a concept, each a title with its words as the note."""
    counts = entities.counts(concept)
    others = [name.text for name in concept.names[1:]]
    facts = [
        (CLASSES.get(entities.kind(concept), "Concept"), concept.label),
        ("Also called", ", ".join(others[:_MOST_NAMES]) + (" …" if len(others) > _MOST_NAMES else "")),
        ("Means", " ".join(entities.definition(concept)[:1])),
        ("Part or kind of", ", ".join(each.label for each in entities.broader(concept)[:4])),
        *((PROPERTIES[name].name, ", ".join(entities.text(concept, name))) for name in ("rxcui", "unii", "mesh")),
    ]
    if counts.decisions:
        said = f"{counts.decisions:,}; {counts.overturned:,} overturned (necessary), {counts.upheld:,} upheld"
        facts.append(("Decisions", said))
    return [Hyperlink(title, None, words) for title, words in facts if words]


def type_preview(entities: Entities, named: str, define: Callable[[str], str]) -> list[Hyperlink]:
    """A type by its IRI or its own name, with what `define` says of the IRI; empty where there is none."""
    found = (name for name in CLASSES if named in {entities.term(name), name})
    return [Hyperlink(CLASSES[name], None, define(entities.term(name))) for name in found]


def property_preview(named: str) -> list[Hyperlink]:
    """A property by its id; empty where there is none."""
    return [Hyperlink(each.name, None, each.description) for each in PROPERTIES.values() if each.id == named]
