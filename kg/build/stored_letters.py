"""Letters that a release has already: read again from the graph where their case gets another letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial

from kg.build.batches import load_linker
from kg.build.spool import CaseLetter
from kg.build.workers import batched
from kg.errors import StoredLetterError
from kg.link.letter_linker import LetterLinker
from kg.model import Determination, Finding, Rejection
from kg.parse import parse_again
from kg.parse.findings import found
from kg.query import Bindings, Door

__all__ = ["StoredLetters"]

_ASKED = 200  # cases a query: their letters' texts come back in one answer

_QUERY = """PREFIX imr: <{base}ontology#>
SELECT ?case ?hash ?source ?text ?joined WHERE {{
  VALUES ?case {{ {cases} }}
  ?case imr:hasDetermination ?letter . ?letter imr:sourceHash ?hash ; imr:sourceName ?source ; imr:text ?text .
  OPTIONAL {{ ?letter imr:hasFinding [ imr:code "joined-letters" ; imr:message ?joined ] }} }}"""


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
        answer = self._door.run(_QUERY.format(base=self._base, cases=" ".join(f"<{case}>" for case in cases)))
        for row in answer.rows if isinstance(answer, Bindings) else ():
            case, source_hash, source, text, joined = (getattr(term, "value", "") for term in row)
            yield CaseLetter(case, source_hash, source, b"", partial(self._read, text, source, joined))

    def _read(self, text: str, source: str, joined: str) -> Determination:
        """The letter, read again. Raises `StoredLetterError` where this version rejects what an earlier one took."""
        # That it stood in one file with others can't be seen in its own text.
        noted = [found("joined-letters", None, joined.rpartition(": ")[2])] if joined else list[Finding]()
        letter = parse_again(text, source, noted)
        if isinstance(letter, Rejection):
            raise StoredLetterError(f"{source}: {letter.reason}; build all letters anew with `imr build`")
        return self._linker.link(letter)

    @cached_property
    def _linker(self) -> LetterLinker:
        return load_linker()
