"""Quantity, refills, days of supply, daily dose, form, route and release in the words around a drug's name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.link.drugs.drug_names import words_of

__all__ = ["AmountReader", "Amounts"]

_WORDS = {
    "zero": 0, "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "sixteen": 16, "twenty": 20,
    "thirty": 30, "forty": 40, "forty five": 45, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "one hundred": 100, "hundred": 100, "one hundred twenty": 120, "one hundred and twenty": 120,
    "one hundred eighty": 180, "one hundred and eighty": 180,
}  # fmt: skip
_WORD = "|".join(sorted((word.replace(" ", "[ -]") for word in _WORDS), key=len, reverse=True))
_N = rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?|(?:{_WORD})\b)(?:\s?\(\s?(?P<again>\d+)\s?\))?"
_UNITS = r"(?:tablets?|tabs?|capsules?|caps?|caplets?|pills?|count|ct|units? of)\b"
_PACKS = (
    r"(?:patch(?:es)?|boxes|box|tubes?|bottles?|vials?|packets?|packs?|suppositor(?:y|ies)|lozenges|films?|syringes?"
    r"|pens?|kits?|inhalers?|doses?|bags?|each|ea)\b"
)
_SIG = (
    r"(?!\s*(?:by mouth|po\b|p\.o|orally|every|each|per\b|a day|daily|bid|tid|qid|qd|q\.|q\d|qhs|prn|once|twice|at "
    r"|three times|2x|3x|/\s?day|up to|\d x|nightly|hs\b|as needed|to (?:skin|affected)|for 12))"
)
_NOT_TIMES = r"(?!\s*(?:\w+\s)?(?:refill|rf\b|week|wk|day|month|year|per|daily|a day|time|session|visit|mg|mcg|%))"
_QUANTITIES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"#\s?:?\s?(?P<n>{_N})",
        rf"\b(?:qty|quantity|disp(?:ense[d]?)?|count|qt|amount|amt)\b\s?[:.=#]*\s?(?:of\s)?#?\s?(?P<n>{_N})",
        rf"\bx\s?(?P<n>{_N}){_NOT_TIMES}",
        rf"(?<![-–/.\d])(?<!take )(?<!to )(?<!tab )\b(?P<n>{_N})\s?-?(?:[a-z]+\s)?{_UNITS}{_SIG}",
        rf"(?<![-–/.\d])\b(?P<n>{_N})\s?-?(?:[a-z]+\s)?{_PACKS}{_SIG}",
        r"(?<![-–/.\d])(?<!apply )(?P<n>\d+(?:\.\d+)?)\s?-?(?:gm?s?|grams?|mls?|cc|oz|ounces?)\b(?!\s?/)" + _SIG,
        rf"\b(?P<n>(?:{_WORD})\s?\(\s?(?P<again>\d+)\s?\))(?!\s?(?:refill|day|week|month|time))",
    )
)
_BARE = re.compile(
    r"(?:mg|mcg|%|tablets?|tabs?|capsules?|caps?|patch(?:es)?|er|ml|units|~)\.?,?\s+(?P<n>\d{1,4})(?:\s*$|\s*[,;(]|\s+(?:with|refill))"
)
_COUNT = re.compile(r"\s*(?P<n>\d{2,3})\s+")
_REFILLS = (
    re.compile(
        rf"(?<![#\d])(?<!# )(?<!qty )(?<!qty: )(?<!quantity )(?P<n>{_N})\s?(?:additional |more )?(?:refills?|rf)\b"
        r"(?!\s?[:=#x]\s?\d)"
    ),
    re.compile(rf"\b(?:refills?|rf|ref(?=\.?\s?[:x=]))\b\.?\s?[:x=]*\s?(?:of\s|times\s)?(?P<n>{_N})"),
)
_DAYS = (
    re.compile(
        rf"(?P<n>{_N})\s?-?(?P<unit>days?|weeks?|wks?|months?)(?:'s|')?\s?-?(?:supply|duration|course|worth|rx)"
    ),
    re.compile(rf"(?:\bx\s?|\bfor\s)(?P<n>{_N})\s?-?(?P<unit>days?|weeks?|wks?|months?)\b"),
    re.compile(r"\b(?:days?'?\s?supply|ds)\s?[:=]?\s?(?P<n>\d+)(?P<unit>)"),
)
FEWEST = 3
_LASTING = frozenset(("day", "days", "week", "weeks", "wk", "wks", "month", "months", "ds"))
_OFTEN = ("day", "daily", "bid", "tid", "qid", "qd", "qhs", "qam", "qpm", "qday", "q", "b", "t", "every", "hs")
_DOSING = frozenset((*_OFTEN, "nightly", "times", "x", "twice", "thrice", "once", "night", "bedtime", "max", "up"))
_REFILL = frozenset(("rf", "ref"))
_ANY_NUMBER = re.compile(rf"\d|\b(?:{_WORD})\b")
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "": 1}
_TIMES = r"(?:times?|x)\s?(?:a|per|each|every|/)?\s?(?:day|daily|d\b)"
_PER_DAY = tuple(
    (re.compile(rf"\b(?:{words})\b"), rate)
    for words, rate in (
        (r"q\.?i\.?d|four times (?:a|per) day|four times daily", 4.0),
        (r"t\.?i\.?d|three times (?:a|per) day|three times daily|thrice daily", 3.0),
        (r"b\.?i\.?d|twice (?:a|per) day|twice daily|two times (?:a|per) day", 2.0),
        (r"q\.?d|q\.?h\.?s|q ?day|q ?am|q ?pm|hs|once (?:a|per) day|(?:once )?daily|every (?:day|night)", 1.0),
        (r"nightly|at bedtime|at night", 1.0),
    )
)
_EVERY = re.compile(r"\b(?:q\.?|every)\s?(?P<a>\d+)(?:\s?(?:-|to|–)\s?\d+)?\s?(?:h\b|hrs?\b|hours?\b)")
_N_TIMES = re.compile(rf"(?P<n>\d+|two|three|four|five|six)\s?(?:-|to)?\s?(?P<m>\d+)?\s?{_TIMES}")
_MAX = re.compile(
    r"(?:\b(?:max(?:imum)?(?: of)?|up to)\s?)?(?<![\d/.])(?P<n>\d{1,2}|two|three|four|five|six|eight)\s?"
    r"(?:tabs?|tablets?|caps?|capsules?|pills?)?\s?(?:/|per|a)\s?day\b"
)
_DOSE = re.compile(
    rf"(?P<a>\d+(?:\.5)?|1/2|one[- ]half|{_WORD})(?:\s?\(\d+\))?(?:\s?(?:-|to|–|or)\s?(?P<b>\d+|two|three))?\s?"
    r"(?:tablets?|tabs?|capsules?|caps?|pills?|patch(?:es)?|po\b|films?)"
)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a title says beside name and strength. `daily` is in units a day; `assumed` says what it rests on."""

    quantity: float | None = None
    refills: int | None = None
    days: int | None = None
    daily: float | None = None
    form: str | None = None
    route: str | None = None
    release: str | None = None
    assumed: tuple[str, ...] = ()


