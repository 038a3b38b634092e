from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.model import DisputedItem, Letter, Outcome, Rejection
from kg.parse import parse
from kg.parse.disputed import MOST_ITEMS

Compose = Callable[..., str]
NO = "It is cold. The request is not medically necessary."
YES = "It is warm. The request is medically necessary."


def read(text: str) -> tuple[tuple[DisputedItem, ...], set[str]]:
    (letter,) = parse(text, "x")
    assert isinstance(letter, Letter)
    return letter.items, {finding.code for finding in letter.findings}


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n\n \n\n", "\n\n\f"])
def test_reads_every_item_in_order(letter: Compose, gap: str):
    items, codes = read(letter([("Cane", "Upheld", NO), ("Tea 5mg # 9", " Overturned", YES)], gap=gap))
    assert [(item.position, item.heading.text) for item in items] == [(1, "Cane"), (2, "Tea 5mg # 9")]
    assert [item.outcome.value for item in items if item.outcome] == [Outcome.UPHELD, Outcome.OVERTURNED]
    assert [item.rationale.text for item in items if item.rationale] == [NO, YES]
    assert [item.reviewer_field.text for item in items if item.reviewer_field] == [
        "Decision based on MTUS Wrist Complaints 2004, Section(s): Splints."
    ] * 2
    assert not codes & {"title-start-uncertain", "no-items", "unknown-decision-word"}


def test_a_title_ends_at_its_last_decision_word_and_without_is(letter: Compose):
    items, _ = read(letter([("Labs: Upheld values: CBC is", "Overturned", YES), ("Tea:", "\nUpheld", NO)]))
    assert [item.heading.text for item in items] == ["Labs: Upheld values: CBC", "Tea:"]


def test_a_decision_word_without_colon_is_read(letter: Compose):
    items, _ = read(letter([("Cane", "Upheld", NO)]).replace("Cane: Upheld", "Cane Upheld"))
    assert items[0].heading.text == "Cane"
    assert items[0].outcome is not None


def test_an_unknown_decision_word_is_noted(letter: Compose):
    items, codes = read(letter([("Cane", "Postponed", NO)]))
    assert items[0].heading.text == "Cane"
    assert items[0].outcome is not None
    assert items[0].outcome.value is Outcome.NOT_STATED
    assert "unknown-decision-word" in codes


def test_a_lost_label_is_noted_and_the_rest_read(letter: Compose):
    text = letter([("Cane", "Upheld", NO), ("Tea", "Overturned", YES)])
    items, codes = read(text.replace("MAXIMUS guideline:", "", 1))
    assert [item.heading.text for item in items] == ["Cane", "Tea"]
    assert items[0].reviewer_field is None
    assert "missing-guideline-field" in codes


def test_an_item_whose_labels_are_all_lost_is_noticed(letter: Compose):
    text = letter([("Cane", "Upheld", NO), ("Tea", "Overturned", YES)])
    head, _, tail = text.rpartition("Claims Administrator guideline:")
    items, codes = read(head + tail.split("Decision rationale:")[1])
    assert len(items) == 1
    assert "stray-decision-word" in codes


def test_a_contradiction_is_noted(letter: Compose):
    items, codes = read(letter([("Cane", "Overturned", NO)]))
    assert items[0].contradiction
    assert "contradiction" in codes


@pytest.mark.parametrize("owner", ["MAXIMUS", "IMRO", "Expert Reviewer"])
def test_the_reviewers_label_may_name_another_organization(letter: Compose, owner: str):
    items, _ = read(letter().replace("MAXIMUS guideline", f"{owner} guideline"))
    assert items[0].reviewer_field is not None
    assert items[0].reviewer_field.text.startswith("Decision based on")


def test_a_letter_without_items_is_refused():
    (read,) = parse("IMR ISSUES, DECISIONS AND RATIONALES none", "x")
    assert isinstance(read, Rejection)
    assert read.code == "no-decision"


def test_a_title_of_which_only_the_decision_word_is_left_keeps_its_decision(letter: Compose):
    items, codes = read(letter([("Cane", "Upheld", NO), ("", "Overturned", YES)]))
    assert [item.outcome.value for item in items if item.outcome] == [Outcome.UPHELD, Outcome.OVERTURNED]
    assert items[1].heading.text == ": Overturned"
    assert "title-missing" in codes


def test_labels_without_a_title_are_no_item_and_are_noted(letter: Compose):
    text = letter([("Cane", "Upheld", NO), ("Tea", "Overturned", YES)])
    items, codes = read(text.replace("Tea: Overturned\n\n", "").replace(NO, ""))
    assert [item.heading.text for item in items] == ["Cane"]
    assert "title-missing" in codes


def test_only_so_many_items_are_read(letter: Compose):
    items, codes = read(letter([(f"Cane {number}", "Upheld", NO) for number in range(MOST_ITEMS + 50)]))
    assert len(items) == MOST_ITEMS
    assert items[-1].rationale is not None
    assert items[-1].rationale.text == NO
    assert "too-many-items" in codes


def test_a_list_s_numbers_are_no_part_of_titles(letter: Compose):
    items, _ = read(letter([("1. Cane", "Upheld", NO), ("2) Tea", "Overturned", YES), ("7. Up", "Upheld", NO)]))
    assert [item.heading.text for item in items] == ["Cane", "Tea", "7. Up"]
