"""From a letter's text to what it says.

`parse` is pure: no file, clock or network. Problems are findings that travel with the letter, never exceptions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from kg.model import Family, Finding, Letter, Rejection
from kg.parse.assembly import LetterDraft
from kg.parse.decisions import read_decisions
from kg.parse.families import family_of, no_decision, rejection
from kg.parse.findings import found
from kg.parse.fixed_words import with_fixed_words
from kg.parse.flat import flatten_through
from kg.parse.furniture import without_furniture
from kg.parse.notice import read_notice
from kg.parse.professional import read_professional
from kg.parse.split import letters_in
from kg.parse.standard import read_standard
from kg.text import Placed, normalized, storable
from kg.text.letter_case import in_sentence_case
from kg.text.markdown import unmarked

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
    text = storable(text)
    notes: list[Finding] = []
    read = _read(text, notes)
    parts = letters_in(read.text)
    if len(parts) == 1:
        return (_parse_one(text, read, source, notes),)
    letters: list[Letter | Rejection] = []
    for number, (first, last) in enumerate(parts, 1):
        joined = [found("joined-letters", None, f"{number} of {len(parts)}")]
        part = text[slice(*read.span(first, last))].strip()
        letters.append(_parse_one(part, _read(part, joined), f"{source}#{number}", joined))
    return tuple(letters)


def parse_again(text: str, source: str, noted: Iterable[Finding] = ()) -> Letter | Rejection:
    """Read the own text of one letter that `parse` gave. `noted` are findings about the file that it came from."""
    text, notes = storable(text), list(noted)
    return _parse_one(text, _read(text, notes), source, notes)


def _read(text: str, notes: list[Finding]) -> Placed:
    """The text with one form for each character, its fixed words right, without Markdown and what pages carry."""
    return with_fixed_words(in_sentence_case(without_furniture(unmarked(normalized(text)))), notes)


def _parse_one(text: str, read: Placed, source: str, notes: list[Finding]) -> Letter | Rejection:
    flat, lines = flatten_through(read)
    family = family_of(flat.text)
    if family is None:
        return rejection(flat.text, source)
    source_hash = hashlib.sha256(text.encode("utf-8")).hexdigest()
    for each in (family, *(other for other in _READERS if other is not family)):
        tried = [] if each is family else [found("other-form", None, f"{each.value} instead of {family.value}")]
        letter = _READERS[each](LetterDraft(flat, lines, read.text, text, source, source_hash, [*notes, *tried]))
        if any(item.outcome for item in letter.items):
            return letter
    return no_decision(source)
