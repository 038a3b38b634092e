"""Sentences, the clause that a drug stands in, and the words after its name that tell its dose."""

from __future__ import annotations

import re

__all__ = ["Clauses", "dose_end"]

_END = re.compile(
    r"""
    [.!?]["')\]]*\s+(?=["'(\[]?[A-Z0-9])    # "... in spring. He takes"
    |(?<=[a-z0-9%)])\.(?=[A-Z][a-z])        # "Flexeril 5mg.Physician": the blank is lost
    |;\s                                    # "no proof for the Norco; the Soma is"
    """,
    re.VERBOSE,
)
_MARKS = ".;!?"
_MARK = re.compile(r"[.;!?]")
LONGEST = 1000
_ABBREVIATIONS = frozenset(("dr", "mr", "mrs", "ms", "vs", "no", "st", "e.g", "i.e", "pt", "approx", "inc", "jr", "sr"))
_LAST_WORD = re.compile(r"[a-z.]+$")
_BACK = 8

_WORDS = (
    "mg|mgs|mcg|gm|gms|g|gram|grams|ml|cc|units?|iu|meq|percent|hr|hrs?|hours?|h|tablets?|tabs?|capsules?|caps?|caplets?|pills?"
    "|patch|patches|cream|creme|gel|ointment|oint|lotion|spray|foam|solution|suspension|syrup|elixir|liquid|lozenges?|films?"
    "|strips?|suppositor(?:y|ies)|inhaler|drops|powder|packets?|odt|dosepak|dosepack|injections?|inj|topical|topically"
    "|transdermal|oral|orally|po|sl|im|iv|sublingual|nasal|intranasal|er|xr|sr|xl|cr|dr|ir|ec|hcl|hydrochloride|sulfate|sodium"
    "|qty|quantity|count|disp|dispense|number|of|refills?|rf|with|for|x|days?|weeks?|months?|supply|bid|tid|qid|qd|qhs|qam|qpm"
    "|q|b|t|i|d|hs|prn|daily|nightly|weekly|once|twice|thrice|times?|every|each|per|a|an|at|bedtime|night|morning|evening|as"
    "|needed|by|mouth|to|or|up|max|maximum|apply|applied|affected|area|take|one|two|three|four|five|six|eight|ten|twelve|thirty"
    "|sixty|ninety|box|boxes|tube|tubes|bottles?|fill|additional|no|half|quarter|i{2,3}"
)
_DOSE = re.compile(
    rf"""(?:
    [\s/()#:~%+'\-]|\d+(?:[.,]\d+)*|\.\d+
    |(?<![a-z])(?:{_WORDS}|q\d+h?)(?![a-z])
    |(?<=[\s,])(?:and|&|plus|then)(?=\s\d{{1,3}}(?:[./]\d{{1,4}})*\s?(?:mg|mcg)(?![a-z]))   # "and 15 mg qhs"
    |,(?=\s?(?:\#|\d|\.\d|qty|quantity|(?:one|two|three|take|apply|every|disp|max|up\sto|refill|with\s(?:\d|one|two|three|no))
        |[bt]id\b|q\s?\d|q[a-z]{{1,2}}\b))     # a comma before another amount
    )*+""",
    re.VERBOSE,
)


class Clauses:
    """The clauses of a passage, each found when it is asked for; none is longer than `LONGEST` on either side."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last = (0, 0)

    def around(self, at: int) -> tuple[int, int]:
        """Where the clause that holds character `at` begins and ends."""
        if not self._last[0] <= at < self._last[1]:
            self._last = (self._start(at), self._end(at))
        return self._last

    def before(self, start: int) -> tuple[int, int] | None:
        """The clause before the one that begins at `start`."""
        return (self._start(start - 1), start) if start else None

    def _start(self, at: int) -> int:
        text, first, stop = self._text, max(0, at - LONGEST), at
        while (stop := max(text.rfind(mark, first, stop) for mark in _MARKS)) >= 0:
            end = _ends(text, stop)
            if end is not None and end <= at:
                return end
        return first

    def _end(self, at: int) -> int:
        text, last = self._text, min(len(self._text), at + LONGEST)
        for mark in _MARK.finditer(text, at, last):
            end = _ends(text, mark.start())
            if end is not None:
                return end
        return last


def _ends(text: str, stop: int) -> int | None:
    """Where the next clause begins if the punctuation at `stop` ends one."""
    match = _END.match(text, stop)
    return match.end() if match and not _abbreviated(text, match) else None


def _abbreviated(text: str, match: re.Match[str]) -> bool:
    """Whether the full stop ends an abbreviation and no sentence."""
    if match.group()[0] != ".":
        return False
    word = _LAST_WORD.search(text[max(0, match.start() - _BACK) : match.start()].lower())
    return word is not None and word.group() in _ABBREVIATIONS


def dose_end(low: str, end: int, limit: int) -> int:
    """Where the words end that tell the dose of a name that ends at `end`: numbers, units, forms, times of day.

    The first other word ends them, so that "Norco, pain from 3-7" has no strength and "on November 8" no quantity.
    """
    match = _DOSE.match(low, end, limit)
    return match.end() if match else end
