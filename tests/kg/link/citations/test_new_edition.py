"""A new guideline is rows of the table: nothing in the code knows its name."""

from __future__ import annotations

import datetime as dt

from kg.link.agreement import edition_in_force
from kg.link.citations import CitationResolver
from kg.model import Side, passage
from kg.resources import read_resource
from kg.schemes.guidelines import COLUMNS, TABLE, from_tsv


def row(**cells: str) -> str:
    return "\t".join(cells.get(column, "") for column in COLUMNS)


NEW = [
    row(id="mtus30", kind="guideline", parent="mtus17", scheme="mtus-2017", label="Space Travel Disorders"),
    row(
        id="mtus30-2031",
        kind="edition",
        parent="mtus30",
        scheme="mtus-2017",
        label="Space Travel Disorders 2031",
        in_force_from="2031-05-01",
    ),
    row(id="mtus30-zero-g", kind="section", parent="mtus30-2031", scheme="mtus-2017", label="Exercise in zero gravity"),
    row(
        id="low-back-2031",
        kind="edition",
        parent="mtus17-low-back",
        scheme="mtus-2017",
        label="Low Back Disorders 2031",
        in_force_from="2031-05-01",
        replaces="mtus17-low-back-2020",
    ),
]
SCHEME = from_tsv(read_resource(TABLE) + "\n".join(NEW) + "\n")
RESOLVER = CitationResolver(SCHEME)


def test_a_new_guideline_with_a_section_is_resolved_in_a_field() -> None:
    field = "Decision based on MTUS Space Travel Disorders 2031, Section(s): Exercise in zero gravity."
    (citation,) = RESOLVER.field(passage(field), Side.REVIEWER).citations
    assert (citation.section_ids, citation.edition) == (("mtus30-zero-g",), "2031")


def test_a_new_edition_of_a_known_guideline_is_resolved() -> None:
    (citation,) = RESOLVER.field(passage("Decision based on MTUS Low Back Disorders 2031."), Side.REVIEWER).citations
    assert citation.section_ids == ("low-back-2031",)


def test_a_new_edition_takes_the_place_of_the_one_it_replaces() -> None:
    assert edition_in_force(SCHEME, "mtus17-low-back-2016", dt.date(2031, 5, 1)) == "low-back-2031"
    assert edition_in_force(SCHEME, "mtus17-low-back-2016", dt.date(2031, 4, 30)) == "mtus17-low-back-2020"
