"""Whether the words at a place are those of the letter's text: ``imrs:WordsShape``, judged for the fast engine.

A third of a letter's nodes are places, and looking each up by SPARQL costs more than all other shapes together. So the
fast engine leaves that shape out and asks this module instead; tests hold it to what pySHACL makes of the shape.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import product

from kg.build.violation import Violation
from kg.namespaces import OA, SH

__all__ = ["WordsAtPlaces"]

_SHAPE = re.compile(r'sh:targetSubjectsOf imr:text ;.*?sh:message "([^"]*)"@en', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
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

    def judge(self, triples: str) -> list[Violation]:
        """A result for each place whose words are not those of its letter's text; `triples` are N-Triples."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        text = f"{self.base}ontology#text"
        line = re.compile(
            rf'^<([^>]*)> <({re.escape(OA)}(?:start|end|exact)|{re.escape(text)})> "([^"\\]*(?:\\.[^"\\]*)*)"', re.M
        )
        for subject, predicate, literal in line.findall(triples):
            found[subject][predicate].append(_unescaped(literal))
        letters = {subject: values[text] for subject, values in found.items() if text in values}
        places = ((subject, values) for subject, values in found.items() if OA + "exact" in values)
        return [self._result(place) for place, values in places if _astray(place, values, letters)]

    def _result(self, place: str) -> Violation:
        letter = place.partition("/text/")[0]
        return Violation(letter, self._shape, "violation", self.message, None, place)


def _astray(place: str, values: dict[str, list[str]], letters: dict[str, list[str]]) -> bool:
    texts = letters.get(place.partition("/text/")[0], ())
    starts, ends = _numbers(values[OA + "start"]), _numbers(values[OA + "end"])
    return any(
        text[max(start, 0) : max(end, 0)] != words
        for text, start, end, words in product(texts, starts, ends, values[OA + "exact"])
    )


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if re.fullmatch(r"[+-]?[0-9]+", value)]


def _unescaped(literal: str) -> str:
    if "\\" not in literal:
        return literal
    if _OTHER.search(literal):
        return _ESCAPE.sub(_character, literal)
    return literal.replace("\\n", "\n").replace('\\"', '"')  # what nearly all texts have


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])
