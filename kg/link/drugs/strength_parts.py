"""A strength as numbers with units of UCUM (https://ucum.org), one for each part in the order printed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.link.drugs.strengths import Strength
from kg.model import StrengthPart

__all__ = ["strength_parts"]

_UCUM = {
    "mg": "mg",
    "mcg": "ug",
    "g": "g",
    "%": "%",
    "units": "[arb'U]",
    "IU": "[iU]",
    "meq": "meq",
    "mmol": "mmol",
}
_UCUM_PER = {
    "hr": "h",
    "day": "d",
    "ml": "mL",
    "l": "L",
    "g": "g",
    "kg": "kg",
    "m2": "m2",
    **{each: f"{{{each}}}" for each in ("actuation", "spray", "puff", "inhalation", "dose")},
}
_PER = re.compile(r"/(?P<count>\d*\.?\d*)(?P<whole>[a-z]\w*)")


def strength_parts(strength: Strength | None, owners: Mapping[str, str]) -> tuple[StrengthPart, ...]:
    """The parts of `strength`; `owners` gives each ingredient's text of its part by the ingredient's name.

    Nothing where a number or a unit is not a single known one: of a range ("5-10 mg"), of numbers without a unit.
    """
    if strength is None or len(strength.parts) != len(strength.values):
        return ()
    per = _PER.fullmatch(strength.per)
    if strength.per and (per is None or per["whole"] not in _UCUM_PER):
        return ()
    count = float(per["count"] or 1) if per else None
    whole = _UCUM_PER[per["whole"]] if per else None
    left = dict(owners)
    found = []
    for text, value in zip(strength.parts, strength.values, strict=True):
        unit = _UCUM.get(strength.unit or text.rpartition(" ")[2])
        if unit is None:
            return ()
        owner = next((name for name, own in left.items() if own == text), None)
        if owner is not None:
            del left[owner]
        found.append(StrengthPart(value, unit, count, whole, owner))
    return tuple(found)
