"""How requests of a category are read: sessions, drugs beside a treatment, parts of the body, qualifiers.

Table: `ontology/rules/category_traits.tsv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property

from kg.errors import TableError
from kg.resources import read_resource
from kg.schemes import concepts
from kg.schemes.concepts import Scheme
from kg.schemes.table import rows

__all__ = ["COLUMNS", "CategoryTraitTable", "CategoryTraits", "Precedence", "Sessions", "load", "traits_from_tsv"]

COLUMNS = ("category", "sessions", "drugs", "regions", "own_region", "brought_by", "note")


class Sessions(StrEnum):
    """Which numbers of a title count sessions: those that say "sessions" or "visits", any that can, or none."""

    NAMED = "named"
    COUNTED = "counted"
    NONE = "none"


class Precedence(StrEnum):
    """What decides where a title names a treatment and a drug.

    ``FIRST``: the one named first; ``NEEDLE``: the treatment where the drug is one that is injected as a procedure.
    """

    FIRST = "first"
    DRUG = "drug"
    TREATMENT = "treatment"
    NEEDLE = "needle"


@dataclass(frozen=True, slots=True)
class CategoryTraits:
    """Traits of one category. `has_regions`: whether parts of the body in its titles are places of treatment."""

    sessions: Sessions = Sessions.NAMED
    drugs: Precedence = Precedence.FIRST
    has_regions: bool = True
    own_region: str = ""


@dataclass(frozen=True)
class CategoryTraitTable:
    """Traits by category id; `brought_by`: the notation of a qualifier to the category that it brings."""

    by_category: Mapping[str, CategoryTraits]
    brought_by: Mapping[str, str]

    def of(self, category: str) -> CategoryTraits:
        """Traits of a category or subcategory, by its own row or its category's; "" has no sessions."""
        if not category:
            return CategoryTraits(sessions=Sessions.NONE)
        root = self.by_category.get(category.partition("/")[0], CategoryTraits())
        return self.by_category.get(category, root)

    def region_counts(self, region: str, category: str) -> bool:
        """Whether `region` (an id) is a place of treatment in a request of `category`."""
        traits = self.of(category)
        if region in self._own_regions:
            return region == traits.own_region
        return traits.has_regions

    @cached_property
    def _own_regions(self) -> frozenset[str]:
        return frozenset(traits.own_region for traits in self.by_category.values() if traits.own_region)


def traits_from_tsv(
    text: str, categories: Scheme, regions: Scheme, qualifiers: Scheme, name: str = "category_traits.tsv"
) -> CategoryTraitTable:
    """The traits. Raises `TableError` naming file, line and cell that is not known."""
    found: dict[str, CategoryTraits] = {}
    brought_by: dict[str, str] = {}
    for number, row in rows(text, COLUMNS, name):
        category, qualifier = row["category"], row["brought_by"]
        for value, scheme in ((category, categories), (row["own_region"], regions), (qualifier, qualifiers)):
            if value and value not in scheme:
                raise TableError(f"{name}:{number}: {value!r} is not in {scheme.name}.tsv")
        found[category] = _traits(row, f"{name}:{number}")
        if qualifier:
            brought_by[qualifiers[qualifier].notation or qualifier] = category
    return CategoryTraitTable(found, brought_by)


def _traits(row: Mapping[str, str], where: str) -> CategoryTraits:
    if row["regions"] not in {"", "yes", "no"}:
        raise TableError(f"{where}: regions is {row['regions']!r}, not 'yes' or 'no'")
    try:
        sessions, drugs = Sessions(row["sessions"] or "named"), Precedence(row["drugs"] or "first")
    except ValueError as error:
        raise TableError(f"{where}: {error}") from error
    return CategoryTraits(sessions, drugs, row["regions"] != "no", row["own_region"])


@cache
def load() -> CategoryTraitTable:
    """The installation's table."""
    categories, regions = concepts.load("categories"), concepts.load("body_regions")
    text = read_resource("ontology/rules/category_traits.tsv")
    return traits_from_tsv(text, categories, regions, concepts.load("qualifiers"))
