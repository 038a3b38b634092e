"""Closed lists of values: those that the State prints, and ours for confidence and severity."""

from __future__ import annotations

from enum import StrEnum


class Family(StrEnum):
    """The letter's form."""

    STANDARD = "S"
    DECISIONS = "D"
    NOTICE = "N"
    PROFESSIONAL = "P"


class Priority(StrEnum):
    """How soon the review must be decided."""

    STANDARD = "standard"
    EXPEDITED = "expedited"


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


class LinkMethod(StrEnum):
    """Which step linked words to a drug."""

    EXACT = "exact"
    ALIAS = "alias"
    COMBINATION = "combination"
    KIT = "kit"
    MEDICAL_FOOD = "medical_food"
    COMPOUND = "compound"
    STRENGTH = "strength"
    MISSPELLING = "misspelling"
    SPELLING = "spelling"
    IMPORTED = "imported"
    SEVERAL = "several"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


class Assumption(StrEnum):
    """What a daily dose or its morphine equivalent rests on, beside the words."""

    LARGER_DOSE = "larger_dose"
    SHORTER_INTERVAL = "shorter_interval"
    ONE_UNIT = "one_unit"
    AS_OFTEN_AS_ALLOWED = "as_often_as_allowed"
    DAYS_OF_SUPPLY = "days_of_supply"
    MONTH = "month"
    ONE_PATCH = "one_patch"
    PATCH_DAYS = "patch_days"
    PATCH_HOURLY = "patch_hourly"


class DrugStatus(StrEnum):
    """What prose says of a drug that it names."""

    TAKEN = "taken"
    TRIED = "tried"
    REQUESTED = "requested"
    ALLERGY = "allergy"
    TEST_RESULT = "test_result"
    GENERAL_STATEMENT = "general_statement"
    NOT_TOLD = "not_told"


class Severity(StrEnum):
    """How much a finding matters to users of the letter."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
