"""The singular of a word, for comparing: both sides of a comparison go through it, so it need not be English."""

from __future__ import annotations

__all__ = ["singular"]

_AS_IS = frozenset({"tens"})
"""TENS is a device, and must not become the number ten."""


def singular(word: str) -> str:
    """`word`, in small letters, without the *s* of the plural.

    >>> [singular(word) for word in ("knees", "biopsies", "stenosis", "virus", "access", "tens", "gas")]
    ['knee', 'biopsy', 'stenosis', 'virus', 'access', 'tens', 'gas']
    """
    if len(word) <= 3 or word[-1] != "s" or word[-2] in "sui" or word in _AS_IS:
        return word
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]
