"""What one letter says, and the problems met while reading it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from kg.model.enumerations import (
    Family,
    Outcome,
    OutcomeBasis,
    Qualifier,
    RationaleFinding,
    ReviewAction,
    Severity,
    Sex,
)
from kg.model.passages import Passage, Said, Span


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of a run's report.

    `code` is a stable word (``not-a-pdf``, ``password``, ``same-letter``); `place` names file, member or line;
    `reason` says what is the matter; `remedy` what to do about it.
    """

    code: str
    place: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Rejection(Remark):
    """A file, a member of an archive, or a text that is not a letter. It appears in the report and the manifest."""


@dataclass(frozen=True, slots=True)
class Notice(Remark):
    """Something worth reporting although nothing was lost: a letter met twice, two letters of one case."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem met while reading: a value, never an exception. `code` is a stable word such as ``age-not-found``."""

    code: str
    message: str
    span: Span | None = None
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class DateInterval:
    """Bounds of a date that the letter does not print; ``None`` is an open end. `reason` says what they rest on."""

    earliest: dt.date | None
    latest: dt.date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header table. Each field is ``None`` where the letter does not print it."""

    case_number: Said[str] | None = None
    date_assigned: Said[dt.date] | None = None
    date_of_injury: Said[dt.date] | None = None
    decision_date: Said[dt.date] | None = None
    ur_denial_date: Said[dt.date] | None = None
    priority: Said[str] | None = None
    application_received: Said[dt.date] | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """The anonymous profile (Labor Code 4610.6(f)): licence states and specialties, never a person."""

    states: tuple[Said[str], ...] = ()
    specialties: tuple[Said[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """Age in years and sex, as the summary says them."""

    age: Said[int] | None = None
    sex: Said[Sex] | None = None


@dataclass(frozen=True, slots=True)
class UtilizationReview:
    """What the clinical summary tells of the utilization review."""

    date: Said[dt.date] | None = None
    actions: tuple[Said[ReviewAction], ...] = ()


@dataclass(frozen=True, slots=True)
class DisputedItem:
    """One disputed treatment as the letter sets it out.

    `heading` is the whole title without the decision word; `request` is what stays in dispute. The two guideline fields
    are the words after their labels. `finding` is what `rationale` concludes, with the words that say so.
    """

    position: int
    heading: Passage
    request: Passage
    outcome: Said[Outcome] | None
    outcome_basis: OutcomeBasis = OutcomeBasis.PRINTED
    original_request: Passage | None = None
    authorized: Passage | None = None
    qualifiers: tuple[Said[Qualifier], ...] = ()
    administrator_field: Passage | None = None
    reviewer_field: Passage | None = None
    rationale: Passage | None = None
    finding: Said[RationaleFinding] | None = None

    @property
    def contradiction(self) -> bool:
        """Whether the rationale's finding speaks against the outcome (``not stated`` never does)."""
        pair = (self.outcome.value if self.outcome else None, self.finding.value if self.finding else None)
        return pair in {
            (Outcome.UPHELD, RationaleFinding.NECESSARY),
            (Outcome.OVERTURNED, RationaleFinding.NOT_NECESSARY),
        }


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says.

    `source` names the file (and member, and line) it came from; `text` is the text that every span points into;
    `source_hash` is the SHA-256 of that text, UTF-8, in hex. `header` holds what the table prints, `told` (same fields)
    what only the prose tells. `decision_interval` bounds the decision date where the header is cut off.
    """

    source: str
    source_hash: str
    text: str
    family: Family
    header: Header = Header()
    told: Header = Header()
    decision_interval: DateInterval | None = None
    reviewer: Reviewer = Reviewer()
    patient: Patient = Patient()
    diagnoses: tuple[Said[str], ...] = ()
    utilization_review: UtilizationReview = UtilizationReview()
    summary: Passage | None = None
    items: tuple[DisputedItem, ...] = ()
    findings: tuple[Finding, ...] = ()
