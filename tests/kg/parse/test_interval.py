from __future__ import annotations

import datetime as dt

from kg.model import DateInterval, Finding, Header, passage
from kg.parse.interval import decision_interval
from kg.parse.narrative import read_review


def bounds(issues: str, summary: str, notes: list[Finding] | None = None) -> DateInterval:
    told = passage(summary)
    return decision_interval(passage(issues), told, Header(), read_review(told, []), [] if notes is None else notes)


def test_a_letter_is_decided_after_the_last_date_that_it_tells():
    interval = bounds("", "Seen on 1/2/2014. The UR dated 3/4/2014 denied it.")
    assert (interval.earliest, interval.latest) == (dt.date(2014, 3, 4), None)
    assert "2014-03-04" in interval.reason


def test_a_date_to_come_is_no_bound():
    assert bounds("", "Off work until 1/1/2020. UR dated 3/4/2014.").earliest == dt.date(2014, 3, 4)


def test_citing_by_page_ends_in_2015():
    interval = bounds("Decision based on MTUS Chronic Pain Page(s): 8.", "UR dated 3/4/2014.")
    assert interval.latest == dt.date(2015, 12, 31)


def test_a_guideline_can_not_be_cited_before_it_was_in_force():
    interval = bounds("MTUS Opioid Treatment 2016, Section(s): 1.4.", "UR dated 3/4/2016.")
    assert interval.earliest == dt.date(2016, 7, 28)


def test_bounds_that_cross_are_noted_and_the_later_one_dropped():
    notes: list[Finding] = []
    interval = bounds("Decision based on MTUS Chronic Pain Page(s): 8.", "UR dated 3/4/2019.", notes)
    assert (interval.earliest, interval.latest) == (dt.date(2019, 3, 4), None)
    assert "date-order" in {note.code for note in notes}