class AmountReader:
    """Reads amounts; `forms`, `routes` and `releases` are the vocabulary's words."""

    def __init__(self, forms: Mapping[str, str], routes: Mapping[str, str], releases: Mapping[str, str]) -> None:
        self._forms, self._routes, self._releases = _Words(forms), _Words(routes), _Words(releases)

    def read(self, tail: str, head: str = "", name: str = "") -> Amounts:
        """Amounts in the lower-case words after a name, or failing that before it; forms also in the name itself."""
        named, after, before = words_of(name), words_of(tail), words_of(head)
        form = self._forms.first(name, named) or self._forms.first(tail, after)
        if form == "patch" and "transdermal" in after:
            form = "transdermal patch"
        daily, assumed = (None, ()) if _DOSING.isdisjoint(after) else _daily(tail)
        refilled = "refill" in tail or "refill" in head or not _REFILL.isdisjoint(after)
        lasting = not _LASTING.isdisjoint(after) or not _LASTING.isdisjoint(before)
        return Amounts(
            quantity=_quantity(tail, head),
            refills=_refills(tail, head) if refilled else None,
            days=(_days(tail) or _days(head)) if lasting else None,
            daily=daily,
            form=form or self._forms.first(head, before),
            route=self._routes.first(tail, after),
            release=self._releases.first(name, named) or self._releases.first(tail, after),
            assumed=assumed,
        )


