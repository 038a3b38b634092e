"""Drugs that only an imported RxNorm knows, for the linker to fall back on."""

from __future__ import annotations

import re

from kg.imports.database import ImportDatabase, ImportedName
from kg.model import Ingredient

__all__ = ["ImportedDrugs"]

_AMOUNT = re.compile(r"[#(,]|\b\d")
_KINDS = ("IN", "PIN", "BN", "MIN", "SCD", "SBD", "brand", "generic")
MOST_WORDS = 6


class ImportedDrugs:
    """Looks the words before the first amount up in the imports, the longest run of words first."""

    def __init__(self, database: ImportDatabase) -> None:
        self._database = database

    def __call__(self, mention: str) -> tuple[Ingredient, ...]:
        """RxNorm's ingredients of the drug that a mention begins with; empty where the imports do not know it."""
        words = _AMOUNT.split(mention, maxsplit=1)[0].split()[:MOST_WORDS]
        for count in range(len(words), 0, -1):
            for name in self._database.names(" ".join(words[:count])):
                if found := self._ingredients(name):
                    return found
        return ()

    def _ingredients(self, name: ImportedName) -> tuple[Ingredient, ...]:
        if name.source != "RXNORM" or name.kind not in _KINDS:
            return ()
        return tuple(Ingredient(each.text.lower(), each.code) for each in self._database.ingredients(name.code))
