from __future__ import annotations

import pytest

from kg.model import Finding, Qualifier, passage
from kg.parse.titles import read_title

REMAINING = "The remaining IMR eligible portion of the original request,"
PART = (
    "Tea 5mg #90 was the original request. Tea 5mg #60 was authorized by the Claims Administrator. "
    f"{REMAINING} Tea 5mg #30"
)
WHOLE = (
    "Massage twelve times was the original request. The Claims Administrator authorized 2 sessions of "
    "stretching, leaving the original request IMR eligible. The original request, massage twelve times"
)


@pytest.mark.parametrize(
    ("heading", "request_text", "qualifiers"),
    [
        ("Cane", "Cane", []),
        ("Associated surgical service: Sling", "Sling", ["associated_surgical_service"]),
        (
            "Associated surgical service:  Pre-op labs: CBC",
            "Pre-op labs: CBC",
            ["associated_surgical_service", "pre_operative"],
        ),
        ("Retrospective: Cast (DOS 1/2/15)", "Cast (DOS 1/2/15)", ["retrospective"]),
        ("Retrospective request for ice", "ice", ["retrospective"]),
        (
            "Associated surgical service: Retrospective request for ice",
            "ice",
            ["associated_surgical_service", "retrospective"],
        ),
        ("Post operative ice", "Post operative ice", ["post_operative"]),
        ("Preoperative labs", "Preoperative labs", ["pre_operative"]),
        ("Cast, retrospective 1/2/15", "Cast, retrospective 1/2/15", ["retrospective"]),
    ],
)
def test_prefixes_become_qualifiers(heading: str, request_text: str, qualifiers: list[str]):
    title = read_title(passage(heading), [])
    assert title.request.text == request_text
    assert [said.value.value for said in title.qualifiers] == qualifiers


def test_of_a_partly_authorized_request_the_rest_is_in_dispute():
    title = read_title(passage(PART), [])
    assert title.request.text == "Tea 5mg #30"
    assert title.original is not None
    assert title.original.text == "Tea 5mg #90"
    assert title.authorized is not None
    assert title.authorized.text == "Tea 5mg #60"
    assert [said.value for said in title.qualifiers] == [Qualifier.PARTLY_AUTHORIZED]


def test_where_another_service_was_authorized_the_whole_stays_in_dispute():
    title = read_title(passage(WHOLE), [])
    assert title.request.text == "massage twelve times"
    assert title.authorized is not None
    assert title.authorized.text == "2 sessions of stretching"


def test_a_title_that_does_not_say_what_remains_is_noted():
    notes: list[Finding] = []
    title = read_title(passage("Tea #90 was the original request."), notes)
    assert title.request.text == "Tea #90"
    assert [note.code for note in notes] == ["authorization-unclear"]
