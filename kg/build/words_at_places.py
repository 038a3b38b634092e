"""Whether the words at a place are those of the letter's text: ``imrs:WordsShape``, judged for the fast engine.

A third of a letter's nodes are places, and looking each up by SPARQL costs more than all other shapes together. So the
fast engine leaves that shape out and asks this module instead; tests hold it to what pySHACL makes of the shape.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from kg.build.predicate_lines import PredicateLines
from kg.build.violation import Violation
from kg.namespaces import OA, SH

__all__ = ["WordsAtPlaces"]

_SHAPE = re.compile(r'sh:targetSubjectsOf imr:text ;.*?sh:message "([^"]*)"@en', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_INTEGER = re.compile(r"[+-]?[0-9]+")
_OTHER = re.compile(r'\\[^n"]')
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class WordsAtPlaces:
    """The shape under `base`, the address that all IRIs begin with, and its `message`."""

    base: str
    message: str

    @classmethod
    def of(cls, shapes: str) -> WordsAtPlaces | None:
        """The shape as `shapes` (Turtle) has it; ``None`` where they don't."""
        base, found = re.search(r"@prefix imrs: <([^>]*)shapes#>", shapes), _SHAPE.search(shapes)
        return cls(base[1], found[1]) if base and found else None

    def left_out(self, shapes: str) -> str:
        """`shapes` without this one."""
        return f"{shapes}\n<{self._shape}> <{SH}deactivated> true .\n"

    @property
    def _shape(self) -> str:
        return f"{self.base}shapes#WordsShape"

    def judge(self, lines: PredicateLines) -> list[Violation]:
        """A result for each place whose words are not those of its letter's text."""
        texts = _values(lines, f"{self.base}ontology#text")
        starts, ends, words = (_values(lines, OA + name) for name in ("start", "end", "exact"))
        return [
            self._result(place)
            for place, said in words.items()
            if _astray(said, texts.get(_letter(place), ()), _numbers(starts[place]), _numbers(ends[place]))
        ]

    def _result(self, place: str) -> Violation:
        return Violation(_letter(place), self._shape, "violation", self.message, None, place)


def _letter(place: str) -> str:
    return place.partition("/text/")[0]


def _values(lines: PredicateLines, predicate: str) -> dict[str, list[str]]:
    """The literals that IRIs have by a predicate."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines.get(f"<{predicate}>", ()):
        subject, quote, literal = line.partition(f'> <{predicate}> "')
        if quote and subject.startswith("<"):
            found[subject[1:]].append(_unescaped(literal[: literal.rfind('"')]))
    return found


def _astray(said: list[str], texts: Sequence[str], starts: list[int], ends: list[int]) -> bool:
    return any(
        text[max(start, 0) : max(end, 0)] != words for text, start, end, words in product(texts, starts, ends, said)
    )


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if _INTEGER.fullmatch(value)]


def _unescaped(literal: str) -> str:
    if "\\" not in literal:
        return literal
    if _OTHER.search(literal):
        return _ESCAPE.sub(_character, literal)
    return literal.replace("\\n", "\n").replace('\\"', '"')  # what nearly all texts have


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])
