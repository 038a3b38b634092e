"""Every assumption that a dose rests on has a kind, and every kind is in the list of them."""

from __future__ import annotations

import pytest

from kg.link.drugs import DrugLinker
from kg.link.drugs.assumptions import kinds
from kg.model import Assumption
from kg.schemes import concepts, drugs

LINKER = DrugLinker(drugs.load())


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Norco 10/325mg #60", ["month"]),
        ("Norco 10/325mg #60, 30 day supply", ["days_of_supply"]),
        ("Norco 10/325mg 1-2 tablets every 4-6 hours #360", ["larger_dose", "shorter_interval"]),
        ("Norco 10/325mg twice daily", ["one_unit"]),
        ("Norco 10/325mg 1 tablet every 6 hours as needed", ["as_often_as_allowed"]),
        ("Fentanyl patch 50 mcg/hr #10", ["one_patch", "patch_days"]),
        ("Fentanyl patch 25 mcg #15, 30 days", ["one_patch", "patch_hourly", "days_of_supply"]),
    ],
)
def test_what_a_dose_rests_on_has_a_kind(title: str, expected: list[str]) -> None:
    mention = LINKER.link(title)
    assert [kind.value for kind in mention.basis] == expected, mention.assumptions
    unsaid = [said for said in mention.assumptions if not kinds([said])]
    assert all(said.startswith("factor ") for said in unsaid)


def test_a_dose_has_its_factor_and_the_year_of_its_table() -> None:
    mention = LINKER.link("Percocet 10/325mg #60")
    assert (mention.mme, mention.mme_factor, mention.mme_vintage) == (30.0, 1.5, "2018")
    without = LINKER.link("Ibuprofen 800 mg #90")
    assert (without.mme_factor, without.mme_vintage) == (None, "")


def test_the_kinds_are_the_concepts_of_their_list() -> None:
    listed = [concept.notation for concept in concepts.load("assumptions").concepts.values()]
    assert listed == [kind.value for kind in Assumption]
