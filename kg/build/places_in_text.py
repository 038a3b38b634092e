"""Whether places are within their letter's text: ``imrs:BoundsShape``, judged for the fast engine.

A third of a letter's triples lead to places, and looking at each by SPARQL costs more than all other shapes
together. So the fast engine leaves that shape out and asks this module instead; tests hold it to what pySHACL makes of
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.build.predicate_lines import PredicateLines
from kg.build.violation import Violation
from kg.namespaces import SH

__all__ = ["PlacesInText"]

_SHAPE = re.compile(r'sh:targetSubjectsOf imr:text ;.*?sh:message "([^"]*)"@en', re.DOTALL)
_MARK = "/text#char="
_PLACE = re.compile(r"^[^ ]+ [^ ]+ <([^ >]*)/text#char=([+-]?[0-9]+),([+-]?[0-9]+)> *\.$")
_LONG = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


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
        """A result for each place that is not within its letter's text."""
        lengths = self._lengths(lines)
        return [
            Violation(letter, self._shape, "violation", self.message, None, f"{letter}/text#char={start},{end}")
            for letter, start, end in sorted(self._places(lines))
            if any(int(start) > int(end) or int(end) > length for length in lengths.get(letter, ()))
        ]

    def _lengths(self, lines: PredicateLines) -> dict[str, list[int]]:
        """How many characters the texts of letters have."""
        predicate = f"<{self.base}ontology#text>"
        found: dict[str, list[int]] = {}
        for line in lines.get(predicate, ()):
            subject, quote, literal = line.partition(f'> {predicate} "')
            if quote and subject.startswith("<"):
                written = literal[: literal.rfind('"')]
                length = len(_LONG.sub(".", written)) if "\\" in written else len(written)
                found.setdefault(subject[1:], []).append(length)
        return found

    def _places(self, lines: PredicateLines) -> set[tuple[str, str, str]]:
        """Letter, start and end of all places that anything leads to."""
        return {place for of in lines.values() for line in of for place in _leads_to(line)}


def _leads_to(line: str) -> Iterator[tuple[str, str, str]]:
    """The place that is the object of a triple, if one is."""
    if _MARK in line and (found := _PLACE.search(line)):
        yield found[1], found[2], found[3]
