"""Words of a citation in a form in which spelling habits no longer matter.

Case, apostrophes, hyphens (also broken ones: "Electro- diagnostic"), commas, "&" against "and", plural *s* and the (R)
sign differ from letter to letter. So names are compared as one run of letters and digits, and a name may start and end
only where a word does.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.text import Tokens, singular

__all__ = ["Words", "key", "opening"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.\-–]\d+)*|&")


_SHORT = 6
_MARKS = str.maketrans({"'": None, "’": None, "–": "-"})


@lru_cache(maxsize=16_384)
def _form(word: str) -> str:
    """A word without case, apostrophe and plural; "&" is "and"."""
    if word == "&":
        return "and"
    form = word.lower().translate(_MARKS)
    if 3 < len(form) < _SHORT and form[-1] == "s" and form[-2] != "s":
        return form[:-1]  # abbreviations in the plural: MRIs, ESIs, which end like "stenosis"
    return singular(form)


def key(name: str) -> str:
    """The form of `name` by which it is looked up.

    >>> key("NSAID's, GI symptoms & cardiovascular risk")
    'nsaidgisymptomandcardiovascularrisk'
    """
    return "".join(map(_form, _WORD.findall(name)))


def opening(text: str) -> str | None:
    """The form of the word with which `text` begins, ``None`` where it begins with none."""
    match = _WORD.match(text)
    return _form(match[0]) if match else None


class Words(Tokens):
    """The words of a text: `forms`, with `starts` and `ends` as character offsets into `text`."""

    __slots__ = ("text",)

    def __init__(self, text: str, letters: int | None = None) -> None:
        """All words of `text`, or only those up to the one that makes more than `letters` letters."""
        self.text = text
        words: list[tuple[str, int, int]] = []
        length = 0
        for match in _WORD.finditer(text):
            form = _form(match[0])
            words.append((form, match.start(), match.end()))
            length += len(form)
            if letters is not None and length > letters:
                break
        super().__init__(words)

    def run(self, first: int, last: int) -> str:
        """The words `first` up to, not including, `last` in the form in which names are looked up."""
        return self.joined[self.offsets[first] : self.offsets[last]]

    def gap(self, index: int) -> str:
        """What stands between word `index` and the one before it; everything after the last word for the end."""
        start = self.ends[index - 1] if index else 0
        end = self.starts[index] if index < len(self.starts) else len(self.text)
        return self.text[start:end]

    def close(self, first: int, last: int) -> int:
        """Offset of the end of the words `first` up to `last`, with the bracket that closes one opened within."""
        start, end = self.starts[first], self.ends[last - 1]
        end += self.text.startswith("®", end)
        said = self.text[start:end]
        return end + (said.count("(") > said.count(")") and self.text.startswith(")", end))
