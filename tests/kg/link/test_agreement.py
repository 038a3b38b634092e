"""Editions in force, ranks and the agreement of the two sides."""

from __future__ import annotations

import datetime as dt

import pytest

from kg.link.agreement import (
    Agreement,
    agreement,
    authority_rank,
    edition_in_force,
    in_force,
    superseded,
)
from kg.model import Citation, NoneCited, Place, Side, Span
from kg.schemes.guidelines import load

SCHEME = load()
HERE = Span(0, 1)


def cites(by: Side, *ids: str, place: Place = Place.FIELD) -> Citation:
    return Citation(by, HERE, "x", section_ids=ids, place=place)


def administrator(*ids: str) -> Citation:
    return cites(Side.CLAIMS_ADMINISTRATOR, *ids)


def reviewer(*ids: str) -> Citation:
    return cites(Side.REVIEWER, *ids)


@pytest.mark.parametrize(
    ("concept", "day", "edition"),
    [
        ("cpmtg09-opioids", dt.date(2016, 7, 27), "cpmtg09"),
        ("cpmtg09-opioids", dt.date(2016, 7, 28), "cpmtg16"),
        ("cpmtg09-opioids", dt.date(2018, 1, 1), "mtus17-chronic-pain-2017"),
        ("acoem04-ch12-special-studies", dt.date(2017, 11, 30), "acoem04-ch12"),
        ("acoem04-ch12-special-studies", dt.date(2019, 9, 1), "mtus17-low-back-2019"),
        ("mtus17-low-back-2020", dt.date(2018, 6, 1), "mtus17-low-back-2016"),
        ("cpmtg09", dt.date(2001, 1, 1), None),
        ("odg-pain", dt.date(2016, 1, 1), None),
    ],
)
def test_the_edition_in_force_on_a_day(concept: str, day: dt.date, edition: str | None) -> None:
    assert edition_in_force(SCHEME, concept, day) == edition


def test_an_edition_is_superseded_from_the_day_it_ceases() -> None:
    assert superseded(SCHEME, "cpmtg09-opioids", dt.date(2016, 7, 27)) is False
    assert superseded(SCHEME, "cpmtg09-opioids", dt.date(2016, 7, 28)) is True
    assert superseded(SCHEME, "cpmtg16", dt.date(2016, 1, 1)) is False
    assert in_force(SCHEME, "cpmtg16", dt.date(2016, 1, 1)) is False


def test_what_has_no_dates_is_neither_in_force_nor_superseded() -> None:
    assert in_force(SCHEME, "odg-pain", dt.date(2016, 1, 1)) is None
    assert superseded(SCHEME, "odg-pain", dt.date(2016, 1, 1)) is None


@pytest.mark.parametrize(
    ("concept", "rank"),
    [
        ("cpmtg16-yoga", 1),
        ("acoem04-ch12", 1),
        ("acoem3-low-back", 2),
        ("odg-pain", 2),
        ("other-nass", 3),
        ("other-pdr", 4),
    ],
)
def test_the_rank_follows_the_search_order(concept: str, rank: int) -> None:
    assert authority_rank(SCHEME, concept) == rank


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (["cpmtg16-yoga"], ["cpmtg16-yoga", "odg-pain"], Agreement.SAME_SECTION),
        (["acoem04-ch12-summary"], ["acoem04-ch12-initial-care"], Agreement.SAME_CHAPTER),
        (["acoem04-ch12"], ["acoem04-ch12"], Agreement.SAME_CHAPTER),
        (["cpmtg16"], ["cpmtg16-yoga"], Agreement.SAME_GUIDELINE),
        (["cpmtg16"], ["cpmtg16"], Agreement.SAME_GUIDELINE),
        (["odg-pain"], ["odg-knee-leg"], Agreement.SAME_GUIDELINE),
        (["cpmtg09"], ["cpmtg16"], Agreement.DIFFERENT_GUIDELINE),
    ],
)
def test_two_sides_that_both_cite(ours: list[str], theirs: list[str], expected: Agreement) -> None:
    assert agreement(SCHEME, [administrator(*ours), reviewer(*theirs)]) is expected


def test_a_side_that_says_it_cites_none() -> None:
    silent = NoneCited(Side.CLAIMS_ADMINISTRATOR, HERE)
    silent_too = NoneCited(Side.REVIEWER, HERE)
    assert agreement(SCHEME, [reviewer("cpmtg16")], [silent]) is Agreement.ADMINISTRATOR_NONE
    assert agreement(SCHEME, [administrator("cpmtg16")], [silent_too]) is Agreement.REVIEWER_NONE
    assert agreement(SCHEME, [], [silent, silent_too]) is Agreement.BOTH_NONE


def test_a_side_of_which_nothing_was_read_is_not_taken_for_none() -> None:
    assert agreement(SCHEME, [reviewer("cpmtg16")]) is Agreement.NOT_FOUND


def test_prose_does_not_count() -> None:
    prose = cites(Side.REVIEWER, "cpmtg16-yoga", place=Place.RATIONALE)
    assert agreement(SCHEME, [administrator("cpmtg16-yoga"), prose]) is Agreement.NOT_FOUND


def test_a_side_that_cites_and_says_none_has_cited() -> None:
    silent = NoneCited(Side.CLAIMS_ADMINISTRATOR, HERE)
    assert agreement(SCHEME, [administrator("cpmtg16")], [silent]) is Agreement.NOT_FOUND


def test_one_silent_side_alone_tells_nothing_of_the_other() -> None:
    assert agreement(SCHEME, [], [NoneCited(Side.CLAIMS_ADMINISTRATOR, HERE)]) is Agreement.NOT_FOUND
    assert agreement(SCHEME, [], [NoneCited(Side.REVIEWER, HERE)]) is Agreement.NOT_FOUND


def test_an_id_that_the_table_lacks_counts_as_nothing_read() -> None:
    assert agreement(SCHEME, [administrator("no-such"), reviewer("cpmtg16")]) is Agreement.NOT_FOUND
    assert authority_rank(SCHEME, "no-such") is None


@pytest.mark.parametrize(("day", "expected"), [(dt.date(2016, 7, 27), True), (dt.date(2009, 7, 17), False)])
def test_an_edition_is_in_force_from_its_day_to_the_day_before_the_next(day: dt.date, expected: bool) -> None:
    assert in_force(SCHEME, "cpmtg09", day) is expected
    assert edition_in_force(SCHEME, "odg-pain", day) is None
