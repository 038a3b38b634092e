"""Determinations made by hand, for tests of what comes after parsing and linking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from kg.model import (
    Assigned,
    BodyRegion,
    Citation,
    Confidence,
    DateInterval,
    Decision,
    Derived,
    Determination,
    DisputedItem,
    DrugMention,
    Family,
    Finding,
    FlatText,
    Header,
    Ingredient,
    Laterality,
    Letter,
    NoneCited,
    Outcome,
    Passage,
    Patient,
    Place,
    Profile,
    Qualifier,
    RationaleFinding,
    Resolution,
    ReviewAction,
    Reviewer,
    Said,
    Sex,
    Side,
    Span,
    StrengthPart,
    Treatment,
    UtilizationReview,
)

Determine = Callable[..., Determination]

TEXT = """Case Number: CM16-0000042
Date Assigned: 12/01/2016 Date of Injury: 03/04/2012
Decision Date: 01/06/2017 UR Denial Date: 11/02/2016
Priority: Standard Application
Received: 11/16/2016

HOW THE IMR FINAL DETERMINATION WAS MADE
State(s) of Licensure: California, Nevada
Certification(s)/Specialty: Occupational Medicine

CLINICAL CASE SUMMARY
A 51-year-old woman fell from a loading dock. Diagnoses: lumbar strain, left knee sprain.
She takes Norco and "herbal \\ tea". Utilization review denied both requests.

IMR ISSUES, DECISIONS AND RATIONALES
Norco 10/325mg #60, 1 refill: Upheld
Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment Guidelines, Opioids.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment Guidelines, Opioids, page(s) 78-80, 91.
Decision rationale: No pain scores before and
after were sent. Norco is not medically necessary.

Physical therapy 2 times a week for 6 weeks, left knee: Overturned
Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.
MAXIMUS guideline: Decision based on Non-MTUS Official Disability Guidelines (ODG), Knee.
Decision rationale: Twelve visits fit the entry. The therapy is medically necessary.
"""


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class _Reader:
    """Finds words in a letter's text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, words: str, after: str = "") -> Span:
        start = self.text.index(words, self.text.index(after))
        return Span(start, start + len(words))

    def said(self, value: object, words: str, after: str = "") -> Said[object]:
        return Said(value, self.span(words, after))

    def passage(self, words: str) -> Passage:
        span = self.span(words)
        return Passage(FlatText(self.text.replace("\n", " ")), span.start, span.end)


def _header(find: _Reader) -> Header:
    return Header(
        case_number=find.said("CM16-0000042", "CM16-0000042"),
        date_assigned=find.said(dt.date(2016, 12, 1), "12/01/2016"),
        date_of_injury=find.said(dt.date(2012, 3, 4), "03/04/2012"),
        decision_date=find.said(dt.date(2017, 1, 6), "01/06/2017"),
        ur_denial_date=find.said(dt.date(2016, 11, 2), "11/02/2016"),
        priority=find.said("Standard", "Standard"),
        application_received=find.said(dt.date(2016, 11, 16), "11/16/2016"),
    )


def _norco(find: _Reader, mention: str, after: str, place: Place) -> DrugMention:
    return DrugMention(
        text=mention,
        span=find.span(mention, after),
        ingredients=(Ingredient("hydrocodone", "5489", "10 mg"), Ingredient("acetaminophen", "161", "325 mg")),
        concept="norco",
        brand="Norco",
        how="exact",
        confidence=Confidence.CERTAIN,
        place=place,
    )


def _opioid(find: _Reader) -> Decision:
    drug = replace(
        _norco(find, "Norco 10/325mg #60, 1 refill", "", Place.HEADING),
        strength="10/325 mg",
        strength_parts=(
            StrengthPart(10.0, "mg", ingredient="hydrocodone"),
            StrengthPart(325.0, "mg", ingredient="acetaminophen"),
        ),
        quantity=60.0,
        refills=1,
        form="tablet",
    )
    item = DisputedItem(
        position=1,
        heading=find.passage("Norco 10/325mg #60, 1 refill"),
        request=find.passage("Norco 10/325mg #60, 1 refill"),
        outcome=find.said(Outcome.UPHELD, "Upheld"),
        rationale=find.passage("No pain scores before and\nafter were sent. Norco is not medically necessary."),
        finding=find.said(RationaleFinding.NOT_NECESSARY, "not medically necessary"),
    )
    treatment = Treatment(
        category=Assigned("pharmaceuticals", "Pharmaceuticals", "drug"),
        subcategory=Assigned("pharmaceuticals/opioids", "Opioids", "drug class"),
        treatment=Assigned("opioid", "Opioid", "drug class"),
        drugs=(drug,),
    )
    mention = _norco(find, "Norco", "after were sent", Place.RATIONALE)
    return Decision(item, treatment, _opioid_citations(find), (), (mention,), _OPIOID_DERIVED)


