"""Quantity, refills, days of supply, daily dose, form, route and release in the words around a drug's name.

Each number is understood once: what a reading took is blanked before the next one looks, in the order refills, labelled
quantities, days of supply, doses a day, other quantities. So the 30 of "day supply: 30" is never tablets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.link.drugs.doses import ONE_UNIT, Daily, daily_of
from kg.link.drugs.drug_names import words_of
from kg.link.drugs.repeats import BEHIND, MONTHLY, MONTHS, MORE, is_repeated
from kg.link.drugs.wordings import (
    COUNTED,
    DATES,
    DAYS,
    MEASURED,
    MOST_REFILLS,
    QUANTITIES,
    REFILLS,
    SPANS,
    SPLIT,
    SUPPLIES,
)
from kg.text import NUMBER_WORDS

__all__ = ["OPEN_DOSES", "SEVERAL", "TIMES", "AmountReader", "Amounts", "digits"]

_WORDS: Mapping[str, int] = {
    **{word: value for word, value in NUMBER_WORDS.items() if word not in ("once", "twice", "thrice")},
    "hundred": 100,
    "one hundred": 100,
    **{
        f"one hundred {joint}{word}": 100 + value
        for word, value in NUMBER_WORDS.items()
        if value >= 10
        for joint in ("", "and ")
    },
}
_WORD = re.compile(
    r"\b(?:"
    + "|".join(re.escape(word).replace(r"\-", "[ -]").replace(r"\ ", "[ -]") for word in sorted(_WORDS, key=len)[::-1])
    + r")\b"
)
_NUMBER_WORDS = frozenset(word.split("-")[0].split()[0] for word in _WORDS)
_ONE_WORD = {word: re.compile(rf"\b{word}\b") for word in _NUMBER_WORDS & _WORDS.keys()}
_TENS = frozenset(word.split("-")[0] for word in _WORDS if "-" in word) | {"hundred"}
_AGAIN = re.compile(r"\b(\d+)\s?\(\s?#?\s?(\d+)\s?\)")
_BOUNDARY = 3
"""A number of tablets up to this, with no label, is a dose to take ("1-2 tabs")."""
_LONGEST = 1000
_MONTH = 30
_MOST_QUANTITIES = 8
"""A mention that tells more is no mention of one drug; reading on would take the square of its length."""
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "": 1}
_LASTING = frozenset(("day", "days", "week", "weeks", "wk", "wks", "month", "months", "mo", "mos", "ds", "d", "supply"))
_DOSING = frozenset(
    (
        *("day", "daily", "bid", "tid", "qid", "qd", "qhs", "qam", "qpm", "qday", "q", "b", "t", "every", "each", "hs"),
        *(
            "nightly",
            "times",
            "x",
            "twice",
            "thrice",
            "once",
            "night",
            "morning",
            "evening",
            "bedtime",
            "max",
            "maximum",
        ),
        *("up", "exceed", "nte", "week", "weekly", "qod", "limit", "qh"),
    )
)
_RARELY = frozenset(("bimonthly", "biweekly", "quarterly", "fortnight", "fortnightly", "semimonthly"))
_REFILL = frozenset(("rf", "ref", "rfs", "refill", "refills", "rfx", "refx", "refillx", "refillsx"))
_COUNT = re.compile(r"\s*(?P<n>\d{2,3})\s+")
RANGE, SEVERAL = "the quantity is a range", "several quantities are told"
BROKEN = "a blank parts the digits of the quantity"
"""Doubts that leave the quantity open."""
_EACH, _PACK, _WEIGHT = "each", "pack", "weight"
_SPLIT_WORDS = frozenset(
    (
        *("auth", "cert", "appr", "modi", "rema", "part", "wean", "tape", "orig", "elig", "deni", "bala", "port"),
        *("decr", "incr", "redu", "titr"),
    )
)
_SHORT = 12
"""A shorter text holds no date in words."""
_DIGIT = re.compile(r"\d")
_ONE_MONTHS = "it is open whether the quantity is one month's"
_NEARLY = 0.1
_PACKED = re.compile(r"\s?(?:boxes|box|bx|tubes?|bottles?|btls?|kits?|packs?|bags?|jars?|vials?)\b")
_WEIGHED = re.compile(r"\s?(?:gm?s?|grams?|mls?|cc|oz|ounces?)\b")
_RANGE = re.compile(r"\s?(?:-|to)\s?\d")
_COUNTED_BEFORE = re.compile(r"(?:tablets?|tabs?|capsules?|caps?|pills?)\s?$")
_BROKEN = re.compile(r"\s{1,3}\d{1,3}(?=\s*(?:$|[,;.)]))")
"""Digits that a blank parts from a quantity: "#12 0"."""
OPEN_DOSES = "the doses of the day do not add up"
TIMES = "it is open how many times the quantity is meant"
_PLUS = re.compile(r"(?:\band\b|&|\+|\bplus\b|\bthen\b)")


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a title says beside name and strength. `daily` is in units a day; `assumed` says what it rests on.

    `counts` says what the quantity counts: single units ("each"), packs of some, or weight and volume. `doubts` are
    reasons why no dose can be worked out from these amounts.
    """

    quantity: float | None = None
    refills: int | None = None
    days: int | None = None
    daily: float | None = None
    form: str | None = None
    route: str | None = None
    release: str | None = None
    assumed: tuple[str, ...] = ()
    counts: str = _EACH
    doubts: tuple[str, ...] = ()


