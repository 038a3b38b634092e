"""Sentences whose verdict is the reverse of their words: a denial denied, a doubt, a case that did not arise.

"It would be unreasonable to deny this" grants; "I cannot say that it is medically necessary" refuses; "if therapy had
failed, it would be medically necessary" says nothing of the request. One row a form, with its words, what they say and
an example that a test reads. Each group of a row's words that is named ``turn...`` and is found turns the verdict round
once, so that a second negation restores it. A row whose verdict is *not stated* hides its words from every other
reading: where the scope cannot be decided, no verdict is better than a false one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import RationaleFinding
from kg.parse.scope_forms import FORMS
from kg.parse.scope_sides import SIDES
from kg.text.sieve import Sieve

__all__ = ["SCOPES", "Scope", "scoped"]

_TURNED = {
    RationaleFinding.NECESSARY: RationaleFinding.NOT_NECESSARY,
    RationaleFinding.NOT_NECESSARY: RationaleFinding.NECESSARY,
}
_LAST = 900
"""Characters at the end of a rationale in which these forms are looked for: conclusions stand at the end."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One form: what it says, the pattern of its words, an example."""

    verdict: RationaleFinding
    pattern: re.Pattern[str]
    example: str


SCOPES = tuple(
    Scope(verdict, re.compile(pattern, re.IGNORECASE), example) for verdict, example, pattern in (*FORMS, *SIDES)
)
_SIEVE = Sieve(scope.pattern for scope in SCOPES)


def scoped(text: str) -> Iterator[tuple[int, int, RationaleFinding]]:
    """Every form in the last part of `text`: start, end, and what it says after the negations in it."""
    low = max(0, len(text) - _LAST)
    for number in _SIEVE.possible(text[low:]):
        scope = SCOPES[number]
        for match in scope.pattern.finditer(text, low):
            verdict = scope.verdict
            turns = sum(1 for name, turn in match.groupdict().items() if name.startswith("turn") and turn)
            yield *match.span(), _TURNED.get(verdict, verdict) if turns % 2 else verdict
