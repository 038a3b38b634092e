"""What the older forms tell in sentences instead of fields: outcomes and the reviewer's profile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.model import Finding, Outcome, Passage, Reviewer, Said
from kg.parse.credentials import listed
from kg.parse.findings import found

__all__ = ["Decided", "decided", "prose_reviewer"]

_DECIDED = re.compile(r"\b(?:is|are|was|were) ?(?P<not>not ?)?medically necessary and appropriate\b\.?")
_TITLE_WIDTH = 700
_CERTIFIED = re.compile(r"\b[Bb]oard[ -][Cc]ertified in |\b[Ss]ub-?specialt(?:y|ies) (?:certificate )?in ")
_CERTIFIED_END = re.compile(
    r",? (?:and )?(?:has|with) an? "
    r"|,? (?:and )?(?:(?:he/she )?(?:is|are) |holds? an? )?(?:currently )?licen[sc]ed?\b|\.(?= |$)"
)
_LICENSED = re.compile(r"\blicen[sc]ed? (?:to practice )?(?:medicine )?in (?:the [Ss]tates? of )?")
_SENTENCE_END = re.compile(r"\.(?= |$)")
_MEMBER = re.compile(r"[^,;]+")
_STATE = re.compile(r"(?:(?! and )[^,;])+")
_WIDTH = 300

Decided = tuple[Passage, Said[Outcome], int, int]
"""A title, what was decided of it, and where the sentence begins and ends in the passage's text."""


def decided(passage: Passage, mark: str, lead: str = "") -> Iterator[Decided]:
    """Numbered sentences of the form "2) <lead>X is not medically necessary and appropriate."

    `mark` is what follows the number; a number that starts again at 1 begins the list again.
    """
    text, before, number = passage.text, 0, 1
    for match in _DECIDED.finditer(text):
        low = max(before, match.start() - _TITLE_WIDTH)
        numbers = [n for n in (number, 1) if (at := _number_at(text, f"{n}{mark}", low, match.start())) is not None]
        if not numbers:
            continue
        number = numbers[0]
        at = _number_at(text, f"{number}{mark}", low, match.start()) or low
        start = at + len(f"{number}{mark}")
        led = text.find(lead, start, match.start()) if lead else start
        if led < 0:
            continue
        outcome = Outcome.UPHELD if match["not"] else Outcome.OVERTURNED
        title = passage.passage(led + len(lead), match.start())
        yield title, Said(outcome, passage.part(*match.span())), at, match.end()
        before, number = match.end(), number + 1


def _number_at(text: str, words: str, low: int, high: int) -> int | None:
    """Where a list's number stands, as a word of its own."""
    at = text.rfind(words, low, high)
    while at > low and not text[at - 1].isspace():
        at = text.rfind(words, low, at)
    return at if at >= 0 else None


def prose_reviewer(passage: Passage, notes: list[Finding]) -> Reviewer:
    """ "Board Certified in Neurology and is licensed to practice in California." """
    text = passage.text
    specialties: list[Said[str]] = []
    for cue in _CERTIFIED.finditer(text):
        end = _CERTIFIED_END.search(text, cue.end(), cue.end() + _WIDTH)
        if end:
            specialties += listed(passage, _MEMBER, cue.end(), end.start())
    states: tuple[Said[str], ...] = ()
    licensed = _LICENSED.search(text)
    if licensed:
        end = _SENTENCE_END.search(text, licensed.end(), licensed.end() + _WIDTH)
        states = listed(
            passage, _STATE, licensed.end(), end.start() if end else min(len(text), licensed.end() + _WIDTH)
        )
    if not states or not specialties:
        notes.append(found("credentials-missing", passage.part(0, 0)))
    return Reviewer(states, tuple(specialties))
