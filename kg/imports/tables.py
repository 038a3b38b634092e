"""Smaller tables: CDC's morphine factors and the MTUS drug list."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kg.errors import VocabularyError
from kg.imports.files import table
from kg.imports.records import AttributeRecord, BadRow, FilePlace, NameRecord, Record, Rows

__all__ = ["cdc_rows", "drug_list_rows"]

CDC_COLUMNS = {
    "drug": ("drug", "gennme", "generic name", "opioid"),
    "factor": ("mme_conversion_factor", "mme conversion factor", "conversion factor", "factor"),
    "form": ("master_form", "form", "dose form", ""),
    "code": ("rxcui", "ndc", ""),
}
DRUG_LIST_COLUMNS = {
    "ingredient": ("drug ingredient", "drug ingredient(s)", "ingredient", "drug name"),
    "brand": ("reference brand name", "reference brand name(s)", ""),
    "status": ("exempt / non-exempt", "exempt/non-exempt", "exempt", "status"),
    "special": ("special fill", ""),
    "periop": ("peri-op", "perioperative fill", "peri-operative fill", ""),
    "class": ("drug class", ""),
    "from": ("effective from", "from", "effective date", ""),
    "to": ("effective to", "to", "end date", ""),
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}$|\d{1,2}/\d{1,2}/\d{4}$|$")
CDC, MTUS = "CDC", "MTUS"


def cdc_rows(path: Path) -> Rows:
    """CDC's conversion factors: the FHIR code system (JSON), or the spreadsheet saved as CSV or tab-separated text."""
    if path.suffix == ".json":
        yield from _fhir(path)
        return
    for place, row in table(path, "", CDC_COLUMNS, delimiter="," if path.suffix == ".csv" else "\t"):
        yield place, row if isinstance(row, BadRow) else _factor(row, place.line)


def _fhir(path: Path) -> Rows:
    try:
        concepts = json.loads(path.read_text(encoding="utf-8"))["concept"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VocabularyError(f"{path}: no FHIR CodeSystem ({error!r}); download it again") from error
    for number, concept in enumerate(concepts, 1):
        code, label = str(concept.get("code", "")), str(concept.get("display", ""))
        facts = [
            AttributeRecord(
                CDC, code, str(each.get("code")), str(each.get("valueDecimal", each.get("valueString", "")))
            )
            for each in concept.get("property", ())
        ]
        good = code and label and facts
        yield (
            FilePlace(path.name, number),
            (NameRecord(CDC, code, "opioid", label), *facts) if good else BadRow("no code or factor"),
        )


def _factor(row: dict[str, str], line: int) -> tuple[Record, ...] | BadRow:
    try:
        factor = float(row["factor"])
    except ValueError:
        return BadRow(f"factor {row['factor']!r} is no number")
    code = row["code"] or f"line-{line}"
    form = f" {row['form']}" if row["form"] else ""
    return (
        NameRecord(CDC, code, "opioid", row["drug"]),
        AttributeRecord(CDC, code, f"conversion-factor{form}", f"{factor:g}"),
    )


def drug_list_rows(path: Path) -> Rows:
    """The MTUS drug list (8 CCR 9792.27.15): exempt, non-exempt, special and perioperative fill, from and to."""
    for place, row in table(path, "", DRUG_LIST_COLUMNS, delimiter="," if path.suffix == ".csv" else "\t"):
        yield place, row if isinstance(row, BadRow) else _listed(row)


def _listed(row: dict[str, str]) -> tuple[Record, ...] | BadRow:
    status = re.sub(r"[^a-z]+", "-", row["status"].lower()).strip("-")
    if status not in ("exempt", "non-exempt", "unlisted"):
        return BadRow(f"status {row['status']!r} is neither exempt nor non-exempt")
    if not (_DATE.match(row["from"]) and _DATE.match(row["to"])):
        return BadRow(f"dates {row['from']!r} to {row['to']!r}: write YYYY-MM-DD or M/D/YYYY")
    code = row["ingredient"].lower()
    names = [NameRecord(MTUS, code, "ingredient", row["ingredient"])]
    names += [
        NameRecord(MTUS, code, "brand", brand.strip()) for brand in re.split(r"[;,]", row["brand"]) if brand.strip()
    ]
    facts = {"status": status} | {key: row[key] for key in ("special", "periop", "class", "from", "to")}
    return (*names, *(AttributeRecord(MTUS, code, key, value) for key, value in facts.items() if value))
