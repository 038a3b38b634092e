"""Letters that a release has already: read again from the graph where their case gets another letter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import pyoxigraph as ox

from kg.build.batches import load_linker
from kg.build.spool import CaseLetter
from kg.build.workers import batched
from kg.documents.document_findings import MEANINGS as DOCUMENT_FINDINGS
from kg.errors import StoreDamaged, StoredLetterError
from kg.link.letter_linker import LetterLinker
from kg.model import Determination, Finding, Rejection, Severity, Span
from kg.namespaces import DEFAULT_BASE, Iris
from kg.parse import parse_again
from kg.query import Bindings, Door, Template, rebase

__all__ = ["StoredLetters", "StoredText", "read_stored"]

_ASKED = 200  # cases in one query: the texts of their letters come back in one answer

_LETTERS = f"""PREFIX imr: <{DEFAULT_BASE}ontology#>
SELECT ?case ?letter ?hash ?source ?text WHERE {{
  VALUES ?case {{ UNDEF }}
  ?case imr:hasDetermination ?letter . ?letter imr:sourceHash ?hash ; imr:sourceName ?source ; imr:text ?text }}"""

_FINDINGS = f"""PREFIX imr: <{DEFAULT_BASE}ontology#>
SELECT ?letter ?code ?message ?severity ?place WHERE {{
  VALUES ?case {{ UNDEF }} VALUES ?code {{ UNDEF }}
  ?case imr:hasDetermination ?letter . ?letter imr:hasFinding ?finding .
  ?finding imr:code ?code ; imr:message ?message ; imr:severity ?severity .
  OPTIONAL {{ ?finding imr:foundAt ?place }} }} ORDER BY ?finding"""

_OF_THE_PARSER, _OF_THE_FILE = frozenset({"joined-letters"}), frozenset(DOCUMENT_FINDINGS)
"""Findings about the file that a letter came from: they can't be found again in the letter's own text. Those of the
parser come first among a letter's findings, those of the file's reader last."""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A letter as a release has it: what it takes to read it again."""

    case: str
    source_hash: str
    source: str
    text: str
    findings: Sequence[Finding]


def read_stored(stored: StoredText, linker: LetterLinker) -> Determination | Rejection:
    """The letter, read again; a rejection if this version rejects what an earlier one accepted."""
    letter = parse_again(stored.text, stored.source, [each for each in stored.findings if each.code in _OF_THE_PARSER])
    if isinstance(letter, Rejection):
        return letter
    of_the_file = [each for each in stored.findings if each.code in _OF_THE_FILE]
    return linker.link(replace(letter, findings=(*letter.findings, *of_the_file)))


class StoredLetters:
    """The letters of the release behind `door`, whose IRIs begin with `base`."""

    def __init__(self, door: Door, base: str) -> None:
        self._door = door
        self._iris = Iris(base)
        self._asked_letters = Template.read(rebase(_LETTERS, DEFAULT_BASE, base))
        self._asked_findings = Template.read(rebase(_FINDINGS, DEFAULT_BASE, base))

    def join(self, cases: Iterable[Sequence[CaseLetter]], has: Callable[[str], bool]) -> Iterator[list[CaseLetter]]:
        """Each case's letters after those that the release has of it; `has` says whether it has any."""
        for group in batched(cases, _ASKED):
            known: dict[str, list[CaseLetter]] = {letters[0].case: [] for letters in group if has(letters[0].case)}
            for letter in self._known(list(known)) if known else ():
                known[letter.case].append(letter)
            for letters in group:
                yield [*known.get(letters[0].case, ()), *letters]

    def texts(self, cases: Iterable[str]) -> Iterator[StoredText]:
        """The letters of `cases` that the release has, as many as there are."""
        for group in batched(cases, _ASKED):
            yield from self._texts(group)

    def _known(self, cases: Sequence[str]) -> Iterator[CaseLetter]:
        for stored in self._texts(cases):
            yield CaseLetter(stored.case, stored.source_hash, stored.source, b"", partial(self._read, stored))

    def _texts(self, cases: Sequence[str]) -> Iterator[StoredText]:
        findings = self._findings(cases)
        missing = set(cases)
        for case, letter, source_hash, source, text in self._rows(self._asked_letters, cases):
            missing.discard(case)
            yield StoredText(case, source_hash, source, text, tuple(findings.get(letter, ())))
        if missing:  # a letter that is not found must not be taken for one that is no more
            release = self._door.release
            raise StoreDamaged(f"{release.folder}: the engine has no letter of <{min(missing)}>; build again")

    def _findings(self, cases: Sequence[str]) -> dict[str, list[Finding]]:
        """Findings about the files of letters, by the letter's IRI."""
        codes = [ox.Literal(code) for code in sorted(_OF_THE_PARSER | _OF_THE_FILE)]
        found: dict[str, list[Finding]] = {}
        for letter, code, message, severity, found_at in self._rows(self._asked_findings, cases, code=codes):
            place = self._iris.place(found_at)
            span = Span(place.start, place.end) if place else None
            found.setdefault(letter, []).append(Finding(code, message, span, Severity(severity)))
        return found

    def _rows(self, query: Template, cases: Sequence[str], **lists: Sequence[ox.Literal]) -> Iterator[tuple[str, ...]]:
        answer = self._door.run(query.bind({}, {"case": list(map(ox.NamedNode, cases)), **lists}))
        for row in answer.rows if isinstance(answer, Bindings) else ():
            yield tuple(getattr(term, "value", "") for term in row)

    def _read(self, stored: StoredText) -> Determination:
        """The letter, read again. Raises `StoredLetterError` if this version rejects what an earlier one accepted."""
        read = read_stored(stored, self._linker)
        if isinstance(read, Rejection):
            raise StoredLetterError(f"{stored.source}: {read.reason}; build all letters again with `imr build`")
        return read

    @cached_property
    def _linker(self) -> LetterLinker:
        return load_linker()
