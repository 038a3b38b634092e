"""Text recognition: a scan is read through Tesseract where it is installed, and says so."""

from __future__ import annotations

import os
import time

import pytest

from kg.documents import Preferences, ReadingLimits, recognition
from kg.documents.pdf import read_pdf
from kg.errors import DocumentError

from .pdfs import joined, make_pdf, scan_of

LETTER = [
    "Case Number: CM16-9000077",
    "",
    "IMR ISSUES, DECISIONS AND RATIONALES",
    "",
    "Norco 10/325mg #90: Upheld",
    "",
    "Decision rationale: the records at hand show no lasting relief from this",
    "drug, and its use can't be said to be necessary for this worker. The notes of",
    "three visits name no gain in what the worker can do, no screen of urine and no",
    "plan to taper. The reviewer finds that the request is not medically necessary.",
]
OCR = Preferences(recognize=True)
LIMITS = ReadingLimits()
needs_tesseract = pytest.mark.skipif(
    not recognition.installed() and not os.environ.get("IMR_REQUIRE_TESSERACT"), reason="tesseract is not installed"
)


@needs_tesseract
def test_a_scan_is_read_and_says_that_it_was_recognized_by_machine():
    read = read_pdf(scan_of(LETTER), "x.pdf", LIMITS, OCR)
    assert read.text.split() == " ".join(LETTER).split()
    assert "RATIONALES\n\nNorco 10/325mg #90: Upheld\n\nDecision rationale:" in read.text
    [finding] = read.findings
    assert finding.code == "recognized-text"
    assert "page 1 of 1, with a mean confidence of 9" in finding.message
    assert read.text[finding.span.start : finding.span.end] == read.text


@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_scan_that_is_turned_for_showing_is_read_as_it_is_shown(turn):
    read = read_pdf(scan_of(LETTER, turn), "x.pdf", LIMITS, OCR)
    assert "Norco 10/325mg #90: Upheld" in read.text


@needs_tesseract
def test_only_the_pages_that_are_pictures_are_recognized():
    read = read_pdf(joined(make_pdf(["The first page has text."]), scan_of(LETTER)), "x.pdf", LIMITS, OCR)
    [finding] = read.findings
    assert read.text.startswith("The first page has text.")
    assert read.text[finding.span.start :].startswith("Case Number: CM16-9000077")


@needs_tesseract
def test_a_page_without_words_is_not_read_and_says_so():
    read = read_pdf(joined(make_pdf(["Text."]), scan_of([])), "x.pdf", LIMITS, OCR)
    [finding] = read.findings
    assert finding.code == "page-not-read"
    assert finding.message.endswith("nor could text be recognized in it")


def stub(folder, monkeypatch, script: str) -> None:
    """A program in place of Tesseract."""
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(recognition, "PROGRAM", str(program))


@pytest.mark.parametrize("script", ["sleep 60", "exit 3", "cat >/dev/null; echo no table", "kill -9 $$"])
def test_a_program_that_hangs_or_fails_costs_its_page_only(tmp_path, monkeypatch, script):
    stub(tmp_path, monkeypatch, script)
    began = time.monotonic()
    limits = ReadingLimits(recognition_seconds=0.5)
    read = read_pdf(joined(make_pdf(["Text."]), scan_of([])), "x.pdf", limits, OCR)
    assert [finding.code for finding in read.findings] == ["page-not-read"]
    assert time.monotonic() - began < 10


def test_a_file_has_a_time_of_its_own(tmp_path, monkeypatch):
    stub(tmp_path, monkeypatch, "sleep 60")
    limits = ReadingLimits(recognition_seconds=0.2, recognition_file_seconds=0.3)
    pages = joined(make_pdf(["Text."]), *[scan_of([])] * 20)
    began = time.monotonic()
    assert len(read_pdf(pages, "x.pdf", limits, OCR).findings) == 20
    assert time.monotonic() - began < 5


def test_without_the_program_a_scan_is_refused_in_one_line(monkeypatch):
    monkeypatch.setattr(recognition, "PROGRAM", "no-such-program-for-recognition")
    with pytest.raises(DocumentError) as caught:
        read_pdf(scan_of([]), "x.pdf", LIMITS, OCR)
    assert caught.value.code == "no-recognition"
    assert "apt-get install tesseract-ocr" in caught.value.remedy


def test_a_scan_is_not_recognized_unasked():
    with pytest.raises(DocumentError) as caught:
        read_pdf(scan_of([]), "x.pdf", LIMITS)
    assert caught.value.code == "no-text"
    assert "--ocr" in caught.value.remedy


def test_an_enormous_page_is_drawn_no_larger_than_the_limit():
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    page = document.new_page(14_400, 14_400)  # points: as large as a PDF's page may be
    assert len(recognition.picture_of(page, 1_000_000)[0]) < 1_100_000
    document.close()
