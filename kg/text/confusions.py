"""Words that a scanner misread: "Uphe1d", "Overtumed", "guidel ine", "W yoming".

Letters that look alike get one form (a *skeleton*), blanks and punctuation go; a word of a closed list is found again
by its skeleton, or by one that is nearly the same. Only for closed lists: of free words it would make others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

__all__ = ["DIGITS", "LikelyWords", "reads_as_closing", "reads_as_opening", "skeleton"]

_UPPER = str.maketrans({"Q": "o", "V": "u"})
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("l1|!jíìî¡", "i"),
        **dict.fromkeys("0öóò°", "o"),
        **dict.fromkeys("eéè€¢69gq", "c"),
        **dict.fromkeys("5$§", "s"),
        **dict.fromkeys("8ß", "b"),
        "2": "z",
        "4": "a",
        "7": "t",
        "+": "t",
        "v": "u",
        "ü": "u",
    }
)
_NO_LETTER = re.compile(r"[^a-z]+")
_PAIRS = (("iui", "m"), ("rn", "m"), ("nn", "m"), ("iu", "m"), ("uu", "w"), ("ci", "d"), ("ii", "u"), ("ri", "n"))
"""Two letters that together look like one; applied in this order, to both sides of a comparison."""

_PIECES = {one: (one, *(pair for pair, other in _PAIRS if other == one)) for _, one in _PAIRS}
"""What may have become a letter of a skeleton. No pair holds what an earlier one became, so one step is enough."""

_REVERSED = {one: tuple(piece[::-1] for piece in pieces) for one, pieces in _PIECES.items()}
_SHRINK = 4
"""By how many letters merged pairs may make a word shorter."""

DIGITS = str.maketrans({**dict.fromkeys("OoQD", "0"), **dict.fromkeys("lI|!i", "1"), "Z": "2", "S": "5", "B": "8"})
"""The digit that a letter among digits must be."""


def skeleton(words: str) -> str:
    """The form that words share with what a scanner makes of them.

    >>> skeleton("Overturned") == skeleton("Overtumed") == skeleton("0ver tumed")
    True
    """
    return _merged(_letters(words))


def _letters(words: str) -> str:
    return _NO_LETTER.sub("", words.translate(_UPPER).lower().translate(_ALIKE))


def _merged(form: str) -> str:
    for pair, one in _PAIRS:
        form = form.replace(pair, one)
    return form


def reads_as_opening(words: str, form: str) -> bool:
    """Whether words that begin with `words` and go on can have the skeleton `form`; a yes may be wrong, a no is sure.

    >>> reads_as_opening("rnedi", skeleton("medically")), reads_as_opening("spine", skeleton("medically"))
    (True, False)
    """
    return _opening(_letters(words), form, _PIECES)


def reads_as_closing(words: str, form: str) -> bool:
    """The same of words that end with `words` and begin before.

    >>> reads_as_closing("ca11y", skeleton("medically")), reads_as_closing("spine", skeleton("medically"))
    (True, False)
    """
    return _opening(_letters(words)[::-1], form[::-1], _REVERSED)


def _opening(letters: str, form: str, pieces: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether `letters` begin what may have become `form`, letter by letter."""
    rest = {letters}
    for letter in form:
        if any(not each for each in rest):
            return True
        known = pieces.get(letter, (letter,))
        if any(len(piece) > len(each) and piece.startswith(each) for each in rest for piece in known):
            return True
        rest = {each[len(piece) :] for each in rest for piece in known if each.startswith(piece)}
    return False


class LikelyWords:
    """A closed list of words or phrases, and which of them misread words must be.

    Beyond equal skeletons, one letter in `tolerance` may differ, and `most` at all (before pairs of letters are
    merged, which makes more of one slip); between two that are as near nothing is chosen. No two of the list may have
    the same skeleton.
    """

    __slots__ = ("_by_letters", "_by_skeleton", "_longest", "_most", "_shortest", "_tolerance")

    def __init__(self, words: Iterable[str], tolerance: int = 8, most: int = 99) -> None:
        self._by_skeleton: dict[str, str] = {}
        for word in words:
            form = skeleton(word)
            if self._by_skeleton.setdefault(form, word) != word:
                raise ValueError(f"{word!r} looks like {self._by_skeleton[form]!r}")
        self._tolerance, self._most = tolerance, most
        self._by_letters = {_letters(word): word for word in self._by_skeleton.values()}
        lengths = [len(form) for form in self._by_letters]
        self._shortest = min(lengths, default=0)
        self._longest = max(lengths, default=0)

    def meant(self, words: str) -> tuple[str, int] | None:
        """The word of the list that `words` must be, and by how many letters their skeletons differ."""
        form = _letters(words)
        slips = min(len(form) // self._tolerance, self._most)
        if not self._shortest - slips - _SHRINK <= len(form) <= self._longest + slips + _SHRINK:
            return None
        known = self._by_skeleton.get(_merged(form))
        if known is not None:
            return known, 0
        if not slips:
            return None
        near = extract(form, self._by_letters.keys(), scorer=OSA.distance, score_cutoff=slips, limit=2)
        if not near or (len(near) > 1 and near[0][1] == near[1][1]):
            return None
        return self._by_letters[near[0][0]], int(near[0][1])
