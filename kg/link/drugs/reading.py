"""One product's mention: its ingredients with their strengths, and the amounts in the words around it."""

from __future__ import annotations

import re

from kg.link.drugs.amounts import AmountReader, Amounts
from kg.link.drugs.checks import StrengthBook, strength_message
from kg.link.drugs.morphine import MorphineDose, morphine_dose
from kg.link.drugs.names import Entry
from kg.link.drugs.products import Product
from kg.link.drugs.strengths import Measure, Strength, measures, number, strength_of, written
from kg.model import Confidence, DrugMention, Finding, Ingredient, Passage, Place
from kg.schemes.drugs import DrugName, DrugVocabulary

__all__ = ["ProductReader"]

_BARE = re.compile(r"(?:\s+(?:er|xr|sr|xl|cr|ir|dr|la))?\s+(?P<n>\d+(?:\.\d+)?)(?=\s|$|,|\))")
_TOPICAL = frozenset({"cream", "gel", "ointment", "lotion", "foam", "solution", "spray", "patch", "transdermal patch"})
_BEFORE = re.compile(r"\s*(?:of\s+)?$")
_RELEASES = {"er": "extended release", "dr": "delayed release", "ir": "immediate release"}
_UNVERIFIED = "not in RxNorm or the NDC"
_MAX_GRAMS = 20.0
_OWN_STRENGTHS = frozenset({"injection", "inhaler", "oral suspension", "kit"})
_INJECTED = frozenset({"intramuscular", "intravenous", "intra-articular", "intrathecal", "subcutaneous"})


