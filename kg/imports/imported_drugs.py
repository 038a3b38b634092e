"""Drugs that only the imports know, for the linker to fall back on: names of RxNorm, and labels in mappings."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.imports.database import ImportDatabase, ImportedName
from kg.imports.mapped_names import EXACT, SSSOM
from kg.model import Ingredient

__all__ = ["ImportedDrugs"]

_AMOUNT = re.compile(r"[#(,]|\b\d")
_KINDS = ("IN", "PIN", "BN", "MIN", "SCD", "SBD", "brand", "generic")
MOST_WORDS = 6


class ImportedDrugs:
    """Looks the words before the first amount up in the imports, the longest run of words first.

    `known` gives the ingredients of a drug of our vocabulary, or of one that it exactly matches, by its IRI.
    """

    def __init__(self, database: ImportDatabase, known: Callable[[str], tuple[Ingredient, ...]] | None = None) -> None:
        self._database = database
        self._known = known

    def __call__(self, mention: str) -> tuple[Ingredient, ...]:
        """Ingredients of the drug that a mention begins with; empty where the imports do not know it, or disagree."""
        words = _AMOUNT.split(mention, maxsplit=1)[0].split()[:MOST_WORDS]
        for count in range(len(words), 0, -1):
            for name in self._database.names(" ".join(words[:count])):
                if found := self._ingredients(name):
                    return found
        return ()

    def _ingredients(self, name: ImportedName) -> tuple[Ingredient, ...]:
        if name.source == SSSOM:
            return self._mapped(name.code)
        if name.source != "RXNORM" or name.kind not in _KINDS:
            return ()
        return tuple(Ingredient(each.text.lower(), each.code) for each in self._database.ingredients(name.code))

    def _mapped(self, iri: str) -> tuple[Ingredient, ...]:
        """What the concept is by its exact matches; nothing where these are different drugs."""
        if self._known is None:
            return ()
        matched = (iri, *self._database.matched(iri, EXACT))
        found = {ingredients for each in matched if (ingredients := self._known(each))}
        return found.pop() if len(found) == 1 else ()
