"""Tools for text that know no letter: characters, places, names, numbers in words.

Pure, and it imports nothing else of the project, so that every part may use it. One tool for each purpose:

- `characters`: one form for each character, and what XML can't hold replaced, with the place of every character kept
- `letter_case`: the capitals of a text that has none, or nothing else
- `places`: a text that was edited, and the way back to the original's characters
- `names`: names folded for look-up, and the longest name at a place
- `numbers`: numbers in words
- `plurals`: the singular of a word, for comparing
- `spacing`: what line ends mean in a text
- `sieve`: which of many patterns a text can hold, told by the words that they need (`needed_words`)
"""

from __future__ import annotations

from kg.text.characters import PAGE_BREAK, normalized, plain, storable
from kg.text.names import LongestNames, NameToken, Tokens, folded
from kg.text.numbers import NUMBER_WORDS, number_of
from kg.text.places import Edit, Placed
from kg.text.plurals import singular
from kg.text.spacing import double_spaced

__all__ = [
    "NUMBER_WORDS",
    "PAGE_BREAK",
    "Edit",
    "LongestNames",
    "NameToken",
    "Placed",
    "Tokens",
    "double_spaced",
    "folded",
    "normalized",
    "number_of",
    "plain",
    "singular",
    "storable",
]
