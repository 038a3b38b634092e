"""Names as they are compared: small letters and digits, one blank between words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["LONGEST", "normal"]

LONGEST = 200
"""Characters of a text that are looked at; no name is longer, and a longer text is no name."""

_GAP = re.compile(r"[\W_]+")


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """`text` without case, accents and punctuation.

    >>> normal("Oxycodone/APAP  10-325")
    'oxycodone apap 10 325'
    """
    # Case folding can leave letters that decompose, and some only fold once decomposed: Unicode 3.13, D146.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text[:LONGEST]).casefold())
    letters = "".join(each for each in folded if not unicodedata.combining(each))
    return _GAP.sub(" ", letters).strip()
