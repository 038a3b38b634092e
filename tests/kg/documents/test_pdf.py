"""PDFs: what stands in them, the paragraphs their layout shows, and the ones that can't be read."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from kg.documents import ReadingLimits
from kg.documents.pdf import read_pdf
from kg.errors import DocumentError
from kg.model import Severity

from .pdfs import BLANK, columns, drawn, joined, make_pdf, scanned

FULL = "this line of a rationale runs on until there is no more room at the right margin"
LETTER = [FULL, FULL, FULL, "and ends here.", BLANK, "Norco 10/325mg #90: Upheld", BLANK, FULL, FULL]


def read(data: bytes, **limits: int) -> str:
    return read_pdf(data, "x.pdf", ReadingLimits(**limits)).text


def code_of(data: bytes, **limits: int) -> str:
    with pytest.raises(DocumentError) as caught:
        read(data, **limits)
    assert caught.value.place == "x.pdf"
    return caught.value.code


def test_a_gap_wider_than_the_line_pitch_is_an_empty_line():
    assert read(make_pdf(LETTER)).split("\n\n") == [
        "\n".join([FULL, FULL, FULL, "and ends here."]),
        "Norco 10/325mg #90: Upheld",
        "\n".join([FULL, FULL]),
    ]


def test_double_spaced_lines_are_no_paragraphs():
    spaced = [line for full in [FULL] * 6 for line in (full, BLANK)]
    assert read(make_pdf(spaced)) == "\n".join([FULL] * 6)


def test_a_page_break_inside_a_sentence_is_a_form_feed_alone():
    assert f"{FULL}\f{FULL}" in read(make_pdf(LETTER, [FULL]))


def test_a_paragraph_that_ends_with_its_page_is_followed_by_an_empty_line():
    assert "and ends here.\n\n\fNorco: Upheld" in read(make_pdf(LETTER[:4], ["Norco: Upheld", BLANK, FULL]))


def test_a_blank_page_costs_nothing():
    assert read(make_pdf(LETTER, [], [FULL])).count("\f") == 1


def test_an_empty_user_password_needs_no_key():
    assert read(make_pdf(LETTER, user_password="")) == read(make_pdf(LETTER))


def test_a_user_password_is_refused():
    assert code_of(make_pdf(LETTER, user_password="secret")) == "password"


def test_a_scan_is_refused():
    assert code_of(make_pdf([], picture=True)) == "no-text"


def test_a_scanned_page_among_text_pages_is_said_where_its_words_would_stand():
    read = read_pdf(joined(make_pdf(LETTER), make_pdf([], picture=True), make_pdf([FULL])), "x.pdf", ReadingLimits())
    assert read.text == f"{read_pdf(make_pdf(LETTER, [FULL]), 'x.pdf', ReadingLimits()).text}"
    [finding] = read.findings
    assert (finding.code, finding.severity) == ("page-not-read", Severity.ERROR)
    assert finding.message.endswith("page 2 of 3")
    assert read.text[: finding.span.start].endswith(FULL)


def test_a_scanned_page_with_a_stamp_on_it_is_no_text_page():
    read = read_pdf(joined(make_pdf(LETTER), scanned(stamp="Page 2 of 5")), "x.pdf", ReadingLimits())
    assert [finding.code for finding in read.findings] == ["page-not-read"]
    assert "Page 2 of 5" in read.text


def test_a_small_picture_beside_text_is_nothing_to_tell():
    assert read_pdf(make_pdf(LETTER, picture=True), "x.pdf", ReadingLimits()).findings == ()


def test_text_that_lies_unseen_over_a_picture_was_recognized_by_machine():
    read = read_pdf(scanned(unseen=LETTER), "x.pdf", ReadingLimits())
    assert [finding.code for finding in read.findings] == ["recognized-text"]
    assert "Norco 10/325mg #90: Upheld" in read.text


# --- pages that were not drawn as they are read --------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("order", ["down", "up", "word by word", "blocks"])
def test_a_page_reads_the_same_however_it_is_turned_and_drawn(turn, order):
    assert read(drawn(LETTER, turn=turn, order=order)) == read(make_pdf(LETTER))


def test_a_page_that_lies_on_its_side_is_read_along_its_words():
    assert read(drawn(LETTER, turn=90, upright=False)) == read(make_pdf(LETTER))


def test_two_columns_are_read_one_after_the_other():
    left = [f"left {n} says what the letter says" for n in range(12)]
    right = [f"right {n} says the rest of it" for n in range(12)]
    assert read(columns(left, right)).split() == " ".join([*left, *right]).split()


def test_two_columns_drawn_from_the_bottom_are_read_one_after_the_other():
    left = [f"left {n} says what the letter says" for n in range(12)]
    right = [f"right {n} says the rest of it" for n in range(12)]
    assert read(columns(left, right, upward=True)).split() == " ".join([*left, *right]).split()


@pytest.mark.parametrize("junk", [b"<html><body>proxy</body></html>" * 200, b"\0" * 5000, b"\n" * 3000, b"x" * 1025])
def test_what_was_appended_behind_the_end_is_no_truncation(junk):
    assert read(make_pdf(LETTER) + junk) == read(make_pdf(LETTER))


def test_a_change_appended_to_a_pdf_that_is_cut_is_a_truncation():
    assert code_of(make_pdf(LETTER) + b"\n7 0 obj\n<< /Type /Page >>\nend") == "truncated-pdf"


def test_a_linearized_pdf_says_how_long_it_is():
    whole = make_pdf(LETTER)
    promise = f"%PDF-1.4\n9 0 obj\n<< /Linearized 1 /L {len(whole) + 5000} /N 1 >>\nendobj\n".encode()
    assert code_of(promise + whole.removeprefix(b"%PDF-1.4\n")) == "truncated-pdf"


@pytest.mark.parametrize("data", [b"", b"\0" * 100, b" \n"])
def test_nothing_is_empty(data):
    assert code_of(data) == "empty"


def test_an_error_page_saved_as_pdf_is_no_pdf():
    assert code_of(b"<html><body>404 Not Found</body></html>") == "not-a-pdf"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_download_that_stopped_is_truncated(share):
    whole = make_pdf(LETTER, LETTER)
    assert code_of(whole[: int(len(whole) * share)]) == "truncated-pdf"


def test_a_pdf_without_sense_is_damaged():
    assert code_of(b"%PDF-1.4\n" + b"junk " * 100 + b"%%EOF") == "damaged-pdf"


def test_too_many_pages_or_letters_are_refused():
    assert code_of(make_pdf(LETTER, LETTER), pdf_pages=1) == "too-large"
    assert code_of(make_pdf(LETTER, LETTER), text_bytes=100) == "too-large"


# --- the State's own letters ---------------------------------------------------------------------------------------

LABELS = re.compile(
    "Claims Administrator guideline:|MAXIMUS guideline:|Decision rationale:|IMR ISSUES, DECISIONS AND|CLINICAL CASE SUM"
)


def raw_text(path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        text = "\f".join(page.get_textpage().get_text_range() for page in document)
    return text.replace("\ufffe", "-")


@pytest.mark.real_letters
def test_no_word_of_a_real_letter_is_lost_glued_or_split(shared, real_texts):
    paths = sorted((shared / "letters").glob("*.pdf"))
    assert paths
    assert [p.name for p in paths if real_texts[p.name].split() != raw_text(p).split()] == []


@pytest.mark.real_letters
def test_every_label_of_a_real_letter_begins_a_paragraph(real_texts):
    pdfs = {name: text for name, text in real_texts.items() if name.endswith(".pdf")}
    places = [
        (name, m.group())
        for name, t in pdfs.items()
        for m in LABELS.finditer(t)
        if not t[: m.start()].endswith(("\n\n", "\n\n\f"))
    ]
    assert places == []
