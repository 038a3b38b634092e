"""Properties that can be fetched for a matched concept, and that may narrow a match."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.search import NamedConcept
from web.reconcile.entities import CLASSES, Entities, PropertyValue

__all__ = ["PROPERTIES", "Property"]

Read = Callable[[Entities, NamedConcept], Sequence[PropertyValue]]


@dataclass(frozen=True, slots=True)
class Property:
    """A property by its `id`; `read` gives a concept's values of it.

    `classes` are those whose concepts have it, `gives` the class of its values where they are concepts. `term` is the
    ontology's, where a value of it alone may lead to the concept.
    """

    id: str
    name: str
    description: str
    classes: frozenset[str]
    read: Read
    gives: str = ""
    term: str = ""


_ALL = frozenset(CLASSES)
_DRUG = frozenset({"Drug"})
_DISPUTED = _ALL - {"Guideline", "GuidelineEdition"}
_GUIDELINES = frozenset({"Guideline", "GuidelineEdition", "GuidelineSection"})


def _identifier(name: str, title: str, description: str) -> Property:
    return Property(name, title, description, _DRUG, lambda all_, one: all_.text(one, name), term=name)


def _of_drug(name: str, title: str, description: str, term: str) -> Property:
    return Property(name, title, description, _DRUG, lambda all_, one: all_.drug_text(one, term))


def _count(name: str, title: str, description: str) -> Property:
    return Property(name, title, description, _DISPUTED, lambda all_, one: [getattr(all_.counts(one), name)])


PROPERTIES = {
    each.id: each
    for each in (
        _identifier("rxcui", "RxNorm RXCUI", "Concept of RxNorm"),
        _identifier("unii", "UNII", "FDA's unique ingredient identifier"),
        _identifier("mesh", "MeSH", "Descriptor or concept of MeSH"),
        _identifier("chebi", "ChEBI", "Chemical entity of ChEBI, as CHEBI:7852"),
        Property("ingredients", "Ingredients", "Of a brand or a combination", _DRUG, Entities.parts, "Drug"),
        Property("drug_kind", "Kind of drug", "Ingredient, brand, kit ...", _DRUG, lambda e, c: e.text(c, "drugKind")),
        Property(
            id="drug_class",
            name="Drug class",
            description="The nearest class above, of each ingredient",
            classes=frozenset({"Drug", "DrugClass"}),
            read=Entities.classes,
            gives="DrugClass",
        ),
        _of_drug("pharmacologic_class", "FDA pharmacologic class", "As on the label", "pharmacologicClass"),
        _of_drug("dea_schedule", "DEA schedule", "With the day from which it holds, if it changed", "hasSchedule"),
        _of_drug("mme_factor", "MME factor", "CDC factor to morphine equivalents, with its year", "hasMorphineFactor"),
        Property(
            id="category",
            name="Category of treatment",
            description="As the Division of Workers' Compensation sorts disputes",
            classes=frozenset({"Drug", "Treatment"}),
            read=Entities.categories,
            gives="Category",
        ),
        Property("broader", "Broader", "What stands directly above", _ALL, Entities.broader),
        Property("definition", "Definition", "What it means", _ALL, Entities.definition),
        Property(
            id="legal_cite",
            name="Legal citation",
            description="Where a guideline was adopted",
            classes=_GUIDELINES,
            read=lambda all_, one: all_.text(one, "legalCite"),
        ),
        _count("decisions", "Decisions", "How many are about it; of a section: in how many the reviewer cites it"),
        _count("overturned", "Decisions overturned", "The treatment was found medically necessary"),
        _count("upheld", "Decisions upheld", "The denial stands: not medically necessary"),
        Property("iri", "IRI", "The whole identifier", _ALL, lambda _, one: [one.iri]),
    )
}
"""By id, in the order in which they are proposed."""
