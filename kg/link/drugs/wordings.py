"""The ways in which letters write amounts: one pattern a row, each with an example that a test runs.

A new wording is a row of one of the tables. Patterns are read on small letters in which numbers in words have become
digits and what was understood before (strengths, dates) is blanked by ``~``; tables are tried in the order of
`kg.link.drugs.amounts`, and within a table the first row that fits decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["COUNTED", "DATES", "DAYS", "MEASURED", "QUANTITIES", "REFILLS", "SPANS", "SPLIT", "SUPPLIES", "Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern whose group ``n`` is the number, an example, and what the example says.

    Group ``unit`` is what the number counts, ``take`` the words that are understood where that is not all of the match.
    """

    pattern: re.Pattern[str]
    example: str
    says: float


def _wording(pattern: str, example: str, says: float) -> Wording:
    return Wording(re.compile(pattern), example, says)


_N = r"(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
_FREE = r"(?<![#\d.,/~-])(?<!# )"
_UNIT = r"(?P<unit>days?|weeks?|wks?|months?|mos?\b|d\b)"
_TABLETS = r"(?:tablets?|tabs?|capsules?|caps?|caplets?|pills?|count|ct|units? of|pieces|pcs)\b"
_PACKS = (
    r"(?:patch(?:es)?|boxes|box|bx|tubes?|bottles?|btls?|vials?|packets?|packs?|suppositor(?:y|ies)|lozenges|films?"
    r"|strips?|syringes?|pens?|kits?|inhalers?|doses?|bags?|each|ea|cartridges?|canisters?|jars?|ampules?)\b"
)
# A number before one of these words is a dose to take, no quantity: "1 tablet by mouth", "2 patches every 72 hours".
_TAKEN = (
    r"(?!\s*(?:by mouth|po\b|p\.o|orally|every|each|per\b|a day|daily|bid|tid|qid|qd|q\.|q\d|q \d|qhs|qam|qpm|prn|once"
    r"|twice|at |three times|2x|3x|/\s?day|up to|\d x|nightly|hs\b|as needed|to (?:skin|affected)|for 12|in the"
    r"|\d times))"
)
_NOT_TIMES = (
    r"(?!\s*-?(?:\w+\s)?(?:refill|rf\b|week|wk|day|month|mo\b|year|per|daily|a day|time|session|visit|mg|mcg|%))"
    r"(?!\s?[/.]\s?\d)(?!\d)"
)

DATES = re.compile(
    r"""
    \b\d{1,2}\s?[/-]\s?\d{1,2}\s?[/-]\s?(?:\d{4}|\d{2})\b          # "DOS: 3/14/2016", "11-17- 16"
    |\b\d{4}-\d{2}-\d{2}\b                                          # "2016-03-14"
    |\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s\d{4}\b)?
    """,
    re.VERBOSE,
)
"""Dates, whose numbers are no amounts ("on November 8")."""

SPLIT = re.compile(
    r"\b(?:authoriz\w+|certif\w+|approv\w+|modif\w+|remain\w*|partial\w*|wean\w*|taper\w*|original\w*|eligible|denied"
    r"|balance|portion|decreas\w*|increas\w*|reduc(?:e|es|ed|ing|tion)|titrat\w*)\b"
)
"""Words of a quantity that was split: what is asked for, what was authorized, what remains."""

REFILLS = (
    _wording(rf"\b(?:refills?|rf|ref|r/f)(?![a-wyz])\.?\s?(?:[:=]|x|times)+\s?{_N}", "#60 refills: 2", 2),
    _wording(
        rf"{_FREE}(?:\bx\s?|\b){_N}\s?\+?(?:additional |more |extra |monthly )?(?:refills?|rf)\b(?!\s?[:=x]\s?\d)",
        "with 2 refills",
        2,
    ),
    _wording(rf"#\s?\d+[^#]{{0,80}}(?P<take>#\s?{_N}\s?refills?\b)", "#60, #2 refills", 2),
    _wording(rf"\brefills?\b\.?\s?(?:of\s|#\s?|\(\s?)?{_N}(?!\d)", "#60 refill 1", 1),
    _wording(rf"\b(?:rf|ref\.|rfs)\s?#?\s?{_N}", "rf 3", 3),
    _wording(
        r"\b(?:no|without|zero|(?P<n>0)) (?:refills?|rf)\b|\b(?:refills?|rf)\b\s?[:=]?\s?(?:none|no|nr|zero)\b",
        "#30 no refills",
        0,
    ),
    _wording(r"\brefill\s(?P<n>once)\b|\bwith (?:a|an additional) refill\b", "with a refill", 1),
)
MOST_REFILLS = 12

