from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.parse.flat import flatten

SPACED = st.text(alphabet=st.sampled_from(" \n\t\f\r\xa0\u2003ab."), max_size=60)


def test_closes_up_line_ends_form_feeds_and_no_break_spaces():
    assert flatten("two\n\n \ncold\f\xa0packs ").text == "two cold packs"


@given(SPACED)
def test_every_character_stands_where_its_offset_says(text: str):
    flat = flatten(text)
    for at, character in enumerate(flat.text):
        original = text[flat.original(at)]
        assert original.isspace() if character == " " else original == character


@given(SPACED, st.integers(0, 60), st.integers(0, 60))
def test_a_passage_reads_its_words_back_from_its_span(text: str, start: int, end: int):
    flat = flatten(text)
    size = len(flat.text)
    passage = flat.passage(min(start, size), min(max(start, end), size))
    span = passage.span
    assert 0 <= span.start <= span.end <= len(text)
    assert " ".join(text[span.start : span.end].split()) == passage.text
