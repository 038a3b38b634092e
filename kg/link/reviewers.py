"""Which concepts the specialties and states of a reviewer are: Chiropractor and Chiropractic are one specialty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.model import Finding, Profile, Reviewer, Said, Severity
from kg.schemes.concepts import Scheme
from kg.text.confusions import LikelyWords, skeleton

__all__ = ["ReviewerLinker"]


class _Names:
    """A scheme's labels, also those that a scanner misread ("W yoming", "Califomia")."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def concept(self, name: str) -> str | None:
        """Id of the concept that has `name` as a label."""
        found = self.scheme.labelled(name)
        return found.id if found else None

    @cached_property
    def _likely(self) -> LikelyWords:
        # Two labels that look alike can't be told apart where a scanner misread one of them.
        labels: dict[str, set[str]] = {}
        for concept in self.scheme:
            for label in concept.labels:
                labels.setdefault(skeleton(label), set()).add(label)
        return LikelyWords((next(iter(alike)) for alike in labels.values() if len(alike) == 1), tolerance=12)

    def meant(self, name: str) -> str:
        """The label that a misread name must be, or the name as it is."""
        if self.concept(name) or not (likely := self._likely.meant(name)):
            return name
        return likely[0]


@dataclass(frozen=True)
class ReviewerLinker:
    """Links the words of a reviewer's profile to two schemes, by any spelling that they know."""

    specialties: Scheme
    states: Scheme

    @cached_property
    def _names(self) -> tuple[_Names, _Names]:
        return _Names(self.specialties), _Names(self.states)

    def read(self, reviewer: Reviewer) -> tuple[Reviewer, tuple[Finding, ...]]:
        """The profile with names that a scanner misread put right, and a finding for each."""
        specialties, states = self._names
        findings: list[Finding] = []
        return (
            Reviewer(
                _put_right(states, reviewer.states, findings), _put_right(specialties, reviewer.specialties, findings)
            ),
            tuple(findings),
        )

    def link(self, reviewer: Reviewer) -> tuple[Profile, tuple[Finding, ...]]:
        """The profile, with a finding for each name that no scheme knows: a row of the table mends it."""
        specialties, states = self._names
        known_specialties, unknown_specialties = _sorted_out(specialties, reviewer.specialties)
        known_states, unknown_states = _sorted_out(states, reviewer.states)
        findings = (
            *(_unknown("unknown-specialty", "specialty", said) for said in unknown_specialties),
            *(_unknown("unknown-state", "state of licensure", said) for said in unknown_states),
        )
        return Profile(known_specialties, known_states, unknown_specialties, unknown_states), findings


def _put_right(names: _Names, printed: Sequence[Said[str]], findings: list[Finding]) -> tuple[Said[str], ...]:
    read = []
    for said in printed:
        meant = names.meant(said.value)
        if meant != said.value:
            message = f"a scanner misread a word; it was read as what it must be: {said.value!r} is read as {meant!r}"
            findings.append(Finding("misread", message, said.span, Severity.WARNING))
        read.append(Said(meant, said.span))
    return tuple(read)


def _sorted_out(names: _Names, printed: Iterable[Said[str]]) -> tuple[tuple[Said[str], ...], tuple[Said[str], ...]]:
    """The concepts that are meant, and the names that mean none."""
    known: list[Said[str]] = []
    unknown: list[Said[str]] = []
    for said in printed:
        if concept := names.concept(said.value):
            known.append(Said(concept, said.span))
        else:
            unknown.append(said)
    return tuple(known), tuple(unknown)


def _unknown(code: str, what: str, said: Said[str]) -> Finding:
    return Finding(code, f"No {what} of our list is called {said.value!r}", said.span, Severity.WARNING)
