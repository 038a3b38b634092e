"""Check the drug tables against what their sources say, and print every disagreement.

    python tools/verify_drugs.py FOLDER

FOLDER holds copies of the sources (those that are absent are skipped, and named): RxNorm concepts and brands as
tab-separated tables, FDA's NDC products, UNII names, MeSH to ChEBI mappings, openFDA labels, a table of identifiers by
ingredient, and CDC's conversion factors as a FHIR code system. Exit status: 0 where all agrees, 1 where not, 2 where
FOLDER holds none of the sources.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.schemes import drugs
from kg.schemes.drugs import DrugIngredient, DrugName, DrugVocabulary

SOURCES = {
    "rxnorm": "rxnorm_*_concepts.tsv",
    "brands": "rxnorm_*_brands.tsv",
    "ndc": "fda_ndc_*products.tsv.gz",
    "unii": "unii_*names.tsv.gz",
    "mesh": "mesh_chebi_mappings.tsv",
    "labels": "openfda_labels_*.csv",
    "identifiers": "ingredient_identifiers.csv",
    "cdc": "cdc_mme_*.json",
}
_WORD = re.compile(r"[a-z0-9]+")


@dataclass
class Evidence:
    """What the sources say, by name or identifier."""

    names_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    brands: dict[str, str] = field(default_factory=dict)
    parts_of_brand: dict[str, set[str]] = field(default_factory=dict)
    names_of_unii: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names_of_mesh: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    chebi_of_mesh: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    chebi: set[str] = field(default_factory=set)
    schedules: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    classes: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    factors: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, set[float]] = field(default_factory=lambda: defaultdict(set))


def main() -> int:
    """Print the disagreements; gives the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    folder: Path = arguments.parse_args().folder
    files = {source: next(iter(sorted(folder.glob(pattern))), None) for source, pattern in SOURCES.items()}
    if not any(files.values()):
        print(f"{folder}: none of {', '.join(SOURCES.values())}", file=sys.stderr)
        return 2
    for source, file in files.items():
        print(f"# {source}: {file.name if file else 'absent, not checked'}")
    evidence = read({source: file for source, file in files.items() if file})
    vocabulary = drugs.load()
    found = list(disagreements(vocabulary, evidence))
    for line in found:
        print(line)
    print(f"# {len(vocabulary.ingredients)} ingredients, {len(vocabulary.names)} names, {len(found)} disagreements")
    return 1 if found else 0


# --- what the sources say --------------------------------------------------------------------------------------------


def read(files: dict[str, Path]) -> Evidence:
    """What the files say, by source."""
    evidence = Evidence()
    readers = {
        "rxnorm": _rxnorm,
        "brands": _brands,
        "ndc": _ndc,
        "unii": _unii,
        "mesh": _mesh,
        "labels": _labels,
        "identifiers": _identifiers,
    }
    for source, reader in readers.items():
        if source in files:
            reader(evidence, _text(files[source]))
    evidence.chebi = set().union(*evidence.chebi_of_mesh.values())
    if "cdc" in files:
        for concept in json.loads(_text(files["cdc"]))["concept"]:
            for entry in concept["property"]:
                if entry["code"] == "conversion-factor":
                    evidence.factors[concept["code"]] = entry["valueDecimal"]
    return evidence


def _text(file: Path) -> str:
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return data.decode("utf-8", errors="replace")


def _table(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.splitlines()[1:])


def _rxnorm(evidence: Evidence, text: str) -> None:
    for rxcui, kind, name, unii in (row[:4] for row in _table(text) if len(row) >= 4):
        if kind == "BN":
            evidence.brands[rxcui] = name.lower()
        elif kind in ("IN", "PIN"):
            evidence.names_of[rxcui].add(name.lower())
            if unii:
                evidence.names_of_unii[unii].add(name.lower())
        elif kind in ("SCDC", "SCD", "SBD"):
            _numbers_of_rxnorm(evidence, name)


