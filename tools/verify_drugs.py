"""Check every row of the drug tables against what public files say; print what differs, and a tally of each check.

    python tools/verify_drugs.py FOLDER

FOLDER holds copies of the sources (`drug_sources.py` names them; those that are absent are named and skipped). A row of
a check *agrees*, *differs*, or *can't be checked*, with the reason. Exit status: 0 where nothing differs, 1 where
something does, 2 where FOLDER holds none of the sources.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from drug_sources import SOURCES, WORD, Evidence, Parts, key, plain, read

from kg.schemes import drugs
from kg.schemes.drugs import DrugIngredient, DrugName, DrugVocabulary, StrengthRow

_ROLE = re.compile(r"\b(?:inhibitors?|agonists?|antagonists?|agents?|antibod(?:y|ies)|EC \d)", re.IGNORECASE)
_ANTISEPTICS = frozenset(
    plain(name)
    for name in (
        "povidone-iodine",
        "povidine iodine",
        "povidone-lodine",
        "isopropyl alcohol",
        "sodium chloride",
        "chlorhexidine",
        "ammonia",
    )
)
_BRANDS_IN_KITS = frozenset({"kenalog", "marcaine", "depo-medrol"})
_KINDS = {"MeSH": "names_of_mesh", "ChEBI": "names_of_chebi", "UNII": "names_of_unii"}
_GROUPS = frozenset({"multivitamin", "amino-acids", "pancrelipase"})
GROUPS = "one concept of ours stands for many substances (vaccines, multivitamins, amino acids, pancreatic enzymes)"
AGREES = ""


@dataclass
class Tally:
    """How the rows of each check came out: agreed, differ (with a line each), can't be checked (by reason)."""

    agreed: Counter[str] = field(default_factory=Counter)
    differ: dict[str, list[str]] = field(default_factory=dict)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, check: str, row: str, problem: str = AGREES, because: str = "") -> None:
        """Count a row: `problem` says how it differs, `because` why it can't be checked; neither: it agrees."""
        if because:
            self.unknown.setdefault(check, Counter())[because] += 1
        elif problem:
            self.differ.setdefault(check, []).append(f"{row}: {problem}")
        else:
            self.agreed[check] += 1

    def lines(self) -> Iterator[str]:
        """The differences, then one line a check, then why rows can't be checked."""
        for check, lines in self.differ.items():
            yield from (f"{check}: {line}" for line in lines)
        checks = dict.fromkeys((*self.agreed, *self.differ, *self.unknown))
        yield f"{'check':34}{'rows':>7}{'agree':>7}{'differ':>7}{'not checked':>13}"
        for check in checks:
            agreed, differ = self.agreed[check], len(self.differ.get(check, ()))
            unknown = sum(self.unknown.get(check, Counter()).values())
            yield f"{check:34}{agreed + differ + unknown:7}{agreed:7}{differ:7}{unknown:13}"
            for because, times in self.unknown.get(check, Counter()).most_common():
                yield f"    not checked: {times} {because}"


def main() -> int:
    """Print what differs and the tally; gives the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    folder: Path = arguments.parse_args().folder
    files = {source: next(iter(sorted(folder.glob(pattern))), None) for source, pattern in SOURCES.items()}
    if not any(files.values()):
        print(f"{folder}: none of {', '.join(SOURCES.values())}", file=sys.stderr)
        return 2
    for source, file in files.items():
        print(f"# {source}: {file.name if file else 'absent, not checked'}")
    tally = check(drugs.load(), read({source: file for source, file in files.items() if file}))
    print("\n".join(tally.lines()))
    return 1 if tally.differ else 0


def check(vocabulary: DrugVocabulary, evidence: Evidence) -> Tally:
    """Hold every row of the tables against the evidence."""
    tally = Tally()
    for ingredient in vocabulary.ingredients.values():
        _identifiers(ingredient, evidence, tally)
        _factor(ingredient, evidence, tally)
        _schedule(ingredient, evidence, tally)
        _classes(ingredient, evidence, tally)
    _exact_matches(vocabulary, tally)
    names = _Names(vocabulary, evidence)
    for name in vocabulary.names.values():
        if name.kind != "medical_food":
            _brand_code(name, evidence, tally)
            names.check(name, tally)
    for row in vocabulary.strengths:
        _strengths(row, vocabulary, evidence, tally)
    return tally


# --- ingredients -----------------------------------------------------------------------------------------------------


def _spellings(ingredient: DrugIngredient) -> set[str]:
    return {ingredient.label.lower(), *(synonym.lower() for synonym in ingredient.synonyms)}


def _same(ingredient: DrugIngredient, names: set[str]) -> bool:
    """Whether one of the names is the ingredient's own, salts left out."""
    ours = {plain(spelling) for spelling in _spellings(ingredient)}
    return not ours.isdisjoint(map(plain, names))


