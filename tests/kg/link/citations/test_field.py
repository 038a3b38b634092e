"""What a guideline field's words come to; the cases are rows of `valid_citations.tsv`."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link.citations import CitationResolver
from kg.model import Citation, Confidence, FlatText, NoneCited, Passage, Resolution, Side, Span, passage
from kg.schemes.guidelines import load
from kg.schemes.table import rows
from tests.kg.link.citations.form_words import WORDS, expanded

RESOLVER = CitationResolver(load())
FLAG = {True: "+", False: "-", None: "?"}
CASES = Path(__file__).with_name("valid_citations.tsv")


def cited(field: str) -> tuple[Citation, ...]:
    return RESOLVER.field(passage(expanded(field)), Side.REVIEWER).citations


def shown(citation: Citation) -> str:
    pages = ",".join(str(a) if a == b else f"{a}-{b}" for a, b in citation.pages)
    return FLAG[citation.mtus] + ",".join(citation.section_ids) + (f"@{pages}" if pages else "")


@pytest.mark.parametrize(
    "row",
    [row for _, row in rows(CASES.read_text("utf-8"), ("field", "citations"), CASES.name)],
    ids=lambda row: row["field"][:60],
)
def test_a_wording_comes_to_its_concepts(row: dict[str, str]) -> None:
    reading = RESOLVER.field(passage(expanded(row["field"])), Side.REVIEWER)
    said = [shown(citation) for citation in reading.citations] + ["none" for _ in reading.none_cited]
    assert " ; ".join(said) == row["citations"]


def test_none_cited_is_a_statement_with_its_words_not_a_gap() -> None:
    words = expanded("{none}")
    reading = RESOLVER.field(passage(words), Side.CLAIMS_ADMINISTRATOR)
    assert reading.none_cited == (NoneCited(Side.CLAIMS_ADMINISTRATOR, Span(0, len(words))),)
    assert reading.citations == ()


def test_an_empty_field_is_missing_and_said_so() -> None:
    reading = RESOLVER.field(passage(" "), Side.REVIEWER)
    assert (reading.citations, reading.none_cited) == ((), ())
    assert [finding.code for finding in reading.findings] == ["citation-field-empty"]


def test_label_and_page_keep_the_label_and_offer_the_narrower_section() -> None:
    (citation,) = cited("{mtus} Chronic Pain Treatment Guidelines Opioids Page(s): 77.")
    assert citation.resolution is Resolution.LABEL_AND_PAGE
    assert citation.section_ids == ("cpmtg09-opioids",)
    (citation,) = cited("{mtus} Chronic Pain Treatment Guidelines Opioids Page(s): 78.")
    assert citation.candidates == ("cpmtg09-opioids-ongoing",)


def test_a_page_that_two_sections_share_is_ambiguous_and_names_both() -> None:
    (citation,) = cited("{mtus} Chronic Pain Treatment Guidelines Page(s): 63.")
    assert citation.resolution is Resolution.PAGE
    assert citation.confidence is Confidence.AMBIGUOUS
    assert {*citation.section_ids, *citation.candidates} == {"cpmtg09-muscle-relaxants", "cpmtg09-milnacipran"}


def test_an_edition_is_printed_or_inferred() -> None:
    (printed,) = cited("{mtus} Chronic Pain Medical Treatment 2009.")
    assert (printed.edition, printed.edition_inferred) == ("2009", False)
    (inferred,) = cited("{mtus} Chronic Pain Treatment Guidelines.")
    assert (inferred.edition, inferred.edition_inferred) == ("2009", True)


def test_a_page_outside_its_section_is_kept_and_reported() -> None:
    reading = RESOLVER.field(
        passage(expanded("{mtus} Chronic Pain Treatment Guidelines Yoga Page(s): 11.")), Side.REVIEWER
    )
    assert reading.citations[0].pages == ((11, 11),)
    assert [finding.code for finding in reading.findings] == ["page-outside-section"]


def test_a_label_that_the_table_lacks_is_a_citation_of_its_own_unresolved() -> None:
    known, unknown = cited("{mtus} Chronic Pain Medical Treatment 2016, Section(s): Yoga, Moon rocks for pain.")
    assert known.section_ids == ("cpmtg16-yoga",)
    assert (unknown.resolution, unknown.labels) == (Resolution.UNRESOLVED, ("Moon rocks for pain",))
    assert unknown.guideline == "cpmtg16"


def test_an_unknown_source_is_kept_as_written_and_counted() -> None:
    reading = RESOLVER.field(passage(expanded("{non} A pamphlet on feet.")), Side.REVIEWER)
    (citation,) = reading.citations
    assert (citation.text, citation.resolution) == ("A pamphlet on feet", Resolution.UNRESOLVED)
    assert [finding.code for finding in reading.findings] == ["unknown-source"]


def test_odg_that_is_not_named_is_only_likely() -> None:
    (citation,) = cited("{non} Low Back (Heat therapy).")
    assert citation.confidence is Confidence.LIKELY


def test_an_entry_that_several_chapters_have_stays_open() -> None:
    (citation,) = cited("{non} Official Disability Guidelines (ODG) Manipulation.")
    assert citation.section_ids == ("odg",)
    assert {"odg-neck-manipulation", "odg-shoulder-manipulation"} <= set(citation.candidates)
    assert citation.confidence is Confidence.AMBIGUOUS


def test_spans_point_into_the_letter_across_a_line_break() -> None:
    letter = "MAXIMUS guideline: Decision based on MTUS Knee\nComplaints 2004, Section(s):\n\nSpecial  Studies."
    flat = FlatText(" ".join(letter.split()), (0, 81), (0, 1))
    start = flat.text.index("Decision")
    letter_again = flat.text[:80] + " " + flat.text[80:]
    (citation,) = RESOLVER.field(Passage(flat, start, len(flat.text)), Side.REVIEWER).citations
    assert letter_again[citation.span.start : citation.span.end].startswith("Knee Complaints 2004")
    assert citation.text == "Knee Complaints 2004, Section(s): Special Studies"


def test_the_same_words_are_read_once_but_placed_where_they_stand() -> None:
    words = expanded("{mtus} Chronic Pain Medical Treatment 2016.")
    flat = FlatText.plain(words + " " + words)
    first = RESOLVER.field(Passage(flat, 0, len(words)), Side.CLAIMS_ADMINISTRATOR).citations[0]
    second = RESOLVER.field(Passage(flat, len(words) + 1, len(flat.text)), Side.REVIEWER).citations[0]
    assert (first.by, second.by) == (Side.CLAIMS_ADMINISTRATOR, Side.REVIEWER)
    assert second.span.start - first.span.start == len(words) + 1


def test_a_resolver_can_be_sent_to_a_worker_process() -> None:
    again = pickle.loads(pickle.dumps(RESOLVER))
    field = passage(expanded("{mtus} Chronic Pain Medical Treatment 2016."))
    assert again.field(field, Side.REVIEWER) == RESOLVER.field(field, Side.REVIEWER)


PIECES = st.sampled_from(
    [
        *WORDS.values(),
        "Section(s):",
        "Page(s):",
        "ODG",
        "Low Back",
        "Opioids",
        "ACOEM Chapter 12",
        "2016",
        "3.3.9",
        "; and the ",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=12).map(" ".join))
def test_any_text_is_read_without_an_error_and_spans_stay_inside(text: str) -> None:
    reading = RESOLVER.field(passage(text), Side.REVIEWER)
    spans = [c.span for c in reading.citations] + [f.span for f in reading.findings if f.span]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(text[c.span.start : c.span.end] == c.text for c in reading.citations)


@pytest.mark.parametrize(
    "piece",
    [
        "MTUS, and ",
        "Decision based on MTUS ",
        "a.",
        "ODG low back (acute ",
        "3.3.9 foo, ",
        "(",
        "1, ",
        "http://",
        "Non-MTUS ",
    ],
)
@pytest.mark.parametrize("opening", ["", WORDS["{mtus}"] + " ACOEM Page(s): ", WORDS["{non}"] + " "])
def test_hostile_text_is_read_in_linear_time(piece: str, opening: str) -> None:
    began = time.perf_counter()
    RESOLVER.field(passage(opening + piece * (50_000 // len(piece))), Side.REVIEWER)
    assert time.perf_counter() - began < 60
