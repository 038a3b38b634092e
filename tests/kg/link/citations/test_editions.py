"""Lines of editions, the one in force at a moment, and years that name them."""

from __future__ import annotations

import datetime as dt

import pytest

from kg.link.citations.edition_dates import date_after
from kg.link.citations.editions import Moment, edition_of_year, line, prints_edition, standing
from kg.schemes.guidelines import load

SCHEME = load()


@pytest.mark.parametrize(
    ("concept", "editions"),
    [
        ("cpmtg09-opioids", ("cpmtg09", "cpmtg16", "mtus17-chronic-pain-2017")),
        ("mtus17-low-back", ("acoem04-ch12", "mtus17-low-back-2016", "mtus17-low-back-2019", "mtus17-low-back-2020")),
        ("mtus17-shoulder-2023", ("acoem04-ch09", "mtus17-shoulder-2016", "mtus17-shoulder-2023")),
        ("acoem04", ("acoem04", "mtus17")),
        ("acu07", ("acu07",)),
        ("mtus", ()),
        ("odg-pain", ()),
        ("acoem3-low-back", ()),
    ],
)
def test_a_line_is_a_rule_through_time(concept: str, editions: tuple[str, ...]) -> None:
    assert line(SCHEME, concept) == editions


@pytest.mark.parametrize(
    ("day", "edition", "alone"),
    [
        ("2009-07-17", None, False),
        ("2009-07-18", "cpmtg09", True),
        ("2016-07-27", "cpmtg09", True),
        ("2016-07-28", "cpmtg16", False),
        ("2017-11-30", "cpmtg16", False),
        ("2017-12-01", "mtus17-chronic-pain-2017", False),
    ],
)
def test_an_edition_stands_from_its_first_day_on(day: str, edition: str | None, alone: bool) -> None:
    assert standing(SCHEME, line(SCHEME, "cpmtg09"), Moment.on(dt.date.fromisoformat(day))) == (edition, alone)


def test_a_year_without_its_day_counts_from_its_end() -> None:
    """So nothing counts as replaced before it certainly was."""
    prevention = line(SCHEME, "acoem04-ch01")
    assert prevention == ("acoem04-ch01", "mtus17-prevention-2011")
    assert standing(SCHEME, prevention, Moment.on(dt.date(2018, 12, 30)))[0] == "acoem04-ch01"
    assert standing(SCHEME, prevention, Moment.on(dt.date(2018, 12, 31)))[0] == "mtus17-prevention-2011"


@pytest.mark.parametrize(
    ("concept", "year", "found"),
    [
        ("mtus17-knee", "2019", ("mtus17-knee-2019", True)),
        ("mtus17-knee", "2020", ("mtus17-knee-2019", True)),
        ("mtus17-prevention", "2004", ("acoem04-ch01", True)),
        ("mtus17-low-back", "2021", ("mtus17-low-back-2020", False)),
        ("mtus17-low-back", "2031", (None, False)),
    ],
)
def test_an_edition_goes_by_acoem_s_year_or_by_that_of_its_adoption(
    concept: str, year: str, found: tuple[str | None, bool]
) -> None:
    assert edition_of_year(SCHEME, line(SCHEME, concept), year) == found


@pytest.mark.parametrize(
    ("concept", "year"),
    [
        ("cpmtg16-esi", "2016"),
        ("acoem04-table-12-8", "2004"),
        ("acoem07-ch10", "2007"),
        ("mtus17-knee-2019", "2019"),
        ("acoem3-low-back", None),
        ("odg-pain", None),
    ],
)
def test_the_year_of_an_edition_is_in_its_label(concept: str, year: str | None) -> None:
    assert SCHEME.edition_year(concept) == year


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("ACOEM Chapter 12, page 303", True),
        ("Table 12-8", True),
        ("ACOEM Practice Guidelines, 2nd Edition", True),
        ("S1-20", True),
        ("the low back chapter of ACOEM", False),
        ("Chronic Pain Medical Treatment Guidelines, page 12", False),
    ],
)
def test_numbers_of_one_edition_alone_print_it(words: str, printed: bool) -> None:
    assert prints_edition(words) is printed


@pytest.mark.parametrize(
    ("after", "year"),
    [
        (" (ACOEM February 24, 2016)", "2016"),
        (" (ACOEM, September 2015)", "2015"),
        (" (July 28, 2016)", "2016"),
        (" (effective July 28, 2016)", "2016"),
        (" (Revised 2007)", "2007"),
        (", 5/15/2017", "2017"),
        (" 2016 Guidelines", "2016"),
        (" (Second Edition, 2004)", "2004"),
        (" for 2016 patients", None),
        (", page 2016-3", None),
    ],
)
def test_the_date_after_a_name(after: str, year: str | None) -> None:
    dated = date_after(f"Knee Disorders{after}", 14)
    assert (dated and dated["year"]) == year
