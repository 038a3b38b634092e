"""What a linker is told when it is made: more names, a table of factors; and texts that are no plain ASCII."""

from __future__ import annotations

import pytest

from kg.link.drugs import DrugLinker
from kg.link.drugs.drug_names import lowered, words_of
from kg.model import Confidence, Ingredient, Place, passage
from kg.schemes import drugs

VOCABULARY = drugs.load()


def test_imported_names_are_asked_only_for_what_the_vocabulary_lacks_and_are_likely() -> None:
    asked: list[str] = []
    imported = (Ingredient("fluffycodone", "1", None, "fluffycodone"),)

    def more(mention: str) -> tuple[Ingredient, ...]:
        asked.append(mention)
        return imported if "Fluffy" in mention else ()

    linker = DrugLinker(VOCABULARY, more=more)
    found = linker.link("Fluffycodone  5 mg")
    assert (found.text, found.ingredients) == ("Fluffycodone  5 mg", imported)
    assert (found.how, found.confidence) == ("imported", Confidence.LIKELY)
    assert linker.link("Moonrock 5 mg").ingredients == ()
    assert linker.link("Norco").how == "exact"
    assert asked == ["Fluffycodone  5 mg", "Moonrock 5 mg"]


@pytest.mark.parametrize(("vintage", "mme"), [("2016", 240.0), ("2018", None), ("2022", 141.0)])
def test_a_table_that_was_asked_for_counts_whatever_the_day(vintage: str, mme: float | None) -> None:
    assert DrugLinker(VOCABULARY, mme_vintage=vintage).link("Methadone 10mg #90").mme == mme


def test_small_letters_stand_where_the_capitals_stood() -> None:
    assert lowered("NORCO İ 10 MG") == "norco İ 10 mg"
    assert lowered("ÉCLAIR") == "éclair"


def test_a_letter_whose_small_form_is_two_moves_no_mention() -> None:
    title = "İstanbul: Norco 10/325 mg"
    (found,) = DrugLinker(VOCABULARY).mentions(passage(title))
    assert title[found.span.start : found.span.end] == found.text == "Norco 10/325 mg"
    assert found.place is Place.HEADING


def test_words_are_runs_of_the_letters_a_to_z() -> None:
    assert words_of("b12, naïve o'neil_x") == ["b", "na", "ve", "o", "neil", "x"]
