"""Sessions, told in words, schedules and shorthand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link.treatments.visits import total_said, visits_said
from kg.model import passage


@pytest.mark.parametrize(
    ("title", "visits"),
    [
        ("two times a week for six weeks", 12),
        ("2-3 times per week for 4 weeks", 12),
        ("2x/wk x 4wks", 8),
        ("twice weekly for 5 weeks", 10),
        ("three (3) times a week for four (4) weeks", 12),
        ("for 4 weeks, 3 visits a week", 12),
        ("once a month for 6 months", 6),
        ("weekly for 3 months", 12),
        ("daily for 2 weeks", 14),
        ("every other week for 12 weeks", 6),
        ("once every 2 weeks for 8 weeks", 4),
        ("4 hours a day, 3 days a week for 2 weeks", 6),
        ("monthly x 6", 6),
    ],
)
def test_a_schedule_is_frequency_times_duration(title: str, visits: int) -> None:
    said = visits_said(passage(title))
    assert said is not None
    assert said.value == visits


@pytest.mark.parametrize(
    ("title", "visits"),
    [
        ("twenty-four sessions", 24),
        ("8-12 visits", 12),
        ("six additional chiropractic treatments", 6),
        ("sessions, 12", 12),
        ("visits x 4", 4),
        ("2 times a week for 6 weeks (10 sessions)", 10),
        ("3 visits a week for 4 weeks, 9 visits", 9),
    ],
)
def test_an_explicit_total_wins_over_a_schedule(title: str, visits: int) -> None:
    said = visits_said(passage(title))
    assert said is not None
    assert said.value == visits


@pytest.mark.parametrize(
    ("title", "visits"),
    [("2x6", 12), ("3 x 4 low back", 12), ("two times four visits (8)", 8), ("x 12", 12), ("#6", 6), ("QTY: 8", 8)],
)
def test_shorthand_is_read(title: str, visits: int) -> None:
    said = visits_said(passage(title))
    assert said is not None
    assert said.value == visits


@pytest.mark.parametrize(
    "title",
    [
        "for 6 weeks",
        "2 times a week",
        "L4-5",
        "DOS 11/12/2014",
        "97110",
        "45 minutes",
        "6 months",
        "6 hours/day, 7 days/week",
    ],
)
def test_numbers_that_count_no_sessions_give_none(title: str) -> None:
    assert visits_said(passage(title)) is None


def test_where_only_totals_count_a_bare_number_does_not() -> None:
    assert total_said(passage("trigger point injections x 4")) is None


@given(st.text(max_size=80))
def test_any_text_is_read_without_failing_and_a_found_number_is_positive(text: str) -> None:
    said = visits_said(passage(text))
    assert said is None or said.value > 0


@given(st.integers(1, 7), st.integers(1, 52), st.sampled_from(["times a week for", "x/week x", "times per week for"]))
def test_any_schedule_multiplies(times: int, weeks: int, words: str) -> None:
    said = visits_said(passage(f"{times} {words} {weeks} weeks"))
    assert said is not None
    assert said.value == times * weeks


@pytest.mark.parametrize(
    ("title", "visits", "words"),
    [
        ("2 visits for the neck and 8 visits (10)", 10, "2 visits for the neck and 8 visits"),
        ("6 visits and 6 visits, total of 12", 12, "total of 12"),
        (
            "3 times a week for 4 weeks, then once a week for 4 weeks, knee",
            16,
            "3 times a week for 4 weeks, then once a week for 4 weeks",
        ),
        (
            "3 times a week for 4 weeks then, at the clinic of the county, once a week for 4 weeks",
            12,
            "3 times a week for 4 weeks",
        ),
        ("therapy for 6 weeks 2 times a week", 12, "6 weeks 2 times a week"),
        ("therapy 6 hours a day for 10 days", 10, "6 hours a day for 10 days"),
        ("knee, two (2) visits now", 2, "two (2) visits"),
        ("12 physical therapy", 12, "12"),
        ("physical therapy, monthly x 6, knee", 6, "monthly x 6"),
        ("therapy 2x6 knee", 12, "2x6"),
        ("therapy 0 visits", None, ""),
        ("therapy sessions x 6 weeks", None, ""),
    ],
)
def test_a_count_rests_on_the_words_that_tell_it(title: str, visits: int | None, words: str) -> None:
    said = visits_said(passage(title))
    assert (said.value if said else None) == visits
    assert (title[said.span.start : said.span.end] if said else "") == words


def test_counts_of_another_treatment_are_not_added() -> None:
    title = "8 visits of physical therapy and 2 visits of acupuncture"
    both, own = visits_said(passage(title)), visits_said(passage(title), other=title.index("acupuncture"))
    assert both is not None
    assert own is not None
    assert (both.value, own.value) == (10, 8)