class AmountReader:
    """Reads amounts; `forms`, `routes` and `releases` are the vocabulary's words."""

    def __init__(self, forms: Mapping[str, str], routes: Mapping[str, str], releases: Mapping[str, str]) -> None:
        self._forms, self._routes, self._releases = _Words(forms), _Words(routes), _Words(releases)

    def read(self, tail: str, head: str = "", name: str = "") -> Amounts:
        """Amounts in the lower-case words after a name, or failing that before it; forms also in the name itself."""
        named, after, before = words_of(name), words_of(tail), words_of(head) if head else []
        form = self._forms.first(name, named) or self._forms.first(tail, after)
        if form == "patch" and "transdermal" in after:
            form = "transdermal patch"
        words = {*after, *before}
        numbers = _numbers(digits(tail, words), digits(head, words), words)
        return Amounts(
            quantity=numbers.quantity,
            refills=numbers.refills,
            days=numbers.days,
            daily=numbers.daily.units,
            form=form or self._forms.first(head, before),
            route=self._routes.first(tail, after),
            release=self._releases.first(name, named) or self._releases.first(tail, after),
            assumed=numbers.daily.assumed,
            counts=numbers.counts,
            doubts=tuple(numbers.doubts),
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


def digits(text: str, words: Iterable[str]) -> str:
    """A lower-case text with its numbers in words written in digits, and a number said twice said once.

    >>> digits("thirty (30) tablets, one hundred twenty", {"thirty", "one"})
    '30 tablets, 120'
    """
    said = _NUMBER_WORDS.intersection(words)
    if len(said) == 1 and said.isdisjoint(_TENS):
        (word,) = said
        text = _ONE_WORD[word].sub(str(_WORDS[word]), text)
    elif said:
        text = _WORD.sub(lambda match: str(_WORDS[_plain(match.group())]), text)
    return _AGAIN.sub(r"\2", text) if "(" in text else text


def _plain(word: str) -> str:
    if word in _WORDS:
        return word
    hyphenated = word.replace(" ", "-")
    return hyphenated if hyphenated in _WORDS else _hundreds(word)


def _hundreds(word: str) -> str:
    """ "one-hundred twenty five" as the table has it: blanks, but a hyphen before the unit."""
    plain = word.replace("-", " ")
    return plain if plain in _WORDS else "-".join(plain.rsplit(" ", 1))


@dataclass(slots=True)
class _Numbers:
    """What the numbers of a mention come to."""

    doubts: list[str]
    quantity: float | None = None
    counts: str = _EACH
    refills: int | None = None
    days: int | None = None
    daily: Daily = field(default_factory=Daily)

    @property
    def withheld(self) -> bool:
        """Whether the words tell a quantity, but not which."""
        return RANGE in self.doubts or BROKEN in self.doubts


def _numbers(tail: str, head: str, words: set[str]) -> _Numbers:
    found = _Numbers([])
    texts = [tail, head] if head else [tail]
    if not (_DIGIT.search(tail) or _DIGIT.search(head)):
        found.refills = _refills(texts) if not _REFILL.isdisjoint(words) else None
        _taking(texts, words, found)
        return found
    if not _SPLIT_WORDS.isdisjoint(word[:4] for word in words) and (SPLIT.search(tail) or SPLIT.search(head)):
        found.doubts.append("the quantity is split into parts")
    if "/" in tail or "-" in tail or len(tail) > _SHORT:
        texts = [DATES.sub(_dashes, text) for text in texts]
    if not _REFILL.isdisjoint(words):
        found.refills = _refills(texts)
    lasting = not _LASTING.isdisjoint(words)
    _labelled(texts, found)
    if lasting:
        _lasting(texts, found)
    _taking(texts, words, found)
    if found.quantity is None and not found.withheld:
        _unlabelled(texts, found)
    if found.quantity is not None and any(map(MORE.search, texts)):
        found.doubts.append(SEVERAL)
    if _ONE_MONTHS in found.doubts:
        _weigh_months(found)
    if found.days is None and ((lasting and any(map(SPANS.search, texts))) or not _RARELY.isdisjoint(words)):
        found.doubts.append("it is open how long the quantity lasts")
    return found


def _weigh_months(found: _Numbers) -> None:
    """Settle whether the quantity is for all of its months, or leave its days out."""
    if _bears_out(found):
        found.doubts.remove(_ONE_MONTHS)
    elif found.quantity is not None:
        found.days = None


def _bears_out(found: _Numbers) -> bool:
    """Whether the doses say that the quantity is for all of its months ("TID #270 x 3 months")."""
    quantity, days, daily = found.quantity, found.days, found.daily.units
    if not (quantity and days and daily) or found.daily.assumed not in ((), (ONE_UNIT,)):
        return False
    return abs(daily * days - quantity) <= quantity * _NEARLY


def _taking(texts: list[str], words: set[str], found: _Numbers) -> None:
    """Units a day."""
    if not _DOSING.isdisjoint(words):
        found.daily, texts[0] = daily_of(texts[0])
        if found.daily.open:
            found.doubts.append(OPEN_DOSES)


def _dashes(match: re.Match[str]) -> str:
    return "=" * len(match.group())


def _value(match: re.Match[str]) -> float:
    text = match["n"]
    return 1.0 if text in (None, "once") else float(text.replace(",", ""))


def _take(texts: list[str], at: int, match: re.Match[str]) -> None:
    """Blank what was understood, so that no number is read twice."""
    start, end = match.span("take" if "take" in match.re.groupindex else 0)
    texts[at] = texts[at][:start] + ";" + " " * (end - start - 1) + texts[at][end:]


def _refills(texts: list[str]) -> int | None:
    for at, text in enumerate(texts):
        for wording in REFILLS:
            match = wording.pattern.search(text)
            if match:
                value = wording.says if match["n"] is None else _value(match)
                if value <= MOST_REFILLS:
                    _take(texts, at, match)
                    return int(value)
    return None


def _labelled(texts: list[str], found: _Numbers) -> None:
    """Quantities that call themselves so, and the days that stand beside them."""
    values: list[float] = []
    for at, text in enumerate(texts):
        for wording in QUANTITIES if _DIGIT.search(text) else ():
            while len(values) < _MOST_QUANTITIES and (match := wording.pattern.search(texts[at])):
                supply = SUPPLIES.match(texts[at], match.end())
                if supply and not supply["more"]:
                    found.days = int(_value(match))
                    values.append(0.0)
                    texts[at] = (
                        texts[at][: match.start()] + " " * (supply.end() - match.start()) + texts[at][supply.end() :]
                    )
                    continue
                if not any(values):
                    found.counts = _counted(texts[at], match.end())
                _doubt_whole(texts[at], match, found)
                _doubt_times(texts[at], match, found)
                if any(values) and _PLUS.search(texts[at], max(0, match.start() - BEHIND), match.start()):
                    found.doubts.append(SEVERAL)
                values.append(_value(match))
                _take(texts, at, match)
    values = [value for value in values if value > 0]
    if values and not found.withheld:
        found.quantity = values[0]
    if len(set(values)) > 1:
        found.doubts.append(SEVERAL)


def _doubt_whole(text: str, match: re.Match[str], found: _Numbers) -> None:
    """Note where a quantity goes on behind its number ("#60-90", "#12 0")."""
    if _RANGE.match(text, match.end()):
        found.doubts.append(RANGE)
    if _BROKEN.match(text, match.end()):
        found.doubts.append(BROKEN)


def _doubt_times(text: str, match: re.Match[str], found: _Numbers) -> None:
    """Note where the words around a quantity multiply it ("#60 x 2", "2 bottles of #60")."""
    if is_repeated(text, match):
        found.doubts.append(TIMES)


def _counted(text: str, end: int) -> str:
    """What a number before `end` counts."""
    return _PACK if _PACKED.match(text, end) else _WEIGHT if _WEIGHED.match(text, end) else _EACH


def _lasting(texts: list[str], found: _Numbers) -> None:
    """Days of supply."""
    values = [] if found.days is None else [found.days]
    for at, text in enumerate(texts):
        if monthly := MONTHLY.search(text):
            values.append(_MONTH)
            texts[at] = text[: monthly.start("months")] + " " * len(monthly["months"]) + text[monthly.end("months") :]
    if any(MONTHS.search(text) for text in texts):
        found.doubts.append(_ONE_MONTHS)
    for at in range(len(texts)):
        for wording in DAYS:
            match = wording.pattern.search(texts[at])
            if match and 0 < _value(match) < _LONGEST:
                unit = (match.groupdict().get("unit") or "")[:1]
                values.append(int(_value(match) * _UNIT_DAYS[unit]))
                _take(texts, at, match)
                if wording is DAYS[2] and wording.pattern.search(texts[at]):
                    found.doubts.append("steps of several days each are told")
                    return
    if values:
        found.days = values[0]
    if len(set(values)) > 1:
        found.doubts.append("several supplies in days are told")


def _unlabelled(texts: Sequence[str], found: _Numbers) -> None:
    """A number that counts tablets or weighs cream, or stands alone after the strength."""
    for counts, wordings in ((_EACH, COUNTED), (_WEIGHT, MEASURED)):
        for wording in wordings:
            for text in texts:
                match = wording.pattern.search(text)
                least = _BOUNDARY if wording is COUNTED[1] else 0
                if match and wording is COUNTED[0] and _COUNTED_BEFORE.search(text, 0, match.start()):
                    continue  # "60 tablets x 2"
                if match and _value(match) > least:
                    found.quantity = _value(match)
                    _doubt_times(text, match, found)
                    packed = wording is COUNTED[2] and _PACKED.search(text, match.start(), match.end())
                    alone = wordings is MEASURED and wording is not MEASURED[0]
                    found.counts = _PACK if packed else _EACH if alone else counts
                    return
    bare = _COUNT.fullmatch(texts[-1]) if len(texts) > 1 else None
    if bare:
        found.quantity = float(bare["n"])
