"""What was noticed about a file goes with the letter that it is about."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kg.build import batches
from kg.build.batches import determinations, load_linker
from kg.documents import Document, ReadingLimits, Source, recognition
from kg.documents.document_findings import found
from kg.documents.preferences import Preferences
from kg.documents.source import FileKind
from kg.link.letter_linker import LetterLinker
from kg.model import Determination, Rejection
from tests.kg.documents.pdfs import joined, make_pdf, scan_of

JOINED = ("s-2017-injections.pdf", "s-2016-thirteen-items.txt")
CODES = {"page-not-read", "recognized-text"}


@pytest.fixture(scope="module")
def linker() -> LetterLinker:
    return load_linker()


@pytest.fixture(scope="module")
def letter(example_texts: Mapping[str, str]) -> str:
    return example_texts["p-2013-necessary.txt"]


def read(data: bytes, linker: LetterLinker, recognize: bool = False) -> list[Determination]:
    source = Source("a.pdf", "in/a.pdf", FileKind.PDF, data)
    found = list(determinations(source, ReadingLimits(), linker, Preferences(recognize=recognize)))
    assert all(isinstance(each, Determination) for each in found)
    return [each for each in found if isinstance(each, Determination)]


def test_a_scanned_page_is_a_finding_of_its_letter_with_its_page(letter: str, linker: LetterLinker) -> None:
    [one] = read(joined(make_pdf(letter.split("\n")), make_pdf([], picture=True)), linker)
    [finding] = [each for each in one.letter.findings if each.code in CODES]
    assert finding.message.endswith("page 2 of 2")
    assert finding.span
    assert finding.span.start == len(one.letter.text)


def test_a_letter_whose_decisions_stand_on_a_scanned_page_is_rejected_with_a_word_of_the_scan(
    letter: str, linker: LetterLinker
) -> None:
    data = joined(make_pdf(letter.split("\n")[:8]), make_pdf([], picture=True))
    [rejection] = determinations(Source("a.pdf", "in/a.pdf", FileKind.PDF, data), ReadingLimits(), linker)
    assert isinstance(rejection, Rejection)
    assert (rejection.code, rejection.place) == ("no-decision", "in/a.pdf")
    assert "page 2 of 2: a picture without text" in rejection.reason
    assert "--ocr" in rejection.remedy


def test_of_joined_letters_each_has_what_was_noticed_in_its_own_part(
    example_texts: Mapping[str, str], linker: LetterLinker, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (text for name, text in sorted(example_texts.items()) if name in JOINED)
    text = f"{one.rstrip()}\n\f{two.rstrip()}\n"
    at = text.index("\f", len(one.rstrip())) + 500
    document = Document("a.pdf", text, "a.pdf", (found("recognized-text", at, at + 10, "page 2 of 2"),))
    monkeypatch.setattr(batches, "read_source", lambda *_: iter([document]))
    first, second = read(b"", linker)
    assert not [each for each in first.letter.findings if each.code in CODES]
    [finding] = [each for each in second.letter.findings if each.code in CODES]
    assert finding.span
    assert second.letter.text[finding.span.start : finding.span.end] == text[at : at + 10].replace("\f", "\u2028")


@pytest.mark.skipif(not recognition.installed(), reason="tesseract is not installed")
def test_a_scanned_letter_is_read_through_text_recognition(letter: str, linker: LetterLinker) -> None:
    short = [line for line in letter.split("\n") if len(line) < 95]
    [one] = read(scan_of(short), linker, recognize=True)
    assert "recognized-text" in {each.code for each in one.letter.findings}
    assert one.decisions