def _identifiers(ingredient: DrugIngredient, evidence: Evidence, tally: Tally) -> None:
    codes = {"UNII": ingredient.unii, "MeSH": ingredient.mesh, "ChEBI": ingredient.chebi}
    for what, code in codes.items():
        names: dict[str, set[str]] = getattr(evidence, _KINDS[what])
        if code and names:
            found = names.get(code, set())
            role = all(_ROLE.search(name) for name in found)
            problem = "" if _same(ingredient, found) and not role else f"{code} is {_some(found)}"
            because = "" if found else "the file does not hold the code"
            tally.add(f"{what} names the substance", ingredient.id, problem, because)
    if ingredient.rxcui and evidence.names_of:
        found, salts = (table.get(ingredient.rxcui, set()) for table in (evidence.names_of, evidence.salts_of))
        because = "" if found else "only a label of a salt gives the code" if salts else "no file holds the code"
        problem = "" if _same(ingredient, found) else f"{ingredient.rxcui} is {_some(found)}"
        tally.add("RxCUI names the ingredient", ingredient.id, problem, because)


def _some(names: set[str]) -> str:
    return ", ".join(sorted(names)[:3])


def _factor(ingredient: DrugIngredient, evidence: Evidence, tally: Tally) -> None:
    ours = next((each.factor for each in ingredient.factors if each.vintage == "2022" and not each.form), None)
    if ours is None or not evidence.factors:
        return
    theirs = evidence.factors.get(ingredient.rxcui or "")
    because = "" if theirs is not None else "CDC's file does not hold the RxCUI"
    tally.add("CDC factor of 2022", ingredient.id, "" if ours == theirs else f"CDC says {theirs}", because)


def _schedule(ingredient: DrugIngredient, evidence: Evidence, tally: Tally) -> None:
    if not evidence.schedules or not (ingredient.schedules or _listed(ingredient, evidence.schedules, evidence)):
        return
    now = ingredient.schedules[-1].name if ingredient.schedules else "none"
    listed = _listed(ingredient, evidence.schedules, evidence)
    because = "" if listed else "not in the NDC of 2019 as a single substance"
    if listed == {"none"} and now != "none":
        because = "the NDC of 2019 gives no schedule (it leaves some out)"
    problem = "" if now in listed else f"{now}, the NDC lists {', '.join(sorted(listed))}"
    tally.add("DEA schedule", ingredient.id, problem, because)


def _classes(ingredient: DrugIngredient, evidence: Evidence, tally: Tally) -> None:
    if ingredient.epc and evidence.classes:
        missing = set(ingredient.epc) - _listed(ingredient, evidence.classes, evidence)
        tally.add(
            "pharmacologic classes", ingredient.id, f"{', '.join(sorted(missing))} not in the NDC" * bool(missing)
        )


def _listed(ingredient: DrugIngredient, table: dict[str, set[str]], evidence: Evidence) -> set[str]:
    """What a table by substance holds under one of the ingredient's names, or of its UNII's."""
    return set().union(*(table.get(name, set()) for name in substance_names(ingredient, evidence)))


def substance_names(ingredient: DrugIngredient, evidence: Evidence) -> set[str]:
    """The plain names of an ingredient: its own, and those that FDA lists for its UNII (or the broader one)."""
    codes = {ingredient.unii, *(curie.partition(":")[2] for curie in ingredient.broad_match)} - {None}
    listed = (evidence.names_of_unii.get(code or "", set()) for code in codes)
    return {plain(name) for name in _spellings(ingredient).union(*listed)}


def _exact_matches(vocabulary: DrugVocabulary, tally: Tally) -> None:
    for column in ("rxcui", "unii", "mesh"):
        owners: dict[str, list[str]] = {}
        for row in (*vocabulary.ingredients.values(), *(vocabulary.names.values() if column == "rxcui" else ())):
            if code := getattr(row, column):
                owners.setdefault(code, []).append(row.id)
        for code, ids in owners.items():
            problem = f"is the exact match of {', '.join(ids)}" if len(ids) > 1 else ""
            tally.add("one exact match a concept", f"{column} {code}", problem)


