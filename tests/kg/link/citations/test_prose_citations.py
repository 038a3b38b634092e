"""Citations in the rationale and in the clinical summary."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link.citations import CitationResolver, Context
from kg.model import Citation, Confidence, Place, Resolution, Side, passage
from kg.schemes.guidelines import load

RESOLVER = CitationResolver(load())


def found(text: str, field: str = "") -> list[Citation]:
    context = RESOLVER.field(passage(field), Side.REVIEWER).citations if field else ()
    return list(RESOLVER.prose(passage(text), Side.REVIEWER, Place.RATIONALE, Context(context)))


@pytest.mark.parametrize(
    ("text", "ids", "pages"),
    [
        (
            "As page 122 of the MTUS Chronic Pain Medical Treatment Guidelines has it,",
            "cpmtg09-trigger-point",
            ((122, 122),),
        ),
        ("See page 24 of MTUS Chronic Pain Medical Treatment Guidelines.", "cpmtg09-benzodiazepines", ((24, 24),)),
        ("Per MTUS Chronic Pain Medical Treatment Guidelines p124 on stopping", "cpmtg09-weaning", ((124, 124),)),
        ("on page 50 of the ACOEM Practice Guidelines we read", "acoem04-ch03", ((50, 50),)),
        ("the MTUS Guideline in ACOEM Chapter 15, page 398 says", "acoem04-ch15", ((398, 398),)),
        ("while ACOEM Chapter 12, Table 12-8, page 309 speaks against it", "acoem04-table-12-8", ((309, 309),)),
        ("none of these (Table 13-6) applies", "acoem04-table-13-6", ()),
        ("ACOEM Chapter 10, Table 2, page 13 allows it", "acoem07-table-2", ((13, 13),)),
        (
            "on page 81 of the MTUS Chronic Pain Medical Treatment Guidelines (July 28, 2016) too",
            "cpmtg16-esi",
            ((81, 81),),
        ),
        (
            "MTUS - 8 C.C.R. 9792.24.2 (July 28, 2016), Facet Blocks, Page 82 applies",
            "cpmtg16-facet-blocks",
            ((82, 82),),
        ),
        ("Opioid Treatment Guidelines MTUS - 8 C.C.R. 9792.24.4 (August 1, 2016) S2-3", "opioid16-supplement2", ()),
        ("no gain as defined in MTUS 9792.20f was shown", "mtus-9792-20-functional-improvement", ()),
        ("no gain as Section 9792.20(e) defines it", "mtus-9792-20-functional-improvement", ()),
        ("the MTUS CPMTG advises", "cpmtg09", ()),
        ("The California MTUS 2016 Chronic Pain Guidelines advise", "cpmtg16", ()),
        ("The California MTUS Acupuncture Guidelines advise", "acu07", ()),
        ("the Third Edition ACOEM Guidelines Low Back Disorders Chapter", "acoem3-low-back", ()),
    ],
)
def test_a_wording_in_prose_comes_to_its_concept(text: str, ids: str, pages: tuple[tuple[int, int], ...]) -> None:
    (citation,) = found(text)
    assert (",".join(citation.section_ids), citation.pages) == (ids, pages)
    assert citation.place is Place.RATIONALE
    assert text[citation.span.start : citation.span.end] == citation.text


def test_two_names_run_together_are_two_citations() -> None:
    citations = found("The MTUS Chronic Pain Medical Treatment Guidelines Official Disability Guidelines were named.")
    assert [citation.guideline for citation in citations] == ["cpmtg09", "odg"]


def test_a_bare_name_is_the_guideline_of_the_reviewer_s_field() -> None:
    (citation,) = found("The MTUS says so.", "Decision based on MTUS Knee Complaints 2004, Section(s): Summary.")
    assert (citation.section_ids, citation.confidence) == (("acoem04-ch13",), Confidence.LIKELY)


def test_a_bare_name_without_a_field_is_the_schedule_itself() -> None:
    (citation,) = found("The MTUS says so.")
    assert (citation.section_ids, citation.resolution) == (("mtus",), Resolution.GUIDELINE_ONLY)


def test_an_undated_guideline_is_the_edition_of_the_field() -> None:
    field = "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Yoga."
    (citation,) = found("The Chronic Pain Medical Treatment Guidelines are for it.", field)
    assert citation.guideline == "cpmtg16"


def test_the_same_guideline_named_twice_is_one_citation_where_it_first_stands() -> None:
    text = "ODG is silent. ODG is still silent."
    (citation,) = found(text)
    assert citation.span.start == 0


def test_the_mtus_flag_is_only_what_the_words_say() -> None:
    assert [c.mtus for c in found("The MTUS Chronic Pain Guidelines and the ODG differ.")] == [True, None]


@pytest.mark.parametrize(
    "text",
    [
        "(Resnick, 2005) found none",
        "pain in the low back and the knee",
        "This is no ACOEM-endorsed role.",
        "Table 3 shows",
        "",
    ],
)
def test_other_words_are_no_citations(text: str) -> None:
    assert found(text) == []


WORDS = st.sampled_from(
    [
        "MTUS",
        "ACOEM",
        "ODG",
        "Chronic Pain Guidelines",
        "page 80 of the",
        "(July 28, 2016)",
        "Table 12-8",
        "9792.20",
        "Chapter 3,",
    ]
)


@given(st.lists(WORDS | st.text(max_size=15), max_size=12).map(" ".join))
def test_any_text_is_read_without_an_error_and_spans_stay_inside(text: str) -> None:
    for citation in found(text):
        assert text[citation.span.start : citation.span.end] == citation.text


@pytest.mark.parametrize("piece", ["MTUS, and ", "page 80 of the ", "ACOEM Chapter 12 ", "9792.", "Table 1", "ODG ("])
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    began = time.perf_counter()
    found(piece * (100_000 // len(piece)))
    assert time.perf_counter() - began < 60
