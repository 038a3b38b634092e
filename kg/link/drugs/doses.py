"""How much of a drug is taken a day: "1-2 tabs every 4-6 hours as needed", "tid", "max 4/day".

Each pattern stands beside an example that a test runs. The rates are upper bounds: of a range the larger dose and the
shorter interval count, and "as needed" counts as taken whenever allowed; `Daily.assumed` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["AT_MOST", "FREQUENCIES", "LIMITS", "ONE_UNIT", "Daily", "Frequency", "daily_of"]

_UNIT = (
    r"(?:tablets?|tabs?|caps(?:ules?)?|cap|pills?|patch(?:es)?|films?|puffs?|lozenges?|doses?|units?|pumps?|sprays?"
    r"|drops?|gtts?)"
)
_WEIGHT = r"(?P<weight>gm?s?|grams?|mls?|cc|teaspoons?|tsp|inch(?:es)?)"
_PART = r"(?:1/2|1/4|3/4|0?\.\d+)"
_N = rf"(?P<n>{_PART}|\d{{1,2}}(?:\.\d+)?)"
_HOURS = r"\s?-?(?:hours?|hrs?|hr|h)\b"
_RANGE = r"(?:\s?(?:-|to|or)\s?(?P<m>\d{1,2}(?:\.\d+)?))?"
ONE_UNIT = "one unit a dose"
AT_MOST = "as many as the limit allows"
MOST_A_DOSE = 10
"""A larger number before "daily" is a quantity ("60 tablets daily")."""


@dataclass(frozen=True, slots=True)
class Daily:
    """Units a day at most, what was assumed, and whether the words leave it open."""

    units: float | None = None
    assumed: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Frequency:
    """A pattern, doses a day by its match, an example and what the example says."""

    pattern: re.Pattern[str]
    rate: Callable[[re.Match[str]], float]
    example: str
    says: float


def _at(rate: float) -> Callable[[re.Match[str]], float]:
    return lambda _: rate


def _often(match: re.Match[str]) -> float:
    return max(float(match["n"]), float(match["m"] or 0))


def _hourly(match: re.Match[str]) -> float:
    hours = float(match["n"])
    return 24.0 / hours if 0 < hours <= 168 else 0.0


def _by_weeks(match: re.Match[str]) -> float:
    return 1.0 / (7.0 * float(match["n"]))


def _by_days(match: re.Match[str]) -> float:
    days = float(match["n"])
    return 1.0 / days if 0 < days <= 9 else 0.0


def _frequency(pattern: str, rate: Callable[[re.Match[str]], float], example: str, says: float) -> Frequency:
    return Frequency(re.compile(pattern), rate, example, says)


LIMITS = (
    _frequency(
        r"\b(?:max(?:imum)?|up to|no more than|not (?:to )?exceed(?:ing)?|nte|limit)\.?:?\s?(?:of\s)?"
        rf"{_N}\s?{_UNIT}?\s?(?:/|per|a|in a|in|each|every)?\s?(?:day|daily|24\s?(?:hours?|hrs?|h)|d\b)",
        lambda match: _number(match["n"]),
        "1 q4h prn, max 4/day",
        4,
    ),
    _frequency(
        rf"(?<![\d/.,~#-])(?<!# ){_N}\s?{_UNIT}?\s?(?:/|per|a|each)\s?day\b",
        lambda match: _number(match["n"]),
        "(4 per day)",
        4,
    ),
)
"""Units a day, said outright."""

FREQUENCIES = (
    _frequency(
        rf"\b(?P<n>\d){_RANGE}\s?(?:times?|x)\s?(?:a|per|each|every|/)?\s?(?:day|daily|d\b)",
        _often,
        "3 times a day",
        3,
    ),
    _frequency(
        rf"\b(?:q\.?|every|each)\s?(?P<n>\d{{1,3}})(?P<longer>\s?(?:-|to|or)\s?\d{{1,3}})?{_HOURS}",
        _hourly,
        "every 4-6 hours",
        6,
    ),
    _frequency(r"\bq\.?\s?(?P<n>4|6|8|12|24|48|72)\b(?!\s?(?:d|w|m))", _hourly, "q8", 3),
    _frequency(r"\b(?:q\.?\s?|every\s)(?P<n>[2-9])\s?(?:days?|d)\b", _by_days, "every 3 days", 1 / 3),
    _frequency(r"\b(?:q\.?\s?|every\s)(?P<n>[2-9])\s?-?(?:weeks?|wks?|w)\b", _by_weeks, "one every 2 weeks", 1 / 14),
    _frequency(r"\b(?:q\.?o\.?d|every other day|alternate days)\b", _at(0.5), "every other day", 0.5),
    _frequency(r"\b(?:q\.?i\.?d|four times daily)\b", _at(4.0), "qid", 4),
    _frequency(r"\b(?:t\.?i\.?d|thrice (?:a day|daily|per day))\b", _at(3.0), "t.i.d", 3),
    _frequency(
        r"\b(?:b\.?i\.?d|twice (?:a|per|each|every) day|twice daily|q ?am (?:and|&) q?\s?(?:pm|hs))\b",
        _at(2.0),
        "twice daily",
        2,
    ),
    _frequency(
        r"\b(?:q\.?|every |per |once a |each |/)(?:week|wk)\b|\b(?:once )?weekly\b",
        _at(1 / 7),
        "once weekly",
        1 / 7,
    ),
    _frequency(
        r"\b(?:q\.?d|q\.?h\.?s|q ?day|q ?am|q ?pm|hs|once (?:a|per|each|every) day|(?:once )?daily|(?:every|each) "
        r"(?:day|night|morning|evening)|nightly|(?:at |before |q )?bedtime|at night|in the (?:morning|evening))\b",
        _at(1.0),
        "one at bedtime",
        1,
    ),
)
"""Doses a day."""

_DOSE = re.compile(
    rf"(?<![\d/.,~#-])(?<!# )(?P<n>\d{{1,2}}[\s-]1/2|{_PART}|\d{{1,2}}(?:\.\d+)?){_RANGE}\s?-?"
    rf"(?:{_UNIT}|{_WEIGHT}|po|p\.o\.?)?\s?(?:\([^()]{{0,20}}\)\s?)?"
    r"(?:by mouth|orally|oral|po|p\.o\.?|sl|im|sublingually|transdermally)?[\s,]*$"
)
_ROMAN = r"i{1,3}"
_ROMANS = re.compile(
    rf"""
    (?<![a-z0-9/-])(?<!schedule\s)(?<!class\s)(?<!type\s)(?<!phase\s)(?<!stage\s)
    (?P<n>{_ROMAN})(?:\s?(?:-|to|or|/)\s?(?P<m>{_ROMAN}))?           # "i-ii tabs"
    (?=\s?(?:{_UNIT}|po|p\.o|by\smouth|orally|q|[bt]\.?i\.?d|every|daily|twice|each|once)(?![a-pr-z]))   # "ii po q6h"
    """,
    re.VERBOSE,
)
_HALVES = re.compile(
    r"""
    (?:(?P<n>\b\d{1,2}\s?(?:tablets?|tabs?|caps|pills?)?|\b(?:an?\s)?(?:tablet|tab|cap|pill))\s?(?:and|&)\s?(?:an?\s|1[\s-]|one[\s-])?|\b(?:an?\s|1[\s-]|one[\s-])|\b)
    (?P<part>half|(?:(?:3|three)[\s-])?quarters?|1/2|1/4)\b         # "1 and a half", "a quarter", "three-quarters"
    (?:[\s-](?:of\s)?(?:an?|one|1)\b)?                             # "half a tablet", "a quarter of a tablet"
    """,
    re.VERBOSE,
)
_LEADING = re.compile(r"\d+")
_SIGNS = str.maketrans({"½": " 1/2", "¼": " 1/4", "¾": " 3/4"})
_UNREAD = re.compile(
    r"(?P<word>[a-z]+|[\d./]+)[\s-]{1,2}(?:of\s)?(?:the\s|an?\s)?(?:tablets?|tabs?|caps(?:ules?)?|pills?|patch(?:es)?)"
    r"\s?(?:by mouth|orally|oral|po|p\.o\.?)?[\s,]*$"
    r"|(?<![a-z])(?P<dose>half|quarters?|thirds?|double|both|several|few|couple|i{1,3}v?|t{2,3}|ss)\s?(?:po|p\.o\.?)?[\s,]*$"
)
_READ = frozenset(
    (
        *("er", "ir", "sr", "xr", "cr", "xl", "la", "dr", "ec", "release", "hcl", "hydrochloride", "sulfate", "oral"),
        *("coated", "film", "tablet", "tab", "capsule", "cap", "take", "apap", "po", "mg", "mcg", "hr", "each", "odt"),
        *("transdermal", "of", "a", "tartrate", "extended", "acetaminophen", "sodium", "apply", "change", "the"),
    )
)
"""Words before "tablet" that tell no number of them."""
_BETWEEN = re.compile(r"\s?(?:-|to|or|/)\s?")
_SUMMED = re.compile(r"[\s,]*(?:and|&|\+|plus|then)?[\s,~\d./-]*(?:tablets?|tabs?|caps?|capsules?|pills?|po)?\s*")
_REACH = 40


def daily_of(text: str) -> tuple[Daily, str]:
    """Units a day that a lower-case text tells, and the text with the words that tell it blanked."""
    for limit in LIMITS:
        match = limit.pattern.search(text)
        if match:
            rest, _ = _frequencies(_blank(text, match.start(), match.end()))
            return Daily(limit.rate(match), (AT_MOST,) if limit is LIMITS[0] else ()), rest
    text = _plain_doses(text)
    rest, found = _frequencies(text)
    if not found:
        return Daily(), text
    assumed = []
    if any(each.range for each in found):
        assumed.append("the larger dose of the range")
    if any(each.shorter for each in found):
        assumed.append("the shorter interval of the range")
    if any(each.dose is None for each in found):
        assumed.append(ONE_UNIT)
    if "needed" in text or "prn" in text:
        assumed.append("taken as often as allowed")
    if any(each.weighed for each in found):
        return Daily(), rest
    if any(each.unread for each in found):
        return Daily(open=True), rest
    units = _together(text, found)
    return Daily(units, tuple(assumed) if units is not None else (), units is None), rest


@dataclass(frozen=True, slots=True)
class _Taking:
    """One frequency with its dose, from `start` to `end` of the text."""

    start: int
    end: int
    rate: float
    dose: float | None
    range: bool
    weighed: bool
    shorter: bool
    unread: bool = False


def _plain_doses(text: str) -> str:
    """Doses in words, signs and Roman numerals as numbers.

    >>> [_plain_doses(words) for words in ("half a tablet bid", "1 and a half tabs", "i-ii po q6h")]
    ['0.5 tablet bid', '1.5 tabs', '1-2 po q6h']
    """
    text = text.translate(_SIGNS)
    if "half" in text or "quarter" in text or "and" in text or "&" in text:
        text = _HALVES.sub(_half, text)
    return _ROMANS.sub(_roman, text) if "i" in text else text


def _half(match: re.Match[str]) -> str:
    part = match["part"]
    value = 0.5 if part in ("half", "1/2") else 0.75 if part[0] in "3t" else 0.25
    if part in ("1/2", "1/4") and not match["n"]:
        return match.group()
    whole = match["n"]
    leading = _LEADING.search(whole) if whole else None
    count = float(leading.group()) if leading else 1.0 if whole else 0.0  # "tablet and a half" is one and a half
    return f"{value + count:g}"


def _roman(match: re.Match[str]) -> str:
    return str(len(match["n"])) + (f"-{len(match['m'])}" if match["m"] else "")


def _is_unread(before: str) -> bool:
    """Whether words before a frequency tell a dose that no pattern reads ("a couple of tablets tid")."""
    match = _UNREAD.search(before)
    return match is not None and match["word"] not in _READ


def _frequencies(text: str) -> tuple[str, list[_Taking]]:
    """The text with all frequencies and their doses blanked, and these in the order of the text."""
    found = []
    for frequency in FREQUENCIES:
        for match in frequency.pattern.finditer(text):
            rate = frequency.rate(match)
            if not rate:
                continue
            start = match.start()
            before = text[max(0, start - _REACH) : start]
            dose = _DOSE.search(before)
            amount = _dose(dose) if dose else None
            if amount is not None and amount > MOST_A_DOSE:
                dose = amount = None
            begin = start - len(before) + dose.start() if dose else start
            ranged, weighed = (bool(dose["m"]), bool(dose["weight"])) if dose else (False, False)
            shorter = bool(match.groupdict().get("longer"))
            unread = dose is None and _is_unread(before)
            found.append(_Taking(begin, match.end(), rate, amount, ranged, weighed, shorter, unread))
            text = _blank(text, begin, match.end())
    return text, sorted(found, key=lambda taking: taking.start)


def _together(text: str, found: list[_Taking]) -> float | None:
    """Units a day of all that is said: one thing said twice, a range ("bid-tid"), or parts of a day that add up."""
    amounts = [each.rate * (each.dose or 1.0) for each in found]
    if len(set(amounts)) == 1 and len({each.rate for each in found}) == 1 and not _adds_up(text, found):
        return amounts[0]
    if all(_BETWEEN.fullmatch(text[one.end : other.start]) for one, other in pairwise(found)):
        return max(amounts)
    return sum(amounts) if _adds_up(text, found) else None


def _adds_up(text: str, found: list[_Taking]) -> bool:
    """Whether each part has its own dose and stands beside the next ("1 qam and 2 qhs")."""
    own = len(found) > 1 and all(each.dose is not None and each.rate == 1.0 for each in found)
    return own and all(_SUMMED.fullmatch(text[one.end : other.start]) for one, other in pairwise(found))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _number(text: str) -> float:
    part, _, whole = text.partition("/")
    return float(part) / float(whole) if whole else float(part)


def _dose(match: re.Match[str]) -> float:
    whole, _, half = match["n"].replace("-", " ").partition(" ")
    least = _number(whole) + (0.5 if half else 0.0)
    return max(least, float(match["m"] or 0))
