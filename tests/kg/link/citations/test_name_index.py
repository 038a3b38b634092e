"""Names of a vocabulary in a text: the longest, the one at the end, and one with a slip of the keyboard."""

from __future__ import annotations

import pytest

from kg.link.citations.citation_words import Words, key
from kg.link.citations.name_index import GuidelineNameIndex

INDEX = GuidelineNameIndex(
    [
        ("Low Back", 1, "low-back"),
        ("Low Back Disorders", 1, "disorders"),
        ("Table 12-7", 1, "t7"),
        ("Acupuncture", 1, "acupuncture"),
        ("Acupunctura", 1, "acupunctura"),
        ("Heat therapy", 2, "second"),
        ("Heat therapies", 1, "first"),
        ("Yoga", 1, "yoga"),
        ("Yoga", 1, "yoga-too"),
        ("Yoga", 1, "yoga"),
        ("Chronic pain treatment", 1, "pain"),
        ("...", 1, "nothing"),
    ]
)


def test_a_name_belongs_to_the_lowest_rank_and_to_all_that_share_it() -> None:
    assert INDEX[key("heat therapy")] == ("first",)
    assert INDEX[key("Yoga")] == ("yoga", "yoga-too")
    assert INDEX[key("Pilates")] == ()
    assert len(INDEX) == 8


def test_the_longest_name_counts_with_its_length_in_letters() -> None:
    hit = INDEX.longest(Words("the low back disorders of"), 1)
    assert hit is not None
    assert (hit.concept, hit.end, hit.length) == ("disorders", 4, len("lowbackdisorder"))
    assert INDEX.longest(Words("back low"), 0) is None


@pytest.mark.parametrize(
    ("text", "concept"), [("Low Back, the", "low-back"), ("Back", None), ("", None), (", Yoga", None)]
)
def test_a_text_may_begin_with_a_name(text: str, concept: str | None) -> None:
    begun = INDEX.opening(text)
    assert (begun and begun[1].concept) == concept


def test_a_text_may_end_with_a_name() -> None:
    closing = INDEX.closing("for the Low Back Disorders")
    assert closing is not None
    assert (closing[0], closing[1].concept) == (8, "disorders")
    assert INDEX.closing("Low Back pain") is None


@pytest.mark.parametrize(
    ("said", "meant", "why"),
    [
        ("low bak", ("low-back",), "one slip from six letters on"),
        ("lw bak", (), "five letters: none"),
        ("chronik pain treatmnt", ("pain",), "two slips from twelve letters on"),
        ("khronik pain treatmnt", (), "three slips are too many"),
        ("table 12-8", (), "digits must agree"),
        ("tabel 12-7", ("t7",), "letters may differ"),
        ("acupuncturo", (), "as near to two names"),
        ("x" * 161, (), "too long to be compared"),
    ],
)
def test_a_slip_of_the_keyboard_is_forgiven_where_one_name_is_nearest(
    said: str, meant: tuple[str, ...], why: str
) -> None:
    assert INDEX.misspelt(key(said)) == meant, why
