"""Treatments, DWC categories and body regions, with the rules that choose among them.

Tables: `ontology/schemes/{treatments,categories,body_regions}.tsv`, `ontology/rules/*.tsv`, and for drugs the column
``dwc`` of the drug vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.errors import TableError
from kg.resources import read_resource
from kg.schemes import category_traits, concepts, drugs
from kg.schemes.category_traits import CategoryTraitTable
from kg.schemes.concepts import Concept, Scheme
from kg.schemes.table import listed, rows

__all__ = ["COLUMNS", "CategoryRule", "DrugRule", "RegionPhrase", "TreatmentConcept", "TreatmentScheme", "load"]

COLUMNS = (
    "id",
    "label",
    "alt_labels",
    "hidden_labels",
    "broader",
    "category",
    "rank",
    "definition",
    "note",
    "exact_match",
    "close_match",
)
RULE_COLUMNS = ("rule", "when", "words", "pattern", "treatment", "category", "note")
PHRASE_COLUMNS = ("phrase", "regions", "note")
DRUG_COLUMNS = ("subcategory", "rank", "topical", "injected", "treatment", "role", "note")
SPINE_COLUMNS = ("region", "levels", "guideline_words", "note")


@dataclass(frozen=True, slots=True)
class TreatmentConcept:
    """A treatment, the DWC category or subcategory it falls under, and its rank among several named in one title."""

    concept: Concept
    category: str
    rank: int = 1


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """A pattern that decides the treatment; `words`: one of them must stand in the title (empty: always tried)."""

    rule: str
    words: frozenset[str]
    pattern: re.Pattern[str]
    treatment: str
    category: str


@dataclass(frozen=True, slots=True)
class RegionPhrase:
    """Words that mean `regions` (ids), or none though they look like one."""

    words: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpinalPart:
    """Letters of a part's vertebrae (``C`` of C5), and the words by which guidelines name it, "" where none does."""

    levels: tuple[str, ...]
    guideline_words: str = ""


@dataclass(frozen=True, slots=True)
class DrugRule:
    """How a subcategory behaves in mixtures (`rank`), on the skin (`topical`) and when injected (`injected`).

    `treatment` is the concept of such a request, empty where it is that of the rule whose `role` is ``any``.
    """

    subcategory: str
    rank: int
    topical: str
    injected: bool
    treatment: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class DrugRules:
    """The rules by subcategory, and the three that stand for a kind of request: `any`, `compound`, `finished`."""

    by_subcategory: Mapping[str, DrugRule]
    any: DrugRule
    compound: DrugRule
    finished: DrugRule

    def treatment(self, subcategory: str | None) -> str:
        """Concept of a request whose drugs fall under `subcategory`."""
        rule = self.by_subcategory.get(subcategory or "", self.any)
        return rule.treatment or self.any.treatment


@dataclass(frozen=True)
class TreatmentScheme:
    """All that the classifier reads.

    `drug_subcategories`: lower-case ingredient or name id to subcategory id; `spine`: its parts by region id.
    """

    treatments: Mapping[str, TreatmentConcept]
    categories: Scheme
    regions: Scheme
    traits: CategoryTraitTable
    drug_rules: DrugRules
    drug_subcategories: Mapping[str, str]
    spine: Mapping[str, SpinalPart]
    before: tuple[CategoryRule, ...] = ()
    after: tuple[CategoryRule, ...] = ()
    phrases: tuple[RegionPhrase, ...] = ()

    def category_name(self, category: str) -> str:
        """Name of a category or subcategory as the DWC's own list spells it."""
        concept = self.categories[category]
        return concept.notation or concept.label


def treatments_from_tsv(text: str, categories: Scheme, name: str = "treatments.tsv") -> dict[str, TreatmentConcept]:
    """Treatments by id. Raises `TableError` where a category is not in `categories` or a rank is no number."""
    found: dict[str, TreatmentConcept] = {}
    for concept, row in concepts.concepts(text, name, COLUMNS):
        if row["category"] not in categories:
            raise TableError(f"{name}: {concept.id}: category {row['category']!r} is not in categories.tsv")
        if row["rank"] not in {"", "0", "1", "2", "3"}:
            raise TableError(f"{name}: {concept.id}: rank {row['rank']!r} is not 0, 1, 2 or 3")
        found[concept.id] = TreatmentConcept(concept, row["category"], int(row["rank"] or 1))
    return found


def rules_from_tsv(
    text: str, treatments: Mapping[str, TreatmentConcept], name: str = "category_rules.tsv"
) -> tuple[tuple[CategoryRule, ...], tuple[CategoryRule, ...]]:
    """The rules before the treatments' own words, and those after. Raises `TableError` naming file and line."""
    found: dict[str, list[CategoryRule]] = {"before": [], "after": []}
    for number, row in rows(text, RULE_COLUMNS, name):
        where = f"{name}:{number}"
        if row["when"] not in found:
            raise TableError(f"{where}: when is {row['when']!r}, not 'before' or 'after'")
        if row["treatment"] not in treatments:
            raise TableError(f"{where}: treatment {row['treatment']!r} is not in treatments.tsv")
        try:
            pattern = re.compile(row["pattern"])
        except re.error as error:
            raise TableError(f"{where}: pattern does not compile: {error}") from error
        category = row["category"] or treatments[row["treatment"]].category
        rule = CategoryRule(row["rule"], frozenset(listed(row["words"])), pattern, row["treatment"], category)
        found[row["when"]].append(rule)
    return tuple(found["before"]), tuple(found["after"])


