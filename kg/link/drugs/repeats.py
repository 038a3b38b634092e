"""Words that repeat a quantity, so that it is open how often it is meant: "#60 x 2", "2 bottles of #60"."""

from __future__ import annotations

import re

__all__ = ["BEHIND", "MONTHLY", "MONTHS", "MORE", "is_repeated"]

_SETS = (
    r"(?:bottles?|btls?|boxes|box|bx|packs?|packages?|bags?|kits?|fills?|prescriptions?|scripts?|rx|sets?"
    r"|cards?|vials?|cartons?|lots?|dispensings?|times)"
)
_SOME = r"(?:0?[2-9]|1\d)"
_TIMES_AFTER = re.compile(
    rf"""
    [\s,;()]{{0,3}}
    (?:(?:x|×|\*|times|by)\s?\(?{_SOME}(?!\d)                      # "#60 x 2", but "x 2 refills", "x 30 days"
        (?!\s?-?(?:refill|rf|days?|d\b|weeks?|wks?|mo(?:nth)?s?\b|mg|mcg|%|[.,/]\d))
    |{_SOME}\s?x\b(?!\s?(?:refill|\d|day|daily|a\sday|per))        # "#60 2x"
    |{_SOME}\s?-?{_SETS}\b(?!\s?(?:suppl|worth))                   # "#60, 2 bottles"
    |(?:dispensed?|filled|given)\s{_SOME}\stimes\b(?!\s?(?:a\s|per|daily|each|every))   # "#60 dispensed 3 times"
    |twice\b|thrice\b)                                            # "#60 twice"
    """,
    re.VERBOSE,
)
_TIMES_BEFORE = re.compile(
    rf"""
    (?<![\d/.#~-]){_SOME}\s?-?                                     # "2 x #60", and the number of "2 bottles of #60"
    (?:x|×|(?:{_SETS}|months?|weeks?)(?:\s?\w{{0,6}})?\s(?:of|with|at|containing)|{_SETS}\s?[,:@x-]?)\s?\(?\s?$
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(rf"(?<![\d/.#~-]){_SOME}\s?$")
BEHIND = 30
MONTHS = re.compile(
    r"""
    (?:(?:\bx|\bfor|\bover|[(,;])\s?(?:[2-9]|1[0-2])\s?-?mo(?:nth)?s?   # "x 3 months", "(2 months)"
    |(?:\bx|\bfor)\s?(?:60|90|120|180)\s?-?days?)\b                     # "x 90 days"
    (?!'?\s?(?:supply|supplies|worth))
    """,
    re.VERBOSE,
)
"""Several months: the quantity is all of theirs, or each one's."""

MONTHLY = re.compile(
    r";\s*(?:tablets?|tabs?|capsules?|caps?|pills?)?[\s,(]{0,3}(?:(?:per|a|every|each|/)\s?month\b|monthly\b)\)?[\s,;]{0,3}"
    r"(?P<months>(?:(?:x|for|over)\s?)?\(?(?:[2-9]|1[0-2])\s?-?mo(?:nth)?s?\b)"
)
"""A quantity (of which ``;`` is left) that says it is one month's, and for how many: "#120 per month for 3 months"."""

MORE = re.compile(r"(?:\bplus|\band|\+|&)\s?\#?\d{1,3}\s?(?:more|additional|extra|other)\b")
"""A further quantity on top."""


def is_repeated(text: str, match: re.Match[str]) -> bool:
    """Whether the words around the quantity that `match` tells multiply it."""
    start = match.start("take") if "take" in match.re.groupindex else match.start()
    first = max(0, start - BEHIND)
    if _TIMES_AFTER.match(text, match.end()) or _TIMES_BEFORE.search(text, first, start):
        return True
    return match.group()[0] == "x" and _NUMBERED.search(text, first, start) is not None  # "2 x 60 tablets"
