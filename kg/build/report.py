"""The report of a run: what was read, what was not and why, and what was noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from kg.model import Notice, Rejection

__all__ = ["LISTED", "Report"]

LISTED = 10_000
"""Rejections that are listed with place and reason; of those beyond, the codes are counted. A file of a million broken
lines must not fill the memory of a build, nor every manifest from then on."""


@dataclass(slots=True)
class Report:
    """Grows while a run goes on. `findings` counts the codes of `kg.model.Finding`, `warnings` the shapes that warn.

    `rejections` are the first `LISTED`, in the order of the files; `unlisted` counts the codes of the others.
    """

    letters: int = 0
    decisions: int = 0
    cases: int = 0
    triples: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    unlisted: Counter[str] = field(default_factory=Counter)
    notices: list[Notice] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    def reject(self, rejections: Iterable[Rejection]) -> None:
        """Take in what was rejected."""
        for each in rejections:
            if len(self.rejections) < LISTED:
                self.rejections.append(each)
            else:
                self.unlisted[each.code] += 1

    def notice(self, notice: Notice) -> None:
        """Take in what was noticed, up to as many as are listed."""
        if len(self.notices) < LISTED:
            self.notices.append(notice)

    @property
    def rejected(self) -> int:
        """How many files and letters were rejected, listed or not."""
        return len(self.rejections) + self.unlisted.total()

    @property
    def exit_status(self) -> int:
        """0: all read. 1: some rejected. 2: nothing could be done."""
        if not self.letters:
            return 2
        return 1 if self.rejections else 0

    def as_json(self) -> dict[str, Any]:
        """The same for machines, in a stable order."""
        return {"letters": self.letters, "cases": self.cases, "decisions": self.decisions, **self.for_manifest()}

    def for_manifest(self) -> dict[str, Any]:
        """The part that goes into a release's manifest. How much this run read does not: a release may hold more."""
        beyond = {"unlisted": dict(sorted(self.unlisted.items()))} if self.unlisted else {}
        return beyond | {
            "rejected": [asdict(each) for each in self.rejections],
            "notices": [asdict(each) for each in self.notices],
            "findings": dict(sorted(self.findings.items())),
            "warnings": dict(sorted(self.warnings.items())),
        }
