"""The State's own letters, where a folder of them is at hand."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kg.model import Family, Letter
from kg.parse import parse

pytestmark = pytest.mark.real_letters


@pytest.fixture(scope="module")
def letters(real_texts: Mapping[str, str]) -> Mapping[str, Letter]:
    read = {Path(name).stem: parse(text, name) for name, text in real_texts.items()}
    assert all(len(each) == 1 for each in read.values())
    return {name: each[0] for name, each in read.items() if isinstance(each[0], Letter)}


def test_all_letters_are_of_the_standard_form(letters: Mapping[str, Letter], real_texts: Mapping[str, str]):
    assert len(letters) == len(real_texts) == 70
    assert {letter.family for letter in letters.values()} == {Family.STANDARD}


def test_every_item_has_its_four_parts(letters: Mapping[str, Letter]):
    outcomes: Counter[str] = Counter()
    for letter in letters.values():
        labels = len(re.findall(r"Claims\s+Administrator\s+guideline:", letter.text))
        assert len(letter.items) == labels
        for item in letter.items:
            assert item.outcome
            assert item.heading.text
            assert item.administrator_field
            assert item.reviewer_field
            assert item.rationale
            assert item.finding
            outcomes[item.outcome.value.value] += 1
    assert outcomes == {"upheld": 145, "overturned": 29}


def test_no_title_is_a_guess_and_no_decision_word_unknown(letters: Mapping[str, Letter]):
    codes = Counter(finding.code for letter in letters.values() for finding in letter.findings)
    assert not codes.keys() & {"title-start-uncertain", "unknown-decision-word", "no-items", "heading-missing"}
    assert codes["contradiction"] == 1


@pytest.mark.parametrize("layout", ["no gaps", "no lines"])
def test_titles_are_found_without_gaps_and_without_lines(
    letters: Mapping[str, Letter], real_texts: Mapping[str, str], layout: str
):
    for name, text in real_texts.items():
        if not name.endswith(".pdf"):
            continue
        flattened = re.sub(r"\n+", "\n", text) if layout == "no gaps" else re.sub(r"\s+", " ", text)
        (read,) = parse(flattened, name)
        assert isinstance(read, Letter)
        expected = [item.heading.text for item in letters[Path(name).stem].items]
        assert [item.heading.text for item in read.items] == expected


def squash(text: str) -> str:
    return re.sub(r"[^a-z0-9%/.#+-]+", " ", text.lower()).strip(" .")


def facts(gold: Mapping[str, Any], letter: Letter) -> tuple[list[Any], list[Any]]:
    """The same facts as the gold reading says them and as the letter was read."""
    patient = letter.patient
    read = [
        (patient.age and patient.age.value, patient.sex and patient.sex.value.value),
        sorted(said.value for said in letter.reviewer.states),
        sorted(said.value for said in letter.reviewer.specialties),
        [
            (
                squash(item.heading.text),
                squash(item.request.text),
                item.outcome and item.outcome.value.value,
                item.finding and item.finding.value.value,
                item.contradiction,
                sorted(said.value.value for said in item.qualifiers),
            )
            for item in letter.items
        ],
    ]
    said = [
        (gold["patient"]["age"], gold["patient"]["sex"]),
        sorted(gold["reviewer"]["states"]),
        sorted(gold["reviewer"]["specialties"]),
        [
            (
                squash(item["heading"]),
                squash(item["request"]),
                item["outcome"],
                item["finding"],
                item["contradiction"],
                sorted(item["qualifiers"]),
            )
            for item in gold["items"]
        ],
    ]
    return said, read


def test_agrees_with_the_gold_readings(letters: Mapping[str, Letter], shared: Path):
    diagnoses: Counter[str] = Counter()
    for gold in json.loads((shared / "gold" / "letters.json").read_text(encoding="utf-8")):
        letter = letters[gold["case_number"] or Path(gold["source"]).stem]
        said, read = facts(gold, letter)
        assert read == said
        expected = {squash(words) for words in gold["diagnoses"]}
        found = {squash(said.value) for said in letter.diagnoses}
        diagnoses.update(both=len(expected & found), gold=len(expected), read=len(found))
    assert 2 * diagnoses["both"] / (diagnoses["gold"] + diagnoses["read"]) >= 0.95
