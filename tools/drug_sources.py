"""What public drug files say, by name and identifier: the evidence that `verify_drugs.py` holds the tables against.

Each reader takes the text of one file (tab-separated unless said otherwise) and adds to an `Evidence`. The files are
copies of RxNorm's prescribable subset (https://www.nlm.nih.gov/research/umls/rxnorm), FDA's NDC directory
(https://www.fda.gov/drugs/drug-approvals-and-databases/national-drug-code-directory), UNII names, MeSH to ChEBI
mappings, openFDA labels, a table of identifiers by ingredient, and CDC's conversion factors as a FHIR code system.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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
WORD = re.compile(r"[a-z0-9]+")
_QUALIFIERS = frozenset(
    """
    hydrochloride hcl dihydrochloride sodium disodium potassium calcium magnesium zinc citrate tartrate succinate
    sulfate acetate phosphate maleate fumarate hemifumarate mesylate dimesylate besylate bitartrate tromethamine
    hydrobromide bromide pamoate oxalate hyclate monohydrate dihydrate trihydrate hydrate anhydrous hemihydrate
    acetonide cypionate enanthate benzoate furoate propionate dipropionate valerate chloride iodide nitrate
    decanoate undecanoate palmitate tosylate malate lactate besilate pivalate diacetate butyrate stearate
    ethylsuccinate erbumine arginine meglumine lysine olamine diethylamine camsylate esylate edisylate xinafoate
    gluconate aspartate polistirex medoxomil cilexetil kamedoxomil axetil proxetil pivoxil etexilate disoproxil
    alafenamide napsylate estolate lauroxil trifenatate propanediol resin complex human recombinant and usp
    methylbromide
    liposome liposomal lipid pegylated subcutaneous intravenous intramuscular choline fosamil medocaril diphosphate
    ferric micronized augmented emollient microencapsulated free isopropyl caproate hexacetonide probutate
    synthetic unspecified form heptahydrate hemi pentahydrate bisulfate methylsulfate isethionate saccharate etabonate
    cream ointment gel patch tablet tablets capsule capsules kit convenience hci delayed release ditosylate mandelate
    methylchalcone dipivoxil bovine ovine equine tetrahydrochloride etzadroxil
    """.split()  # noqa: SIM905
)
_BIOSIMILAR = re.compile(r" ?- ?[a-z]{4}$")
_USE = re.compile(
    r"^(?:pulmonary hypertension|atrial fibrillation|hyponatremia|twice-daily|preservative-free|sugar-free|sprinkle) "
    r"|[\d.]+ ?%"
)
_SPLIT = re.compile(r", and |,| and |/|;| with ")
_TAIL = re.compile(
    r"\s*\(.*?\)|\s+reformulated.*|\b20\d\d\b.*|\b(?:quadrivalent|formula)\b.*|[\s,]+\d[\d./ %-]*(?:mg|mcg|ml|g)?$",
    re.IGNORECASE,
)
Parts = frozenset[str]


@dataclass
class Evidence:
    """What the sources say, by name (lower case) or identifier."""

    names_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    salts_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    brands: dict[str, str] = field(default_factory=dict)
    listings: dict[str, dict[str, set[Parts]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    names_of_unii: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unii_of_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names_of_mesh: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names_of_chebi: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    schedules: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    factors: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, set[float]] = field(default_factory=lambda: defaultdict(set))


def read(files: dict[str, Path]) -> Evidence:
    """What the files say, by source."""
    evidence = Evidence()
    readers = {
        "rxnorm": _rxnorm,
        "unii": _unii,
        "brands": _brands,
        "ndc": _ndc,
        "mesh": _mesh,
        "labels": _labels,
        "identifiers": _identifiers,
        "cdc": _cdc,
    }
    for source, reader in readers.items():
        if source in files:
            reader(evidence, _text(files[source]))
    for code, names in evidence.names_of_unii.items():
        for name in names:
            evidence.unii_of_name[name].add(code)
    return evidence


def key(name: str) -> str:
    """A brand's name as it is compared: its letters and numbers."""
    return " ".join(WORD.findall(name.lower().replace("'", "").replace("’", "")))


def brand_keys(name: str) -> set[str]:
    """A source's name of a brand as it is compared: as it stands, and without a year, a strength or a bracket."""
    return {key(name), key(_TAIL.sub("", name))} - {""}


