from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Finding, passage
from kg.parse.diagnoses import read_diagnoses

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("valid_diagnoses.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("summary", "expected"), CASES)
def test_takes_the_list_apart(summary: str, expected: str):
    assert [said.value for said in read_diagnoses(passage(summary), [])] == expected.split("|")


@pytest.mark.parametrize(("summary", "expected"), CASES)
def test_each_diagnosis_stands_where_its_span_says(summary: str, expected: str):
    for said in read_diagnoses(passage(summary), []):
        assert summary[said.span.start : said.span.end] == said.value


def test_no_list_is_noted():
    notes: list[Finding] = []
    assert read_diagnoses(passage("The applicant has filed a claim for knee pain."), notes) == ()
    assert [note.code for note in notes] == ["diagnoses-not-found"]


def test_no_summary_no_diagnoses():
    assert read_diagnoses(None, []) == ()
