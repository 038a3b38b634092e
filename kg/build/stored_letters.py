"""Letters that a release has already: read again from the graph where their case gets another letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from kg.build.batches import load_linker
from kg.build.spool import CaseLetter
from kg.build.workers import batched
from kg.documents.document_findings import MEANINGS as DOCUMENT_FINDINGS
from kg.errors import StoredLetterError
from kg.link.letter_linker import LetterLinker
from kg.model import Determination, Finding, Rejection, Severity, Span
from kg.ntriples import iri, string
from kg.parse import parse_again
from kg.query import Bindings, Door

__all__ = ["StoredLetters"]

_ASKED = 200  # cases in one query: the texts of their letters come back in one answer

_LETTERS = """PREFIX imr: <{base}ontology#>
SELECT ?case ?letter ?hash ?source ?text WHERE {{
  VALUES ?case {{ {cases} }}
  ?case imr:hasDetermination ?letter . ?letter imr:sourceHash ?hash ; imr:sourceName ?source ; imr:text ?text }}"""

_FINDINGS = """PREFIX imr: <{base}ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?letter ?code ?message ?severity ?start ?end WHERE {{
  VALUES ?case {{ {cases} }} VALUES ?code {{ {codes} }}
  ?case imr:hasDetermination ?letter . ?letter imr:hasFinding ?finding .
  ?finding imr:code ?code ; imr:message ?message ; imr:severity ?severity .
  OPTIONAL {{ ?finding imr:foundAt ?words . ?words oa:start ?start ; oa:end ?end }} }} ORDER BY ?finding"""

_OF_THE_PARSER, _OF_THE_FILE = frozenset({"joined-letters"}), frozenset(DOCUMENT_FINDINGS)
"""Findings about the file that a letter came from: they can't be found again in the letter's own text. Those of the
parser come first among a letter's findings, those of the file's reader last."""


class StoredLetters:
    """The letters of the release behind `door`, whose IRIs begin with `base`."""

    def __init__(self, door: Door, base: str) -> None:
        self._door = door
        self._base = base

    def join(self, cases: Iterable[Sequence[CaseLetter]]) -> Iterator[list[CaseLetter]]:
        """Each case's letters after those that the release has of it."""
        for group in batched(cases, _ASKED):
            known: dict[str, list[CaseLetter]] = {letters[0].case: [] for letters in group}
            for letter in self._known(list(known)):
                known[letter.case].append(letter)
            for letters in group:
                yield [*known[letters[0].case], *letters]

    def _known(self, cases: Sequence[str]) -> Iterator[CaseLetter]:
        findings = self._findings(cases)
        for case, letter, source_hash, source, text in self._rows(_LETTERS, cases):
            read = partial(self._read, text, source, findings.get(letter, ()))
            yield CaseLetter(case, source_hash, source, b"", read)

    def _findings(self, cases: Sequence[str]) -> dict[str, list[Finding]]:
        """Findings about the files of letters, by the letter's IRI."""
        codes = " ".join(string(code) for code in sorted(_OF_THE_PARSER | _OF_THE_FILE))
        found: dict[str, list[Finding]] = {}
        for letter, code, message, severity, start, end in self._rows(_FINDINGS, cases, codes=codes):
            span = Span(int(start), int(end)) if start else None
            found.setdefault(letter, []).append(Finding(code, message, span, Severity(severity)))
        return found

    def _rows(self, query: str, cases: Sequence[str], **parts: str) -> Iterator[tuple[str, ...]]:
        answer = self._door.run(query.format(base=self._base, cases=" ".join(map(iri, cases)), **parts))
        for row in answer.rows if isinstance(answer, Bindings) else ():
            yield tuple(getattr(term, "value", "") for term in row)

    def _read(self, text: str, source: str, findings: Sequence[Finding]) -> Determination:
        """The letter, read again. Raises `StoredLetterError` if this version rejects what an earlier one accepted."""
        letter = parse_again(text, source, [each for each in findings if each.code in _OF_THE_PARSER])
        if isinstance(letter, Rejection):
            raise StoredLetterError(f"{source}: {letter.reason}; build all letters again with `imr build`")
        of_the_file = [each for each in findings if each.code in _OF_THE_FILE]
        return self._linker.link(replace(letter, findings=(*letter.findings, *of_the_file)))

    @cached_property
    def _linker(self) -> LetterLinker:
        return load_linker()
