"""One form for each character, whatever program or scanner wrote it.

Unicode's own compatibility forms (NFKC, https://unicode.org/reports/tr15/) are taken where they are only a matter of
typography: ligatures, full width, the mathematical alphabets, units in one character. Superscripts and circled numbers
are left alone, because "m2" and "1" are not what they say. XML's characters: https://www.w3.org/TR/xml/#charsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kg.text.places import Edit, Placed

__all__ = ["PAGE_BREAK", "normalized", "plain", "storable"]

PAGE_BREAK = "\u2028"
"""What a form feed becomes, which neither XML nor what is made of it (RDF/XML, SPARQL's XML results) can hold."""

_DASHES = "\u2010\u2011\u2012\u2013\u2043\u2212\u207b\u208b\ufe58\ufe63\uff0d\u058a\u1806"
_LONG_DASHES = "\u2014\u2015\u2e3a\u2e3b"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u301d\u301e"
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_GONE = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u180e\u034f\u061c"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"
) + "".join(map(chr, range(0xFE00, 0xFE10)))
_TYPOGRAPHIC = (
    (0xFB00, 0xFB06),  # ligatures: ﬁ ﬂ ﬀ ﬃ ﬄ
    (0xFF01, 0xFF5E),  # full width
    (0x2160, 0x217F),  # Roman numerals
    (0x3371, 0x337A),  # units in one character
    (0x3380, 0x33DF),
    (0x1D400, 0x1D7FF),  # bold and italic letters that are characters of their own
    (0x2116, 0x2116),  # №
    (0x2100, 0x2109),  # ℃ ℅
    (0x01C4, 0x01CC),
    (0x0132, 0x0133),
)
_FRACTIONS = (0xBC, 0xBD, 0xBE, *range(0x2150, 0x215F))


def _typographic() -> dict[str, str]:
    letters = (chr(code) for first, last in _TYPOGRAPHIC for code in range(first, last + 1))
    forms = {letter: unicodedata.normalize("NFKC", letter) for letter in letters}
    # µ (micro) and μ (mu) look the same; letters have the first.
    return {letter: form.replace("\u03bc", "\u00b5") for letter, form in forms.items() if form != letter}


_ALL: dict[str, str] = {
    **_typographic(),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(_GONE, ""),
    "\u2026": "...",
    "\u2044": "/",
    "\u2215": "/",
    "\u2236": ":",
    "\ua789": ":",
    "\u03bc": "\u00b5",
    "\u066b": ".",
}
_ONE_FOR_ONE = {ord(old): new for old, new in _ALL.items() if len(new) == 1}
_SINGLES = frozenset(map(chr, _ONE_FOR_ONE))
_OTHERS = {old: new for old, new in _ALL.items() if len(new) != 1}

_MOVING = re.compile(
    rf"""
    (?P<character>[{re.escape("".join(_OTHERS))}])
    |(?P<fraction>[{"".join(map(chr, _FRACTIONS))}])   # 1½ is "1 1/2", not "11/2"
    |(?P<marked>[A-Za-z][\u0300-\u036f]+)              # a letter and its accent as two characters
    |(?P<soft>\u00ad(?:[ \t]*\n[ \t]*)?)               # a soft hyphen, with the line end that it stands at
    """,
    re.VERBOSE,
)
_MOVES = frozenset({*_OTHERS, *map(chr, (*_FRACTIONS, *range(0x300, 0x370))), "\u00ad"})
"""Characters without which `_MOVING` finds nothing."""

_PARTS_DIGITS = frozenset({"\u00b7", *_LONG_DASHES})
_ASCII = bytes(range(128))
_FEW = 16
_BETWEEN_DIGITS = re.compile(rf"(?<=\d)\u00b7(?=\d)|(?<=\d)[ ]?[{_LONG_DASHES}][ ]?(?=\d)")


def _between_digits(match: re.Match[str]) -> str:
    """A decimal point set in the middle of the line ("2·5 mg"); a long dash in a range ("67—68"), blanks kept."""
    return re.sub(rf"[{_LONG_DASHES}]", "-", match.group().replace("\u00b7", "."))


def normalized(text: str) -> Placed:
    """`text` with one form for each character, and the way back to its own characters.

    >>> normalized("Norﬂex\\u00a0100\\u2009ｍｇ, pages 67—68").text
    'Norflex 100 mg, pages 67-68'
    """
    if text.isascii():
        return Placed(text)
    # Most letters hold a page break and some ten other characters beyond ASCII: only what these need is looked for.
    strange = _beyond_ascii(text)
    same_length = _one_for_one(text, strange & _SINGLES)
    if not _PARTS_DIGITS.isdisjoint(strange):
        same_length = _BETWEEN_DIGITS.sub(_between_digits, same_length)
    if _MOVES.isdisjoint(strange):
        return Placed(same_length)
    return Placed(same_length).edited(_edits(same_length))


def _beyond_ascii(text: str) -> set[str]:
    """The characters of `text` that are not ASCII, each once; bytes are sifted ten times as fast as characters."""
    kept = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return set(kept.decode("utf-8", "surrogatepass"))


def _one_for_one(text: str, singles: set[str]) -> str:
    """`text` with each of `singles` as its one form. No form is itself a character that has another."""
    if len(singles) > _FEW:
        return text.translate(_ONE_FOR_ONE)
    for single in singles:
        text = text.replace(single, _ALL[single])
    return text


def _edits(text: str) -> Iterator[Edit]:
    for match in _MOVING.finditer(text):
        start, end = match.span()
        words = match.group()
        if match["character"]:
            yield start, end, _OTHERS[words]
        elif match["fraction"]:
            after_digit = start and text[start - 1].isdigit()
            form = unicodedata.normalize("NFKC", words).replace("\u2044", "/")
            yield start, end, f" {form}" if after_digit else form
        elif match["marked"]:
            composed = unicodedata.normalize("NFC", words)
            if composed != words:
                yield start, end, composed
        else:
            yield start, end, ""


def plain(text: str) -> str:
    """`text` with one form for each character, for a string whose places do not matter (a query, a name).

    >>> plain("Aciphex\\u200b ２０ mg")
    'Aciphex 20 mg'
    """
    return normalized(text).text


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HYPHENS = "\x02\ufffe"


def _allowed(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\f":
        return PAGE_BREAK
    if character == "\v":
        return "\n"
    # PDFium writes the hyphen at the end of a line as one of two characters that are none.
    return "-" if character in _HYPHENS else "\ufffd"


def storable(text: str) -> str:
    """`text` without what XML 1.0 forbids, one character for one: every place stays true.

    >>> storable("page one\\fpage two\\x00")
    'page one\\u2028page two\\ufffd'
    """
    return _FORBIDDEN.sub(_allowed, text)
