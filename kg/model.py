"""What a determination is.

A letter is read in two steps. `kg.parse` turns its text into a `Letter`: what it says, each value with the characters
it came from. `kg.link` adds what we assign (concepts for citations, drugs, treatments) and gives a `Determination`.
Three states are never mixed: *said* (a `Said` with its span), *said to be none* (`NoneCited`), *not found by us*
(``None`` or an empty tuple). This module imports nothing of the project and does no I/O.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


# --- where words stand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to, not including, `end` of the letter's text, in code points from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FlatText:
    """A letter's text with every run of whitespace closed up to one blank, and the way back to the original.

    `text[i]` stands at ``i + shifts[k]`` of the original, where ``k`` is the last index with ``edges[k] <= i``.
    """

    text: str
    edges: Sequence[int] = (0,)
    shifts: Sequence[int] = (0,)

    def original(self, index: int) -> int:
        """Offset in the letter's text of the flat text's character `index`."""
        return index + self.shifts[bisect_right(self.edges, index) - 1]

    def passage(self, start: int, end: int) -> Passage:
        """The part from `start` to `end`, blanks at both ends left out."""
        text = self.text
        while start < end and text[start] == " ":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        return Passage(self, start, end)

    @classmethod
    def plain(cls, text: str) -> FlatText:
        """A flat text whose offsets are the original's: for strings that never had line breaks."""
        return cls(text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words of a letter: the flat text between `start` and `end`."""

    flat: FlatText
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, line breaks closed up."""
        return self.flat.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where the words stand in the letter's text."""
        return self.part(0, self.end - self.start)

    def part(self, start: int, end: int) -> Span:
        """Span, in the letter's text, of ``self.text[start:end]``."""
        if start >= end:
            at = self.flat.original(self.start + start)
            return Span(at, at)
        first, last = self.start + start, self.start + end - 1
        return Span(self.flat.original(first), self.flat.original(last) + 1)

    def passage(self, start: int, end: int) -> Passage:
        """The passage ``self.text[start:end]``, blanks at both ends left out."""
        return self.flat.passage(self.start + start, self.start + end)


def passage(text: str) -> Passage:
    """A passage made of a string that stands alone (a title on the command line, a test)."""
    return Passage(FlatText.plain(text), 0, len(text))


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A value that the letter says, and the characters that say it."""

    value: T
    span: Span


# --- words of the State --------------------------------------------------------------------------------------------


class Family(StrEnum):
    """The letter's form."""

    STANDARD = "S"
    DECISIONS = "D"
    NOTICE = "N"
    PROFESSIONAL = "P"


class Outcome(StrEnum):
    """*Upheld*: the denial stands. *Overturned*: the treatment is medically necessary."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    PARTLY_OVERTURNED = "partly_overturned"
    NOT_STATED = "not_stated"


class OutcomeBasis(StrEnum):
    """Whether the outcome is a decision word of the form or was read from the reviewer's prose."""

    PRINTED = "printed"
    PROSE = "prose"


class RationaleFinding(StrEnum):
    """What the rationale's own words conclude."""

    NECESSARY = "necessary"
    NOT_NECESSARY = "not_necessary"
    NOT_STATED = "not_stated"


class Sex(StrEnum):
    """As the letter says it; pronouns count."""

    FEMALE = "female"
    MALE = "male"


class Side(StrEnum):
    """Who cites."""

    CLAIMS_ADMINISTRATOR = "claims_administrator"
    REVIEWER = "reviewer"


class Qualifier(StrEnum):
    """What the title says about the request beside the treatment."""

    ASSOCIATED_SURGICAL_SERVICE = "associated_surgical_service"
    RETROSPECTIVE = "retrospective"
    PARTLY_AUTHORIZED = "partly_authorized"
    PRE_OPERATIVE = "pre_operative"
    POST_OPERATIVE = "post_operative"


class Laterality(StrEnum):
    """Side of the body."""

    RIGHT = "right"
    LEFT = "left"
    BILATERAL = "bilateral"


class ReviewAction(StrEnum):
    """What utilization review did with a request."""

    DENIED = "denied"
    MODIFIED = "modified"
    APPROVED = "approved"
    CONDITIONALLY_APPROVED = "conditionally_approved"


class Confidence(StrEnum):
    """How sure a link is. An ambiguous or missing link is a result of its own."""

    CERTAIN = "certain"
    LIKELY = "likely"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


class Severity(StrEnum):
    """How much a finding matters to who uses the letter."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file, an archive's member or a text that gave no letter: a value that ends up in the report and the manifest.

    `code` is a stable word (``not-a-pdf``, ``password``, ``unknown-family``); `place` names file, member or line;
    `reason` says what is wrong; `remedy` what to do about it.
    """

    code: str
    place: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem met while reading: a value, never an exception. `code` is a stable word such as ``age-not-found``."""

    code: str
    message: str
    span: Span | None = None
    severity: Severity = Severity.WARNING


# --- what a letter says --------------------------------------------------------------------------------------------


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


# --- what we assign ------------------------------------------------------------------------------------------------


class Resolution(StrEnum):
    """How a citation was resolved."""

    LABEL = "label"
    PAGE = "page"
    LABEL_AND_PAGE = "label_and_page"
    GUIDELINE_ONLY = "guideline_only"
    UNRESOLVED = "unresolved"


class Place(StrEnum):
    """Where a citation or a mention stands: in one of the two fields, or in prose."""

    FIELD = "field"
    RATIONALE = "rationale"
    SUMMARY = "summary"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Citation:
    """One guideline or chapter that one side names.

    `mtus` is the sentence's own word ("MTUS" or "Non-MTUS"), ``None`` where it says neither. `guideline` and
    `section_ids` are concept ids of the guideline scheme; `labels` the section names as written; `pages` inclusive
    ranges; `candidates` the sections that a page alone could mean. `edition` is a year as printed.
    """

    by: Side
    span: Span
    text: str
    mtus: bool | None = None
    guideline: str | None = None
    edition: str | None = None
    edition_inferred: bool = False
    section_ids: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    candidates: tuple[str, ...] = ()
    resolution: Resolution = Resolution.UNRESOLVED
    confidence: Confidence = Confidence.NONE
    place: Place = Place.FIELD


@dataclass(frozen=True, slots=True)
class NoneCited:
    """The field says that this side did not cite any medical evidence."""

    by: Side
    span: Span


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One ingredient: generic name as in the drug vocabulary, RxNorm RxCUI where verified, its own strength."""

    name: str
    rxcui: str | None = None
    strength: str | None = None


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A drug that a title (or prose) names, and what the vocabulary makes of it.

    `concept` is the id of the brand or clinical name in the drug scheme; `strength` is normalised ("10/325 mg",
    "0.5 mg", "20%"), `quantity` a number of units, `days` of supply, `daily_dose` in units a day, `mme` morphine
    milligram equivalents a day with `assumptions` behind it; `how` says which step matched; `candidates` are the
    names between which an ambiguous mention could not choose.
    """

    text: str
    span: Span
    ingredients: tuple[Ingredient, ...] = ()
    concept: str | None = None
    brand: str | None = None
    strength: str | None = None
    quantity: float | None = None
    refills: int | None = None
    form: str | None = None
    route: str | None = None
    days: int | None = None
    daily_dose: float | None = None
    mme: float | None = None
    assumptions: tuple[str, ...] = ()
    how: str = "none"
    confidence: Confidence = Confidence.NONE
    candidates: tuple[str, ...] = ()
    place: Place = Place.HEADING
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    """A concept that we assign: its id in its scheme, its label there, and the rule that chose it."""

    concept: str
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was asked for, as concepts: DWC category and subcategory, treatment, sessions, where on the body."""

    category: Assigned | None = None
    subcategory: Assigned | None = None
    treatment: Assigned | None = None
    visits: Said[int] | None = None
    body_regions: tuple[Said[str], ...] = ()
    laterality: Said[Laterality] | None = None
    drugs: tuple[DrugMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One disputed item with all that was linked to it. `mentions` are drugs that its rationale names."""

    item: DisputedItem
    treatment: Treatment = Treatment()
    citations: tuple[Citation, ...] = ()
    none_cited: tuple[NoneCited, ...] = ()
    mentions: tuple[DrugMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Determination:
    """One letter, read and linked. `summary_*` are what the clinical summary cites and names."""

    letter: Letter
    decisions: tuple[Decision, ...] = ()
    summary_citations: tuple[Citation, ...] = ()
    summary_mentions: tuple[DrugMention, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def case_outcome(self) -> Outcome:
        """DWC's case-level outcome: upheld, overturned, or partly overturned when items differ."""
        outcomes = {d.item.outcome.value if d.item.outcome else Outcome.NOT_STATED for d in self.decisions}
        if len(outcomes) == 1:
            return outcomes.pop()
        if Outcome.OVERTURNED in outcomes or Outcome.PARTLY_OVERTURNED in outcomes:
            return Outcome.PARTLY_OVERTURNED
        return Outcome.NOT_STATED
