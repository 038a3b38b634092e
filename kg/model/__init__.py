"""What a determination is.

A letter is read in two steps. `kg.parse` turns its text into a `Letter`: what it says, each value with the characters
it came from. `kg.link` adds what we assign (concepts for citations, drugs, treatments) and gives a `Determination`.
Three states are never mixed: *said* (a `Said` with its span), *said to be none* (`NoneCited`), *not found by us*
(``None`` or an empty tuple). This package imports nothing else of the
project and does no I/O. Read `letter` first, then `determination`.
"""

from kg.model.determination import (
    Assigned,
    BodyRegion,
    Citation,
    Decision,
    Derived,
    Determination,
    DrugMention,
    Ingredient,
    NoneCited,
    Place,
    Profile,
    Resolution,
    Treatment,
)
from kg.model.enumerations import (
    Confidence,
    DrugStatus,
    Family,
    Laterality,
    Outcome,
    OutcomeBasis,
    Priority,
    Qualifier,
    RationaleFinding,
    ReviewAction,
    Severity,
    Sex,
    Side,
)
from kg.model.letter import (
    DateInterval,
    DisputedItem,
    Finding,
    Header,
    Letter,
    Notice,
    Patient,
    Rejection,
    Remark,
    Reviewer,
    UtilizationReview,
)
from kg.model.passages import FlatText, Passage, Said, Span, passage

__all__ = [
    "Assigned",
    "BodyRegion",
    "Citation",
    "Confidence",
    "DateInterval",
    "Decision",
    "Derived",
    "Determination",
    "DisputedItem",
    "DrugMention",
    "DrugStatus",
    "Family",
    "Finding",
    "FlatText",
    "Header",
    "Ingredient",
    "Laterality",
    "Letter",
    "NoneCited",
    "Notice",
    "Outcome",
    "OutcomeBasis",
    "Passage",
    "Patient",
    "Place",
    "Priority",
    "Profile",
    "Qualifier",
    "RationaleFinding",
    "Rejection",
    "Remark",
    "Resolution",
    "ReviewAction",
    "Reviewer",
    "Said",
    "Severity",
    "Sex",
    "Side",
    "Span",
    "Treatment",
    "UtilizationReview",
    "passage",
]
