"""Body regions by name and spinal level, and the side."""

from __future__ import annotations

import pytest

from kg.link.treatments.body import BodyReader
from kg.link.treatments.phrases import words
from kg.model import passage
from kg.schemes.treatments import load

READER = BodyReader(load())


def regions(title: str) -> list[str]:
    return [region.value.label for region in READER.regions(passage(title), words(title))]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("C5-6", ["neck"]),
        ("C5, C6 and C7", ["neck"]),
        ("C7-T1", ["neck"]),
        ("T12-L1", ["thoracic spine", "low back"]),
        ("thoracolumbar spine", ["thoracic spine", "low back"]),
        ("L4-L5, L5-S1", ["low back"]),
        ("L1906 brace", []),
        ("cervical, thoracic and lumbar spine", ["neck", "thoracic spine", "low back"]),
        ("upper and lower extremities", ["upper extremity", "lower extremity"]),
        ("carpal tunnel", ["wrist"]),
        ("SI joint", ["low back"]),
        ("wrists/hands", ["wrist", "hand"]),
        ("hand held shower", []),
        ("back-up battery", []),
        ("upper back and low back", ["thoracic spine", "low back"]),
    ],
)
def test_regions_are_named_by_words_joints_and_levels(title: str, expected: list[str]) -> None:
    assert regions(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("right knee", "right"),
        ("Left-sided L5", "left"),
        ("B/L shoulders", "bilateral"),
        ("both hands", "bilateral"),
        ("right and left hips", "bilateral"),
        ("R knee", "right"),
        ("ankle (L)", "left"),
        ("L spine", None),
        ("lower extremities", None),
        ("left over supplies", None),
        ("MRI", None),
    ],
)
def test_the_side_is_said_or_not(title: str, expected: str | None) -> None:
    said = READER.side(passage(title))
    assert (said.value.value if said else None) == expected


@pytest.mark.parametrize(
    ("title", "side", "words"),
    [
        ("right hand dominant, left knee", "left", "left"),
        ("left hand, right lower leg", None, ""),
        ("MRI right knee and left knee", "bilateral", "right knee and left"),
        ("right hand, left hand and left wrist", "bilateral", "right hand, left hand and left"),
        ("x-ray of left foot, right ankle, bilateral hands", "bilateral", "bilateral"),
        ("R  shoulder", "right", "R"),
        ("L4-5, R foot", "right", "R"),
        ("BUE", "bilateral", "BUE"),
        ("RLE", "right", "RLE"),
        ("bilat. wrist", "bilateral", "bilat."),
        ("Rt. hip", "right", "Rt."),
        ("right knee, then the right hip", "right", "right"),
    ],
)
def test_a_side_rests_on_the_words_that_tell_it(title: str, side: str | None, words: str) -> None:
    said = READER.side(passage(title))
    assert (said.value.value if said else None) == side
    assert (title[said.span.start : said.span.end] if said else "") == words


def test_a_side_said_twice_is_where_it_first_stands() -> None:
    said = READER.side(passage("right knee, then the right hip"))
    assert said is not None
    assert said.span.start == 0


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("C7 to T2", ["neck", "thoracic spine"]),
        ("L5 through S1", ["low back"]),
        ("C3 and T4", ["neck", "thoracic spine"]),
    ],
)
def test_levels_may_span_two_parts(title: str, expected: list[str]) -> None:
    assert regions(title) == expected
