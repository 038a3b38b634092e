"""The few words on which a rationale's conclusion hangs, where a scanner misread them ("rnedically neces sary", "n0t").

Only for reading the conclusion: the rationale's own words stay as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.text import Edit
from kg.text.confusions import skeleton

__all__ = ["misread_key_words"]

_KEY_WORDS = (
    *("medically", "medical", "necessary", "necessity", "unnecessary", "not", "cannot", "established", "supported"),
    *("appropriate", "reasonable", "indicated", "warranted", "request", "requested", "denial", "overturned", "upheld"),
    *("recommended", "approved", "certified", "justified", "criteria", "guideline", "guidelines"),
)
_BY_SKELETON = {skeleton(word): word for word in _KEY_WORDS}
_TOKEN = re.compile(r"[^\s.,;:()\"/]+")
_SHORTEST_JOINED = 7
_NOT = re.compile(
    r"(?<![\w-])(?P<not>(?:[nmhr]|ri|rn|ii)[ ]?[o0ceau][ ]?[tlfi1!j+])(?![\w-])[ ](?P<next>[^\s.,;:()]+)", re.IGNORECASE
)
"""What a scanner makes of "not": "mot", "n ot", "nol", "riot"; it counts only before a word that it would govern."""

_NO_NOT = frozenset({"not", "met", "mat", "hat", "rat", "rot", "rut", "hut", "nut", "net", "mal"})
_GOVERNED = frozenset({"be", "been", "deemed", "considered", "found", "felt", "yet"}) | set(_KEY_WORDS) - {
    *("request", "requested", "denial", "guideline", "guidelines", "criteria", "not", "cannot", "necessity")
}


@lru_cache(maxsize=65536)
def _meant(token: str) -> str | None:
    """The key word that a token must be and is not."""
    letters = "".join(each for each in token.casefold() if each.isalnum())
    return None if letters in _KEY_WORDS else _BY_SKELETON.get(skeleton(token))


def misread_key_words(text: str) -> Iterator[Edit]:
    """Each misread key word with what it is, in order."""
    at = 0
    for start, end, word in sorted([*_words(text), *_nots(text)]):
        if start >= at:
            yield start, end, word
            at = end


def _words(text: str) -> Iterator[Edit]:
    """Key words in one piece, or torn in two."""
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        word = _meant(match.group())
        if word:
            yield *match.span(), word
        elif before and text[before.end() : match.start()] == " " and (word := _torn(before.group(), match.group())):
            yield before.start(), match.end(), word
        before = None if word else match


def _torn(first: str, second: str) -> str | None:
    """The key word that two words are together."""
    joined = first + second
    if len(joined) < _SHORTEST_JOINED or not joined.isalnum() or second.isdigit():
        return None
    return joined if joined.casefold() in _KEY_WORDS else _meant(joined)


def _nots(text: str) -> Iterator[Edit]:
    for match in _NOT.finditer(text):
        following = match["next"].casefold()
        if match["not"].casefold() not in _NO_NOT and (following in _GOVERNED or _meant(following) in _GOVERNED):
            yield *match.span("not"), "not"
