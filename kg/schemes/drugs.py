"""The drug vocabulary: ingredients, names, classes, strengths that exist, and the words around drug names.

The tables are `ontology/schemes/drug_*.tsv`. Identifiers are RxNorm RxCUIs (https://www.nlm.nih.gov/research/umls/rxnorm),
FDA UNIIs (https://precision.fda.gov/uniisearch), MeSH (https://id.nlm.nih.gov/mesh) and ChEBI
(https://www.ebi.ac.uk/chebi); DEA schedules are those of 21 CFR 1308, morphine factors CDC's of 2018 and 2022.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from kg.errors import TableError
from kg.resources import read_resource
from kg.schemes.table import listed, rows

__all__ = [
    "DrugClass",
    "DrugIngredient",
    "DrugName",
    "DrugVocabulary",
    "DrugWord",
    "MorphineFactor",
    "Schedule",
    "StrengthRow",
    "load",
]

TABLES = (
    "drug_ingredients.tsv",
    "drug_names.tsv",
    "drug_brands.tsv",
    "drug_classes.tsv",
    "drug_strengths.tsv",
    "drug_words.tsv",
)
INGREDIENT_COLUMNS = (
    "id",
    "label",
    "synonyms",
    "rxcui",
    "unii",
    "mesh",
    "chebi",
    "broad_match",
    "epc",
    "class",
    "dwc",
    "schedule",
    "mme",
)
NAME_COLUMNS = (
    "name",
    "kind",
    "id",
    "aliases",
    "ingredients",
    "form",
    "route",
    "release",
    "rxcui",
    "withdrawn",
    "strengths",
    "schedule",
    "verified",
    "context",
    "note",
)
BRAND_COLUMNS = (
    "name",
    "kind",
    "id",
    "aliases",
    "ingredients",
    "form",
    "route",
    "rxcui",
    "strengths",
    "verified",
    "context",
)
CLASS_COLUMNS = ("id", "label", "broader", "dwc")
STRENGTH_COLUMNS = ("ingredients", "form", "release", "strengths")
WORD_COLUMNS = ("kind", "words", "value", "note")
KINDS = frozenset({"brand", "otc", "combination", "kit", "medical_food"})
SOURCES = frozenset({"rxnorm", "ndc"})
CONTEXTS = frozenset({"title", "dose"})


@dataclass(frozen=True, slots=True)
class Schedule:
    """A DEA schedule ("CII" ... "CV", "none") and the day it began (``None``: before the next one)."""

    name: str
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class MorphineFactor:
    """CDC's conversion factor of a year; `form` where it holds for one dose form only (fentanyl patch: per mcg/hr).

    `most` is the largest daily dose in milligrams that it holds for, infinite for the last of several, 0 where the
    factor does not depend on the dose.
    """

    factor: float
    vintage: str
    form: str = ""
    most: float = 0.0


@dataclass(frozen=True, slots=True)
class DrugIngredient:
    """One ingredient. Identifiers are empty where nothing verified them; `dwc` is the DWC subcategory.

    `broad_match` are outside concepts that hold more than this one, as CURIEs (``UNII:E211KPY694``: any botulinum toxin
    type A): `skos:exactMatch` is transitive, so an outside concept is the exact match of one of ours at most.
    """

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    rxcui: str | None = None
    unii: str | None = None
    mesh: str | None = None
    chebi: str | None = None
    broad_match: tuple[str, ...] = ()
    epc: tuple[str, ...] = ()
    drug_class: str = ""
    dwc: str | None = None
    schedules: tuple[Schedule, ...] = ()
    factors: tuple[MorphineFactor, ...] = ()


@dataclass(frozen=True, slots=True)
class DrugName:
    """A brand, combination, kit, medical food or over-the-counter name; `ingredients` in the order of its strengths.

    `verified` are the sources that list the name with these ingredients ("rxnorm", "ndc"); empty: none does. `context`
    says when a name that is also a common word counts: "title" in titles only, "dose" only with a strength, a quantity
    or a dose form beside it. `guessed` is false for names of `drug_brands.tsv`: no misspelled word is taken for one.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    form: str = ""
    route: str = ""
    release: str = ""
    rxcui: str | None = None
    withdrawn: bool = False
    strengths: tuple[str, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    verified: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    guessed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A pharmacologic class of ours; `broader` is empty at the root."""

    id: str
    label: str
    broader: str = ""
    dwc: str | None = None


@dataclass(frozen=True, slots=True)
class StrengthRow:
    """Strengths that exist for a set of ingredients in one dose form and release."""

    ingredients: tuple[str, ...]
    form: str
    release: str
    strengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrugWord:
    """A word (or words) around drug names: what `kind` it is and the `value` it stands for."""

    kind: str
    words: tuple[str, ...]
    value: str


@dataclass(frozen=True)
class DrugVocabulary:
    """All tables, ingredients and names by id."""

    ingredients: Mapping[str, DrugIngredient]
    names: Mapping[str, DrugName]
    classes: Mapping[str, DrugClass] = field(default_factory=dict)
    strengths: tuple[StrengthRow, ...] = ()
    words: tuple[DrugWord, ...] = ()

    @cached_property
    def combinations(self) -> Mapping[frozenset[str], DrugName]:
        """Combinations by their set of ingredients."""
        return {frozenset(name.ingredients): name for name in self.names.values() if name.kind == "combination"}

    def words_of(self, kind: str) -> dict[str, str]:
        """Words of a kind, each with its value."""
        return {word: entry.value for entry in self.words if entry.kind == kind for word in entry.words}

    def choices(self) -> dict[str, tuple[str, ...]]:
        """Words that may mean several ingredients or names, each with the ids of those."""
        return {
            word: tuple(choice.removesuffix("*") for choice in listed(value))
            for word, value in self.words_of("ambiguous").items()
        }

    def usual(self) -> dict[str, str]:
        """The id that is most often meant (a star in the table) by words that may mean several, where there is one."""
        return {
            word: choice.removesuffix("*")
            for word, value in self.words_of("ambiguous").items()
            for choice in listed(value)
            if choice.endswith("*")
        }

    def ingredients_of(self, concept: str) -> tuple[str, ...]:
        """Ids of the ingredients of a name, or the id itself where it is an ingredient's."""
        return self.names[concept].ingredients if concept in self.names else (concept,)

    def label(self, concept: str) -> str:
        """What an ingredient or a name is called."""
        return self.names[concept].name if concept in self.names else self.ingredients[concept].label

    def groups_of(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """Groups of words of a kind, as the rows of the table hold them together."""
        return tuple(entry.words for entry in self.words if entry.kind == kind)

    def lineage(self, drug_class: str) -> tuple[str, ...]:
        """The class and all above it, the root last."""
        found: list[str] = []
        while drug_class and drug_class not in found:
            found.append(drug_class)
            drug_class = self.classes[drug_class].broader if drug_class in self.classes else ""
        return tuple(found)

    def concept(self, ingredients: tuple[str, ...]) -> str | None:
        """Id of the concept for a set of ingredients: the ingredient alone or a known combination."""
        if len(ingredients) == 1:
            return ingredients[0]
        name = self.combinations.get(frozenset(ingredients))
        return name.id if name else None

    def schedule(self, ingredients: tuple[str, ...], day: dt.date) -> str | None:
        """DEA schedule of these ingredients together on `day`; ``None`` where there is none or it is unknown."""
        name = self.combinations.get(frozenset(ingredients)) if len(ingredients) > 1 else None
        history = (
            name.schedules if name else self.ingredients[ingredients[0]].schedules if len(ingredients) == 1 else ()
        )
        current = [entry.name for entry in history if entry.since is None or entry.since <= day]
        return current[-1] if current and current[-1] != "none" else None

    @classmethod
    def from_tsv(cls, texts: Mapping[str, str]) -> DrugVocabulary:
        """Build the vocabulary from the texts of its tables, by file name.

        Raises `TableError` naming file and line where a row refers to what is not there.
        """
        ingredients = {row.id: row for row in _ingredients(texts["drug_ingredients.tsv"])}
        classes = {row.id: row for row in _classes(texts["drug_classes.tsv"])}
        for ingredient in ingredients.values():
            if ingredient.drug_class not in classes:
                raise TableError(f"drug_ingredients.tsv: {ingredient.id}: no class {ingredient.drug_class!r}")
        names = _names(texts, ingredients)
        strengths = tuple(
            StrengthRow(listed(row["ingredients"]), row["form"], row["release"], listed(row["strengths"]))
            for _, row in rows(texts["drug_strengths.tsv"], STRENGTH_COLUMNS, "drug_strengths.tsv")
        )
        words = tuple(
            DrugWord(row["kind"], listed(row["words"]), row["value"])
            for _, row in rows(texts["drug_words.tsv"], WORD_COLUMNS, "drug_words.tsv")
        )
        for entry in words:
            for choice in listed(entry.value) if entry.kind == "ambiguous" else ():
                if choice.removesuffix("*") not in names and choice.removesuffix("*") not in ingredients:
                    raise TableError(f"drug_words.tsv: ambiguous {entry.words[0]!r}: no drug {choice!r}")
        return cls(ingredients, names, classes, strengths, words)


@cache
def load() -> DrugVocabulary:
    """The vocabulary of this installation."""
    return DrugVocabulary.from_tsv({name: read_resource(f"ontology/schemes/{name}") for name in TABLES})


def _ingredients(text: str) -> list[DrugIngredient]:
    return [
        DrugIngredient(
            id=row["id"],
            label=row["label"],
            synonyms=listed(row["synonyms"]),
            rxcui=row["rxcui"] or None,
            unii=row["unii"] or None,
            mesh=row["mesh"] or None,
            chebi=row["chebi"] or None,
            broad_match=listed(row["broad_match"]),
            epc=listed(row["epc"]),
            drug_class=row["class"],
            dwc=row["dwc"] or None,
            schedules=_schedules(row["schedule"], f"drug_ingredients.tsv:{number}"),
            factors=_factors(row["mme"], number),
        )
        for number, row in rows(text, INGREDIENT_COLUMNS, "drug_ingredients.tsv")
    ]


def _names(texts: Mapping[str, str], ingredients: Mapping[str, DrugIngredient]) -> dict[str, DrugName]:
    found: dict[str, DrugName] = {}
    for table, columns in (("drug_names.tsv", NAME_COLUMNS), ("drug_brands.tsv", BRAND_COLUMNS)):
        for number, row in rows(texts[table], columns, table):
            if problem := _problem(row, ingredients, found):
                raise TableError(f"{table}:{number}: {row['name']}: {problem}")
            found[row["id"]] = _name(row, f"{table}:{number}", table == "drug_names.tsv")
    return found


def _problem(row: Mapping[str, str], ingredients: Mapping[str, DrugIngredient], found: Mapping[str, DrugName]) -> str:
    """What is wrong with the row of a name; empty where nothing is."""
    if unknown := [part for part in listed(row["ingredients"]) if part not in ingredients]:
        return f"no ingredient {unknown}"
    if row["kind"] not in KINDS:
        return f"kind {row['kind']!r} is none of {', '.join(sorted(KINDS))}"
    if row["id"] in found or row["id"] in ingredients:
        return f"id {row['id']!r} is that of another row"
    for column, allowed in (("verified", SOURCES), ("context", CONTEXTS)):
        if strange := set(listed(row[column])) - allowed:
            return f"{column} {sorted(strange)}: known are {', '.join(sorted(allowed))}"
    return ""


def _name(row: Mapping[str, str], place: str, guessed: bool) -> DrugName:
    return DrugName(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        aliases=listed(row["aliases"]),
        ingredients=listed(row["ingredients"]),
        form=row["form"],
        route=row["route"],
        release=row.get("release", ""),
        rxcui=row["rxcui"] or None,
        withdrawn=row.get("withdrawn") == "yes",
        strengths=listed(row["strengths"]),
        schedules=_schedules(row.get("schedule", ""), place),
        verified=listed(row["verified"]),
        context=listed(row["context"]),
        guessed=guessed,
        note=row.get("note", ""),
    )


def _classes(text: str) -> list[DrugClass]:
    return [
        DrugClass(row["id"], row["label"], row["broader"], row["dwc"] or None)
        for _, row in rows(text, CLASS_COLUMNS, "drug_classes.tsv")
    ]


def _schedules(cell: str, place: str) -> tuple[Schedule, ...]:
    found = []
    for part in listed(cell):
        name, _, day = part.partition("@")
        try:
            found.append(Schedule(name, dt.date.fromisoformat(day) if day else None))
        except ValueError:
            raise TableError(f"{place}: schedule {part!r}: the date must be YYYY-MM-DD") from None
    return tuple(found)


def _factors(cell: str, line: int) -> tuple[MorphineFactor, ...]:
    """Factors as the table writes them: "1.5@2018", "patch:2.4@2018", "1-20:4@2016", "61-*:12@2016"."""
    found = []
    for part in listed(cell):
        value, _, vintage = part.partition("@")
        scope, _, number = value.rpartition(":")
        least, dash, most = scope.partition("-")
        try:
            if dash and least.isdigit():
                found.append(MorphineFactor(float(number), vintage, most=float("inf" if most == "*" else most)))
            else:
                found.append(MorphineFactor(float(number), vintage, scope))
        except ValueError:
            raise TableError(f"drug_ingredients.tsv:{line}: factor {part!r}: write factor@year") from None
    return tuple(found)
