"""Whether places are within their letter's text: ``imrs:BoundsShape``, judged for the fast engine.

A third of a letter's triples lead to places, and looking at each by SPARQL costs more than all other shapes
together. So the fast engine leaves that shape out and asks this module instead; tests hold it to what pySHACL makes of
it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kg.build.predicate_lines import PredicateLines
from kg.build.violation import Violation
from kg.namespaces import SH

__all__ = ["PlacesInText"]

_SHAPE = re.compile(r'imrs:BoundsShape-query .*?sh:message "([^"]*)"@en', re.DOTALL)
_MARK = "/text#char="
_LEADS = re.compile(r"^<([^>]*)> [^ ]+ <([^>]*)/text#char=([^>]*)> *\.$")
_NUMBERS = re.compile(r"([+-]?[0-9]+),([+-]?[0-9]+)")
_ESCAPED = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


@dataclass(frozen=True, slots=True)
class PlacesInText:
    """The shape under `base`, the address that all IRIs begin with, and its `message`."""

    base: str
    message: str

    @classmethod
    def of(cls, shapes: str) -> PlacesInText | None:
        """The shape as `shapes` (Turtle) has it; ``None`` where they don't."""
        base, found = re.search(r"@prefix imrs: <([^>]*)shapes#>", shapes), _SHAPE.search(shapes)
        return cls(base[1], found[1]) if base and found else None

    def left_out(self, shapes: str) -> str:
        """`shapes` without this one."""
        return f"{shapes}\n<{self._shape}> <{SH}deactivated> true .\n"

    @property
    def _shape(self) -> str:
        return f"{self.base}shapes#BoundsShape"

    def judge(self, lines: PredicateLines) -> list[Violation]:
        """A result for each place of a letter that is not within its letter's text, or is not the letter's."""
        lengths = self._lengths(lines)
        leading = [line for of in lines.values() for line in of if _MARK in line]
        places = [named.groups() for line in leading if (named := _LEADS.search(line))]
        described = {line[1 : line.find(">")] for line in leading if _MARK in line[: line.find(" ")]}
        outside = {
            (of, f"{letter}{_MARK}{numbers}")
            for of, letter, numbers in places
            if (letter not in lengths or not _is_part(of, letter))
            or f"{letter}{_MARK}{numbers}" in described
            or _outside(numbers, lengths[letter])
        }
        return [
            Violation(letter, self._shape, "violation", self.message, None, place)
            for of, place in outside
            for letter in lengths
            if _is_part(of, letter)
        ]

    def _lengths(self, lines: PredicateLines) -> Mapping[str, int]:
        """How many characters the text of each letter has."""
        predicate = f"<{self.base}ontology#text>"
        found: dict[str, int] = {}
        for line in lines.get(predicate, ()):
            subject, quote, literal = line.partition(f'> {predicate} "')
            if quote and subject.startswith("<"):
                written = literal[: literal.rfind('"')]
                found[subject[1:]] = len(_ESCAPED.sub(".", written)) if "\\" in written else len(written)
        return found


def _is_part(node: str, letter: str) -> bool:
    """Whether `node` is the letter, a part of it, or the case that it is a letter of."""
    return f"{node}/".startswith(f"{letter}/") or letter.startswith(f"{node}/")


def _outside(numbers: str, length: int) -> bool:
    found = _NUMBERS.fullmatch(numbers)
    return found is not None and (int(found[1]) > int(found[2]) or int(found[2]) > length)
