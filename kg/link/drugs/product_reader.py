"""One product's mention: its ingredients with their strengths, and the amounts in the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.link.drugs.amounts import AmountReader, Amounts
from kg.link.drugs.checks import StrengthBook, strength_message
from kg.link.drugs.dosage import Dosage, dosage_of, shared, single
from kg.link.drugs.drug_names import Entry
from kg.link.drugs.morphine import MorphineDose, morphine_dose
from kg.link.drugs.products import Product
from kg.link.drugs.strengths import Measure
from kg.model import Confidence, DrugMention, Finding, Ingredient, Passage, Place
from kg.schemes.drugs import DrugName, DrugVocabulary

__all__ = ["ProductReader"]

_MILLILITRES = re.compile(r"\d\s?ml\b")
_RELEASES = {"er": "extended release", "dr": "delayed release", "ir": "immediate release"}
_OWN_STRENGTHS = frozenset({"injection", "inhaler", "oral suspension", "kit"})
_INJECTED = frozenset({"intramuscular", "intravenous", "intra-articular", "intrathecal", "subcutaneous"})
_NEAR = 25


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the words around a product come to, before they become a mention."""

    product: Product
    entry: Entry
    ingredients: tuple[str, ...]
    dosage: Dosage
    amounts: Amounts
    form: str | None
    implied: bool = False

    @property
    def name(self) -> DrugName | None:
        return self.entry.name


class ProductReader:
    """Reads mentions of products."""

    def __init__(self, vocabulary: DrugVocabulary, amounts: AmountReader, mme_vintage: str) -> None:
        self._vocabulary = vocabulary
        self._amounts = amounts
        self._vintage = mme_vintage
        self._book = StrengthBook(vocabulary)
        self._combinations: dict[str, list[DrugName]] = {}
        for combination in vocabulary.combinations.values():
            for each in combination.ingredients:
                self._combinations.setdefault(each, []).append(combination)
        self._opioids = frozenset(row.id for row in vocabulary.ingredients.values() if row.factors)

    def read(
        self,
        words: Passage,
        low: str,
        product: Product,
        region: tuple[int, int],
        place: Place,
        spelled: bool,
        whole: bool,
    ) -> DrugMention:
        """The mention of `product`, whose words stand in `region` of the lower-case `words` (all of them: `whole`)."""
        reading = self._reading(low, product, region)
        entry, amounts, strength = reading.entry, reading.amounts, reading.dosage.strength
        name = entry.name
        confidence = _confidence(entry, product, spelled or reading.implied)
        dose = self._morphine(reading)
        end = _end(low, product, reading.dosage.used)
        return DrugMention(
            text=words.text if whole else words.text[product.start : end],
            span=words.span if whole else words.part(product.start, end),
            ingredients=self._ingredients(reading),
            concept=self._concept(reading),
            brand=name.name if name and name.kind != "combination" else None,
            strength=strength.text if strength else None,
            quantity=amounts.quantity,
            refills=amounts.refills,
            form=reading.form,
            route=amounts.route or (name.route if name else None) or None,
            days=amounts.days,
            daily_dose=amounts.daily,
            mme=dose.mme if dose else None,
            assumptions=(*amounts.assumed, *dose.assumptions) if dose else amounts.assumed,
            how="strength" if reading.implied else _how(entry, product, spelled),
            confidence=confidence,
            candidates=self._candidates(entry) if confidence is Confidence.AMBIGUOUS else (),
            place=place,
            findings=self._findings(words, reading),
        )

    def _reading(self, low: str, product: Product, region: tuple[int, int]) -> _Reading:
        lead = product.lead.entry
        entry = self._chosen(lead, low[region[0] : region[1]], product) if lead.choices else lead
        ingredients = tuple(product.spelled_out) or (product.ingredients if entry is lead else entry.ingredients)
        dosage = dosage_of(low, product, region, ingredients, self._book)
        ingredients, implied = self._implied(entry, ingredients, dosage)
        if implied:
            dosage = Dosage(dosage.strength, shared(dosage.strength, ingredients, self._book), dosage.used)
        elif len(ingredients) == 1:
            dosage = single(dosage, ingredients[0])
        first = product.hits[0].end
        amounts = self._amounts.read(
            _blanked(low, first, region[1], dosage.used),
            _blanked(low, region[0], product.start, dosage.used),
            low[product.start : first],
        )
        return _Reading(product, entry, ingredients, dosage, amounts, _form(amounts, entry.name), implied)

    def _implied(self, entry: Entry, ingredients: tuple[str, ...], dosage: Dosage) -> tuple[tuple[str, ...], bool]:
        """The combination that a strength of two parts betrays ("hydrocodone 10/325": with acetaminophen)."""
        strength = dosage.strength
        if not strength or entry.name or len(ingredients) != 1 or len(strength.values) < 2 or strength.unit != "mg":
            return ingredients, False
        for name in self._combinations.get(ingredients[0], ()):
            if len(name.ingredients) == len(strength.values) and self._book.exists(name.ingredients, strength):
                return name.ingredients, True
        return ingredients, False

    def _chosen(self, entry: Entry, around: str, product: Product) -> Entry:
        """The composition that the words around a name of several compositions speak of."""
        if product.spelled_out:
            return entry
        names = [self._vocabulary.names[choice] for choice in entry.choices if choice in self._vocabulary.names]
        fitting = [name for name in names if name.form and name.form in around]
        if not fitting and _MILLILITRES.search(around):
            fitting = [name for name in names if name.form == "lotion"]
        if len(fitting) != 1:
            return entry
        return Entry(fitting[0].id, fitting[0].ingredients, "exact", fitting[0])

    def _candidates(self, entry: Entry) -> tuple[str, ...]:
        return tuple(self._vocabulary.label(choice) for choice in entry.choices)

    def _concept(self, reading: _Reading) -> str | None:
        if reading.name and not reading.product.spelled_out:
            return reading.entry.id
        return self._vocabulary.concept(reading.ingredients) if reading.ingredients else None

    def _ingredients(self, reading: _Reading) -> tuple[Ingredient, ...]:
        parts, rows = reading.dosage.parts, self._vocabulary.ingredients
        return tuple([Ingredient(rows[id_].label, rows[id_].rxcui, parts.get(id_)) for id_ in reading.ingredients])

    def _morphine(self, reading: _Reading) -> MorphineDose | None:
        strength, ingredients = reading.dosage.strength, reading.ingredients
        if strength is None or strength.unit == "%" or self._opioids.isdisjoint(ingredients):
            return None
        opioid = next(self._vocabulary.ingredients[each] for each in ingredients if each in self._opioids)
        written = reading.dosage.parts.get(opioid.id, strength.text if len(ingredients) == 1 else "")
        value, _, unit = written.partition(" ")
        if not value.replace(".", "", 1).isdigit():
            return None
        form = reading.amounts.form or (reading.name.form if reading.name else "") or ""
        units = (reading.amounts.daily, reading.amounts.quantity, reading.amounts.days)
        return morphine_dose(opioid, (float(value), unit), units, form, self._vintage)

    def _findings(self, words: Passage, reading: _Reading) -> tuple[Finding, ...]:
        name, product, strength, used = reading.name, reading.product, reading.dosage.strength, reading.dosage.used
        found = []
        if (
            strength
            and self._is_checked(reading)
            and self._book.exists(reading.ingredients, strength, used[0].per) is False
        ):
            labels = "/".join(self._vocabulary.ingredients[each].label for each in reading.ingredients)
            message = strength_message(name, labels, strength.text)
            found.append(Finding("strength-not-found", message, words.part(used[0].start, used[-1].end)))
        if name and name.kind == "medical_food":
            message = f"{name.name} is a medical food: it has no RxNorm concept and no listed ingredients"
            found.append(Finding("medical-food", message, words.part(product.start, product.end)))
        return tuple(found)

    def _is_checked(self, reading: _Reading) -> bool:
        """Whether the strength is one that the tables of strengths can speak of: no compound, kit or injection."""
        apart = reading.form in _OWN_STRENGTHS or reading.amounts.route in _INJECTED
        kit = reading.name is not None and reading.name.kind == "kit"
        return bool(reading.ingredients) and not (reading.product.compound or apart or kit)


