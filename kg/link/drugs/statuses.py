"""What prose says of the drugs that it names: read clause by clause, by the rules of `kg.schemes.drug_status`.

Words before a drug hold for all drugs after them in the clause until other such words come; words after a list of drugs
hold for the whole list. Words that are sure go before those that are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.link.drugs.clauses import Clauses
from kg.link.drugs.drug_names import words_of
from kg.link.drugs.status_guard import guarded
from kg.model import DrugStatus
from kg.schemes.drug_status import Position, StatusRule, Weight

__all__ = ["Named", "StatusReader"]

_GLUE = re.compile(r"[\s,/&+()\"'®™-]{0,4}(?:(?:and|or|as well as|with|plus|then)\b[\s(\"]{0,2})?(?:the |a |\d+ )?")
_OPENING = re.compile(r"[\W\d]*(?:medications?|meds)?[\W\d]*")
_WORD = re.compile(r"[a-z]{2,}")
_FEW = 4
_ANNOUNCES = re.compile(r"(?::|\binclud(?:e|es|ed|ing)|\bare|\bfollows)[\s:]*(?:\(?\d{1,2}[.)]\s*)?$")
_TAIL = 30
_CLOSE = 2
_OVER = (
    DrugStatus.NOT_TOLD,
    DrugStatus.ALLERGY,
    DrugStatus.TEST_RESULT,
    DrugStatus.GENERAL_STATEMENT,
    DrugStatus.TRIED,
    DrugStatus.REQUESTED,
    DrugStatus.TAKEN,
)
"""Of words that follow one another closely ("the request for continued use of"), the first of these decides."""


_Ruled = tuple[StatusRule, DrugStatus]


@dataclass(frozen=True, slots=True)
class Named:
    """A drug named from `start` to `end` of a passage, the words of its dose included."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that tell a status, from `start` to `end`."""

    start: int
    end: int
    status: DrugStatus
    weight: Weight


class StatusReader:
    """Reads statuses by a table of rules."""

    def __init__(self, rules: Iterable[StatusRule]) -> None:
        self._rules = [(rule, DrugStatus(rule.status)) for rule in rules]
        by_word: dict[str, list[int]] = {}
        for number, (rule, _) in enumerate(self._rules):
            for word in rule.words:
                by_word.setdefault(word, []).append(number)
        self._by_word = by_word
        self._words = frozenset(by_word)

    def read(self, low: str, clauses: Clauses, named: Sequence[Named]) -> list[DrugStatus]:
        """The status of each drug that a passage (`low`: in small letters) names, in the order of the passage."""
        found: list[DrugStatus] = []
        at = ended = 0
        while at < len(named):
            start, end = clauses.around(named[at].start)
            last = at + 1
            while last < len(named) and named[last].start < end:
                last += 1
            end = max(end, named[last - 1].end)
            statuses = [
                guarded(low[start : each.start], low[each.end : end], status)
                for each, status in zip(named[at:last], self._clause(low, (start, end), named[at:last]), strict=True)
            ]
            if statuses[0] is None and _OPENING.fullmatch(low, start, named[at].start):
                goes_on = found and not _WORD.search(low, ended, start)
                carried = found[-1] if goes_on else self._announced(low, clauses, start)
                statuses = _filled(low, end, named[at:last], statuses, carried)
            found += [status or DrugStatus.NOT_TOLD for status in statuses]
            at, ended = last, end
        return found

    def _clause(self, low: str, clause: tuple[int, int], named: Sequence[Named]) -> list[DrugStatus | None]:
        """The statuses of the drugs of one clause, ``None`` where its words tell none."""
        start, end = clause
        rules = self._tried(low[start:end])
        if not rules:
            return [None] * len(named)
        before = _cues([pair for pair in rules if pair[0].position is Position.BEFORE], low, start, end)
        around = _cues([pair for pair in rules if pair[0].position is Position.AROUND], low, start, end)
        after = [pair for pair in rules if pair[0].position is Position.AFTER]
        found: list[DrugStatus | None] = []
        for first, last in _runs(low, named):
            limit = named[last + 1].start if last + 1 < len(named) else end
            behind = low[named[last].end : limit] if after else ""
            following = [_Cue(0, 0, status, rule.weight) for rule, status in after if rule.pattern.search(behind)]
            for each in named[first : last + 1]:
                found.append(_decided([cue for cue in before if cue.end <= each.start], following, around))
        return found

    def _announced(self, low: str, clauses: Clauses, start: int) -> DrugStatus | None:
        """What the clause before `start` says of the list that it announces ("Current medications include: 1.")."""
        if not _ANNOUNCES.search(low, max(0, start - _TAIL), start):
            return None
        before = clauses.before(start)
        if before is None:
            return None
        rules = [pair for pair in self._tried(low[before[0] : before[1]]) if pair[0].position is Position.BEFORE]
        return _decided(_cues(rules, low, *before), [], [])

    def _tried(self, clause: str) -> list[_Ruled]:
        """The rules of whose words a clause has one, in the order of the table."""
        numbers = {number for word in self._words.intersection(words_of(clause)) for number in self._by_word[word]}
        return [self._rules[number] for number in sorted(numbers)]


