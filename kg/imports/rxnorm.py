"""RxNorm's release files (https://www.nlm.nih.gov/research/umls/rxnorm/docs/techdoc.html), full or prescribable subset.

Read are RXNSAB (the sources and how each is restricted), RXNCONSO (names, obsolete ones marked), RXNREL (relations
between concepts that lead from products to ingredients), RXNSAT (NDC, UNII, schedule) and RXNCUICHANGES.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import VocabularyError
from kg.imports.files import cells, members
from kg.imports.records import AttributeRecord, BadRow, LinkRecord, NameRecord, Record, Rows

__all__ = ["rows", "version"]

WIDTHS = {"RXNSAB.RRF": 25, "RXNCONSO.RRF": 18, "RXNREL.RRF": 16, "RXNSAT.RRF": 13, "RXNCUICHANGES.RRF": 7}
TO_INGREDIENTS = (
    "has_ingredient",
    "has_ingredients",
    "has_precise_ingredient",
    "tradename_of",
    "consists_of",
    "form_of",
)
RELATIONS = frozenset((*TO_INGREDIENTS, "contains", "has_part", "has_tradename", "has_form", "has_dose_form", "isa"))
ATTRIBUTES = frozenset(("NDC", "UNII_CODE", "DST", "RXN_STRENGTH", "RXN_AVAILABLE_STRENGTH", "RXTERM_FORM"))
OWN = "RXNORM"


def version(path: Path) -> str:
    """The release's own version, as RXNSAB gives it for RxNorm ("RXNORM_2025AA_251006F"); empty if it gives none."""
    inside = members(path, ("RXNSAB.RRF",))
    for _, row in cells(path, inside.get("RXNSAB.RRF", ""), WIDTHS["RXNSAB.RRF"]) if inside else ():
        if not isinstance(row, BadRow) and row[3] == OWN:
            return row[6] or row[2]
    return ""


def rows(path: Path) -> Rows:
    """Records of a release archive, file by file.

    Raises `VocabularyError` where the archive has no RXNCONSO.RRF.
    """
    inside = members(path, tuple(WIDTHS))
    if "RXNCONSO.RRF" not in inside:
        raise VocabularyError(f"{path}: no RXNCONSO.RRF in it; give RxNorm_full_*.zip or the prescribable subset")
    levels: dict[str, int] = {}
    readers: dict[str, Callable[[list[str]], tuple[Record, ...] | BadRow]] = {
        "RXNSAB.RRF": lambda row: _source(row, levels),
        "RXNCONSO.RRF": _name,
        "RXNREL.RRF": lambda row: _relation(row, levels),
        "RXNSAT.RRF": lambda row: _attribute(row, levels),
        "RXNCUICHANGES.RRF": _change,
    }
    for file, read in readers.items():
        if file in inside:
            for place, row in cells(path, inside[file], WIDTHS[file]):
                yield place, row if isinstance(row, BadRow) else read(row)


def _source(row: list[str], levels: dict[str, int]) -> tuple[Record, ...] | BadRow:
    if not row[13].isdigit():
        return BadRow(f"source {row[3]}: restriction level {row[13]!r} is no number")
    levels[row[3]] = int(row[13])
    return (AttributeRecord(row[3], "", "source", row[4], int(row[13])),)


def _name(row: list[str]) -> tuple[Record, ...] | BadRow:
    rxcui, source, kind, text, level, suppressed = row[0], row[11], row[12], row[14], row[15], row[16]
    if not rxcui.isdigit() or not text:
        return BadRow(f"no RxCUI or no name: {rxcui!r}, {text[:40]!r}")
    if level and not level.isdigit():
        return BadRow(f"restriction level {level!r} is no number")
    return (NameRecord(source, rxcui, kind, text, int(level or 0), suppressed in ("O", "Y", "E")),)


def _relation(row: list[str], levels: dict[str, int]) -> tuple[Record, ...]:
    """RXCUI2 RELA RXCUI1: the second concept stands in the relation to the first."""
    if row[7] not in RELATIONS or not row[0] or not row[4]:
        return ()
    return (LinkRecord(row[10], row[4], row[7], row[0], levels.get(row[10], 0)),)


def _attribute(row: list[str], levels: dict[str, int]) -> tuple[Record, ...]:
    if row[8] not in ATTRIBUTES or not row[0]:
        return ()
    return (AttributeRecord(row[9], row[0], row[8], row[10], levels.get(row[9], 0)),)


def _change(row: list[str]) -> tuple[Record, ...]:
    return (LinkRecord(row[2], row[5], "replaced_by", row[6]),) if row[5] and row[6] else ()