def _numbers_of_rxnorm(evidence: Evidence, name: str) -> None:
    for part in name.split(" / "):
        match = re.match(
            r"(?:[\d.]+ (?:HR|ML|ACTUAT) )?(.+?) ([\d.]+) (MG|MCG|UNT|MEQ|ML)(?:/(MG|ML|HR|ACTUAT))?\b", part
        )
        if match:
            for word in _WORD.findall(match[1].lower()):
                evidence.numbers[word].update(_scaled(float(match[2]), match[4] or ""))


def _scaled(value: float, per: str) -> set[float]:
    """The number in each way in which the tables may write it (mg, mcg, g, percent, mcg/hr)."""
    ways = {value, value * 1000, value / 1000}
    if per == "MG":
        ways = {value * 100}
    elif per == "ML":
        ways |= {value / 10, value * 5, value * 15}
    return {round(way, 4) for way in ways}


def _brands(evidence: Evidence, text: str) -> None:
    for row in _table(text):
        if len(row) > 3:
            evidence.parts_of_brand[row[0]] = {part.strip().lower() for part in re.split(r"[;|]", f"{row[2]};{row[3]}")}
            if ";" not in row[3] and row[3] and ";" not in row[2]:
                evidence.names_of[row[3]].add(row[2].lower())


def _ndc(evidence: Evidence, text: str) -> None:
    for row in _table(text):
        substances = [part.strip().lower() for part in row[4].split(";")]
        for substance, value, unit in zip(substances, row[5].split(";"), row[6].split(";"), strict=False):
            try:
                number = float(value)
            except ValueError:
                continue
            for word in _WORD.findall(substance):
                evidence.numbers[word].update(_numbers_of_ndc(number, unit.strip()))
        if len(substances) == 1 and "PRESCRIPTION" in row[0]:
            evidence.schedules[_first(substances[0])][substances[0]].add(row[10] or "none")
        if len(substances) == 1:
            names = (part.strip() for part in row[11].split(","))
            evidence.classes[_first(substances[0])][substances[0]].update(
                name[:-6] for name in names if name.endswith(" [EPC]")
            )


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0].rstrip(",") if name.strip() else ""


def _numbers_of_ndc(value: float, unit: str) -> set[float]:
    top, _, bottom = unit.partition("/")
    count = float(re.match(r"[\d.]*", bottom)[0] or 1)  # type: ignore[index]
    value /= count
    ways = {value, value * 1000, value / 1000, value / 10, value * 100, value * 5, value * 15}
    if top == "g":
        ways |= {value * 1000, value * 100}
    return {round(way, 4) for way in ways}


def _unii(evidence: Evidence, text: str) -> None:
    for row in _table(text):
        if len(row) >= 4:
            evidence.names_of_unii[row[2]].update({re.sub(r" \[.*\]$", "", row[0]).lower(), row[3].lower()})


def _mesh(evidence: Evidence, text: str) -> None:
    for row in (line.split("\t") for line in text.splitlines()):
        evidence.names_of_mesh[row[1]].update({row[2].lower(), row[5].lower()})
        evidence.chebi_of_mesh[row[1]].add(row[4])


def _labels(evidence: Evidence, text: str) -> None:
    for row in csv.DictReader(io.StringIO(text)):
        substances = re.findall(r"'([^']+)'", row["substance_name"])
        codes = re.findall(r"\d+", row["rxcui_ingredient"])
        if len(substances) == 1 and codes:
            evidence.names_of[codes[0]].add(substances[0].lower())


def _identifiers(evidence: Evidence, text: str) -> None:
    for row in csv.DictReader(io.StringIO(text)):
        name = row["ingredient"].lower()
        evidence.names_of[row["rxcui"]].add(name)
        evidence.names_of_unii[row["unii"]].add(name)
        evidence.names_of_mesh[row["mesh"]].add(name)
        evidence.chebi_of_mesh[row["mesh"]].add(row["chebi"])


# --- where the tables differ -----------------------------------------------------------------------------------------


