"""From a letter's text to what it says.

`parse` is pure: no file, clock or network. Problems are findings that travel with the letter, never exceptions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kg.model import Family, Finding, Letter, Rejection
from kg.parse.assembly import LetterDraft
from kg.parse.decisions import read_decisions
from kg.parse.families import family_of, rejection
from kg.parse.findings import found
from kg.parse.flat import flatten
from kg.parse.notice import read_notice
from kg.parse.professional import read_professional
from kg.parse.split import letters_in
from kg.parse.standard import read_standard

__all__ = ["parse", "parse_again"]

_READERS = {
    Family.STANDARD: read_standard,
    Family.DECISIONS: read_decisions,
    Family.NOTICE: read_notice,
    Family.PROFESSIONAL: read_professional,
}


def parse(text: str, source: str) -> tuple[Letter | Rejection, ...]:
    """Read a text: one letter, several where letters were joined, or one rejection.

    `source` names the text in messages; letters of one text are told apart by ``#1``, ``#2``. Each letter carries its
    own part of the text, and its spans point into that part.
    """
    parts = letters_in(text)
    if len(parts) == 1:
        return (_parse_one(text, source, []),)
    return tuple(
        _parse_one(
            text[start:end].strip(), f"{source}#{number}", [found("joined-letters", None, f"{number} of {len(parts)}")]
        )
        for number, (start, end) in enumerate(parts, 1)
    )


def parse_again(text: str, source: str, noted: Iterable[Finding] = ()) -> Letter | Rejection:
    """Read the own text of one letter that `parse` gave. `noted` are findings about the file that it came from."""
    return _parse_one(text, source, list(noted))


def _parse_one(text: str, source: str, notes: list[Finding]) -> Letter | Rejection:
    flat = flatten(text)
    family = family_of(flat.text)
    if family is None:
        return rejection(flat.text, source)
    source_hash = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _READERS[family](LetterDraft(flat, text, source, source_hash, notes))
