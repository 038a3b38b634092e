"""Several letters of one case: the same text counts once, different texts are determinations side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.build.batches import as_bytes, shape_rejection
from kg.build.gate import Gate
from kg.build.report import Report
from kg.build.spool import CaseLetter
from kg.errors import StoredLetterError
from kg.model import Notice, Rejection
from kg.namespaces import Iris
from kg.rdf import case_triples
from kg.store.dump import StoredPart
from kg.store.segments import Notes, Part

__all__ = ["CaseMerger"]


class CaseMerger:
    """Makes one block of triples of a case, judged by `engine`, and tells the `report` of its letters."""

    def __init__(self, base: str, report: Report, engine: str = "shacl-rust") -> None:
        self._iris = Iris(base)
        self._base, self._engine = base, engine
        self._report = report
        self._gate: Gate | None = None

    def part(self, letters: Sequence[CaseLetter], stored: StoredPart | None = None) -> Part | None:
        """The case's triples, sorted N-Triples, and what is noted of its letters; ``None`` if its letters together
        break a shape or none is new.

        `stored` is what the release has of the case: letters that are not new.
        """
        self._report.letters += sum(bool(letter.lines) for letter in letters)
        kept = self._distinct(letters)
        new = [letter for letter in kept if letter.lines]
        if not new:
            return None
        lines = kept[0].lines if len(kept) == 1 else self._joint(kept, new)
        if not lines:
            return None
        self._report.cases += 1
        known = {letter.source_hash for letter in letters if not letter.lines}
        return Part(
            letters[0].case, lines, self._notes([each for each in new if each.source_hash not in known], stored)
        )

    def _notes(self, new: Sequence[CaseLetter], stored: StoredPart | None) -> Notes:
        """Findings and warnings by code, of letters that are `new` to the release and of those that are not."""
        findings = Counter(code for letter in new for code in letter.findings)
        warnings = Counter(shape for letter in new for shape in letter.warnings)
        self._report.findings.update(findings)
        self._report.warnings.update(warnings)
        before = stored.entry.notes if stored else {}
        both = {"findings": findings, "warnings": warnings}
        sums = {name: told + Counter(before.get(name, {})) for name, told in both.items()}
        return {name: dict(sorted(numbers.items())) for name, numbers in sums.items() if numbers}

    def _distinct(self, letters: Sequence[CaseLetter]) -> list[CaseLetter]:
        """One letter of each text: of the same text, the one whose file comes first by name, whichever came first."""
        distinct: dict[str, CaseLetter] = {}
        for letter in sorted(letters, key=lambda letter: (letter.source, bool(letter.lines))):
            first = distinct.setdefault(letter.source_hash, letter)
            if first is not letter:
                self._report.notice(_duplicate(letter, first))
        return list(distinct.values())

    def _joint(self, letters: Sequence[CaseLetter], new: Sequence[CaseLetter]) -> bytes | None:
        """The triples of several letters together, for what the case says is said by the latest."""
        try:
            determinations = [letter.determination() for letter in letters]
        except StoredLetterError as error:
            self._report.reject(_not_joined(letter, error) for letter in new)
            return None
        lines = as_bytes(case_triples(determinations, self._iris))
        self._gate = self._gate or Gate.load(self._base, self._engine)
        case = letters[0].case
        found = self._gate.check([(case, lines.decode("utf-8"))]).get(case, [])
        if broken := [each for each in found if each.severity == "violation"]:
            self._report.reject([shape_rejection(" and ".join(_sources(letters)), broken)])
            return None
        self._report.notice(_several(letters))
        return lines


def _sources(letters: Sequence[CaseLetter]) -> list[str]:
    return sorted(letter.source for letter in letters)


def _duplicate(letter: CaseLetter, first: CaseLetter) -> Notice:
    return Notice(
        "same-letter", letter.source, f"the same letter as {first.source}", "nothing to do; it is in the graph once"
    )


def _several(letters: Sequence[CaseLetter]) -> Notice:
    first, *others = _sources(letters)
    return Notice(
        "several-letters",
        first,
        f"other letters of the same case with different text: {', '.join(others)}",
        "nothing to do; each is a determination, the latest decision is current",
    )


def _not_joined(letter: CaseLetter, error: StoredLetterError) -> Rejection:
    return Rejection(
        "stored-letter",
        letter.source,
        f"its case has a letter in the release that can't be read again ({error})",
        "build all letters again with `imr build`",
    )
