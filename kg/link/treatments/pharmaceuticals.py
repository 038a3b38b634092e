"""Which DWC subcategory the drugs of a request fall under."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.model import DrugMention
from kg.schemes.treatments import TreatmentScheme

__all__ = ["PharmaceuticalRules"]

_COMPOUND = re.compile(r"\bcompound(?:ed|ing|s)?\b", re.IGNORECASE)
_TOPICAL = re.compile(
    r"\b(?:creams?|gels?|ointments?|lotions?|patch(?:es)?|topicals?|topically|transdermal|roll-?on|emulsion|liniment"
    r"|plasters?|balm|emu oil|film|pluronic)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\d\s*(?:%|percent\b)", re.IGNORECASE)
_MEALS = re.compile(r"\b(?:tab(?:let)?s?|cap(?:sule)?s?|caplets?|oral(?:ly)?|by mouth|p\.?o\.?)\b", re.IGNORECASE)


class PharmaceuticalRules:
    """Chooses the subcategory by the drug vocabulary's classes and the rules of mixtures, skin and needle."""

    def __init__(self, scheme: TreatmentScheme) -> None:
        self._subcategories = scheme.drug_subcategories
        self._rules = scheme.drug_rules.by_subcategory
        self._compounds = scheme.drug_rules.compound.subcategory
        self._finished = scheme.drug_rules.finished.subcategory

    def subcategory(self, drugs: Sequence[DrugMention], text: str) -> tuple[str | None, str]:
        """Subcategory id of the request (``None`` where the DWC has none that fits) and the rule that chose it."""
        topical = _topical(drugs, text)
        if _COMPOUND.search(text) and not _MEALS.search(text):
            return self._compounds, "compound-word"
        if topical and _mixed(drugs):
            return self._compounds, "topical-mixture"
        if topical and len(drugs[0].ingredients) > 1 and all(map(self._topical_form, self._all(drugs[:1]))):
            return self._finished, "topical-product"
        chosen = self._first(drugs)
        if chosen is None:
            return None, "drug-without-subcategory"
        rule = self._rules.get(chosen)
        if topical and rule and rule.topical != chosen:
            return rule.topical, "drug-on-the-skin"
        return chosen, "drug-class"

    def injected(self, drugs: Sequence[DrugMention]) -> bool:
        """Whether to inject these drugs is an injection (a procedure) and not a drug that patients inject."""
        chosen = self._first(drugs)
        return chosen is None or chosen not in self._rules or self._rules[chosen].injected

    def _first(self, drugs: Sequence[DrugMention]) -> str | None:
        """Subcategory that decides the first drug that has one: of its ingredients the one with the lowest rank."""
        for drug in drugs:
            known = self._all((drug,))
            if known:
                return min(known, key=lambda each: self._rules[each].rank if each in self._rules else 99)
        return None

    def _all(self, drugs: Sequence[DrugMention]) -> list[str]:
        found = []
        for drug in drugs:
            names = [ingredient.name.lower() for ingredient in drug.ingredients] or [drug.concept or ""]
            if drug.concept in self._subcategories and len(names) > 1:
                names = [drug.concept or ""]
            found += [self._subcategories[name] for name in names if name in self._subcategories]
        return found

    def _topical_form(self, subcategory: str) -> bool:
        return subcategory in self._rules and self._rules[subcategory].topical == self._finished


def _topical(drugs: Sequence[DrugMention], text: str) -> bool:
    if any(drug.route in {"topical", "transdermal"} for drug in drugs):
        return True
    return bool(_TOPICAL.search(text) or _PERCENT.search(text))


def _mixed(drugs: Sequence[DrugMention]) -> bool:
    """Whether several ingredients are listed one by one, and not the one brand that holds them."""
    names = {ingredient.name for drug in drugs for ingredient in drug.ingredients}
    return len(names) > 1 and not all(drug.brand and drug.how != "compound" for drug in drugs)
