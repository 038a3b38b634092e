"""Words beside a product that may be ingredients of it which the vocabulary does not know ("Tramadol/Magnesium")."""

from __future__ import annotations

import re

from kg.link.drugs.dosage import Region
from kg.link.drugs.products import Product

__all__ = ["unknown_parts"]

_PERCENT = r"\(?\d{0,3}\.?\d{1,4}\s?%\)?"
_WORD = r"[a-z][a-z-]{1,24}"
_AFTER = re.compile(
    rf"""
    (?:\s(?:hcl|sodium|er|ir))?\s?(?:{_PERCENT}\s?)?(?:/|\+|&)\s?(?:{_PERCENT}\s?)?
        (?P<joined>{_WORD})\b                                                         # "/magnesium"
    |\s?{_PERCENT}[\s,;/+&]{{1,3}}(?:and\s)?(?P<beside>{_WORD})\s?(?={_PERCENT})       # "2% orph 5%"
    |\s?{_PERCENT}[\s,;/+&]{{1,3}}{_PERCENT}\s?(?P<measured>{_WORD})\b                # "2% 5% orph"
    """,
    re.VERBOSE,
)
_BEFORE = re.compile(
    rf"""
    (?<![a-z])(?:
        (?P<joined>{_WORD})\s?(?:{_PERCENT}\s?)?(?:/|\+|&)\s?(?:{_PERCENT}\s?)?   # "foo/"
        |(?P<beside>{_WORD})\s?{_PERCENT}[\s,;/+&]{{1,3}}                          # "foo 3% "
    )$
    """,
    re.VERBOSE,
)
_MIX = re.compile(r"(?:\s(?:mix|insulin))?\s?\(?(?P<mix>(?:25|30|50|70|75)/(?:25|30|50|70|75))(?![\d/.])")
_NO_PARTS = frozenset(
    (
        *(
            "cream",
            "creme",
            "gel",
            "ointment",
            "oint",
            "lotion",
            "patch",
            "patches",
            "spray",
            "solution",
            "topical",
            "foam",
        ),
        *(
            "compound",
            "compounded",
            "compounding",
            "base",
            "kit",
            "tablet",
            "tablets",
            "tab",
            "tabs",
            "capsule",
            "capsules",
        ),
        *(
            "cap",
            "injection",
            "injections",
            "powder",
            "suspension",
            "syrup",
            "elixir",
            "liquid",
            "film",
            "hr",
            "hour",
            "day",
        ),
        *("ml", "mg", "mcg", "gm", "gram", "grams", "units", "dose", "doses", "month", "mo", "week", "qty", "quantity"),
        *(
            "refill",
            "refills",
            "rf",
            "er",
            "ir",
            "sr",
            "xr",
            "cr",
            "dr",
            "hcl",
            "sodium",
            "and",
            "or",
            "with",
            "generic",
        ),
        *(
            "medication",
            "medications",
            "of",
            "for",
            "the",
            "oral",
            "one",
            "two",
            "three",
            "application",
            "applicator",
            "pen",
        ),
        *(
            "x",
            "each",
            "transdermal",
            "in",
            "bottle",
            "box",
            "tube",
            "pump",
            "drops",
            "drop",
            "usp",
            "percent",
            "to",
            "gms",
        ),
    )
)
_REACH = 48
_MOST = 40
"""No product has more names; words beside further ones are not read."""


def unknown_parts(low: str, product: Product, region: Region) -> tuple[str, ...]:
    """Words that a slash, a plus or a row of percentages joins to a product's names, and that are no names."""
    found = []
    ahead = low[max(region[0], product.start - _REACH) : product.start]
    matches = [_BEFORE.search(ahead)]
    for at, hit in enumerate(product.hits[:_MOST]):
        end = product.hits[at + 1].start if at + 1 < len(product.hits) else region[1]
        matches.append(_AFTER.match(low, hit.end, end))
    if len(product.ingredients) == 1 and product.ingredients[0].startswith("insulin-"):
        matches.append(_MIX.match(low, product.end, region[1]))  # "insulin aspart 70/30" is a mixture of two
    for match in matches:
        word = next((each for each in match.groups() if each), "") if match else ""
        if word and word not in _NO_PARTS and word not in found:
            found.append(word)
    return tuple(found)