def _cues(rules: Iterable[_Ruled], low: str, start: int, end: int) -> list[_Cue]:
    """The words of a clause that tell a status, in the order of the clause."""
    found = [
        _Cue(match.start(), match.end(), status, rule.weight)
        for rule, status in rules
        for match in rule.pattern.finditer(low, start, end)
    ]
    return sorted(found, key=lambda cue: (cue.end, cue.start)) if len(found) > 1 else found


def _decided(before: list[_Cue], after: list[_Cue], around: list[_Cue]) -> DrugStatus | None:
    """What the words around a drug tell together."""
    ruled = _ruled_out(before)
    if ruled:
        return ruled
    general = any(cue.weight is Weight.SURE for cue in around)
    if general and before and before[-1].status is DrugStatus.GENERAL_STATEMENT:
        return DrugStatus.GENERAL_STATEMENT
    for weight in Weight:
        leading = [cue for cue in before if cue.weight is weight] if weight is not Weight.FIRM else []
        if leading:
            return _chained(leading)
        for cue in (*after, *around):
            if cue.weight is weight:
                return cue.status
    return None


def _ruled_out(before: list[_Cue]) -> DrugStatus | None:
    """What firm words before a drug say ("has never used", "her mother takes") unless a later turn goes over them.

    Words that begin inside them, or closely after them and say no more than that a drug is taken, are part of them.
    """
    firm = [cue for cue in before if cue.weight is Weight.FIRM]
    if not firm:
        return None
    end = firm[-1].end
    for cue in before:
        if cue.weight is Weight.SURE and cue.start >= end:
            if cue.start - end > _CLOSE or cue.status is not DrugStatus.TAKEN:
                return None
            end = max(end, cue.end)
    last = [cue for cue in firm if cue.start <= firm[-1].end <= cue.end + _CLOSE]
    return min((cue.status for cue in last), key=_OVER.index)


def _chained(cues: list[_Cue]) -> DrugStatus:
    """The status of the last of some words, or of what stands closely before it and goes over it."""
    chain = [cues[-1]]
    for cue in reversed(cues[:-1]):
        first = min(each.start for each in chain)
        if first - cue.end > _CLOSE:
            break
        if cue.end <= first or cues[-1].end - cue.end <= _CLOSE:
            chain.append(cue)
    return min((cue.status for cue in chain), key=_OVER.index)


def _runs(low: str, named: Sequence[Named]) -> list[tuple[int, int]]:
    """The lists that drugs stand in, as first and last index ("Norco, Soma and Ambien")."""
    runs: list[tuple[int, int]] = []
    for at, each in enumerate(named):
        glued = runs and _GLUE.fullmatch(low, named[at - 1].end, each.start)
        if glued:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _filled(
    low: str, end: int, named: Sequence[Named], statuses: list[DrugStatus | None], carried: DrugStatus | None
) -> list[DrugStatus | None]:
    """The statuses of an item of a list that goes on (nothing but drugs and their doses): those that are carried."""
    last = _runs(low, named)[0][1]
    limit = named[last + 1].start if last + 1 < len(named) else end
    if len(_WORD.findall(low, named[last].end, limit)) > _FEW:
        return statuses
    return [status or (carried if at <= last else None) for at, status in enumerate(statuses)]
