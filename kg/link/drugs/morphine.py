"""Morphine milligram equivalents a day (CDC, "Calculating Total Daily Dose of Opioids for Safer Dosage").

Computed only where strength and units a day are known or can be assumed, and each assumption is said. The factors of
2018 are the default: they are the ones that reviewers of 2013 to 2022 applied.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.schemes.drugs import DrugIngredient

__all__ = ["MorphineDose", "morphine_dose"]

MONTH = 30


@dataclass(frozen=True, slots=True)
class MorphineDose:
    """MME a day and what it rests on."""

    mme: float
    assumptions: tuple[str, ...]


def morphine_dose(
    ingredient: DrugIngredient,
    strength: tuple[float, str] | None,
    units: tuple[float | None, float | None, int | None],
    form: str,
    vintage: str,
) -> MorphineDose | None:
    """MME a day of one ingredient.

    `strength` is value and unit of one dose unit; `units` are units a day, quantity and days of supply as far as the
    text tells. ``None`` where there is no factor or no strength.
    """
    factor = _factor(ingredient, form, vintage)
    if factor is None or strength is None:
        return None
    value, unit = strength
    if unit.endswith("/hr"):
        said = f"factor {factor:g} a mcg/hr (CDC {vintage}), one patch at a time"
        return MorphineDose(round(value * factor, 2), (said,))
    if unit not in ("mg", "mcg"):
        return None
    daily, assumed = _per_day(*units)
    if daily is None:
        return None
    amount = value / 1000 if unit == "mcg" and not _by_microgram(form) else value
    said = f"factor {factor:g} (CDC {vintage})"
    return MorphineDose(round(amount * daily * factor, 2), (said, *assumed))


def _factor(ingredient: DrugIngredient, form: str, vintage: str) -> float | None:
    group = "patch" if "patch" in form else "buccal" if _by_microgram(form) else ""
    of_year = [factor for factor in ingredient.factors if factor.vintage == vintage]
    special = [factor.factor for factor in of_year if factor.form and factor.form == group]
    general = [factor.factor for factor in of_year if not factor.form]
    return next(iter(special or general), None)


def _by_microgram(form: str) -> bool:
    return form.startswith("buccal") or form in ("lozenge", "film", "sublingual tablet")


def _per_day(daily: float | None, quantity: float | None, days: int | None) -> tuple[float | None, tuple[str, ...]]:
    if daily is not None:
        return daily, ()
    if quantity is None:
        return None, ()
    if days:
        return quantity / days, (f"{quantity:g} units in {days} days",)
    return quantity / MONTH, (f"{quantity:g} units taken to last {MONTH} days",)
