"""What we assign to a letter: concepts for citations, drugs and treatments."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kg.model.enumerations import Assumption, Confidence, DrugStatus, Laterality, Outcome, Side
from kg.model.letter import DisputedItem, Finding, Letter
from kg.model.passages import Said, Span


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
    ranges; `candidates` the sections that a page alone could mean. `edition` is a year as printed, `section_edition`
    the year of the edition that the first section belongs to. `unplaced` are the labels that no section stands for.

    The last three hold on the day of decision: `superseded` says whether a section cited had ceased to be in force by
    then (``None``: no day, or no dates in the table), `edition_in_force` which edition had taken its place.
    `authority_rank` is the place of the source in the search order of 8 CCR 9792.21.1, 1 the MTUS.
    """

    by: Side
    span: Span
    text: str
    mtus: bool | None = None
    guideline: str | None = None
    edition: str | None = None
    edition_inferred: bool = False
    section_ids: tuple[str, ...] = ()
    section_edition: str | None = None
    labels: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    candidates: tuple[str, ...] = ()
    resolution: Resolution = Resolution.UNRESOLVED
    confidence: Confidence = Confidence.NONE
    place: Place = Place.FIELD
    superseded: bool | None = None
    edition_in_force: str | None = None
    authority_rank: int | None = None


@dataclass(frozen=True, slots=True)
class NoneCited:
    """The field says that this side did not cite any medical evidence."""

    by: Side
    span: Span


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One ingredient: generic name as in the drug vocabulary, RxNorm RxCUI where verified, its own strength.

    `id` is the vocabulary's, ``None`` for an ingredient that only an imported RxNorm knows.
    """

    name: str
    rxcui: str | None = None
    strength: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class StrengthPart:
    """One number of a strength with its unit, both as of https://ucum.org: 10 ``mg``, 40 ``mg`` in 0.4 ``mL``.

    `per_value` and `per_unit` are what it is counted by, if anything; `ingredient` is the name of the ingredient that
    it is the strength of, where that is known for sure.
    """

    value: float
    unit: str
    per_value: float | None = None
    per_unit: str | None = None
    ingredient: str | None = None


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A drug that a title (or prose) names, and what the vocabulary makes of it.

    `concept` is the id of the brand or clinical name in the drug scheme; `strength` is normalised ("10/325 mg",
    "0.5 mg", "20%"), `strength_parts` its numbers in the order printed where they leave no doubt; `quantity` a number
    of units, `days` of supply, `daily_dose` in units a day, `mme` morphine milligram equivalents a day by CDC's factor
    `mme_factor` of the year `mme_vintage`, with `assumptions` behind it, whose kinds are `basis`; `how` says which step
    matched; `candidates` are the names between which an ambiguous mention could not choose. `status` is what prose says
    of the drug, ``None`` in a
    title, which always asks for it.
    """

    text: str
    span: Span
    ingredients: tuple[Ingredient, ...] = ()
    concept: str | None = None
    brand: str | None = None
    strength: str | None = None
    strength_parts: tuple[StrengthPart, ...] = ()
    quantity: float | None = None
    refills: int | None = None
    form: str | None = None
    route: str | None = None
    days: int | None = None
    daily_dose: float | None = None
    mme: float | None = None
    assumptions: tuple[str, ...] = ()
    basis: tuple[Assumption, ...] = ()
    mme_factor: float | None = None
    mme_vintage: str = ""
    how: str = "none"
    confidence: Confidence = Confidence.NONE
    candidates: tuple[str, ...] = ()
    place: Place = Place.HEADING
    findings: tuple[Finding, ...] = ()
    status: DrugStatus | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """A concept that we assign: its id in its scheme, its label there, and the rule that chose it."""

    concept: str
    label: str
    rule: str


@dataclass(frozen=True, slots=True)
class BodyRegion:
    """A part of the body: its id in the scheme of body regions and its label there."""

    concept: str
    label: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """What was asked for, as concepts: DWC category and subcategory, treatment, sessions, where on the body."""

    category: Assigned | None = None
    subcategory: Assigned | None = None
    treatment: Assigned | None = None
    visits: Said[int] | None = None
    body_regions: tuple[Said[BodyRegion], ...] = ()
    laterality: Said[Laterality] | None = None
    drugs: tuple[DrugMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows from a decision's links: short answers that queries count by.

    `agreement` is how the two sides' guideline fields agree (`kg.link.agreement.Agreement`); a basis is "mtus",
    "non_mtus", "both" or "none", ``None`` where we found nothing. Guidelines, superseded sections, drug classes (each
    with all above it) and the combinations that ingredients make up are ids of their schemes. `dea_schedules` are those
    on the day of decision, "none" among them for a drug that has none; `mme_band` bounds the highest morphine
    equivalent of its drugs; `drug_named_as` is "brand" or "generic"; `compound` says that a drug of several ingredients
    has no name of its own.
    """

    agreement: str
    reviewer_basis: str | None = None
    administrator_basis: str | None = None
    reviewer_guidelines: tuple[str, ...] = ()
    administrator_guidelines: tuple[str, ...] = ()
    reviewer_superseded: tuple[str, ...] = ()
    administrator_superseded: tuple[str, ...] = ()
    drug_classes: tuple[str, ...] = ()
    drug_combinations: tuple[str, ...] = ()
    dea_schedules: tuple[str, ...] = ()
    mme_band: str | None = None
    drug_named_as: tuple[str, ...] = ()
    compound: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """The reviewer's specialties and states of licensure as concepts: ids of their schemes, and where they stand.

    Names that no scheme knows are kept apart, as printed.
    """

    specialties: tuple[Said[str], ...] = ()
    states: tuple[Said[str], ...] = ()
    unknown_specialties: tuple[Said[str], ...] = ()
    unknown_states: tuple[Said[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One disputed item with all that was linked to it. `mentions` are drugs that its rationale names."""

    item: DisputedItem
    treatment: Treatment = Treatment()
    citations: tuple[Citation, ...] = ()
    none_cited: tuple[NoneCited, ...] = ()
    mentions: tuple[DrugMention, ...] = ()
    derived: Derived | None = None


@dataclass(frozen=True, slots=True)
class Determination:
    """One letter, read and linked. `summary_*` are what the clinical summary cites and names."""

    letter: Letter
    decisions: tuple[Decision, ...] = ()
    summary_citations: tuple[Citation, ...] = ()
    summary_mentions: tuple[DrugMention, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    profile: Profile = Profile()

    @property
    def case_outcome(self) -> Outcome:
        """DWC's case-level outcome: upheld, overturned, or partly overturned when items differ."""
        outcomes = {d.item.outcome.value if d.item.outcome else Outcome.NOT_STATED for d in self.decisions}
        if len(outcomes) == 1:
            return outcomes.pop()
        if Outcome.OVERTURNED in outcomes or Outcome.PARTLY_OVERTURNED in outcomes:
            return Outcome.PARTLY_OVERTURNED
        return Outcome.NOT_STATED