class _Words:
    """The first of a set of words in a text."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._single = {word: value for word, value in words.items() if word.isalpha()}
        self._phrases = {word: value for word, value in words.items() if not word.isalpha()}

    def first(self, text: str, tokens: list[str]) -> str | None:
        """Value of the first of the words among the text's `tokens`, else of a phrase in the text."""
        for token in tokens:
            if token in self._single:
                return self._single[token]
        if tokens:
            for phrase, value in self._phrases.items():
                if phrase in text:
                    return value
        return None


def _value(match: re.Match[str]) -> float:
    again = match.groupdict().get("again")
    if again:
        return float(again)
    text = match["n"].split("(")[0].strip()
    return float(_WORDS.get(text.replace("-", " "), 0)) if text[0].isalpha() else float(text.replace(",", ""))


def _quantity(tail: str, head: str) -> float | None:
    texts = [text for text in (tail, head) if _ANY_NUMBER.search(text)]
    if not texts:
        return None
    for pattern in _QUANTITIES:
        for text in texts:
            match = pattern.search(text)
            if match and _value(match) > (FEWEST if pattern is _QUANTITIES[3] else 0):
                return _value(match)
    bare = _BARE.search(tail) or _COUNT.fullmatch(head)
    return float(bare["n"]) if bare else None


def _refills(tail: str, head: str) -> int | None:
    for text in (tail, head):
        for pattern in _REFILLS:
            match = pattern.search(text)
            if match and _value(match) < 100:
                return int(_value(match))
    return None


def _days(text: str) -> int | None:
    for pattern in _DAYS:
        match = pattern.search(text)
        if match and 0 < _value(match) < 1000:
            return int(_value(match) * _UNIT_DAYS[match["unit"][:1]])
    return None


def _daily(text: str) -> tuple[float | None, tuple[str, ...]]:
    """Units a day at most, and what was assumed."""
    limit = _MAX.search(text)
    if limit:
        return _dose(limit["n"]), ()
    times = _frequency(text)
    if times is None:
        return None, ()
    assumed: list[str] = []
    dose = _DOSE.search(text)
    if dose:
        units = max(_dose(dose["a"]), _dose(dose["b"]) if dose["b"] else 0.0)
        if dose["b"]:
            assumed.append("the larger dose of the range")
    else:
        units = 1.0
        assumed.append("one unit a dose")
    if "needed" in text or "prn" in text:
        assumed.append("taken as often as allowed")
    return units * times, tuple(assumed)


def _dose(text: str) -> float:
    if text in ("1/2", "one-half", "one half"):
        return 0.5
    return float(_WORDS.get(text.replace("-", " "), 1)) if text[0].isalpha() else float(text)


def _frequency(text: str) -> float | None:
    every = _EVERY.search(text)
    if every and 0 < int(every["a"]) <= 72:
        return 24.0 / int(every["a"])
    times = _N_TIMES.search(text)
    if times:
        return max(_dose(times["n"]), float(times["m"] or 0))
    return next((rate for pattern, rate in _PER_DAY if pattern.search(text)), None)
