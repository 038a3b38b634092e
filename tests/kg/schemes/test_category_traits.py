"""What requests of a category are like, and the mistakes that loading names."""

from __future__ import annotations

import pytest

from kg.errors import TableError
from kg.schemes import concepts
from kg.schemes.category_traits import COLUMNS, Precedence, Sessions, load, traits_from_tsv

CATEGORIES, REGIONS, QUALIFIERS = map(concepts.load, ("categories", "body_regions", "qualifiers"))


def table(*cells: str) -> str:
    return "\n".join(["\t".join(COLUMNS), "\t".join(cells)])


@pytest.mark.parametrize(
    ("category", "sessions", "drugs"),
    [
        ("rehabilitation/acupuncture", Sessions.COUNTED, Precedence.FIRST),
        ("evaluation-management/dental-services", Sessions.NAMED, Precedence.FIRST),
        ("pharmaceuticals/opioids", Sessions.NONE, Precedence.DRUG),
        ("pharmaceuticals/viscosupplementation", Sessions.NONE, Precedence.TREATMENT),
        ("injection/facet-injection", Sessions.NAMED, Precedence.NEEDLE),
        ("dmepos/dme", Sessions.NAMED, Precedence.FIRST),
        ("", Sessions.NONE, Precedence.FIRST),
    ],
)
def test_a_subcategory_has_its_own_traits_or_its_categorys(
    category: str, sessions: Sessions, drugs: Precedence
) -> None:
    traits = load().of(category)
    assert (traits.sessions, traits.drugs) == (sessions, drugs)


@pytest.mark.parametrize(
    ("region", "category", "counts"),
    [
        ("psyche", "psych-services/therapies", True),
        ("psyche", "surgery/adjunct-surgical-services", False),
        ("low-back", "psych-services/therapies", True),
        ("abdomen", "diagnostic-testing/lab-pathology", False),
        ("abdomen", "diagnostic-testing/imaging", True),
    ],
)
def test_a_region_counts_where_it_is_a_place_of_treatment(region: str, category: str, counts: bool) -> None:
    assert load().region_counts(region, category) is counts


def test_a_qualifier_brings_its_category() -> None:
    assert load().brought_by == {"associated_surgical_service": "surgery/adjunct-surgical-services"}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("magic",), r"category_traits\.tsv:2: 'magic' is not in categories\.tsv"),
        (("injection", "often"), r"category_traits\.tsv:2: 'often' is not a valid Sessions"),
        (("injection", "named", "last"), r"category_traits\.tsv:2: 'last' is not a valid Precedence"),
        (("injection", "", "", "some"), r"category_traits\.tsv:2: regions is 'some', not 'yes' or 'no'"),
        (("injection", "", "", "", "gill"), r"category_traits\.tsv:2: 'gill' is not in body_regions\.tsv"),
        (("injection", "", "", "", "", "late"), r"category_traits\.tsv:2: 'late' is not in qualifiers\.tsv"),
    ],
)
def test_a_cell_that_is_not_known_is_named_with_its_line(cells: tuple[str, ...], message: str) -> None:
    with pytest.raises(TableError, match=message):
        traits_from_tsv(table(*cells), CATEGORIES, REGIONS, QUALIFIERS)