def _end(low: str, product: Product, used: tuple[Measure, ...]) -> int:
    """Where the mention ends: after its name, a strength close by, and the bracket that it opened."""
    end = max([product.end, *(measure.end for measure in used if measure.start < product.end + _NEAR)])
    return end + 1 if low[end : end + 1] == ")" and "(" in low[product.start : end] else end


def _blanked(low: str, start: int, end: int, used: tuple[Measure, ...]) -> str:
    """The text from `start` to `end` with the strengths taken out, so that they are not read again."""
    text = low[start:end]
    for measure in used:
        first, last = max(measure.start - start, 0), min(measure.end - start, len(text))
        if first < last:
            text = text[:first] + "~" * (last - first) + text[last:]
    return text


def _confidence(entry: Entry, product: Product, spelled: bool) -> Confidence:
    if entry.choices and not product.spelled_out:
        return Confidence.AMBIGUOUS
    name = entry.name
    unsure = name is not None and (
        name.kind == "kit"
        or (not name.verified and len(name.ingredients) > 1 and (name.kind == "otc" or name.route == "topical"))
    )
    if (
        spelled
        or unsure
        or entry.how == "misspelling"
        or (any(hit.entry.short for hit in product.hits) and product.compound)
    ):
        return Confidence.LIKELY
    return Confidence.CERTAIN


def _how(entry: Entry, product: Product, spelled: bool) -> str:
    if spelled:
        return "spelling"
    if product.compound or product.spelled_out:
        return "compound"
    if entry.name is None and len(product.ingredients) > 1:
        return "combination"
    return entry.how


def _form(amounts: Amounts, name: DrugName | None) -> str | None:
    form = amounts.form or (name.form if name else "") or ""
    release = _RELEASES.get(amounts.release or (name.release if name else "") or "", "")
    if form in ("tablet", "capsule", "") and release:
        return f"{release} {form}".strip()
    return form or None
