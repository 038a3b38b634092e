"""Page numbers: lists and ranges with every dash, the letter's own footers, pages that cannot be."""

from __future__ import annotations

import pytest

from kg.link.citations import CitationResolver
from kg.link.citations.pages import MARKER, impossible, is_furniture, ranges
from kg.model import Confidence, Place, Side, passage
from kg.schemes.guidelines import load

SCHEME = load()


@pytest.mark.parametrize("dash", list("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))
def test_a_range_may_have_any_dash(dash: str) -> None:
    mark = MARKER.search(f"pages 67{dash}68, 70")
    assert mark is not None
    assert ranges(mark["list"]) == ((67, 68), (70, 70))


@pytest.mark.parametrize(
    ("words", "head", "furniture"),
    [
        ("Page 2 of 5", "cpmtg16", True),
        ("Page 2 of 5", None, True),
        ("page 63 of 127", "cpmtg09", False),
        ("page 81 of 152", "cpmtg16", False),
        ("page 80", "cpmtg09", False),
    ],
)
def test_a_page_of_few_is_the_letter_s_own(words: str, head: str | None, furniture: bool) -> None:
    mark = MARKER.search(words)
    assert mark is not None
    assert is_furniture(mark, SCHEME, head) is furniture


@pytest.mark.parametrize(
    ("concept", "pages", "cannot"),
    [
        ("cpmtg09", (0, 0), True),
        ("cpmtg09-opioids", (999, 999), True),
        ("cpmtg09", (127, 127), False),
        ("cpmtg09", (120, 128), True),
        ("acoem04-ch12", (309, 309), False),
        ("odg-pain", (999, 999), True),
        ("acoem3-low-back", (607, 607), False),
    ],
)
def test_pages_that_a_work_cannot_have(concept: str, pages: tuple[int, int], cannot: bool) -> None:
    assert impossible(SCHEME, concept, *pages) is cannot


def test_an_impossible_page_is_a_finding_and_not_certain() -> None:
    field = "Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Opioids Page(s): 0, 999."
    reading = CitationResolver(SCHEME).field(passage(field), Side.REVIEWER)
    (citation,) = reading.citations
    assert (citation.pages, citation.confidence) == (((0, 0), (999, 999)), Confidence.LIKELY)
    assert [finding.code for finding in reading.findings][:2] == ["page-impossible", "page-impossible"]


def test_an_impossible_page_in_prose_is_a_finding_too() -> None:
    resolver = CitationResolver(SCHEME)
    words = passage("See page 0 of the MTUS Chronic Pain Guidelines (2009) and page 80 of the ACOEM Guidelines.")
    citations = resolver.prose(words, Side.REVIEWER, Place.RATIONALE)
    (finding,) = resolver.doubts(citations)
    assert (finding.code, finding.span) == ("page-impossible", citations[0].span)
    assert citations[0].confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("76-8", ((76, 78),)),
        ("127-30", ((127, 130),)),
        ("12-13", ((12, 13),)),
        ("30-12", ((12, 30),)),
        ("8, 22 to 24 and 30", ((8, 8), (22, 24), (30, 30))),
        ("63 of 127", ((63, 63),)),
        ("9-12", ((9, 12),)),
        ("100-99", ((100, 199),)),
    ],
)
def test_a_range_may_leave_out_digits_that_repeat(words: str, pages: tuple[tuple[int, int], ...]) -> None:
    assert ranges(words) == pages


@pytest.mark.parametrize(
    ("words", "pages"), [("page 1240", ((1240, 1240),)), ("pages 78, 8889", ((78, 78), (8889, 8889)))]
)
def test_a_page_of_four_digits_is_impossible_and_leaves_nothing_certain(
    words: str, pages: tuple[tuple[int, int], ...]
) -> None:
    text = f"MTUS Chronic Pain Medical Treatment Guidelines Opioids Page(s): {words.partition(' ')[2]}."
    field = CitationResolver(SCHEME).field(passage(text), Side.REVIEWER)
    [citation] = field.citations
    assert citation.pages == pages
    assert citation.confidence is not Confidence.CERTAIN
    assert "page-impossible" in {finding.code for finding in field.findings}


def test_a_year_after_pages_is_no_page() -> None:
    mark = MARKER.search("pages 64-65, 2009")
    assert mark is not None
    assert ranges(mark["list"]) == ((64, 65),)
