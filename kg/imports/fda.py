"""FDA's files: the NDC directory's products and the UNII names.

https://www.fda.gov/drugs/drug-approvals-and-databases/national-drug-code-directory (``ndctext.zip``, ``product.txt``)
and https://precision.fda.gov/uniisearch/archive (``UNIIs.zip``, ``UNII_Names_*.txt``).
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from kg.imports.files import members, table
from kg.imports.records import AttributeRecord, BadRow, NameRecord, Record, Rows

__all__ = ["ndc_rows", "unii_rows"]

NDC_COLUMNS = {
    "code": ("productndc", ""),
    "brand": ("proprietaryname",),
    "suffix": ("proprietarynamesuffix", ""),
    "generic": ("nonproprietaryname",),
    "substances": ("substancename",),
    "strength": ("active_numerator_strength", ""),
    "unit": ("active_ingred_unit", ""),
    "form": ("dosageformname", ""),
    "route": ("routename", ""),
    "schedule": ("deaschedule", ""),
    "class": ("pharm_classes", ""),
}
UNII_COLUMNS = {"name": ("name",), "type": ("type", ""), "code": ("unii",), "display": ("display name", "")}
NDC, UNII = "NDC", "UNII"


def ndc_rows(path: Path) -> Rows:
    """Products of the NDC directory, from the archive, ``product.txt`` or a tab-separated copy with its headings."""
    member = members(path, ("product.txt",)).get("product.txt", "") if zipfile.is_zipfile(path) else ""
    encoding = "utf-8" if path.suffix == ".gz" else "cp1252"
    for place, row in table(path, member, NDC_COLUMNS, encoding):
        yield place, row if isinstance(row, BadRow) else _product(row, place.line)


def _product(row: dict[str, str], line: int) -> tuple[Record, ...] | BadRow:
    if not (row["brand"] or row["generic"]):
        return BadRow("a product without a name")
    code = row["code"] or f"line-{line}"
    brand = f"{row['brand']} {row['suffix']}".strip()
    names = [NameRecord(NDC, code, "brand", brand)] if brand else []
    names += [NameRecord(NDC, code, "generic", row["generic"])] if row["generic"] else []
    facts = ("substances", "strength", "unit", "form", "route", "schedule", "class")
    return (*names, *(AttributeRecord(NDC, code, fact, row[fact]) for fact in facts if row[fact]))


def unii_rows(path: Path) -> Rows:
    """Names of FDA's substances, from the archive, its text file or a tab-separated copy."""
    member = ""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            member = next((name for name in archive.namelist() if "names" in name.lower()), "")
    for place, row in table(path, member, UNII_COLUMNS):
        yield place, row if isinstance(row, BadRow) else _substance(row)


def _substance(row: dict[str, str]) -> tuple[Record, ...] | BadRow:
    if len(row["code"]) != 10 or not row["name"]:
        return BadRow(f"UNII {row['code']!r} has not ten characters, or no name")
    return (NameRecord(UNII, row["code"], row["type"] or "name", row["name"]),)
