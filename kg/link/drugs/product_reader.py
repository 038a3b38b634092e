"""One product's mention: its ingredients with their strengths, and the amounts in the words around it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from kg.link.drugs.amounts import SEVERAL, TIMES, AmountReader, Amounts
from kg.link.drugs.assumptions import dosed
from kg.link.drugs.checks import (
    MOST_PERCENT,
    StrengthBook,
    incomplete_message,
    percent_message,
    strength_message,
    surplus_message,
    unitless_message,
)
from kg.link.drugs.dosage import Dosage, Region, dosage_of, lacks_units, numbered, shared, single
from kg.link.drugs.drug_names import Entry
from kg.link.drugs.morphine import MorphineDose, morphine_dose
from kg.link.drugs.products import Product
from kg.link.drugs.rivals import SEVERAL_STRENGTHS, other_number, tells_other_strengths
from kg.link.drugs.strength_parts import strength_parts
from kg.link.drugs.strengths import Measure
from kg.link.drugs.unknown_parts import unknown_parts
from kg.model import (
    Confidence,
    DrugMention,
    DrugStatus,
    Finding,
    Ingredient,
    Passage,
    Place,
    Severity,
    Span,
    StrengthPart,
)
from kg.schemes.drugs import DrugName, DrugVocabulary

__all__ = ["ProductReader", "Stretch"]

_MILLILITRES = re.compile(r"\d\s?ml\b")
_RELEASES = {"er": "extended release", "dr": "delayed release", "ir": "immediate release"}
_OWN_STRENGTHS = frozenset({"injection", "inhaler", "oral suspension", "kit"})
_INJECTED = frozenset({"intramuscular", "intravenous", "intra-articular", "intrathecal", "subcutaneous"})
_UNKNOWN_BEFORE = re.compile(r"[a-z]\s?[/+]\s?$")
_DESIGNATION = re.compile(r"[\s,]*(?:#|no\.?)\s?[1-4]\b(?P<more>(?=[^#]{0,40}#\s?\d{2}))?")
_NEAR = 25

Doubts = tuple[tuple[str, str], ...]
"""Codes of findings, each with its message."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a product stands: the passage, its text in small letters, what kind of place it is, the day of decision."""

    words: Passage
    low: str
    place: Place
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the words around a product come to, before they become a mention."""

    product: Product
    entry: Entry
    ingredients: tuple[str, ...]
    dosage: Dosage
    amounts: Amounts
    form: str | None
    implied: tuple[DrugName, ...] = ()
    unknown: tuple[str, ...] = ()
    unitless: bool = False
    """Whether figures of a mixture stand without a unit."""

    @property
    def rivals(self) -> bool:
        """Whether several combinations are sold in this strength, and nothing chooses between them."""
        return bool(self.implied) and not self.ingredients

    @property
    def name(self) -> DrugName | None:
        return self.entry.name


class ProductReader:
    """Reads mentions of products."""

    def __init__(self, vocabulary: DrugVocabulary, amounts: AmountReader, mme_vintage: str | None) -> None:
        self._vocabulary = vocabulary
        self._amounts = amounts
        self._vintage = mme_vintage
        self._book = StrengthBook(vocabulary)
        self._opioids = frozenset(row.id for row in vocabulary.ingredients.values() if row.factors)

    def read(
        self,
        stretch: Stretch,
        product: Product,
        region: Region,
        spelled: bool,
        whole: bool,
        status: DrugStatus | None = None,
    ) -> DrugMention:
        """The mention of `product`, whose words stand in `region` of the text (all of them: `whole`)."""
        words, low = stretch.words, stretch.low
        reading = self._reading(low, product, region)
        amounts, strength, name = reading.amounts, reading.dosage.strength, reading.name
        doubts = self._doubts(reading)
        dose = self._morphine(reading, stretch, spelled)
        noticed = (*_findings(words, reading, doubts), *_open_dose(dose, words.part(product.start, product.end)))
        confidence = _confidence(reading, spelled, self._is_open(reading, doubts))
        end = _end(low, product, reading.dosage.used)
        mention = DrugMention(
            text=words.text if whole else words.text[product.start : end],
            span=words.span if whole else words.part(product.start, end),
            ingredients=self._ingredients(reading),
            concept=self._concept(reading),
            brand=name.name if name and name.kind != "combination" else None,
            strength=strength.text if strength else None,
            strength_parts=self._strength_parts(reading, doubts),
            quantity=amounts.quantity,
            refills=amounts.refills,
            form=reading.form,
            route=amounts.route or (name.route if name else None) or None,
            days=amounts.days,
            daily_dose=amounts.daily if amounts.daily is None else round(amounts.daily, 4),
            how="strength" if reading.implied else _how(reading.entry, product, spelled),
            confidence=confidence,
            candidates=self._candidates(reading) if confidence is Confidence.AMBIGUOUS else (),
            place=stretch.place,
            findings=noticed,
            status=status,
        )
        return dosed(mention, amounts.assumed, dose)

    def _reading(self, low: str, product: Product, region: Region) -> _Reading:
        lead = product.lead.entry
        entry = self._chosen(lead, low[region[0] : region[1]], product) if lead.choices else lead
        ingredients = tuple(product.spelled_out) or (product.ingredients if entry is lead else entry.ingredients)
        dosage = dosage_of(low, product, region, ingredients, self._book)
        implied = self._implied(entry, ingredients, dosage)
        unknown = unknown_parts(low, product, region)
        if unknown and not implied and not dosage.apart:
            dosage = replace(dosage, parts={})  # which of the numbers is whose is open
        if implied:
            open_to = len(implied) > 1 or _joined_to_unknown(low, product)
            ingredients = () if open_to else implied[0].ingredients
            dosage = replace(dosage, parts=shared(dosage.strength, ingredients, self._book) if ingredients else {})
        elif len(ingredients) == 1:
            dosage = single(dosage, ingredients[0])
        first = product.hits[0].end
        numbered = other_number(low, product, ingredients)
        told_from = numbered or _designated(low, first, ingredients)
        amounts = self._amounts.read(
            _blanked(_without_shorts(low, product), told_from, region[1], dosage.used),
            _blanked(low, region[0], product.start, dosage.used),
            "" if product.hits[0].entry.short else low[product.start : first],
        )
        if numbered or tells_other_strengths(low, product, region, dosage, ingredients, self._book):
            amounts = replace(amounts, quantity=None, daily=None, doubts=(SEVERAL_STRENGTHS, *amounts.doubts))
        unitless = entry.name is None and len(ingredients) > 1 and lacks_units(low, product, dosage)
        form = _form(amounts, entry.name)
        return _Reading(product, entry, ingredients, dosage, amounts, form, implied, unknown, unitless)

    def _implied(self, entry: Entry, ingredients: tuple[str, ...], dosage: Dosage) -> tuple[DrugName, ...]:
        """The combinations that a strength of two parts betrays ("hydrocodone 10/325": with acetaminophen)."""
        strength = dosage.strength
        if not strength or entry.name or len(strength.values) < 2 or strength.unit != "mg":
            return ()
        return tuple(self._book.combined(ingredients, strength.values))

    def _doubts(self, reading: _Reading) -> Doubts:
        """Codes of findings and messages: what speaks against the strength."""
        strength, ingredients, name = reading.dosage.strength, reading.ingredients, reading.name
        labels = "/".join(self._vocabulary.ingredients[each].label for each in ingredients)
        if reading.unitless:
            return (("strength-unit-missing", unitless_message(labels)),)
        if not strength or not ingredients:
            return ()
        if strength.unit == "%" and sum(strength.values) > MOST_PERCENT:
            return (("strength-not-found", percent_message(strength.text)),)
        if len(strength.parts) > len(ingredients) > 1:
            return (("strength-not-found", surplus_message(labels, strength, len(ingredients))),)
        if not self._is_checked(reading):
            return ()
        if self._book.exists(ingredients, strength) is False and not self._is_of_patch(reading):
            return (("strength-not-found", strength_message(name, labels, strength.text)),)
        if len(strength.parts) < len(ingredients) and self._opioids.intersection(ingredients):
            return (("strength-incomplete", incomplete_message(labels, strength, len(ingredients))),)
        return ()

    def _is_open(self, reading: _Reading, doubts: Doubts) -> bool:
        """Whether strength or quantity may be others than those told."""
        codes = {code for code, _ in doubts}
        partial = "strength-incomplete" in codes and self._opioids.isdisjoint(reading.dosage.parts)
        partial = partial or "strength-unit-missing" in codes
        open_amounts = not {SEVERAL, SEVERAL_STRENGTHS, TIMES}.isdisjoint(reading.amounts.doubts)
        return "strength-not-found" in codes or partial or open_amounts

    def _is_of_patch(self, reading: _Reading) -> bool:
        """Whether a strength in mcg is one of patches, which is by the hour ("Fentanyl 25mcg patch")."""
        strength = reading.dosage.strength
        if strength is None or strength.unit != "mcg" or strength.per:
            return False
        return self._book.exists(reading.ingredients, replace(strength, per="/hr")) is True

    def _chosen(self, entry: Entry, around: str, product: Product) -> Entry:
        """Which of the combinations that an ambiguous name can mean, judged by the words around it."""
        if product.spelled_out:
            return entry
        names = [self._vocabulary.names[choice] for choice in entry.choices if choice in self._vocabulary.names]
        fitting = [name for name in names if name.form and name.form in around]
        if not fitting and _MILLILITRES.search(around):
            fitting = [name for name in names if name.form == "lotion"]
        if len(fitting) != 1:
            return entry
        return Entry(fitting[0].id, fitting[0].ingredients, "exact", fitting[0])

    def _candidates(self, reading: _Reading) -> tuple[str, ...]:
        if reading.rivals:
            return tuple(name.name for name in reading.implied)
        return tuple(self._vocabulary.label(choice) for choice in reading.entry.choices)

    def _concept(self, reading: _Reading) -> str | None:
        if reading.name and not reading.product.spelled_out:
            return reading.entry.id
        return self._vocabulary.concept(reading.ingredients) if reading.ingredients else None

    def _ingredients(self, reading: _Reading) -> tuple[Ingredient, ...]:
        parts, rows = reading.dosage.parts, self._vocabulary.ingredients
        return tuple(Ingredient(rows[id_].label, rows[id_].rxcui, parts.get(id_), id_) for id_ in reading.ingredients)

    def _strength_parts(self, reading: _Reading, doubts: Doubts) -> tuple[StrengthPart, ...]:
        """The strength in numbers, if nothing speaks against it."""
        if self._is_open(reading, doubts) or reading.unknown or reading.rivals:
            return ()
        rows = self._vocabulary.ingredients
        owners = {rows[id_].label: part for id_, part in reading.dosage.parts.items() if id_ in reading.ingredients}
        return strength_parts(reading.dosage.strength, owners)

    def _morphine(self, reading: _Reading, stretch: Stretch, spelled: bool) -> MorphineDose | None:
        """MME a day of a product whose strength is whole and is sold; else nothing."""
        dosage, ingredients = numbered(reading.dosage, reading.name, self._book), reading.ingredients
        strength = dosage.strength
        if SEVERAL_STRENGTHS in reading.amounts.doubts:
            return MorphineDose(None, doubt=SEVERAL_STRENGTHS)
        if (
            strength is None
            or spelled
            or reading.rivals
            or strength.unit == "%"
            or self._opioids.isdisjoint(ingredients)
            or not self._is_checked(reading)
        ):
            return None
        opioid = next(self._vocabulary.ingredients[each] for each in ingredients if each in self._opioids)
        written = dosage.parts.get(opioid.id, "")
        value, _, unit = written.partition(" ")
        patch = self._is_of_patch(reading) and self._as_patch(reading)
        whole = len(strength.parts) == len(ingredients) and (patch or self._book.exists(ingredients, strength) is True)
        if "-" in value and (reading.amounts.quantity or reading.amounts.daily):
            return MorphineDose(None, doubt=SEVERAL_STRENGTHS)
        if not whole or not value.replace(".", "", 1).isdigit():
            return None
        form = (
            "patch"
            if patch or unit == "mcg/hr"
            else reading.amounts.form or (reading.name.form if reading.name else "") or ""
        )
        return morphine_dose(
            opioid,
            (float(value), unit),
            reading.amounts,
            form,
            self._vintage,
            stretch.day,
            stretch.place is Place.HEADING,
        )

    def _as_patch(self, reading: _Reading) -> bool:
        """Whether the words call it a patch, or its strength is none of any other form."""
        form = reading.amounts.form or (reading.name.form if reading.name else "") or ""
        if "patch" in form or reading.amounts.route == "topical":
            return True
        strength = reading.dosage.strength
        return not form and strength is not None and not self._book.exists(reading.ingredients, strength)

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


def _findings(words: Passage, reading: _Reading, doubts: Doubts) -> list[Finding]:
    """What the reader should know of the mention."""
    name, product, used = reading.name, reading.product, reading.dosage.used
    found = []
    for code, message in doubts:
        severity = Severity.INFO if code == "strength-incomplete" else Severity.WARNING
        start, end = (used[0].start, used[-1].end) if used else (product.start, product.end)
        found.append(Finding(code, message, words.part(start, end), severity))
    if reading.unknown:
        message = f"{', '.join(reading.unknown)} beside the name may be a further ingredient that is not known"
        found.append(Finding("drug-part-unknown", message, words.part(product.start, product.end)))
    if name and name.kind == "medical_food":
        message = f"{name.name} is a medical food: it has no RxNorm concept and no listed ingredients"
        found.append(Finding("medical-food", message, words.part(product.start, product.end)))
    return found


def _joined_to_unknown(low: str, product: Product) -> bool:
    """Whether a slash joins the name to a word before it that is no drug's ("XY/APAP 10/325")."""
    return bool(_UNKNOWN_BEFORE.search(low, max(0, product.start - _NEAR), product.start))


