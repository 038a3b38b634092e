"""Finding concepts by their names: for the search box, for suggestions while somebody types, for matching lists.

>>> search = Search(door, values=["https://w3id.org/imr-kg/ontology#rxcui"])     # doctest: +SKIP
>>> [hit.concept.label for hit in search.index().find("percocett", limit=1)]     # doctest: +SKIP
['Percocet']

Serves any graph whose concepts are SKOS: a concept is what is in a scheme, its names are its labels and notations.
"""

from __future__ import annotations

from kg.search.index import Index, SearchHit
from kg.search.live import Search
from kg.search.named_concepts import ConceptName, LabelKind, NamedConcept

__all__ = ["ConceptName", "Index", "LabelKind", "NamedConcept", "Search", "SearchHit"]