class ProductReader:
    """Reads mentions of products."""

    def __init__(self, vocabulary: DrugVocabulary, amounts: AmountReader, mme_vintage: str) -> None:
        self._vocabulary = vocabulary
        self._amounts = amounts
        self._vintage = mme_vintage
        self._book = StrengthBook(vocabulary)
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
    ) -> DrugMention | None:
        """The mention of `product`, whose words stand in `region` of the lower-case `words` (all of them: `whole`)."""
        entry = self._chosen(product.lead.entry, low[region[0] : region[1]], product)
        ingredients = tuple(product.spelled_out) or (
            product.ingredients if entry is product.lead.entry else entry.ingredients
        )
        found = self._strengths(low, product, region, ingredients)
        strength, parts, used = found
        first = product.hits[0].end
        amounts = self._amounts.read(
            _blanked(low, first, region[1], used),
            _blanked(low, region[0], product.start, used),
            low[product.start : first],
        )
        name = entry.name
        confidence = _confidence(entry, product, spelled)
        end = max([product.end, *(measure.end for measure in used if measure.start < product.end + 25)])
        if low[end : end + 1] == ")" and "(" in low[product.start : end]:
            end += 1
        dose = self._morphine(ingredients, strength, parts, amounts, name)
        form = _form(amounts, name)
        apart = form in _OWN_STRENGTHS or amounts.route in _INJECTED
        return DrugMention(
            text=words.text if whole else words.text[product.start : end],
            span=words.span if whole else words.part(product.start, end),
            ingredients=self._ingredients(ingredients, parts),
            concept=self._concept(entry, product, ingredients),
            brand=name.name if name and name.kind != "combination" else None,
            strength=strength.text if strength else None,
            quantity=amounts.quantity,
            refills=amounts.refills,
            form=form,
            route=amounts.route or (name.route if name else None) or None,
            days=amounts.days,
            daily_dose=amounts.daily,
            mme=dose.mme if dose else None,
            assumptions=(*amounts.assumed, *dose.assumptions) if dose else amounts.assumed,
            how=_how(entry, product, spelled),
            confidence=confidence,
            candidates=self._candidates(entry) if confidence is Confidence.AMBIGUOUS else (),
            place=place,
            findings=self._findings(words, product, ingredients, strength, used, name, apart),
        )

    def _chosen(self, entry: Entry, around: str, product: Product) -> Entry:
        """The composition that the words around a name of several compositions speak of."""
        if not entry.choices or product.spelled_out:
            return entry
        names = [self._vocabulary.names[choice] for choice in entry.choices]
        fitting = [name for name in names if name.form and name.form in around]
        if not fitting and re.search(r"\d\s?ml\b", around):
            fitting = [name for name in names if name.form == "lotion"]
        if len(fitting) != 1:
            return entry
        return Entry(fitting[0].id, fitting[0].ingredients, "exact", fitting[0])

    def _candidates(self, entry: Entry) -> tuple[str, ...]:
        return tuple(self._vocabulary.names[choice].name for choice in entry.choices)

    def _concept(self, entry: Entry, product: Product, ingredients: tuple[str, ...]) -> str | None:
        if entry.name and not product.spelled_out:
            return entry.id
        return self._vocabulary.concept(ingredients) if ingredients else None

    def _ingredients(self, ids: tuple[str, ...], parts: dict[str, str]) -> tuple[Ingredient, ...]:
        rows = (self._vocabulary.ingredients[each] for each in ids)
        return tuple(Ingredient(row.label, row.rxcui, parts.get(row.id)) for row in rows)

    def _strengths(
        self, low: str, product: Product, region: tuple[int, int], ingredients: tuple[str, ...]
    ) -> tuple[Strength | None, dict[str, str], list[Measure]]:
        """The product's strength, each ingredient's part of it, and the measures that were used."""
        found = [
            m
            for m in measures(low, region[0], region[1])
            if not (product.start < m.start < product.end and m.unit == "ml")
        ]
        if len(ingredients) > 1 and len(product.hits) > 1:
            apart = _each(low, product, found, ingredients)
            if apart:
                return apart
        for measure in (m for m in found if m.start >= product.hits[0].end):
            strength = strength_of(measure, max(1, len(ingredients)))
            if strength and not _amount(measure, found, low[region[0] : region[1]]):
                return strength, _shared(strength, ingredients, self._book), [measure]
        for measure in (m for m in found if m.end <= product.start):
            strength = strength_of(measure, max(1, len(ingredients))) if measure.unit else None
            if strength and _BEFORE.fullmatch(low, measure.end, product.start):
                return strength, _shared(strength, ingredients, self._book), [measure]
        return self._bare(low, product, ingredients)

    def _bare(
        self, low: str, product: Product, ingredients: tuple[str, ...]
    ) -> tuple[Strength | None, dict[str, str], list[Measure]]:
        """A number right after the name, without a unit, if a strength of this drug has it ("Norco 10 #90")."""
        match = _BARE.match(low, product.end)
        if not match or not self._book.has_part(ingredients, float(match["n"])):
            return None, {}, []
        measure = Measure(match.start("n"), match.end("n"), (number(match["n"]),), "mg")
        strength = Strength(f"{measure.values[0]} mg", (f"{measure.values[0]} mg",), (float(match["n"]),), "mg")
        return strength, _shared(strength, ingredients, self._book), [measure]

    def _morphine(
        self,
        ingredients: tuple[str, ...],
        strength: Strength | None,
        parts: dict[str, str],
        amounts: Amounts,
        name: DrugName | None,
    ) -> MorphineDose | None:
        if strength is None or strength.unit == "%" or self._opioids.isdisjoint(ingredients):
            return None
        for each in ingredients:
            ingredient = self._vocabulary.ingredients[each]
            if not ingredient.factors:
                continue
            value, _, unit = parts.get(each, strength.text if len(ingredients) == 1 else "").partition(" ")
            if not value.replace(".", "", 1).isdigit():
                continue
            form = amounts.form or (name.form if name else "") or ""
            units = (amounts.daily, amounts.quantity, amounts.days)
            return morphine_dose(ingredient, (float(value), unit), units, form, self._vintage)
        return None

    def _findings(
        self,
        words: Passage,
        product: Product,
        ingredients: tuple[str, ...],
        strength: Strength | None,
        used: list[Measure],
        name: DrugName | None,
        apart: bool,
    ) -> tuple[Finding, ...]:
        found = []
        per = used[0].per if used else ""
        checked = ingredients and not product.compound and not apart and (name is None or name.kind != "kit")
        if strength and checked and self._book.exists(ingredients, strength, per) is False:
            labels = "/".join(self._vocabulary.ingredients[each].label for each in ingredients)
            message = strength_message(name, labels, strength.text)
            found.append(Finding("strength-not-found", message, words.part(used[0].start, used[-1].end)))
        if name and name.kind == "medical_food":
            message = f"{name.name} is a medical food: it has no RxNorm concept and no listed ingredients"
            found.append(Finding("medical-food", message, words.part(product.start, product.end)))
        return tuple(found)


