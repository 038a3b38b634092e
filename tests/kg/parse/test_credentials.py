from __future__ import annotations

from kg.model import Finding, passage
from kg.parse.credentials import read_credentials


def test_splits_states_and_specialties_at_commas_with_and_without_blank():
    reviewer = read_credentials(
        passage(
            "has: State(s) of Licensure: Iowa,District of Columbia, Maine "
            "Certification(s)/Specialty: Hospice & Palliative Medicine, Family Practice"
        ),
        [],
    )
    assert [said.value for said in reviewer.states] == ["Iowa", "District of Columbia", "Maine"]
    assert [said.value for said in reviewer.specialties] == ["Hospice & Palliative Medicine", "Family Practice"]


def test_the_list_ends_where_the_summary_begins():
    reviewer = read_credentials(
        passage("State(s) of Licensure: Ohio Certification(s)/Specialty: Neurology CLINICAL CASE SUMMARY The file"), []
    )
    assert [said.value for said in reviewer.specialties] == ["Neurology"]


def test_missing_credentials_are_noted():
    notes: list[Finding] = []
    reviewer = read_credentials(passage("The reviewer is qualified."), notes)
    assert (reviewer.states, reviewer.specialties) == ((), ())
    assert [note.code for note in notes] == ["credentials-missing"]
