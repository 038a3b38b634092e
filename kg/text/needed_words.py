"""Words that a text must hold for a pattern to be found in it, derived from the pattern itself.

Most patterns for turns of phrase are found in few texts, and `re` tries each at every character. A text that holds a
pattern also holds certain words of it, which are looked up many times as fast. They are derived here, so that nobody
has to write them beside a pattern and keep them true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover
    # Without the interpreter's own parser patterns find the same, and take longer.
    _parser = None

__all__ = ["Fragment", "Group", "needed_words"]

_MOST = 64
"""Texts that a part of a pattern can match, beyond which the next part is looked at by itself."""

_EDGE = "\b"


class Fragment(NamedTuple):
    """Characters of one word, in small letters, and whether a word must begin before and end after them."""

    letters: str
    begins: bool
    ends: bool


Group = frozenset[Fragment]
"""Fragments of which a text needs one."""


def needed_words(pattern: re.Pattern[str]) -> tuple[Group, ...]:
    """The groups of which any text with a match has one fragment each; none where none are known."""
    if _parser is None or pattern.flags & re.ASCII:
        return ()
    whole = _of_sequence(_parser.parse(pattern.pattern, pattern.flags))
    return tuple({group for texts in _all_groups(whole) for group in _fragments(texts)})


# --- what the parts of a pattern can match --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    """What a part of a pattern needs.

    `texts` are all texts, in small letters and with edges of words marked, that it can match; none if these can't be
    told. Each of `groups` holds texts of which the part needs one.
    """

    texts: frozenset[str] | None
    groups: tuple[frozenset[str], ...] = ()


_EMPTY = frozenset({""})
_ANYTHING = _Part(None)


def _of_sequence(parts: Iterable[tuple[object, Any]]) -> _Part:
    """Parts one after the other; texts are joined as long as they can be told and are few."""
    texts = _EMPTY
    groups: list[frozenset[str]] = []
    whole = True
    for part in _joined(parts):
        groups += part.groups
        if part.texts is not None and len(texts) * len(part.texts) <= _MOST:
            texts = frozenset(first + second for first, second in product(texts, part.texts))
        else:
            groups.append(texts)
            texts, whole = _EMPTY if part.texts is None else part.texts, False
    return _Part(texts, tuple(groups)) if whole else _Part(None, (*groups, texts))


def _joined(parts: Iterable[tuple[object, Any]]) -> Iterator[_Part]:
    """Parts one by one, characters that follow one another as one part."""
    letters = ""
    for kind, given in parts:
        name = str(kind)
        if name == "LITERAL" and given < 128:
            letters += _letter(given)
            continue
        if letters:
            yield _Part(frozenset({letters}))
            letters = ""
        yield _of_part(name, given)
    if letters:
        yield _Part(frozenset({letters}))


def _of_part(name: str, given: Any) -> _Part:
    """One part, named as `re` names it."""
    match name:
        case "IN" if all(str(kind) == "LITERAL" and each < 128 for kind, each in given):
            return _Part(frozenset(_letter(each) for _, each in given))
        case "AT":
            return _Part(frozenset({_EDGE}) if str(given) == "AT_BOUNDARY" else _EMPTY)
        case "ASSERT" | "ASSERT_NOT":
            return _Part(_EMPTY)
        case "SUBPATTERN" if not given[1] & re.ASCII:
            return _of_sequence(given[-1])
        case "ATOMIC_GROUP":
            return _of_sequence(given)
        case "BRANCH":
            return _of_branches([_of_sequence(each) for each in given[1]])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _of_repeat(*given)
    return _ANYTHING


def _letter(code: int) -> str:
    """A character as a text in small letters has it; all that parts words is a blank."""
    letter = chr(code).lower()
    return " " if letter.isspace() else letter


def _of_repeat(least: int, most: int, parts: Iterable[tuple[object, Any]]) -> _Part:
    part = _of_sequence(parts)
    if least == most == 1:
        return part
    if least:
        return _Part(None, tuple(_all_groups(part)))
    return _Part(part.texts | _EMPTY) if most == 1 and part.texts is not None else _ANYTHING


def _of_branches(branches: Sequence[_Part]) -> _Part:
    """Any one of several parts: a text of one of them is needed."""
    told = [each.texts for each in branches if each.texts is not None]
    if len(told) == len(branches):
        return _Part(frozenset().union(*told))
    best = [max(_all_groups(each), key=_rarity, default=_EMPTY) for each in branches]
    return _Part(None, (frozenset().union(*best),))


def _all_groups(part: _Part) -> list[frozenset[str]]:
    return [*part.groups, *([part.texts] if part.texts is not None else [])]


def _rarity(texts: frozenset[str]) -> float:
    """How seldom a text holds one of these, roughly: the shortest counts, then how many there are."""
    return min(_length(each) for each in texts) - len(texts) / _MOST


def _length(text: str) -> int:
    return max((len(fragment.letters) + fragment.begins + fragment.ends for fragment in _words(text)), default=0)


def _fragments(texts: frozenset[str]) -> list[Group]:
    """Groups of fragments: one for each word of the texts, or of their first, last and longest; none without words."""
    words = [_words(text) for text in texts]
    if not all(words):
        return []
    if len({len(each) for each in words}) == 1:
        return [frozenset(each) for each in zip(*words, strict=True)]
    longest = frozenset(max(each, key=lambda word: (len(word.letters), word)) for each in words)
    return [frozenset(each[0] for each in words), frozenset(each[-1] for each in words), longest]


def _words(text: str) -> list[Fragment]:
    """The fragments of a text, in its order; blanks and marked edges tell where words begin and end."""
    parts = text.split(" ")
    found = []
    for number, part in enumerate(parts):
        letters = part.replace(_EDGE, "")
        if letters:
            begins = number > 0 or (part.startswith(_EDGE) and letters[0].isalnum())
            ends = number < len(parts) - 1 or (part.endswith(_EDGE) and letters[-1].isalnum())
            found.append(Fragment(letters, begins, ends))
    return found