def _each(
    low: str, product: Product, found: list[Measure], ingredients: tuple[str, ...]
) -> tuple[Strength, dict[str, str], list[Measure]] | None:
    """Strengths that stand one beside each ingredient ("flurbiprofen 20%/lidocaine 5%")."""
    named = [hit for hit in product.hits if hit.entry.plain and len(hit.entry.ingredients) == 1]
    if {hit.entry.ingredients[0] for hit in named} != set(ingredients):
        return None
    single = [measure for measure in found if len(measure.values) == 1 and measure.unit and measure.unit != "ml"]
    before = [m for m in single if m.end <= named[0].start and _BEFORE.fullmatch(low, m.end, named[0].start)]
    between = [m for m in single if named[0].end <= m.start < named[-1].start]
    if not between:
        return None
    taken: dict[str, Measure] = {}
    for at, hit in enumerate(named):
        start = named[at - 1].end if at else 0
        end = named[at + 1].start if at + 1 < len(named) else hit.end + 25
        span = (start, hit.start) if before else (hit.end, end)
        near = [m for m in single if span[0] <= m.start and m.end <= span[1]]
        if near:
            taken.setdefault(hit.entry.ingredients[0], near[-1] if before else near[0])
    parts = {each: written(m.values, m.unit, m.per) for each, m in taken.items()}
    used = list(taken.values())
    if not used:
        return None
    units = {m.unit + m.per for m in used}
    values = tuple(m.values[0] for m in used)
    text = written(values, used[0].unit, used[0].per) if len(units) == 1 else " / ".join(parts.values())
    return Strength(text, tuple(parts.values()), tuple(map(float, values)), used[0].unit), parts, used


def _shared(strength: Strength, ingredients: tuple[str, ...], book: StrengthBook) -> dict[str, str]:
    """Each ingredient's part: in the order of the words, turned round where only that way the parts exist."""
    if len(strength.parts) != len(ingredients):
        single = len(strength.parts) == 1 and ingredients
        return {ingredients[0]: strength.parts[0]} if single else {}
    if len(ingredients) == 2 and _turned(strength, ingredients, book):
        return dict(zip(ingredients, reversed(strength.parts), strict=True))
    return dict(zip(ingredients, strength.parts, strict=True))


def _turned(strength: Strength, ingredients: tuple[str, ...], book: StrengthBook) -> bool:
    """Whether the larger number, written first, must be the second ingredient's ("hydrocodone/APAP 325/10")."""
    acetaminophen = [at for at, each in enumerate(ingredients) if each in ("acetaminophen", "aspirin", "ibuprofen")]
    if len(acetaminophen) != 1 or book.exists(ingredients, strength) is not True:
        return False
    at = acetaminophen[0]
    return strength.values[at] < strength.values[1 - at]


def _amount(measure: Measure, found: list[Measure], around: str) -> bool:
    """Whether grams are an amount of cream, not a strength."""
    if measure.unit != "g" or measure.per:
        return False
    topical = any(other.unit == "%" for other in found) or any(form in around for form in _TOPICAL)
    return topical or float(measure.values[0]) > _MAX_GRAMS


def _blanked(low: str, start: int, end: int, used: list[Measure]) -> str:
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
        or (_UNVERIFIED in name.note and len(name.ingredients) > 1 and (name.kind == "otc" or name.route == "topical"))
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
