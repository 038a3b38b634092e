"""Makes the Turtle files of `ontology/schemes/` from the tables beside them."""

from __future__ import annotations

from pathlib import Path

from kg.namespaces import Iris
from kg.schemes import concepts, guidelines, treatments
from kg.schemes.drugs import TABLES as DRUG_TABLES
from kg.schemes.drugs import DrugVocabulary
from kg.schemes.reading_schemes import citation_readings_turtle, drug_readings_turtle
from kg.schemes.skos import drugs_turtle, guidelines_turtle, scheme_turtle
from kg.schemes.table import rows
from kg.schemes.turtle import SchemeHeader

__all__ = ["generate"]

SCHEMES_COLUMNS = ("table", "scheme", "kind", "class", "title", "description", "source")
GUIDELINES = (
    "Guidelines",
    "Guidelines that determinations cite, in their editions, with chapters, sections, tables and entries: names, "
    "numbers, pages and dates only, no text of theirs",
)
DRUGS = (
    "Drugs",
    "Ingredients, brands, combinations and kits that are asked for in workers' compensation, with their classes and "
    "the identifiers of other vocabularies",
)


def generate(folder: Path, iris: Iris | None = None) -> dict[str, str]:
    """Turtle text of each scheme by file name, from the tables in `folder` (``ontology/schemes``).

    Raises `TableError` naming file and line where a table is broken.
    """
    iris = iris or Iris()
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.tsv"))}
    made = _plain(texts, iris)
    made["citation_readings.ttl"] = citation_readings_turtle(iris)
    made["drug_readings.ttl"] = drug_readings_turtle(iris)
    categories = concepts.from_tsv(texts["categories.tsv"], "categories")
    if "guidelines.tsv" in texts:
        header = SchemeHeader(iris.scheme("guidelines"), *GUIDELINES)
        made["guidelines.ttl"] = guidelines_turtle(guidelines.from_tsv(texts["guidelines.tsv"]), header, iris)
    if all(table in texts for table in DRUG_TABLES):
        vocabulary = DrugVocabulary.from_tsv(texts)
        subcategories = treatments.drug_subcategories(vocabulary, categories)
        header = SchemeHeader(iris.scheme("drugs"), *DRUGS)
        made["drugs.ttl"] = drugs_turtle(vocabulary, header, iris, subcategories)
    return made


def _plain(texts: dict[str, str], iris: Iris) -> dict[str, str]:
    categories = concepts.from_tsv(texts["categories.tsv"], "categories")
    treated = treatments.treatments_from_tsv(texts["treatments.tsv"], categories)
    made: dict[str, str] = {}
    for _, row in rows(texts["schemes.tsv"], SCHEMES_COLUMNS, "schemes.tsv"):
        table = row["table"]
        header = SchemeHeader(iris.scheme(row["scheme"]), row["title"], row["description"], row["source"])
        if table == "treatments":
            members = [each.concept for each in treated.values()]
            below = {each.concept.id: each.category for each in treated.values()}
        else:
            members, below = list(concepts.from_tsv(texts[f"{table}.tsv"], table)), {}
        made[f"{table}.ttl"] = scheme_turtle(members, header, row["kind"], row["class"], f"{table}.tsv", iris, below)
    return made
