"""How many sessions a request asks for: ``2 times a week for 6 weeks``, ``3x4``, ``eight sessions``, ``(12 sessions)``.

Of a range the upper bound counts. A month is four weeks, as schedules of therapy reckon it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.model import Passage, Said

__all__ = ["total_said", "visits_said"]

_SMALL: Final = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_UNITS: Final = [*_SMALL.split(" "), "seventeen", "eighteen", "nineteen"]
_TENS: Final = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_NUMBERS: Final = {
    **{word: value for value, word in enumerate(_UNITS)},
    **_TENS,
    **{f"{tens}-{_UNITS[unit]}": value + unit for tens, value in _TENS.items() for unit in range(1, 10)},
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "an": 1,
}
_DAYS: Final = {"d": 1, "w": 7, "m": 28}

_WORD_NUMBER = "|".join(sorted((word for word in _NUMBERS if word != "an"), key=len, reverse=True)).replace("-", "[- ]")
_N = rf"(?:(?<![\d./])\d{{1,3}}(?![\d/.]*\d)|\b(?:{_WORD_NUMBER})\b)"
_COMPOUND = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_UNITS[1:10])})\b"  # "twenty-four" is no range
_NOUN = r"(?:sessions?|visits?|treatments|appointments|classes)\b"
_PER = r"\s*(?:a|per|each|every|/|x|X|×|times)?\s*"


def _range(group: str) -> str:
    """A number, or a range whose upper bound is the group."""
    return rf"(?:(?!{_COMPOUND}){_N}\s*(?:-|–|to|or)\s*)?(?P<{group}>{_N})"


def _unit(group: str) -> str:
    return rf"(?P<{group}>days?|daily|weeks?|wks?|weekly|wkly|w|months?|mos?|monthly)\b\.?"


# What holds numbers that count no sessions; blanked out, place by place.
_NOISE = re.compile(
    r"\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b"  # dates
    r"|\b[a-z]?\d{4,5}\b"  # procedure codes
    r"|\b[clts]-?\d{1,2}(?:\s*[-/,]\s*[clts]?\d{1,2})*\b"  # spinal levels
    r"|\b\d+(?:\.\d+)?\s*-?\s*(?:minutes?|mins?|units?|mg|ml|lbs?|pounds|inch(?:es)?|levels?|body parts?|years?)\b"
    r"|\b(?:post-?\s?op\w*|phase|grade|type|stage|day)\s*#?\d+\b"
)
_HOURS_A_DAY = re.compile(rf"{_N}(?:\s*(?:-|to)\s*{_N})?\s*(?:hours?|hrs?)\s*(?:a|per|each|/|x)?\s*(?:day|daily)\b")
_HOURS = re.compile(rf"{_N}(?:\s*(?:-|to)\s*{_N})?\s*-?\s*(?:hours?|hrs?)\b(?:\s*(?:a|per|each|/)\s*(?:week|wk)\b)?")
_TWICE_SAID = re.compile(r"(?<=[a-z0-9])(\s*\(\s*\d{1,3}\s*\))")
_SAID_BEFORE = re.compile(rf"{_N}$")

_TOTAL = re.compile(
    rf"{_range('n')}(?:\s+|-)(?:(?!(?:weeks?|wks?|months?|days?|times?|x|per|hours?|for|and|every|a)\b)[a-z/&'-]+\s+){{0,6}}?{_NOUN}"
    rf"(?!\s*(?:a|per|each|every|/|x|times(?: per| a)?)?\s*(?:week|wk|day|month|weekly|daily|monthly)\b)"
)
_TOTAL_AFTER = re.compile(
    rf"{_NOUN}\s*(?:,|:|x|×|times|#|=|-|\(|qty:?|quantity:?|of)*\s*\(?{_range('n')}\b"
    rf"(?!\s*(?:x|times|a|per|/|-|to|days?|weeks?|wks?|months?|sessions?|visits?)\b)"
)
_SUM = re.compile(rf"\b(?:total(?: of)?|totaling|quantity|qty)\s*:?\s*{_range('n')}\b")
_FREQUENCY = re.compile(
    rf"{_range('n')}\s*(?:x|×|times?|visits?|sessions?|days?|treatments?)?{_PER}{_unit('u')}"
    rf"|\bevery\s+(?:(?P<every>{_N})|(?P<other>other))\s*{_unit('v')}"
    r"|\b(?P<adverb>daily|weekly|monthly)\b"
)
_DURATION = re.compile(
    rf"{_range('n')}\s*(?:more|additional|consecutive|full)?\s*-?\s*{_unit('u')}(?!\s*(?:a|per|each|/|x)\s*(?:week|wk))"
)
_BARE_DURATION = re.compile(rf"\s*(?:for|x|×|times|by)\s*{_range('n')}(?!\s*[a-z%])")
_PRODUCT = re.compile(rf"{_range('n')}\s*(?:x|×|times|by)\s*{_range('m')}(?!\s*(?:mg|cm|mm|inch|x|a|per|times)\b)")
_PRODUCT_OF_VISITS = re.compile(rf"{_range('n')}\s*(?:x|×|times)\s*{_range('m')}\s+{_NOUN}")
_ANY_NUMBER = re.compile(rf"\d|\b(?:{_WORD_NUMBER})\b|(?:dai|week|month)ly\b|hours?\b", re.IGNORECASE)
_BARE = re.compile(
    rf"(?:\b(?:x|times)|×|#|\bqty\.?:?|\bquantity:?|\()\s*{_range('n')}(?!\s*(?:x|weeks?|wks?|months?|days?)\b)"
    rf"|^(?:additional |continued? |initial )?(?P<first>{_N})"
    r"(?!\s*(?:-|to|days?|weeks?|months?|years?|x|times)\b)(?=\s+[a-z]{2})"
    rf"|(?:,|\bfor|-|:)?\s+(?P<last>{_N})\s*$"
)


# What may stand between two counts that are added: the place of the first, then "and"; no bracket, no other sum.
_JOINED = re.compile(r"[^()\d]{0,60}(?:\band\b|\bplus\b|&|\bthen\b|\bfollowed by\b)[^()\d]{0,30}")
_IN_ALL = re.compile(rf"\b(?:total(?:ing)?(?: of)?)\s*:?\s*{_range('n')}\b")
_THEN = re.compile(r"\s*[,;]?\s*(?:and then|and|then|plus|followed by|&)\s+")
_NEAR = 20  # characters between "then" and the schedule that goes on


class _Schedule(NamedTuple):
    """Sessions of a schedule, and the characters that tell it."""

    total: int
    start: int
    end: int


def visits_said(request: Passage, other: int = -1) -> Said[int] | None:
    """Sessions that a request for therapy asks for, ``None`` where it can't be told.

    `other` is where in the request another treatment is named (-1: nowhere): counts that come with it are its own.
    An explicit total wins over frequency times duration, that over a short product (``2x6``), that over a bare number.
    """
    if not _ANY_NUMBER.search(request.text):
        return None
    text = _clean(request.text)
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
    text = "".join(char.lower() if char.isascii() else char for char in text)
    text = _HOURS_A_DAY.sub(lambda match: "daily".ljust(len(match.group())), text)
    text = _HOURS.sub(lambda match: "_" * len(match.group()), text)
    text = _NOISE.sub(lambda match: "_" * len(match.group()), text)
    return _TWICE_SAID.sub(lambda match: _unless_total(match, text), text)


def _unless_total(match: re.Match[str], text: str) -> str:
    """Blank "(2)" in "two (2)"; keep it in "for 1 week (2)", where it is the total."""
    return " " * len(match.group()) if _SAID_BEFORE.search(text[: match.start()]) else match.group()


def _number(text: str) -> int:
    text = "-".join(text.split())
    return int(text) if text.isdigit() else _NUMBERS[text]


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
