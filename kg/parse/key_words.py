"""The few words on which a rationale's conclusion hangs, where a scanner misread them ("rnedically neces sary", "n0t").

Only for reading the conclusion: the rationale's own words stay as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

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
_WHOLE = frozenset(f"={form}" for form in _BY_SKELETON)
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


class _Role(NamedTuple):
    """A word that may have to do with a key word: misread for one, or a part of one torn in two.

    `opens` and `closes` are the skeletons of key words that can begin or end with it. One that ``=`` marks is whole: a
    digit that looks like no letter "opens" it.
    """

    token: str
    misread: bool
    opens: frozenset[str] = frozenset()
    closes: frozenset[str] = frozenset()


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
    # One look at each distinct word: most texts have nothing misread, and need not be gone through word by word.
    roles = list(filter(None, map(_role, set(_TOKEN.findall(text)))))
    if not any(role.misread for role in roles) and not _may_be_torn(text, roles):
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


def _may_be_torn(text: str, roles: list[_Role]) -> bool:
    """Whether two words that follow one another may be the parts of a key word, by the roles of all distinct words."""
    if not text.isascii():
        return True
    opened = {form for role in roles for form in role.opens}
    common = {form for role in roles for form in role.closes if form in opened}
    if not common:
        return False
    openings = [role.token for role in roles if not common.isdisjoint(role.opens)]
    closings = [role.token for role in roles if not common.isdisjoint(role.closes)]
    if len(openings) * len(closings) > _MANY:
        return True
    return any(_torn(first, second) and f"{first} {second}" in text for first in openings for second in closings)


@lru_cache(maxsize=65536)
def _role(token: str) -> _Role | None:
    """What a word may be to the key words; nothing for most words, and letters repeat their words."""
    if not token.isalnum():
        return _Role(token, True) if _meant(token) else None
    form = skeleton(token)
    opens = frozenset(each for each in _BY_SKELETON if reads_as_opening(token, each)) if form else _WHOLE
    closes = frozenset(each for each in _BY_SKELETON if reads_as_closing(token, each))
    if form in _BY_SKELETON:
        closes |= {f"={form}"}
    if token.isdigit():
        closes = frozenset()
    role = _Role(token, _meant(token) is not None, opens, closes)
    return role if role.misread or opens or closes else None


def _nots(text: str) -> Iterator[Edit]:
    for match in _NOT.finditer(text):
        following = match["next"].casefold()
        if match["not"].casefold() not in _NO_NOT and (following in _GOVERNED or _meant(following) in _GOVERNED):
            yield *match.span("not"), "not"
