"""Which concepts the specialties and states of a reviewer are: Chiropractor and Chiropractic are one specialty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Finding, Profile, Reviewer, Said, Severity
from kg.schemes.concepts import Scheme

__all__ = ["ReviewerLinker"]


@dataclass(frozen=True, slots=True)
class ReviewerLinker:
    """Links the words of a reviewer's profile to two schemes, by any spelling that they know."""

    specialties: Scheme
    states: Scheme

    def link(self, reviewer: Reviewer) -> tuple[Profile, tuple[Finding, ...]]:
        """The profile, with a finding for each name that no scheme knows: a row of the table mends it."""
        specialties, unknown_specialties = _sorted_out(self.specialties, reviewer.specialties)
        states, unknown_states = _sorted_out(self.states, reviewer.states)
        findings = (
            *(_unknown("unknown-specialty", "specialty", said) for said in unknown_specialties),
            *(_unknown("unknown-state", "state of licensure", said) for said in unknown_states),
        )
        return Profile(specialties, states, unknown_specialties, unknown_states), findings


def _sorted_out(scheme: Scheme, printed: Iterable[Said[str]]) -> tuple[tuple[Said[str], ...], tuple[Said[str], ...]]:
    """The concepts that are meant, and the names that mean none."""
    known: list[Said[str]] = []
    unknown: list[Said[str]] = []
    for said in printed:
        if concept := scheme.labelled(said.value):
            known.append(Said(concept.id, said.span))
        else:
            unknown.append(said)
    return tuple(known), tuple(unknown)


def _unknown(code: str, what: str, said: Said[str]) -> Finding:
    return Finding(code, f"No {what} of our list is called {said.value!r}", said.span, Severity.WARNING)