def disagreements(vocabulary: DrugVocabulary, evidence: Evidence) -> Iterator[str]:
    """Each difference between the tables and the sources, as a line."""
    for ingredient in vocabulary.ingredients.values():
        for problem in _of_ingredient(ingredient, evidence):
            yield f"{ingredient.id}: {problem}"
    for name in vocabulary.names.values():
        for problem in _of_name(name, vocabulary, evidence):
            yield f"{name.id}: {problem}"
    for row in vocabulary.strengths:
        words = [word for each in row.ingredients for word in _WORD.findall(_spoken(vocabulary.ingredients[each]))]
        known = set().union(*(evidence.numbers.get(word, set()) for word in words))
        for strength in row.strengths if known else ():
            numbers = [float(number) for number in re.findall(r"[\d.]+", re.sub(r"/\d+ml", "", strength))]
            if not all(round(number, 4) in known for number in numbers):
                yield f"{'/'.join(row.ingredients)}: {row.form}: no source lists the strength {strength}"


def _spoken(ingredient: DrugIngredient) -> str:
    return " ".join((ingredient.label, *ingredient.synonyms)).lower()


def _of_ingredient(row: DrugIngredient, evidence: Evidence) -> Iterator[str]:
    for what, code, names in (
        ("RxCUI", row.rxcui, evidence.names_of),
        ("UNII", row.unii, evidence.names_of_unii),
        ("MeSH", row.mesh, evidence.names_of_mesh),
    ):
        if code and names and not _alike(row, names.get(code, set())):
            yield f"{what} {code} is {', '.join(sorted(names.get(code, ()))[:3]) or 'in no source'}"
    if row.chebi and evidence.chebi_of_mesh and row.chebi not in evidence.chebi:
        yield f"{row.chebi} is in no source"
    factor = {each.vintage: each.factor for each in row.factors if not each.form}.get("2022")
    if factor is not None and evidence.factors and evidence.factors.get(row.rxcui or "") != factor:
        yield f"CDC's factor of 2022 is {evidence.factors.get(row.rxcui or '')}, not {factor:g}"
    listed = _by_name(row, evidence.schedules)
    now = row.schedules[-1].name if row.schedules else "none"
    if listed and now not in listed:
        yield f"schedule {now}: the NDC lists {', '.join(sorted(listed))}"
    classes = _by_name(row, evidence.classes)
    missing = [each for each in row.epc if each not in classes]
    if evidence.classes and missing:
        yield f"class {'; '.join(missing)}: the NDC lists {', '.join(sorted(classes)) or 'none'}"


def _alike(row: DrugIngredient, names: set[str]) -> bool:
    """Whether one of the names is the ingredient's own, or begins or ends with it (salts, "insulin aspart, human")."""
    ours = {row.label.lower(), *(synonym.lower() for synonym in row.synonyms)}
    return any(name == our or name.startswith((our + " ", our + ",")) or our in name for name in names for our in ours)


def _by_name(row: DrugIngredient, table: dict[str, dict[str, set[str]]]) -> set[str]:
    """What the table holds under names that are the ingredient's or begin with it; the table is by first word."""
    ours = {row.label.lower(), *(synonym.lower() for synonym in row.synonyms)}
    found: set[str] = set()
    for our in ours:
        for name, values in table.get(our.split()[0].rstrip(","), {}).items():
            if name == our or name.startswith(our + " "):
                found |= values
    return found


def _of_name(row: DrugName, vocabulary: DrugVocabulary, evidence: Evidence) -> Iterator[str]:
    if not row.rxcui or not evidence.brands:
        return
    name = evidence.brands.get(row.rxcui)
    if name not in {row.name.lower(), *(alias.lower() for alias in row.aliases)}:
        yield f"RxCUI {row.rxcui} is the brand {name or 'in no source'}"
    parts = evidence.parts_of_brand.get(row.rxcui, set())
    if parts and not all(_is_part(vocabulary.ingredients[each], parts, evidence) for each in row.ingredients):
        yield f"RxNorm's ingredients are {', '.join(sorted(parts))}, ours {', '.join(row.ingredients)}"


def _is_part(ingredient: DrugIngredient, parts: set[str], evidence: Evidence) -> bool:
    """Whether the ingredient is among the parts, by code or by name (RxNorm may list a salt)."""
    names = {name for part in parts for name in (part, *evidence.names_of.get(part, ()))}
    return ingredient.rxcui in parts or _alike(ingredient, names)


if __name__ == "__main__":
    sys.exit(main())
