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
    r"\b(?:nol|nof|noi|no1|no!|nct|ncit)(?= (?:be )?(?:medically|deemed|considered|established|supported)\b)"
)


@lru_cache(maxsize=65536)
def _meant(token: str) -> str | None:
    """The key word that a token must be and is not."""
    letters = "".join(each for each in token.casefold() if each.isalnum())
    return None if letters in _KEY_WORDS else _BY_SKELETON.get(skeleton(token))


def misread_key_words(text: str) -> Iterator[Edit]:
    """Each misread key word with what it is, in order."""
    before: re.Match[str] | None = None
    at = 0
    for match in _TOKEN.finditer(text):
        word = _meant(match.group())
        if word:
            yield *match.span(), word
            before, at = None, match.end()
            continue
        if before and before.start() >= at and text[before.end() : match.start()] == " ":
            joined = before.group() + match.group()
            if (
                len(joined) >= _SHORTEST_JOINED
                and joined.isalnum()
                and not match.group().isdigit()
                and (word := _joined(joined))
            ):
                yield before.start(), match.end(), word
                before, at = None, match.end()
                continue
        if _NOT.match(text, match.start()):
            yield *match.span(), "not"
            at = match.end()
        before = match


def _joined(token: str) -> str | None:
    return token if token.casefold() in _KEY_WORDS else _meant(token)
