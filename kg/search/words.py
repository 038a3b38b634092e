"""Names as they are compared: small letters and digits, one blank between words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["LONGEST", "normal"]

LONGEST = 200
"""Characters of a text that are looked at; no name is longer, and a longer text is no name."""

_GAP = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """`text` without case, accents and punctuation.

    >>> normal("Oxycodone/APAP  10-325")
    'oxycodone apap 10 325'
    """
    plain = unicodedata.normalize("NFKD", text[:LONGEST])
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return _GAP.sub(" ", letters.casefold()).strip()
