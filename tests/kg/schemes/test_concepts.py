"""Tables of concepts: what they hold and which mistakes they name."""

from __future__ import annotations

import pytest

from kg.errors import TableError
from kg.schemes import concepts

HEAD = "\t".join(concepts.COLUMNS)


def table(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def test_a_row_is_a_concept() -> None:
    scheme = concepts.from_tsv(table("knee\tKnee\t\tknees|patella\t\t\tThe knee joint"), "parts")
    assert scheme["knee"].labels == ("Knee", "knees", "patella")
    assert scheme.labelled("  KNEES ") is scheme["knee"]
    assert scheme.labelled("elbow") is None


def test_of_two_concepts_with_one_label_the_first_has_it() -> None:
    scheme = concepts.from_tsv(table("a\tSame", "b\tOther\tsame"), "parts")
    assert scheme.labelled("same") is scheme["a"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("knee\tKnee", "knee\tKnee again"), "parts.tsv:3: id knee is also on line 2"),
        (("knee\t",), "parts.tsv:2: a concept needs an id and a label"),
        (("knee\tKnee\t\t\tleg",), "parts.tsv:2: broader concept leg is not in the table"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(rows: tuple[str, ...], message: str) -> None:
    with pytest.raises(TableError, match=message):
        concepts.from_tsv(table(*rows), "parts")


def test_printed_specialties_and_their_misprints_meet_at_one_concept() -> None:
    specialties = concepts.load("specialties")
    assert specialties.labelled("Sports Medicinea") is specialties["sports-medicine"]
    assert specialties.labelled("Chiropractor") is specialties["chiropractic"]


def test_doubles_of_the_dwc_list_meet_at_one_category() -> None:
    categories = concepts.load("categories")
    assert categories.labelled("Benzodiazepine") is categories.labelled("Benzodiazepines")
    assert categories.labelled("Histamine 2") is categories.labelled("H2 Blocker")
    assert categories["pharmaceuticals/calcium-channel-blocker"].notation == "Calcium Cannel Blocker"
