"""Bytes to text: which encodings are taken, what is refused, and how text looks afterwards."""

from __future__ import annotations

import codecs

import pytest

from kg.documents.decoding import accept, decode, tidy
from kg.errors import DocumentError

WORDS = "Denied – the worker’s request for “Norco”, 10 µg"


def code_of(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        decode(data, "x.txt")
    return caught.value.code


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        WORDS.encode("utf-16"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-32"),
        WORDS.encode("cp1252"),
    ],
)
def test_the_same_words_in_each_encoding_we_take(data):
    assert decode(data, "x.txt") == WORDS


@pytest.mark.parametrize("data", [b"", b" \r\n\t\x0c", codecs.BOM_UTF8, b"\x00" * 0])
def test_nothing_to_read_is_empty(data):
    assert code_of(data) == "empty"


def test_broken_utf8_is_not_taken_for_cp1252():
    assert code_of("the worker’s café".encode() + b" and \xff") == "wrong-encoding"


def test_text_without_latin_letters_in_another_code_page_is_refused():
    assert code_of("Это письмо не из Калифорнии".encode("cp1251")) == "wrong-encoding"


def test_a_mark_that_lies_is_refused():
    assert code_of(codecs.BOM_UTF16_LE + b"a") == "wrong-encoding"


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00" * 4000, b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 50])
def test_binary_data_is_refused(data):
    assert code_of(data) == "binary"


def test_line_ends_become_newlines_and_control_characters_go():
    assert tidy("a\r\nb\rc\u2028d\x0be\x00f\x07g\u200bh") == "a\nb\nc\nd\nefgh"


def test_form_feeds_blanks_and_empty_lines_stay():
    assert tidy(" a \n\n \n\fb") == " a \n\n \n\fb"


@pytest.mark.parametrize("mark", ["\ufffe", "\x02"])
def test_the_hyphen_that_pdfium_found_at_a_lines_end_is_a_hyphen(mark):
    assert tidy(f"right{mark}sided") == "right-sided"


def test_half_a_surrogate_pair_can_be_stored_afterwards():
    assert accept("a\ud800b", "x").encode() == "a\ufffdb".encode()
