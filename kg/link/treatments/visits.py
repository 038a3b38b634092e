"""How many sessions a request asks for: ``2 times a week for 6 weeks``, ``3x4``, ``eight sessions``, ``(12 sessions)``.

Of a range the upper bound counts. A month is four weeks, as schedules of therapy reckon it. Each pattern below is one
way to write sessions down; the comment at a branch gives its reason and an example. Titles that are read so stand in
`tests/kg/link/treatments/titles.tsv`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.model import Passage, Said
from kg.text import NUMBER_WORDS, number_of
from kg.text.numbers import TENS, UNITS

__all__ = ["total_said", "visits_said"]

_DAYS: Final = {"d": 1, "w": 7, "m": 28}

_WORD_NUMBER = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)).replace("-", "[- ]")
_N = rf"(?:(?<![\d./])\d{{1,3}}(?![\d/.]*\d)|\b(?:{_WORD_NUMBER})\b)"
_COMPOUND = rf"(?:{'|'.join(TENS)})[- ](?:{'|'.join(UNITS[1:10])})\b"  # "twenty-four" is no range
_NOUN = r"(?:sessions?|visits?|treatments|appointments|classes)\b"
_PER = r"\s*(?:a|per|each|every|/|x|×|times)?\s*"
_WEEK = r"(?:week|wk|day|month|weekly|daily|monthly)\b"


def _range(group: str) -> str:
    """A number, or a range whose upper bound is the group."""
    return rf"(?:(?!{_COMPOUND}){_N}\s*(?:-|–|to|or)\s*)?(?P<{group}>{_N})"


def _unit(group: str) -> str:
    return rf"(?P<{group}>days?|daily|weeks?|wks?|weekly|wkly|w|months?|mos?|monthly)\b\.?"


# --- numbers that count no sessions, blanked out place by place ---

_NOISE = re.compile(
    r"""
    \b\d+(?:\.\d+)?\s*["”]?\s*(?:x|×|by)\s*\d+(?:\.\d+)?             # a size: "10 x 12 cm pad"
        (?:\s*(?:x|×|by)\s*\d+)?\s*-?\s*(?:(?:cm|mm|in|ft|feet|inch(?:es)?)\b|["”])
    |\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b                                # a date: "DOS 11/12/2014"
    |\b[a-z]?\d{4,5}\b                                                # a procedure code: "97110", "g0283"
    |\b[clts]-?\d{1,2}(?:\s*[-/,]\s*[clts]?\d{1,2})*\b                # spinal levels: "l4-5"
    |\b\d+(?:\.\d+)?\s*-?\s*(?:                                       # a measure: "45 minutes", "6-inch"
        minutes?|mins?|units?|mg|ml|lbs?|pounds|inch(?:es)?|levels?|body[ ]parts?|years?
    )\b
    |\b(?:post-?\s?op\w*|phase|grade|type|stage|day)\s*\#?\d+\b       # a number of order: "phase 2", "post-op 3"
    """,
    re.VERBOSE,
)
# "6 hours a day, 7 days a week": the days are visits, the hours are not.
_HOURS_A_DAY = re.compile(rf"{_N}(?:\s*(?:-|to)\s*{_N})?\s*(?:hours?|hrs?)\s*(?:a|per|each|/|x)?\s*(?:day|daily)\b")
# "4 hours per week" of help, "80 hours" of a program
_HOURS = re.compile(rf"{_N}(?:\s*(?:-|to)\s*{_N})?\s*-?\s*(?:hours?|hrs?)\b(?:\s*(?:a|per|each|/)\s*(?:week|wk)\b)?")
_TWICE_SAID = re.compile(r"(?<=[a-z0-9])(\s*\(\s*\d{1,3}\s*\))")  # the figure after the word: "two (2)"
_SAID_BEFORE = re.compile(rf"{_N}$")

# --- totals ---

# "8 visits", "six additional chiropractic treatments", "8-12 visits"; "2 visits a week" is a frequency.
_TOTAL = re.compile(
    rf"""
    {_range("n")}(?:\s+|-)
    (?:                                                                      # "physical therapy"
        (?!(?:weeks?|wks?|months?|days?|times?|x|per|hours?|for|and|every|a)\b)[a-z/&'-]+\s+
    ){{0,6}}?
    {_NOUN}
    (?!\s*(?:a|per|each|every|/|x|times(?:[ ]per|[ ]a)?)?\s*{_WEEK})
    """,
    re.VERBOSE,
)
# "sessions, 12", "visits x 4", "sessions: (8)"; in "visits 2 times a week" and "sessions x 6 weeks" the number is none.
_TOTAL_AFTER = re.compile(
    rf"""
    {_NOUN}\s*(?:,|:|x|×|times|\#|=|-|\(|qty:?|quantity:?|of)*\s*\(?{_range("n")}\b
    (?!\s*(?:x|times|a|per|/|-|to|days?|weeks?|wks?|months?|sessions?|visits?)\b)
    """,
    re.VERBOSE,
)
_SUM = re.compile(rf"\b(?:total(?:\ of)?|totaling|quantity|qty)\s*:?\s*{_range('n')}\b")  # "QTY: 8", "a total of 12"
_IN_ALL = re.compile(rf"\b(?:total(?:ing)?(?:\ of)?)\s*:?\s*{_range('n')}\b")  # "total of 12" after its parts
# What stands between two counts that are added, "2 visits for the neck and 8 visits": no bracket and no other number.
_JOINED = re.compile(r"[^()\d]{0,60}(?:\band\b|\bplus\b|&|\bthen\b|\bfollowed by\b)[^()\d]{0,30}")

# The count that leads the next treatment in, "12 sessions of PT and 6 sessions of".
_LED_IN = re.compile(rf"(?:[,;&+]|\b(?:and|plus|then|with)\b)[^,;&+]{{0,8}}{_N}[^,;&+]{{0,24}}$")

# --- schedules: frequency times duration ---

_FREQUENCY = re.compile(
    rf"""
    {_range("n")}\s*(?:x|×|times?|visits?|sessions?|days?|treatments?)?{_PER}{_unit("u")}   # "2-3 times a week"
    |\bevery\s+(?:(?P<every>{_N})|(?P<other>other))\s*{_unit("v")}                          # "every other week"
    |\b(?P<adverb>daily|weekly|monthly)\b                                                  # "weekly for 3 months"
    """,
    re.VERBOSE,
)
# "for 6 weeks", "4 more weeks"; "3 days a week" is no duration.
_DURATION = re.compile(
    rf"""
    {_range("n")}\s*(?:more|additional|consecutive|full)?\s*-?\s*{_unit("u")}
    (?!\s*(?:a|per|each|/|x)\s*(?:week|wk))
    """,
    re.VERBOSE,
)
_BARE_DURATION = re.compile(rf"\s*(?:for|x|×|times|by)\s*{_range('n')}(?!\s*[a-z%])")  # "monthly x 6"
# What leads from one schedule to the next, "for 4 weeks, then once a week for 4 weeks".
_THEN = re.compile(r"\s*[,;]?\s*(?:and then|and|then|plus|followed by|&)\s+")
_NEAR = 20  # characters between "then" and the schedule that goes on

# --- shorthand ---

_PRODUCT = re.compile(  # "2x6", "3 times 4"; "10 x 12 cm" is a size
    rf"{_range('n')}\s*(?:x|×|times|by)\s*{_range('m')}(?!\s*(?:mg|cm|mm|inch|x|a|per|times)\b)"
)
_PRODUCT_OF_VISITS = re.compile(rf"{_range('n')}\s*(?:x|×|times)\s*{_range('m')}\s+{_NOUN}")  # "two times four visits"
_BARE = re.compile(
    rf"""
    (?:\b(?:x|times)|×|\#|\bqty\.?:?|\bquantity:?|\()\s*{_range("n")}         # "x 12", "#6", "(8)"
        (?!\s*(?:x|weeks?|wks?|months?|days?)\b)
    |^(?:additional\ |continued?\ |initial\ )?(?P<first>{_N})                 # "12 physical therapy"
        (?!\s*(?:-|to|days?|weeks?|months?|years?|x|times)\b)(?=\s+[a-z]{{2}})
    |(?:,|\bfor|-|:)?\s+(?P<last>{_N})\s*$                                    # "Physical therapy 12"
    """,
    re.VERBOSE,
)
_ANY_NUMBER = re.compile(rf"\d|\b(?:{_WORD_NUMBER})\b|(?:dai|week|month)ly\b|hours?\b", re.IGNORECASE)


class _Schedule(NamedTuple):
    """Sessions of a schedule, and the characters that tell it."""

    total: int
    start: int
    end: int


def visits_said(request: Passage, other: int = -1, until: int = -1) -> Said[int] | None:
    """Sessions that a request for therapy asks for, ``None`` where it can't be told.

    `other` is where in the request another treatment is named last (-1: nowhere), `until` where one is named first
    after the treatment itself: counts that come with it are its own.
    An explicit total wins over frequency times duration, that over a short product (``2x6``), that over a bare number.
    """
    if not _ANY_NUMBER.search(request.text):
        return None
    text = _clean(request.text)
    own = _counted(request, _LED_IN.sub("", text[:until]), -1) if until > 0 else None
    return own or _counted(request, text, other)


def _counted(request: Passage, text: str, other: int) -> Said[int] | None:
    """The sessions that `text`, the request or its beginning, tells."""
    return (
        _product(request, _PRODUCT_OF_VISITS.search(text))
        or _totals(request, text, other)
        or _said(request, _TOTAL_AFTER.search(text))
        or _said(request, _SUM.search(text))
        or _schedule(request, text)
        or _product(request, _PRODUCT.search(text))
        or _said(request, _BARE.search(text))
    )


def total_said(request: Passage) -> Said[int] | None:
    """Sessions or visits that a request counts in so many words."""
    return _totals(request, _clean(request.text), -1)


def _clean(text: str) -> str:
    """`text` in small letters, numbers that count no sessions blanked out; offsets stay."""
    text = text.lower() if text.isascii() else "".join(char.lower() if char.isascii() else char for char in text)
    text = _HOURS_A_DAY.sub(lambda match: "daily".ljust(len(match.group())), text)
    text = _HOURS.sub(lambda match: "_" * len(match.group()), text)
    text = _NOISE.sub(lambda match: "_" * len(match.group()), text)
    return _TWICE_SAID.sub(lambda match: _unless_total(match, text), text)


def _unless_total(match: re.Match[str], text: str) -> str:
    """Blank "(2)" in "two (2)"; keep it in "for 1 week (2)", where it is the total."""
    return " " * len(match.group()) if _SAID_BEFORE.search(text[: match.start()]) else match.group()


def _number(text: str) -> int:
    number = number_of(text)
    if number is None:  # pragma: no cover - the patterns let only numbers through
        raise ValueError(text)
    return number


def _said(request: Passage, match: re.Match[str] | None, value: int | None = None) -> Said[int] | None:
    if match is None:
        return None
    if value is None:
        value = _number(next(group for group in match.groups() if group))
    return Said(value, request.part(*match.span())) if value else None


def _totals(request: Passage, text: str, other: int) -> Said[int] | None:
    """The sessions counted in so many words; of counts that "and" joins ("2 visits and 8 visits"), their sum."""
    first = _TOTAL.search(text)
    if first is None or (in_all := _IN_ALL.search(text)):
        return _said(request, in_all if first else None)
    value, end = _number(first["n"]), first.end()
    while end > other and (more := _TOTAL.search(text, end)) and _JOINED.fullmatch(text, end, more.start()):
        value, end = value + _number(more["n"]), more.end()
    return Said(value, request.part(first.start(), end)) if value else None


def _schedule(request: Passage, text: str) -> Said[int] | None:
    """Frequency times duration, in either order; schedules told one after the other are added."""
    first = _one_schedule(text, 0)
    if first is None:
        return None
    total, start, end = first
    while (then := _THEN.match(text, end)) and (more := _one_schedule(text, then.end())):
        if more.start > then.end() + _NEAR:
            break
        total, end = total + more.total, more.end
    return Said(total, request.part(start, end)) if total else None


def _one_schedule(text: str, at: int) -> _Schedule | None:
    """The first schedule of `text` from `at` on."""
    for found in sorted(_FREQUENCY.finditer(text, at), key=lambda match: match["adverb"] is not None):
        rate, unit = _rate(found)
        spell = _DURATION.search(text, found.end()) or _DURATION.search(text, at, found.start())
        if spell and not (spell["u"].endswith("ly")):
            days = _number(spell["n"]) * _DAYS[spell["u"][0]]
        elif bare := _BARE_DURATION.match(text, found.end()):
            spell, days = bare, _number(bare["n"]) * unit
        else:
            continue
        start, end = min(found.start(), spell.start()), max(found.end(), spell.end())
        return _Schedule(round(rate * days / unit), start, end)
    return None


def _rate(frequency: re.Match[str]) -> tuple[float, int]:
    """Sessions in a unit of time, and the unit's days."""
    if frequency["adverb"]:
        return 1, _DAYS[frequency["adverb"][0]]
    if frequency["v"]:
        return 1 / (2 if frequency["other"] else _number(frequency["every"])), _DAYS[frequency["v"][0]]
    return _number(frequency["n"]), _DAYS[frequency["u"][0]]


def _product(request: Passage, match: re.Match[str] | None) -> Said[int] | None:
    return _said(request, match, _number(match["n"]) * _number(match["m"])) if match else None
