"""The few words on which a rationale's conclusion hangs, where a scanner misread them ("rnedically neces sary", "n0t").

Only for reading the conclusion: the rationale's own words stay as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.text import Edit
from kg.text.confusions import reads_as_closing, reads_as_opening, skeleton

__all__ = ["misread_key_words"]

_KEY_WORDS = (
    *("medically", "medical", "necessary", "necessity", "unnecessary", "not", "cannot", "established", "supported"),
    *("appropriate", "reasonable", "indicated", "warranted", "request", "requested", "denial", "overturned", "upheld"),
    *("recommended", "approved", "certified", "justified", "criteria", "guideline", "guidelines"),
)
_PLAIN = frozenset(_KEY_WORDS)
_BY_SKELETON = {skeleton(word): word for word in _KEY_WORDS}
_TOKEN = re.compile(r"[^\s.,;:()\"/]+")
_SHORTEST_JOINED = 7
_MANY = 1000
_NOT = re.compile(
    # The first letter in both cases, and before anything else: `re` then skips to the next of these letters.
    r"(?P<not>(?-i:[nmhriNMHRI\u0130\u0131])(?<![\w-].)(?:(?<=[nmhr])|(?<=r)[in]|(?<=i)i)"
    r"[ ]?[o0ceau][ ]?[tlfi1!j+])(?![\w-])[ ](?P<next>[^\s.,;:()]+)",
    re.IGNORECASE | re.DOTALL,
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
    return None if letters in _PLAIN else _BY_SKELETON.get(skeleton(token))


def misread_key_words(text: str) -> Iterator[Edit]:
    """Each misread key word with what it is, in order."""
    at = 0
    for start, end, word in sorted([*_words(text), *_nots(text)]):
        if start >= at:
            yield start, end, word
            at = end


def _words(text: str) -> Iterator[Edit]:
    """Key words in one piece, or torn in two."""
    distinct = set(_TOKEN.findall(text))
    if not any(map(_meant, distinct)) and not _may_be_torn(text, distinct):
        return
    before: re.Match[str] | None = None
    for match in _TOKEN.finditer(text):
        word = _meant(match.group())
        if word:
            yield *match.span(), word
        elif before and text[before.end() : match.start()] == " " and (word := _torn(before.group(), match.group())):
            yield before.start(), match.end(), word
        before = None if word else match


@lru_cache(maxsize=65536)
def _torn(first: str, second: str) -> str | None:
    """The key word that two words are together."""
    joined = first + second
    if len(joined) < _SHORTEST_JOINED or not joined.isalnum() or second.isdigit():
        return None
    return joined if joined.casefold() in _PLAIN else _meant(joined)


def _may_be_torn(text: str, distinct: set[str]) -> bool:
    """Whether two words that follow one another may be the parts of a key word: a look at each distinct word first."""
    openings = list(filter(_opens, distinct))
    closings = list(filter(_closes, distinct)) if openings else []
    if len(openings) * len(closings) > _MANY:
        return True
    return any(_torn(first, second) and f"{first} {second}" in text for first in openings for second in closings)


@lru_cache(maxsize=65536)
def _opens(token: str) -> bool:
    """Whether a key word, read as a scanner may have, can begin with `token` and go on."""
    return token.isalnum() and (not token.isascii() or any(reads_as_opening(token, form) for form in _BY_SKELETON))


@lru_cache(maxsize=65536)
def _closes(token: str) -> bool:
    """Whether a key word, read as a scanner may have, can end with `token`."""
    if not token.isalnum() or token.isdigit():
        return False
    return not token.isascii() or any(reads_as_closing(token, form) for form in _BY_SKELETON)


def _nots(text: str) -> Iterator[Edit]:
    for match in _NOT.finditer(text):
        following = match["next"].casefold()
        if match["not"].casefold() not in _NO_NOT and (following in _GOVERNED or _meant(following) in _GOVERNED):
            yield *match.span("not"), "not"
