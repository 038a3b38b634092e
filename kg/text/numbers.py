"""Numbers in words, as far as letters write them: ages, sessions, tablets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["NUMBER_WORDS", "TENS", "UNITS", "number_of"]

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TENS: Mapping[str, int] = MappingProxyType({word: 10 * tens for tens, word in enumerate(_TENS, 2)})
NUMBER_WORDS: Mapping[str, int] = MappingProxyType(
    {
        **{word: value for value, word in enumerate(UNITS)},
        **TENS,
        **{f"{tens}-{UNITS[unit]}": value + unit for tens, value in TENS.items() for unit in range(1, 10)},
        "once": 1,
        "twice": 2,
        "thrice": 3,
    }
)
"""Word -> number, from zero to ninety-nine."""


def number_of(words: str) -> int | None:
    """The number that `words` write in digits or words, ``None`` where they are none.

    >>> number_of("Twenty four"), number_of("12"), number_of("some")
    (24, 12, None)
    """
    word = "-".join(words.lower().replace("-", " ").split())
    return int(word) if word.isdecimal() else NUMBER_WORDS.get(word)
