"""Words of a citation in a form in which spelling habits no longer matter.

Case, apostrophes, hyphens (also broken ones: "Electro- diagnostic"), commas, "&" against "and", plural *s* and the (R)
sign differ from letter to letter. So names are compared as one run of letters and digits, and a name may start and end
only where a word does.
"""

from __future__ import annotations

import re
from bisect import bisect_left

__all__ = ["Words", "key", "opening"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.\-–]\d+)*|&")


def _form(word: str) -> str:
    """A word without case, apostrophe and plural; "&" is "and"."""
    if word == "&":
        return "and"
    form = word.lower()
    if "'" in form or "’" in form:
        form = form.replace("'", "").replace("’", "")
    if "–" in form:
        form = form.replace("–", "-")
    if len(form) > 3 and form[-1] == "s":
        if form.endswith("ies"):
            return form[:-3] + "y" if len(form) > 4 else form
        return form if form[-2] == "s" else form[:-1]
    return form


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


class Words:
    """The words of a text: `forms`, with `starts` and `ends` as character offsets into `text`."""

    __slots__ = ("ends", "forms", "joined", "offsets", "starts", "text")

    def __init__(self, text: str, letters: int | None = None) -> None:
        """All words of `text`, or only those up to the one that makes more than `letters` letters."""
        self.text = text
        self.forms: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.offsets: list[int] = [0]
        length = 0
        for match in _WORD.finditer(text):
            form = _form(match[0])
            self.forms.append(form)
            self.starts.append(match.start())
            self.ends.append(match.end())
            length += len(form)
            self.offsets.append(length)
            if letters is not None and length > letters:
                break
        self.joined = "".join(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

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

    def at(self, offset: int) -> int:
        """Index of the first word that starts at or after character `offset`."""
        return bisect_left(self.starts, offset)
