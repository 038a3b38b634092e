from __future__ import annotations

import datetime as dt
import re

import pytest

from kg.model import passage
from kg.parse.dates import DATE, date_of, dates


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("10/3/2016", dt.date(2016, 10, 3)),
        ("6-30-14", dt.date(2014, 6, 30)),
        ("11- 17-2016", dt.date(2016, 11, 17)),
        ("October 1, 2003", dt.date(2003, 10, 1)),
        ("Sept. 9 2012", dt.date(2012, 9, 9)),
        ("August 13-15", dt.date(2015, 8, 13)),
        ("3/2/85", dt.date(1985, 3, 2)),
        ("3/2/60", dt.date(2060, 3, 2)),
        ("3/2/61", dt.date(1961, 3, 2)),
        ("1/1/1940", dt.date(1940, 1, 1)),
        ("12/31/1939", None),
        ("12/31/2060", dt.date(2060, 12, 31)),
        ("1/1/2061", None),
        ("December 9, 3026", None),
        ("2/30/2015", None),
    ],
)
def test_reads_a_date_as_letters_write_it(words: str, day: dt.date | None):
    assert re.fullmatch(DATE, words)
    assert date_of(words) == day


@pytest.mark.parametrize(
    "words", ["7.5- 325mg", "L4-5", "10/325", "1-2 times", "October 13-15, 2016 and", "2016-10-03"]
)
def test_leaves_alone_what_is_no_date(words: str):
    assert list(dates(passage(words))) == []


def test_tells_where_a_date_stands():
    ((said, at),) = dates(passage("seen on 6-30-14 again"))
    assert (said.value, said.span.start, at) == (dt.date(2014, 6, 30), 8, 8)
