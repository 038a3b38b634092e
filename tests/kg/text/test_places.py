from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.text import Edit, Placed

TEXTS = st.text("abcdef ", min_size=1, max_size=30)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [(start, end, draw(st.text("XYZ", max_size=4))) for start, end in pairs]


def made(text: str, edits: list[Edit]) -> str:
    for start, end, words in reversed(edits):
        text = text[:start] + words + text[end:]
    return text


@given(st.data())
def test_edits_are_made_and_characters_that_stay_know_their_place(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    edits = data.draw(edits_of(text))
    placed = Placed(text).edited(edits)
    assert placed.text == made(text, edits)
    for index, character in enumerate(placed.text):
        if character.islower() or character == " ":
            assert text[placed.original(index)] == character


@given(st.data())
def test_two_rounds_of_edits_lead_back_to_the_first_text(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    once = Placed(text).edited(data.draw(edits_of(text)))
    twice = once.edited(data.draw(edits_of(once.text)))
    places = [twice.original(index) for index in range(len(twice.text))]
    assert places == sorted(places)
    for index, character in enumerate(twice.text):
        if character.islower() or character == " ":
            assert text[twice.original(index)] == character


def test_a_replaced_word_spans_the_words_that_it_replaced() -> None:
    placed = Placed("is Overtumed.").edited([(3, 12, "Overturned")])
    assert placed.text == "is Overturned."
    assert placed.span(3, 13) == (3, 12)
    placed = Placed("the guidel ine: x").edited([(4, 14, "guideline")])
    assert placed.span(4, 13) == (4, 14)


def test_nothing_to_edit_is_the_same_text() -> None:
    placed = Placed("as it is")
    assert placed.edited([]) is placed