def phrases_from_tsv(text: str, regions: Scheme, name: str = "region_phrases.tsv") -> tuple[RegionPhrase, ...]:
    """The phrases of body regions. Raises `TableError` where a region is not in the scheme."""
    found: list[RegionPhrase] = []
    for number, row in rows(text, PHRASE_COLUMNS, name):
        named = {label: regions.labelled(label) for label in listed(row["regions"])}
        for label, concept in named.items():
            if concept is None:
                raise TableError(f"{name}:{number}: region {label!r} is not in body_regions.tsv")
        found.append(RegionPhrase(row["phrase"], tuple(concept.id for concept in named.values() if concept)))
    return tuple(found)


def drug_rules_from_tsv(
    text: str, categories: Scheme, treatments: Mapping[str, TreatmentConcept], name: str = "drug_subcategories.tsv"
) -> DrugRules:
    """The drug rules. Raises `TableError` naming file and line, or the role that no row or two rows have."""
    found: dict[str, DrugRule] = {}
    for number, row in rows(text, DRUG_COLUMNS, name):
        found[row["subcategory"]] = _drug_rule(row, categories, treatments, f"{name}:{number}")
    return DrugRules(found, *(_of_role(found, role, name) for role in ("any", "compound", "finished")))


def _drug_rule(
    row: Mapping[str, str], categories: Scheme, treatments: Mapping[str, TreatmentConcept], where: str
) -> DrugRule:
    for category in (row["subcategory"], row["topical"]):
        if category and category not in categories:
            raise TableError(f"{where}: {category!r} is not in categories.tsv")
    if row["treatment"] and row["treatment"] not in treatments:
        raise TableError(f"{where}: treatment {row['treatment']!r} is not in treatments.tsv")
    if not row["rank"].isdigit():
        raise TableError(f"{where}: rank {row['rank']!r} is no number")
    topical, injected = row["topical"] or row["subcategory"], row["injected"] == "injection"
    return DrugRule(row["subcategory"], int(row["rank"]), topical, injected, row["treatment"], row["role"])


def _of_role(rules: Mapping[str, DrugRule], role: str, name: str) -> DrugRule:
    found = [rule for rule in rules.values() if rule.role == role]
    if len(found) != 1:
        raise TableError(f"{name}: {len(found)} rows have the role {role!r}; exactly one must")
    return found[0]


def spine_from_tsv(text: str, regions: Scheme, name: str = "spine_regions.tsv") -> dict[str, SpinalPart]:
    """The parts of the spine by region id. Raises `TableError` where a region is not in the scheme."""
    found: dict[str, SpinalPart] = {}
    for number, row in rows(text, SPINE_COLUMNS, name):
        if row["region"] not in regions:
            raise TableError(f"{name}:{number}: region {row['region']!r} is not in body_regions.tsv")
        found[row["region"]] = SpinalPart(listed(row["levels"]), row["guideline_words"])
    return found


def drug_subcategories(vocabulary: drugs.DrugVocabulary, categories: Scheme) -> dict[str, str]:
    """Subcategory id of each ingredient (by label and id, small letters) and of each medical food (by id)."""
    by_name = {concept.notation: concept.id for concept in categories if concept.broader == "pharmaceuticals"}
    found: dict[str, str] = {}
    for ingredient in vocabulary.ingredients.values():
        subcategory = by_name.get(ingredient.dwc) if ingredient.dwc else None
        if subcategory:
            found[ingredient.label.lower()] = found[ingredient.id] = subcategory
    foods = (name.id for name in vocabulary.names.values() if name.kind == "medical_food")
    return found | dict.fromkeys(foods, "pharmaceuticals/nutritional-products")


@cache
def load() -> TreatmentScheme:
    """The installation's tables."""
    categories, regions = concepts.load("categories"), concepts.load("body_regions")
    treatments = treatments_from_tsv(read_resource("ontology/schemes/treatments.tsv"), categories)
    before, after = rules_from_tsv(read_resource("ontology/rules/category_rules.tsv"), treatments)
    return TreatmentScheme(
        treatments,
        categories,
        regions,
        category_traits.load(),
        drug_rules_from_tsv(read_resource("ontology/rules/drug_subcategories.tsv"), categories, treatments),
        drug_subcategories(drugs.load(), categories),
        spine_from_tsv(read_resource("ontology/rules/spine_regions.tsv"), regions),
        before,
        after,
        phrases_from_tsv(read_resource("ontology/rules/region_phrases.tsv"), regions),
    )