def _opioid_citations(find: _Reader) -> tuple[Citation, Citation]:
    common = Citation(
        by=Side.CLAIMS_ADMINISTRATOR,
        span=find.span("MTUS Chronic Pain Medical Treatment Guidelines, Opioids."),
        text="MTUS Chronic Pain Medical Treatment Guidelines, Opioids.",
        mtus=True,
        guideline="cpmtg09",
        section_ids=("cpmtg09-opioids",),
        labels=("Opioids",),
        resolution=Resolution.LABEL,
        confidence=Confidence.CERTAIN,
        superseded=True,
        edition_in_force="opioid16",
        authority_rank=1,
    )
    words = "MTUS Chronic Pain Medical Treatment Guidelines, Opioids, page(s) 78-80, 91."
    reviewer = replace(
        common,
        by=Side.REVIEWER,
        span=find.span(words),
        text=words,
        pages=((78, 80), (91, 91)),
        resolution=Resolution.LABEL_AND_PAGE,
    )
    return common, reviewer


_OPIOID_DERIVED = Derived(
    agreement="same_section",
    reviewer_basis="mtus",
    administrator_basis="mtus",
    reviewer_guidelines=("cpmtg09",),
    administrator_guidelines=("cpmtg09",),
    reviewer_superseded=("cpmtg09-opioids",),
    administrator_superseded=("cpmtg09-opioids",),
    drug_classes=("opioid", "analgesic"),
    dea_schedules=("CII",),
    mme_band="under 50",
    drug_named_as=("brand",),
    compound=True,
)


def _therapy(find: _Reader) -> Decision:
    heading = "Physical therapy 2 times a week for 6 weeks, left knee"
    item = DisputedItem(
        position=2,
        heading=find.passage(heading),
        request=find.passage(heading),
        outcome=find.said(Outcome.OVERTURNED, "Overturned"),
        qualifiers=(find.said(Qualifier.PARTLY_AUTHORIZED, "2 times a week"),),
        rationale=find.passage("Twelve visits fit the entry. The therapy is medically necessary."),
        finding=find.said(RationaleFinding.NECESSARY, "is medically necessary"),
    )
    citation = Citation(
        by=Side.REVIEWER,
        span=find.span("Non-MTUS Official Disability Guidelines (ODG), Knee."),
        text="Non-MTUS Official Disability Guidelines (ODG), Knee.",
        mtus=False,
        guideline="odg",
        edition="2016",
        section_ids=("odg-knee",),
        labels=("Knee",),
        resolution=Resolution.LABEL,
        confidence=Confidence.CERTAIN,
    )
    treatment = Treatment(
        category=Assigned("physical-medicine", "Physical Medicine", "therapy words"),
        treatment=Assigned("physical-therapy", "Physical therapy", "therapy words"),
        visits=find.said(12, "2 times a week for 6 weeks"),
        body_regions=(find.said(BodyRegion("knee", "knee"), "knee", "6 weeks"),),
        laterality=find.said(Laterality.LEFT, "left", "6 weeks"),
    )
    none = NoneCited(Side.CLAIMS_ADMINISTRATOR, find.span("did not cite any medical evidence"))
    derived = Derived("administrator_none", "non_mtus", "none", ("odg",))
    return Decision(item, treatment, (citation,), (none,), derived=derived)


def _determine(text: str = TEXT, source: str = "invented.txt", **letter: object) -> Determination:
    find = _Reader(TEXT)
    read = Letter(
        source=source,
        source_hash=_hash(text),
        text=text,
        family=Family.STANDARD,
        header=_header(find),
        reviewer=Reviewer(
            (find.said("California", "California"), find.said("Nevada", "Nevada")),
            (find.said("Occupational Medicine", "Occupational Medicine"),),
        ),
        patient=Patient(find.said(51, "51-year-old"), find.said(Sex.FEMALE, "woman")),
        diagnoses=(find.said("lumbar strain", "lumbar strain"), find.said("left knee sprain", "left knee sprain")),
        utilization_review=UtilizationReview(actions=(find.said(ReviewAction.DENIED, "denied"),)),
        summary=find.passage("A 51-year-old woman fell from a loading dock."),
        findings=(Finding("diagnosis-doubtful", 'The list may go on after "sprain"', find.span("left knee sprain")),),
    )
    mention = _norco(find, "Norco", "She takes", Place.SUMMARY)
    unknown = DrugMention('"herbal \\ tea"', find.span('"herbal \\ tea"'), place=Place.SUMMARY)
    profile = Profile(
        specialties=(find.said("occupational-medicine", "Occupational Medicine"),),
        states=(find.said("california", "California"), find.said("nevada", "Nevada")),
    )
    return Determination(
        replace(read, **letter),
        (_opioid(find), _therapy(find)),
        summary_mentions=(mention, unknown),
        profile=profile,
    )


@pytest.fixture(scope="session")
def determine() -> Determine:
    """Makes the determination of an invented letter with two disputed items; `Letter`'s fields can be overridden.

    An overriding text must begin with `TEXT`, for the spans point there.
    """
    return _determine


@pytest.fixture(scope="session")
def letter_text() -> str:
    """Text of the invented letter."""
    return TEXT


@pytest.fixture(scope="session")
def bounded() -> DateInterval:
    """A decision date that is only bounded."""
    return DateInterval(dt.date(2014, 11, 3), dt.date(2014, 12, 31), "after the UR denial, before the next form")