def plain(name: str) -> str:
    """A substance's name without salts, waters and the suffix of a biologic; the whole where nothing else is left."""
    low = _USE.sub("", _BIOSIMILAR.sub("", name.lower()))
    words = [word for word in WORD.findall(low) if word not in _QUALIFIERS]
    return " ".join(words) or " ".join(WORD.findall(name.lower()))


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
        elif kind == "MIN":
            evidence.listings["rxnorm"][""].add(frozenset(part.lower() for part in name.split(" / ")))
        elif kind in ("SCDC", "SCD", "SBD"):
            _numbers_of_rxnorm(evidence, name)


def _numbers_of_rxnorm(evidence: Evidence, name: str) -> None:
    for part in name.split(" / "):
        match = re.match(
            r"(?:[\d.]+ (?:HR|ML|ACTUAT) )?(.+?) ([\d.]+) (MG|MCG|UNT|MEQ|ML)(?:/(MG|ML|HR|ACTUAT))?\b", part
        )
        if match:
            for word in WORD.findall(match[1].lower()):
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
    for _, brand, sets, codes in (row[:4] for row in _table(text) if len(row) > 3):
        listed = [frozenset(part.strip().lower() for part in names.split(";")) for names in sets.split("|") if names]
        by_code = [evidence.names_of[code] for code in codes.split(";") if code]
        if by_code and all(by_code) and (not listed or len(by_code) == max(map(len, listed)) == 1):
            listed.append(frozenset(min(names) for names in by_code))
        for each in brand_keys(brand):
            evidence.listings["rxnorm"][each].update(listed)


def _ndc(evidence: Evidence, text: str) -> None:
    for row in (row for row in _table(text) if len(row) >= 12):
        substances = [part.strip().lower() for part in row[4].split(";") if part.strip()]
        parts = substances or [part.strip() for part in _SPLIT.split(row[3].lower())]
        for brand in brand_keys(row[1]) | brand_keys(f"{row[1]} {row[2]}"):
            evidence.listings["ndc"][brand].add(frozenset(parts))
        evidence.listings["ndc"][""].add(frozenset(parts))
        for substance, value, unit in zip(substances, row[5].split(";"), row[6].split(";"), strict=False):
            for word in WORD.findall(substance):
                evidence.numbers[word].update(_numbers_of_ndc(value, unit.strip()))
        if len(substances) == 1:
            _one_substance(evidence, plain(substances[0]), row)


def _one_substance(evidence: Evidence, substance: str, row: list[str]) -> None:
    if "PRESCRIPTION" in row[0]:
        evidence.schedules[substance].add(row[10] or "none")
    names = (part.strip() for part in row[11].split(","))
    evidence.classes[substance].update(name[:-6] for name in names if name.endswith(" [EPC]"))


def _numbers_of_ndc(written: str, unit: str) -> set[float]:
    try:
        value = float(written)
    except ValueError:
        return set()
    top, _, bottom = unit.partition("/")
    count = re.match(r"[\d.]*", bottom)
    value /= float((count[0] if count else "") or 1)
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
        names = {row[2].lower(), row[5].lower()}
        evidence.names_of_mesh[row[1]].update(names)
        evidence.names_of_chebi[row[4]].update(names)


def _labels(evidence: Evidence, text: str) -> None:
    """Labels give the code of an ingredient, but where the label names a salt, some give the salt's."""
    for row in csv.DictReader(io.StringIO(text)):
        substances = re.findall(r"'([^']+)'", row["substance_name"])
        codes = re.findall(r"\d+", row["rxcui_ingredient"])
        if len(substances) == 1 and len(codes) == 1:
            name = substances[0].lower()
            kind = evidence.names_of if plain(name) == " ".join(WORD.findall(name)) else evidence.salts_of
            kind[codes[0]].add(name)


def _identifiers(evidence: Evidence, text: str) -> None:
    for row in csv.DictReader(io.StringIO(text)):
        name = row["ingredient"].lower()
        evidence.names_of[row["rxcui"]].add(name)
        evidence.names_of_unii[row["unii"]].add(name)
        if row["mesh"] not in evidence.names_of_mesh:
            evidence.names_of_mesh[row["mesh"]].add(name)


def _cdc(evidence: Evidence, text: str) -> None:
    for concept in json.loads(text)["concept"]:
        for entry in concept["property"]:
            if entry["code"] == "conversion-factor":
                evidence.factors[concept["code"]] = entry["valueDecimal"]
