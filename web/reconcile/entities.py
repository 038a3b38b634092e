"""The concepts that other people's tables are matched with, and what is known of each.

All but the counts of decisions is read into the index of names (`kg.search`), so that matching asks no query; the
counts are one query a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pyoxigraph as ox

from kg.namespaces import SKOS, Iris
from kg.query import Answer, Bindings, Door
from kg.questions.catalog import Query
from kg.search import Index, NamedConcept, Search

__all__ = ["CLASSES", "DecisionCounts", "Entities", "EntitySource", "PropertyValue", "read_counts"]

PropertyValue = str | int | NamedConcept
"""Of a property: words, a number, or another concept."""

_Any = TypeVar("_Any", str, NamedConcept)

CLASSES = {
    "Drug": "Drug",
    "Treatment": "Treatment",
    "GuidelineSection": "Guideline section",
    "DrugClass": "Drug class",
    "Category": "Category of treatment",
    "Specialty": "Specialty of a reviewer",
    "Guideline": "Guideline",
    "GuidelineEdition": "Edition of a guideline",
    "BodyRegion": "Body region",
}
"""Classes of the ontology whose concepts are matched, the likeliest first, and what people call one."""

_BROADER, _CATEGORY, _DEFINITION = SKOS + "broader", SKOS + "broadMatch", SKOS + "definition"
_TERMS = (
    "rxcui",
    "unii",
    "mesh",
    "chebi",
    "hasIngredient",
    "pharmacologicClass",
    "drugKind",
    "legalCite",
)

_NODES = ("hasSchedule", "hasMorphineFactor")


@dataclass(frozen=True, slots=True)
class DecisionCounts:
    """Decisions on a concept. Overturned: the treatment was found medically necessary; upheld: the denial stands."""

    decisions: int = 0
    overturned: int = 0
    upheld: int = 0


_NONE = DecisionCounts()
_COUNTS = "reconcile_counts"


@dataclass(frozen=True, slots=True)
class Entities:
    """The concepts of one release. `counted` gives the counts by IRI; it is asked when they are first needed."""

    index: Index
    iris: Iris
    counted: Callable[[], Mapping[str, DecisionCounts]]

    @property
    def space(self) -> str:
        """What the IRIs of all concepts begin with; an entity's id is what follows."""
        return f"{self.iris.base}id/"

    def term(self, name: str) -> str:
        """IRI of a term of the ontology."""
        return self.iris.term(name)

    def id_of(self, concept: NamedConcept) -> str:
        """A concept's id, such as ``drug/percocet``."""
        return concept.iri.removeprefix(self.space)

    def get(self, entity: str) -> NamedConcept | None:
        """The concept of an id or of an IRI."""
        return self.index.get(entity) or self.index.get(self.space + entity)

    def kind(self, concept: NamedConcept) -> str:
        """The class of a concept that readers know it by; empty where it is of none of `CLASSES`."""
        return next((name for name in CLASSES if self.term(name) in concept.types), "")

    def text(self, concept: NamedConcept, name: str) -> Sequence[str]:
        """Words that stand on the concept itself."""
        return concept.texts(self.term(name))

    def parts(self, concept: NamedConcept) -> list[NamedConcept]:
        """The ingredients of a brand, a combination or a kit."""
        return self._concepts(concept.texts(self.term("hasIngredient")))

    def drug_text(self, concept: NamedConcept, name: str) -> Sequence[str]:
        """Words that stand on the drug, else on a drug of the same ingredients, else on its ingredients."""
        own = concept.texts(self.term(name))
        parts = self.parts(concept)
        if own or not parts:
            return own
        same = [each.texts(self.term(name)) for each in self._made_of(parts)]
        return next(filter(None, same), ()) or _once(text for part in parts for text in part.texts(self.term(name)))

    def classes(self, concept: NamedConcept) -> Sequence[NamedConcept]:
        """The nearest classes of drugs above a drug or a class, of each ingredient where it has several."""
        parts = self.parts(concept) or [concept]
        above = (self._concepts(part.texts(_BROADER)) for part in parts)
        return _once(each for found in above for each in found if self.kind(each) == "DrugClass")

    def categories(self, concept: NamedConcept) -> Sequence[NamedConcept]:
        """The DWC categories of a drug (of its ingredients) or a treatment, its own or the nearest above it."""
        own = self._concepts(concept.texts(_CATEGORY))
        if own:
            return own
        parts = self.parts(concept)
        if parts:
            return _once(each for part in parts for each in self._concepts(part.texts(_CATEGORY)))
        above = (self._concepts(each.texts(_CATEGORY)) for each in self.index.above(concept, _BROADER))
        return next(filter(None, above), [])

    def broader(self, concept: NamedConcept) -> Sequence[NamedConcept]:
        """What stands directly above it."""
        return self._concepts(concept.texts(_BROADER))

    def edition(self, concept: NamedConcept) -> list[str]:
        """The edition of a guideline that a section stands in, if it is a section of one."""
        above = self.index.above(concept, _BROADER)
        return [each.label for each in above if self.term("GuidelineEdition") in each.types][:1]

    def definition(self, concept: NamedConcept) -> Sequence[str]:
        """What it means."""
        return concept.texts(_DEFINITION)

    def counts(self, concept: NamedConcept) -> DecisionCounts:
        """How often it was disputed (a guideline section: cited by the reviewer), and how that came out."""
        return self.counted().get(concept.iri, _NONE)

    def _concepts(self, iris: Iterable[str]) -> list[NamedConcept]:
        return [found for iri in iris if (found := self.index.get(iri))]

    def _made_of(self, parts: Sequence[NamedConcept]) -> list[NamedConcept]:
        """Drugs of exactly these ingredients."""
        property_ = self.term("hasIngredient")
        wanted = {part.iri for part in parts}
        return [each for each in self.index.having(property_, parts[0].iri) if set(each.texts(property_)) == wanted]


class EntitySource:
    """The entities of what `door` shows now. Safe between threads."""

    def __init__(self, door: Door, catalog: Mapping[str, Query], iris: Iris) -> None:
        self._door = door
        self._catalog = catalog
        self._iris = iris
        self._search = Search(door, (_BROADER, _CATEGORY, _DEFINITION, *map(iris.term, _TERMS)), map(iris.term, _NODES))
        self._counts: tuple[str, Mapping[str, DecisionCounts]] = "", {}

    def entities(self) -> Entities:
        """All concepts. Raises as `Door.run` where they have to be read."""
        return Entities(self._search.index(), self._iris, self._counted)

    def _counted(self) -> Mapping[str, DecisionCounts]:
        """Two threads that come first may both ask: that does no harm."""
        release, found = self._counts
        if release != self._door.release.id:
            release = self._door.release.id
            found = read_counts(self._catalog[_COUNTS].run(self._door, {})) if _COUNTS in self._catalog else {}
            self._counts = release, found
        return found


def read_counts(answer: Answer) -> dict[str, DecisionCounts]:
    """What the query ``reconcile_counts`` answered, by IRI."""
    if not isinstance(answer, Bindings):
        return {}
    found = {}
    for thing, *numbers in answer.rows:
        if isinstance(thing, ox.NamedNode):
            found[thing.value] = DecisionCounts(*(int(n.value) if isinstance(n, ox.Literal) else 0 for n in numbers))
    return found


def _once(values: Iterable[_Any]) -> list[_Any]:
    return list(dict.fromkeys(values))
