"""Morphine milligram equivalents a day, and when none can be told.

CDC's "Calculating Total Daily Dose of Opioids for Safer Dosage" (https://stacks.cdc.gov/view/cdc/38481) and the
guidelines of 2016 (https://www.cdc.gov/mmwr/volumes/65/rr/rr6501e1.htm) and 2022
(https://www.cdc.gov/mmwr/volumes/71/rr/rr7103a1.htm). The factors of 2018 are those of 2016 with more drugs; they are
the default because reviewers of 2013 to 2022 applied them. Methadone's depend on the dose (2016) or do not (2022), so
that without a day of decision there is no answer. A wrong number harms: where strength, quantity or days leave a doubt,
the answer is the doubt.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kg.link.drugs.amounts import OPEN_DOSES, Amounts
from kg.link.drugs.doses import AT_MOST, ONE_UNIT
from kg.schemes.drugs import DrugIngredient, MorphineFactor

__all__ = ["MorphineDose", "morphine_dose"]

MONTH = 30
WEAR = 3
"""Days that a fentanyl patch is worn."""

DEFAULT = "2018"
_GUIDELINE_2016 = dt.date(2016, 3, 18)
_GUIDELINE_2022 = dt.date(2022, 11, 4)
_FEWEST = 3
_MOST_A_DAY = 16.0
_PATCHES_AT_A_TIME = 1.55
_SLACK = 1.1
_MONTHLY = 1.5
_RAREST = 0.3
_WORN_THROUGHOUT = 0.6
"""Part of the days for which the patches must suffice."""
_SUPPLY = 28
"""Patches are supplied for four weeks at least: fewer days without a quantity are those between two patches."""
_LOOSE = frozenset(
    {"the larger dose of the range", "the shorter interval of the range", "taken as often as allowed", AT_MOST}
)
"""Assumptions that only bound a dose: without days of supply, a quantity for a month must bear them out."""
_BUCCAL = frozenset({"lozenge", "sublingual tablet", "buccal tablet"})
_BY_NEEDLE = frozenset({"injection", "suppository", "solution", "liquid", "oral suspension"})


@dataclass(frozen=True, slots=True)
class MorphineDose:
    """MME a day, the factor and what else it rests on, or no number and the doubt that forbids one."""

    mme: float | None
    assumptions: tuple[str, ...] = ()
    doubt: str = ""
    factor: MorphineFactor | None = None


def morphine_dose(
    opioid: DrugIngredient,
    strength: tuple[float, str],
    amounts: Amounts,
    form: str,
    vintage: str | None,
    day: dt.date | None,
    prescribed: bool = True,
) -> MorphineDose | None:
    """MME a day of one opioid, taken in units of `strength` (its number and unit) as `amounts` tell.

    `vintage` names CDC's table ("2018", "2022"); ``None`` takes the one in force on `day`, the day of decision. A
    quantity without days is taken to last a month where it is one that was `prescribed`, not in prose, which speaks of
    parts of it too. The result is ``None`` where CDC has no factor for the drug in this form or too little is told to
    ask.
    """
    chosen = vintage or (DEFAULT if day is None or day < _GUIDELINE_2022 else "2022")
    factors = _factors(opioid, form, chosen)
    if not factors:
        return None
    if "patch" in form or strength[1] == "mcg/hr":
        return _patch(factors[0], strength, amounts)
    if strength[1] not in ("mg", "mcg") or form in _BY_NEEDLE:
        return None
    doubt = next(iter(amounts.doubts), "")
    units, assumed, puzzle = _per_day(amounts, prescribed)
    if units is None and not puzzle and doubt != OPEN_DOSES:
        return None
    if doubt or puzzle or units is None:
        return MorphineDose(None, doubt=doubt or puzzle)
    value = strength[0] / 1000 if strength[1] == "mcg" and form not in _BUCCAL else strength[0]
    factor = _by_dose(factors, value * units)
    if factor.most and not _in_force(factor, vintage, day):
        return MorphineDose(None, doubt=f"the factor of {opioid.label} depends on the day of decision and on the dose")
    tier = f" for up to {factor.most:g} mg a day" if factor.most and factor.most < float("inf") else ""
    said = f"factor {factor.factor:g}{tier} (CDC {factor.vintage})"
    return MorphineDose(round(value * units * factor.factor, 2), (said, *assumed), factor=factor)


def _factors(opioid: DrugIngredient, form: str, vintage: str) -> list[MorphineFactor]:
    """The factors of the drug in this form: of the vintage, or of the last one before it that has any."""
    group = "patch" if "patch" in form else "buccal" if form in _BUCCAL else ""
    known = sorted({factor.vintage for factor in opioid.factors if factor.vintage <= vintage}, reverse=True)
    for year in known:
        of_year = [factor for factor in opioid.factors if factor.vintage == year]
        special = [factor for factor in of_year if factor.form and factor.form == group]
        chosen = special or [factor for factor in of_year if not factor.form]
        if chosen:
            return sorted(chosen, key=lambda factor: factor.most or 0.0)
    return []


def _by_dose(factors: list[MorphineFactor], daily: float) -> MorphineFactor:
    """The factor for a daily dose in milligrams."""
    return next((factor for factor in factors if not factor.most or daily <= factor.most), factors[-1])


def _in_force(factor: MorphineFactor, vintage: str | None, day: dt.date | None) -> bool:
    """Whether a factor by dose may be used: its table was asked for, or was in force on the day."""
    if vintage is not None:
        return vintage == factor.vintage
    return day is not None and day >= _GUIDELINE_2016


def _patch(factor: MorphineFactor, strength: tuple[float, str], amounts: Amounts) -> MorphineDose | None:
    value, unit = strength
    if unit not in ("mcg/hr", "mcg"):
        return None
    if amounts.doubts:
        return MorphineDose(None, doubt=amounts.doubts[0])
    days = amounts.days or MONTH
    single = amounts.quantity is not None and amounts.counts == "each"
    at_once = (amounts.quantity or 0.0) * WEAR / days if single else 0.0
    if single and amounts.days and at_once < _WORN_THROUGHOUT:
        return MorphineDose(None, doubt="quantity, days and doses do not agree")
    rare = amounts.daily is not None and amounts.daily < _RAREST
    if rare or (amounts.quantity is None and amounts.days and WEAR < amounts.days < _SUPPLY):
        return MorphineDose(None, doubt=f"a patch that is worn for {WEAR} days is changed less often")
    if at_once > _PATCHES_AT_A_TIME or (amounts.daily or 0.0) > 0.5:
        return MorphineDose(None, doubt="it is open how many patches are worn at a time")
    said = [f"factor {factor.factor:g} a mcg/hr (CDC {factor.vintage}), one patch at a time"]
    if unit == "mcg":
        said.append(f"{value:g} mcg of a patch are {value:g} mcg/hr")
    if single:
        said.append(
            f"{amounts.quantity:g} patches of {WEAR} days each"
            if at_once <= 1.0
            else f"{amounts.quantity:g} patches in {days} days"
        )
    return MorphineDose(round(value * factor.factor, 2), tuple(said), factor=factor)


def _per_day(amounts: Amounts, prescribed: bool) -> tuple[float | None, tuple[str, ...], str]:
    """Units a day, what was assumed, and a doubt."""
    quantity, days, daily = amounts.quantity, amounts.days, amounts.daily
    counted = quantity is not None and amounts.counts == "each"
    if quantity is not None and counted and days:
        supplied = quantity / days
        if daily is not None and supplied > daily * _SLACK:
            return None, (), "quantity, days and doses do not agree"
        return _bounded(supplied, (f"{quantity:g} units in {days} days",))
    if daily is not None:
        loose = _LOOSE.intersection(amounts.assumed)
        if loose and counted and quantity is not None and not _agree(daily, quantity / MONTH):
            return None, (), f"the quantity and {sorted(loose)[0]} do not agree on a month"
        if ONE_UNIT in amounts.assumed and counted and quantity is not None and quantity / MONTH > daily * _MONTHLY:
            return None, (), "the quantity and one unit a dose do not agree on a month"
        return daily, amounts.assumed, ""
    if quantity is None or not prescribed:
        return None, (), ""
    if not counted or quantity <= _FEWEST:
        return None, (), "the quantity may not count single units"
    return _bounded(quantity / MONTH, (f"{quantity:g} units taken to last {MONTH} days",))


def _agree(daily: float, supplied: float) -> bool:
    return daily <= supplied * _SLACK and supplied <= daily * _SLACK


def _bounded(units: float, assumed: tuple[str, ...]) -> tuple[float | None, tuple[str, ...], str]:
    if units > _MOST_A_DAY:
        return None, (), f"{units:g} units a day are more than can be meant"
    return units, assumed, ""
