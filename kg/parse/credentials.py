"""The anonymous reviewer's profile: licence states and specialties, as printed."""

from __future__ import annotations

import re

from kg.model import Finding, Passage, Reviewer, Said
from kg.parse.findings import found

__all__ = ["labeled", "listed", "read_credentials"]

_STATES = re.compile(r"State\(?s?\)? of Licensure ?:?")
_SPECIALTIES = re.compile(r"Certification\(?s?\)?(?: ?/ ?Specialt(?:y|ies))? ?:?")
_END = re.compile(r"CLINICAL CASE SUMMARY|The expert reviewer developed|DOCUMENTS REVIEWED|IMR ISSUES")
_WIDTH = 1500
_SPECIALTY = re.compile(r"[^,;]+")
_STATE = re.compile(r"(?:(?! and )[^,;])+")
_AND = re.compile(r"^\s*(?:and )?\s*")


def labeled(credentials: Passage) -> bool:
    """Whether the profile stands under the form's labels, not in a sentence."""
    return bool(_STATES.search(credentials.text) or _SPECIALTIES.search(credentials.text))


def read_credentials(credentials: Passage, notes: list[Finding]) -> Reviewer:
    """States and specialties between their labels; a list may wrap over lines and pages."""
    text = credentials.text
    states, specialties = _STATES.search(text), _SPECIALTIES.search(text)
    end_match = _END.search(text, specialties.end() if specialties else states.end() if states else 0)
    end = end_match.start() if end_match else len(text)
    reviewer = Reviewer()
    if states:
        stop = specialties.start() if specialties and specialties.start() > states.end() else end
        reviewer = Reviewer(states=listed(credentials, _STATE, states.end(), min(stop, states.end() + _WIDTH)))
    if specialties:
        stop = states.start() if states and states.start() > specialties.end() else end
        stop = min(stop, specialties.end() + _WIDTH)
        reviewer = Reviewer(reviewer.states, listed(credentials, _SPECIALTY, specialties.end(), stop))
    if not reviewer.states or not reviewer.specialties:
        notes.append(found("credentials-missing", credentials.span))
    return reviewer


def listed(passage: Passage, pattern: re.Pattern[str], start: int, end: int) -> tuple[Said[str], ...]:
    """The members of a list, "and" and a closing stop left out."""
    members = []
    for match in pattern.finditer(passage.text, start, end):
        lead = _AND.match(match.group())
        part = passage.passage(match.start() + (lead.end() if lead else 0), match.end())
        words = part.text.rstrip(" .")
        if words:
            members.append(Said(words, part.part(0, len(words))))
    return tuple(members)