# --- names and strengths ---------------------------------------------------------------------------------------------


def _brand_code(name: DrugName, evidence: Evidence, tally: Tally) -> None:
    if name.rxcui and evidence.brands:
        found = evidence.brands.get(name.rxcui)
        ours = {key(written) for written in (name.name, *name.aliases)}
        problem = "" if found and key(found) in ours else f"{name.rxcui} is {found or 'in no source'}"
        tally.add("RxCUI names the brand", name.id, problem)


class _Names:
    """Whether a source lists a name with our ingredients."""

    def __init__(self, vocabulary: DrugVocabulary, evidence: Evidence) -> None:
        self._evidence = evidence
        self._vocabulary = vocabulary
        self._of_ingredient: dict[str, set[str]] = {}
        self._brands = {key(name.name): name.ingredients for name in vocabulary.names.values() if name.guessed}

    def check(self, name: DrugName, tally: Tally) -> None:
        """Count whether the sources that the row claims list it so, and whether one that it does not claim does."""
        if any(part.endswith("-vaccine") or part in _GROUPS for part in name.ingredients):
            tally.add("ingredients as the sources list", name.id, because=GROUPS)
            return
        seen = {source for source in ("rxnorm", "ndc") if self._listings(name, source)}
        same = {source for source in seen if any(self._covers(name, parts) for parts in self._listings(name, source))}
        claimed = set(name.verified)
        if not claimed and not same:
            because = "listed with other parts; see its note" if seen else "no source lists the name"
            tally.add("ingredients as the sources list", name.id, because=because)
        elif claimed != same and (claimed - same or not claimed):
            tally.add("ingredients as the sources list", name.id, self._difference(name, claimed, same))
        else:
            tally.add("ingredients as the sources list", name.id)

    def _difference(self, name: DrugName, claimed: set[str], same: set[str]) -> str:
        listed = {source: sorted(map(sorted, self._listings(name, source)))[:2] for source in ("rxnorm", "ndc")}
        return f"ours {', '.join(name.ingredients)}, verified {sorted(claimed)}, found in {sorted(same)}: {listed}"

    def _listings(self, name: DrugName, source: str) -> set[Parts]:
        listings = self._evidence.listings[source]
        if name.kind == "combination":
            return listings[""]
        return set().union(*(listings.get(key(written), set()) for written in (name.name, *name.aliases)))

    def _covers(self, name: DrugName, parts: Parts) -> bool:
        """Whether the parts are our ingredients, no more and no less (the antiseptics of a kit left out)."""
        apart = _ANTISEPTICS if name.kind == "kit" else frozenset()
        none_missing = all(any(self._is(each, part) for part in parts) for each in name.ingredients)
        return none_missing and all(
            plain(part) in apart or any(self._is(each, part) for each in name.ingredients) for part in parts
        )

    def _is(self, ingredient: str, part: str) -> bool:
        if ingredient not in self._of_ingredient:
            row = self._vocabulary.ingredients[ingredient]
            self._of_ingredient[ingredient] = substance_names(row, self._evidence)
        # Some kits of the NDC name a brand among their parts; a kit among its own parts says nothing.
        of_brand = self._brands.get(key(part), ()) if part in _BRANDS_IN_KITS else ()
        return plain(part) in self._of_ingredient[ingredient] or of_brand == (ingredient,)


def _strengths(row: StrengthRow, vocabulary: DrugVocabulary, evidence: Evidence, tally: Tally) -> None:
    spellings = (" ".join(_spellings(vocabulary.ingredients[each])) for each in row.ingredients)
    words = [word for spelling in spellings for word in WORD.findall(spelling)]
    known = set().union(*(evidence.numbers.get(word, set()) for word in words))
    for strength in row.strengths:
        numbers = [float(number) for number in re.findall(r"[\d.]+", re.sub(r"/\d+ml", "", strength))]
        problem = "" if all(round(each, 4) in known for each in numbers) else f"no source lists {strength}"
        because = "" if known else "no source lists the ingredients"
        tally.add("strengths exist", f"{'/'.join(row.ingredients)} {row.form}", problem, because)


if __name__ == "__main__":
    sys.exit(main())
