"""How many brand names of RxNorm and of the NDC's prescription drugs `imr link drug` knows, and which it does not.

    python tools/brand_coverage.py FOLDER [--list]

FOLDER holds RxNorm's brands and the NDC's products (`drug_sources.py` names the files). Counted are distinct names that
are no generic's; allergen extracts, homeopathics, gases, fluoride for teeth, blood bags and cosmetics stand apart.
`--list` prints each name that is not known. A name is *known* where it links, not by its likeness, to a drug or is
ambiguous; its ingredients are checked by `verify_drugs.py`.
"""

from __future__ import annotations

import argparse
import gzip
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from drug_sources import SOURCES, WORD, key

from kg.link.drugs import DrugLinker
from kg.schemes import drugs

_ALLERGEN = re.compile(r"pollen|food$|epitheli|feather|mold|dust|venom|allergen", re.IGNORECASE)
_BLOOD = re.compile(
    r"blood|leuko|red cell|anticoagulant citrate|additive solution|collection|ADSOL|leucoflex", re.IGNORECASE
)
_FLUORIDES = frozenset(
    {
        "SODIUM FLUORIDE",
        "FLUORIDE ION",
        "HYDROFLUORIC ACID",
        "PHOSPHORIC ACID",
        "STANNOUS FLUORIDE",
        "SODIUM MONOFLUOROPHOSPHATE",
    }
)
_FORMS = frozenset(  # words of a name that make no brand of it
    """
    and with in of for the tablets tablet capsules capsule injection solution oral suspension cream ointment gel
    usp er xr sr extended release hcl hydrochloride sodium acid lotion topical patch kit dr delayed film coated
    ophthalmic nasal spray powder
    """.split()  # noqa: SIM905
)


def main() -> int:
    """Print the counts, and the unknown names where asked."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--list", action="store_true", help="print each name that is not known")
    given = arguments.parse_args()
    linker = DrugLinker(drugs.load())
    apart: Counter[str] = Counter()
    rxnorm, ndc = list(_rxnorm(given.folder)), list(_ndc(given.folder, apart))
    both = list({key(name): name for name in (*ndc, *rxnorm)}.values())
    for title, names in (("RxNorm brands", rxnorm), ("NDC prescription brands", ndc), ("together", both)):
        unknown = [name for name in names if not _known(linker, name)]
        share = 100 * (1 - len(unknown) / len(names))
        print(f"{title:26}{len(names):7} names{len(names) - len(unknown):7} known{share:7.1f} %")
        if given.list and names is both:
            print("\n".join(f"    {name}" for name in unknown))
    print("left out: " + ", ".join(f"{times} {what}" for what, times in apart.most_common()))
    return 0


def _known(linker: DrugLinker, name: str) -> bool:
    found = linker.link(name)
    return found.how not in ("none", "spelling") and bool(found.ingredients or found.candidates or found.concept)


def _rxnorm(folder: Path) -> Iterator[str]:
    for file in folder.glob(SOURCES["brands"]):
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            yield line.split("\t")[1]


def _ndc(folder: Path, apart: Counter[str]) -> Iterator[str]:
    """Distinct proprietary names of prescription drugs that are not made of their generic's words."""
    rows: dict[str, list[list[str]]] = {}
    for file in folder.glob(SOURCES["ndc"]):
        for line in gzip.decompress(file.read_bytes()).decode("utf-8", errors="replace").splitlines()[1:]:
            row = line.split("\t")
            if row[0] == "HUMAN PRESCRIPTION DRUG":
                rows.setdefault(key(row[1]), []).append(row)
    for same in rows.values():
        if reason := _apart(same):
            apart[reason] += 1
        else:
            yield same[0][1]


def _apart(rows: list[list[str]]) -> str:
    """Why a name is no brand of a drug; empty where it is one."""
    name = rows[0][1]
    if {row[9] for row in rows} == {"UNAPPROVED HOMEOPATHIC"}:
        return "homeopathics"
    if any("llergen" in row[11] or (row[9] == "BLA" and _ALLERGEN.search(name)) for row in rows):
        return "allergen extracts"
    if any("GAS" in (row[9], row[7]) or row[9] == "UNAPPROVED MEDICAL GAS" for row in rows):
        return "medical gases"
    if {substance.strip() for row in rows for substance in row[4].split(";")} <= _FLUORIDES:
        return "fluoride for teeth"
    if _BLOOD.search(name):
        return "blood bags and collection kits"
    if all(row[9].startswith("OTC MONOGRAPH") for row in rows):
        return "cosmetics and sanitizers"
    generic = {word for row in rows for word in WORD.findall(f"{row[3]} {row[4]}".lower())}
    return "generic names" if set(WORD.findall(name.lower())) - _FORMS <= generic else ""


if __name__ == "__main__":
    sys.exit(main())