QUANTITIES = (
    _wording(
        r"(?:#\s?:?|\b(?:qty|quantity|quant|disp(?:ense[d]?)?|count|qt|amount|amt)\b|\bno\.)"
        rf"[\s:.=#]*(?:is\s|of\s)?#?\s?\(?{_N}(?!\s?(?:mg|mcg|%|times|refills?\b(?!\s?[:=x]?\s?\d)))(?![\doil])",
        "quantity: 60",
        60,
    ),
    _wording(rf"{_FREE}\b{_N}\s?#(?!\s?\d)", "60#", 60),
    _wording(
        rf"\btotal(?:\sof)?\s?[:=]?\s?#?\s?(?P<n>\d{{2,3}})(?=(?:\s{_TABLETS})?\s?(?:$|[,;.)](?!\d)))",
        "total of 120",
        120,
    ),
    _wording(
        rf"{_FREE}\b(?P<n>\d{{2,3}})\s?{_TABLETS}(?=\s?\(?(?:(?:per|a|every|each|/)\s?month\b|monthly\b))",
        "120 tablets per month",
        120,
    ),
)
"""Quantities that call themselves so: nothing else is meant by their number."""

SUPPLIES = re.compile(r"\s?\)?[\s,;-]{0,4}days?'?s?'?\s?(?:of\s)?suppl(?:y|ies)\b\s?(?P<more>[:=#]?\s?\(?\d+)?")
"""After a quantity: "#60 day supply: 30" tells both, "quantity: 30 day supply" the days alone."""

DAYS = (
    _wording(
        r"(?<!\d )(?<!\d-)\b(?:days?'?s?'?\s?(?:of\s)?supply|supply|ds|d/s|days)\s?[:=#]\s?\(?"
        rf"{_N}(?:\s?-?{_UNIT})?",
        "day supply: 30",
        30,
    ),
    _wording(
        rf"{_FREE}\b{_N}\s?-?{_UNIT}'?s?'?\)?\s?-?(?:of\s)?"
        r"(?:supply|supplies|worth|course|duration|rx|prescription|fill|trial)",
        "1 month supply",
        30,
    ),
    _wording(
        rf"(?:\bx\s?|\bfor\s(?:a\s)?|\bover\s|\bin\s|\blasting\s){_N}\s?-?{_UNIT}",
        "x 30 days",
        30,
    ),
    _wording(
        r"(?:\bper|\bevery|/|\bq\.?|\beach)\s?(?P<n>[1-9]\d)\s?-?(?P<unit>days?)",
        "#60 per 30 days",
        30,
    ),
    _wording(
        rf"\b(?:days?'?s?'?\s?supply|ds)\s?(?:of\s)?{_N}(?!\s?(?:tab|cap|pill|mg|refill|#))",
        "days supply 14",
        14,
    ),
    _wording(rf"{_FREE}\b(?P<n>[1-9]\d|1[0-2]0|[57])\s?ds\b", "(30 ds)", 30),
    _wording(
        rf"{_FREE}(?<!every )(?<!q )(?<!each )\b(?P<n>\d{{2,3}}|[57])\s?-?(?P<unit>days?)\b"
        r"(?! (?:a|per|prior|after|post|ago|old|later|before|of the))",
        "#90, 30 days",
        30,
    ),
    _wording(
        rf"[(,;]\s?(?:for\s)?{_FREE}(?P<n>[1-9]|1[0-2])\s?-?(?P<unit>months?|mos?\b|weeks?|wks?)(?=\s?(?:$|[),;.#]|supply))",
        "#90 (1 month)",
        30,
    ),
)

SPANS = re.compile(
    r"(?:\d|\bhalf)\s?-?(?:a\s)?(?:months?|mos?|weeks?|wks?|years?|yrs?)\b(?!\s?(?:ago|prior|old|later|post|after|before|follow|f/u))"
)
"""Spans of time: one that no wording understood leaves open how long the quantity lasts ("#120 per 2 months")."""

COUNTED = (
    _wording(rf"\bx\s?{_N}{_NOT_TIMES}", "10 mg x 60", 60),
    _wording(
        rf"(?<![–/.\d-])(?<!take )(?<!to )(?<![^/]tab )\b{_N}\s?-?(?:[a-z]+\s)?{_TABLETS}{_TAKEN}",
        "60 tablets",
        60,
    ),
    _wording(rf"(?<![–/.\d-])\b{_N}\s?-?(?:[a-z]+\s)?{_PACKS}{_TAKEN}", "2 boxes", 2),
)
"""Numbers that count something: tablets, patches, boxes, or nothing at all ("x 60")."""

MEASURED = (
    _wording(
        r"(?<![–/.\d-])(?<!apply )(?P<n>\d+(?:\.\d+)?)\s?-?(?:gm?s?|grams?|mls?|cc|oz|ounces?)\b(?!\s?/)" + _TAKEN,
        "120 grams",
        120,
    ),
    _wording(rf"\(\s?{_N}\s?\)(?!\s?(?:refill|day|week|month|time))", "(60)", 60),
    _wording(
        r"(?:mg|mcg|%|tablets?|tabs?|capsules?|caps?|patch(?:es)?|er|ml|units|~)\.?[,:]?\s*-?\s*(?P<n>\d{1,4})"
        r"(?:\s*$|\s*[,;(.]|\s+(?:with|refill|no\b))",
        "~ 90",
        90,
    ),
)
"""Amounts by weight or volume, and numbers that stand alone after a strength."""