def _without_shorts(low: str, product: Product) -> str:
    """The text without the short forms of ingredients, which are no dose forms ("Flur/Cyclo/Caps")."""
    if not any(hit.entry.short for hit in product.hits[1:]):
        return low
    pieces, at = [], 0
    for hit in product.hits[1:]:
        if hit.entry.short:
            pieces += [low[at : hit.start], " " * (hit.end - hit.start)]
            at = hit.end
    return "".join((*pieces, low[at:]))


def _designated(low: str, end: int, ingredients: tuple[str, ...]) -> int:
    """Where the amounts begin: after codeine's number, which tells its strength ("Fiorinal #3 #60")."""
    match = _DESIGNATION.match(low, end)
    return match.end() if match and ("codeine" in ingredients or match["more"] is not None) else end


def _confidence(reading: _Reading, spelled: bool, doubtful: bool) -> Confidence:
    entry, product, name = reading.entry, reading.product, reading.name
    if reading.rivals or (entry.choices and not product.spelled_out):
        return Confidence.AMBIGUOUS
    unsure = name is not None and (
        name.kind == "kit"
        or (not name.verified and len(name.ingredients) > 1 and (name.kind == "otc" or name.route == "topical"))
    )
    short = any(hit.entry.short for hit in product.hits) and product.compound
    if spelled or unsure or doubtful or reading.unknown or reading.implied or entry.how == "misspelling" or short:
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


def _open_dose(dose: MorphineDose | None, span: Span) -> list[Finding]:
    if dose is None or not dose.doubt:
        return []
    return [Finding("dose-open", f"no morphine equivalent: {dose.doubt}", span, Severity.INFO)]
